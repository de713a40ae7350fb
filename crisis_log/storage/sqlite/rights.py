"""Who may write to a register may write to what lies beside it: its lock, its log ahead."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from crisis_log.rights import give, rights_of
from crisis_log.storage.sqlite.names import BESIDE


def share_beside(path: Path) -> None:
    """Give what SQLite put beside the database `path` its group; it has its mode already."""
    for suffix in BESIDE:
        beside = Path(f"{path}{suffix}")
        if beside.is_file() and not beside.is_symlink():
            follow_rights(beside, path)


def follow_rights(file: int | Path, model: Path) -> None:
    """Give `file`, if it is ours, the rights of `model`, if that is there.

    `file` is a path or the descriptor of an open file.
    """
    if sys.platform == "win32":
        return
    with suppress(OSError):
        found = os.stat(file)  # noqa: PTH116 - of a descriptor, too
        if os.geteuid() in {0, found.st_uid} and model.exists():
            give(file, rights_of(model))
