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

from crisis_log.language import _

PREFIX: Final = "crisis-log-scratch-"
VARIABLE: Final = "TMP" if sys.platform == "win32" else "TMPDIR"
"""The variable that names the folder of temporary files: on Windows the first that is asked."""
_LOCK: Final = "in-use"
_NEW: Final = 3600.0
"""Seconds during which a folder is left alone: its lock may not be taken yet."""


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Give a folder for the files of a block; it is removed with all that is in it.

    Raises:
        OSError: there is none to be had.

    """
    from tempfile import TemporaryDirectory  # 5 ms that no other command should pay

    from filelock import FileLock

    _sweep(_temporary())
    with (
        TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as folder,
        FileLock(Path(folder, _LOCK)),
    ):
        yield Path(folder)


def _temporary() -> Path:
    """Return the folder of temporary files.

    Python says that of all folders none is there, where it may only not write to them.
    """
    from tempfile import gettempdir

    try:
        return Path(gettempdir())
    except FileNotFoundError as error:
        raise OSError(
            None,
            _("no folder for temporary files can be written to, {variable} may name one").format(
                variable=VARIABLE
            ),
        ) from error


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
