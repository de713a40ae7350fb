"""Who may write to a register may write to what lies beside it: its lock, its log ahead.

Where that is not so, what stands in the way is named, and what to do about it.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from shlex import quote
from typing import Final

from crisis_log.language import _
from crisis_log.rights import Rights, give, give_if_ours, may, owners, rights_of, rights_text
from crisis_log.storage.errors import ReadOnlyError, read_only
from crisis_log.storage.sqlite.names import BESIDE, canonical

_USE: Final = os.R_OK | os.W_OK
_BY_GROUP: Final = 0o060
_FOLDER_OF_GROUP: Final = stat.S_ISGID | stat.S_IWGRP
_SHARED: Final = 0o660
_REPORTS: Final = "*.pdf"


def share_beside(path: Path) -> None:
    """Give what SQLite put beside the database `path` its group; it has its mode already."""
    for beside in _beside(path):
        follow_rights(beside, path)


def follow_rights(file: int | Path, model: Path) -> None:
    """Give `file`, if it is ours, the rights of `model`, if that is there.

    `file` is a path or the descriptor of an open file.
    """
    if model.exists():
        give_if_ours(file, rights_of(model))


def share_as_folder(file: Path) -> None:
    """Let the group of a folder write to a new register there, if all in it is the group's.

    That is what the mark of a folder says which hands its group down (`chmod g+s`).
    """
    folder = file.parent.stat()
    if sys.platform != "win32" and folder.st_mode & _FOLDER_OF_GROUP == _FOLDER_OF_GROUP:
        give(file, Rights(_SHARED, group=folder.st_gid))


def hindrance(register: Path) -> Path | None:
    """Return the folder, or what lies in it, that this account may not write to, though it should.

    Where the register itself may not be written to, there is none: that is said of it.
    """
    path = canonical(register).absolute()
    if sys.platform == "win32" or not may(path, _USE):
        return None
    if not may(path.parent, os.W_OK | os.X_OK):
        return path.parent
    return next((beside for beside in _beside(path) if not may(beside, _USE)), None)


def may_not_write(register: Path) -> ReadOnlyError:
    """Return the refusal to write to a register, which names what stands in the way."""
    return ReadOnlyError(" ".join([str(read_only(str(register))), *hint(register)]))


def hint(register: Path) -> Iterator[str]:
    """Return the sentence that names what stands in the way, and says what to do about it."""
    hindering = hindrance(register)
    if hindering is None:
        return
    with suppress(FileNotFoundError):  # it has just gone
        rights, command = rights_text(hindering), remedy(register, [hindering])
        yield _(
            "This account may not use {path} ({rights}). Its owner or the administrator can give "
            "it the rights of the register: {remedy}"
        ).format(path=hindering, rights=rights, remedy=command)


def misfits(register: Path, shelf: Path) -> Iterator[Path]:
    """Return what has not the rights that the group of a register needs to use it.

    Looked at are its folder, what lies beside it, and the `shelf` of its reports; of these, many
    as they may be, the pattern of their names.
    """
    path = canonical(register).absolute()
    wanted = path.stat()
    if sys.platform == "win32" or not wanted.st_mode & _BY_GROUP:
        return
    reports = shelf.absolute() / _REPORTS
    for one in (path.parent, Path(f"{path}.lock"), *_beside(path), reports.parent):
        if one.exists() and not _fits(one, wanted):
            yield one
    if any(not _fits(report, wanted) for report in shelf.glob(_REPORTS)):
        yield reports


def _fits(one: Path, wanted: os.stat_result) -> bool:
    """Whether the group that is wanted may do with a file or folder what it may with another."""
    found = one.stat()
    return found.st_gid == wanted.st_gid and not wanted.st_mode & _BY_GROUP & ~found.st_mode


def remedy(register: Path, wrong: Sequence[Path]) -> str:
    """Return what to type so that files and folders have the rights of the register."""
    of_mode: dict[str, list[str]] = {}
    rights = rights_of(register)
    of_folder = f"{rights.of_folder().mode | stat.S_ISGID:o}"
    for one in wrong:
        mode = of_folder if one.is_dir() else f"{rights.mode:o}"
        is_pattern = one.name == _REPORTS
        named = f"{quote(str(one.parent))}/{_REPORTS}" if is_pattern else quote(str(one))
        of_mode.setdefault(mode, []).append(named)
    group = quote(owners(register)[1])
    named = " ".join(name for names in of_mode.values() for name in names)
    modes = [f"chmod {mode} {' '.join(names)}" for mode, names in of_mode.items()]
    return " && ".join([f"chgrp {group} {named}", *modes]) if wrong else ""


def _beside(path: Path) -> Iterator[Path]:
    for beside in (Path(f"{path}{suffix}") for suffix in BESIDE):
        if beside.is_file() and not beside.is_symlink():
            yield beside
