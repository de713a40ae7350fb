"""Who may write to a register may write to what lies beside it: its lock, its log ahead."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from pathlib import Path

from crisis_log.storage.sqlite.names import BESIDE

_OF_GROUP = 0o070


def share_beside(path: Path) -> None:
    """Give what SQLite put beside the database `path` its group; it has its mode already."""
    for suffix in BESIDE:
        beside = Path(f"{path}{suffix}")
        if beside.is_file() and not beside.is_symlink():
            follow_rights(beside, path)


def follow_rights(file: int | Path, model: Path) -> None:
    """Give `file`, if it is ours, the mode of `model` and, where we may, its group.

    `file` is a path or the descriptor of an open file.
    """
    if sys.platform == "win32":
        return
    with suppress(OSError):
        wanted, found = model.stat(), os.stat(file)  # noqa: PTH116 - of a descriptor, too
        if os.geteuid() not in {0, found.st_uid}:
            return
        mode = stat.S_IMODE(wanted.st_mode)
        if (found.st_uid, found.st_gid) != (wanted.st_uid, wanted.st_gid):
            mode = _shared(file, wanted, mode)
        if stat.S_IMODE(found.st_mode) != mode:
            os.chmod(file, mode)  # noqa: PTH101 - of a descriptor, too


def _shared(file: int | Path, wanted: os.stat_result, mode: int) -> int:
    """Give `file` the group of another, and to root's the owner; return the mode it may have."""
    owner = wanted.st_uid if os.geteuid() == 0 else -1
    try:
        os.chown(file, owner, wanted.st_gid)
    except OSError:  # we are not of that group: its mode must not serve another
        return mode & ~_OF_GROUP
    return mode
