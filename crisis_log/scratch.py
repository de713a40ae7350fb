"""Temporary folders: gone with their block; those of a run that was killed, with a later run.

A folder holds a lock for as long as it is used, which the system gives up with the process:
one that is not held, in a folder that is no longer new, is of a run that was killed.
"""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

PREFIX: Final = "crisis-log-scratch-"
VARIABLE: Final = "TMP" if sys.platform == "win32" else "TMPDIR"
"""The variable that names the folder of temporary files: on Windows the first that is asked."""
_LOCK: Final = "in-use"
_NEW: Final = 3600.0
"""Seconds during which a folder is left alone: its lock may not be taken yet."""


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Give a folder for the files of a block; it is removed with all that is in it."""
    from tempfile import TemporaryDirectory, gettempdir  # 5 ms that no other command should pay

    from filelock import FileLock

    _sweep(Path(gettempdir()))
    with (
        TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as folder,
        FileLock(Path(folder, _LOCK)),
    ):
        yield Path(folder)


def _sweep(temporary: Path) -> None:
    """Remove what runs left that were killed; what cannot be removed is no concern of this one."""
    from shutil import rmtree

    from filelock import FileLock, Timeout

    for folder in temporary.glob(f"{PREFIX}*"):
        with suppress(OSError, Timeout):
            if _is_ours(folder.lstat()) and (folder / _LOCK).is_file():
                with FileLock(folder / _LOCK, blocking=False):
                    pass
                rmtree(folder, ignore_errors=True)


def _is_ours(found: os.stat_result) -> bool:
    """Whether it is a folder of the same user that is no longer new."""
    is_of_user = sys.platform == "win32" or found.st_uid == os.getuid()
    return stat.S_ISDIR(found.st_mode) and is_of_user and time.time() - found.st_mtime > _NEW
