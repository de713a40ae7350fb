"""Who may read what we make: those who may read the register that it is made from."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

PRIVATE: Final = 0o600
_READ_OR_WRITE: Final = 0o666
_READ: Final = 0o444
_READ_BY_OTHERS: Final = 0o044
_OF_GROUP: Final = 0o070


class Rights(NamedTuple):
    """Who may read and write a file: a mode, and the owner and group that it speaks of."""

    mode: int = PRIVATE
    owner: int = -1
    group: int = -1

    def of_folder(self) -> Rights:
        """Return the same rights for a folder: who may read may enter."""
        return self._replace(mode=self.mode | (self.mode & _READ) >> 2)


OWNER_ALONE: Final = Rights()


def rights_of(path: Path) -> Rights:
    """Return the rights that what is made from the register at `path` has."""
    try:
        found = path.stat()
    except OSError:
        return OWNER_ALONE
    return Rights(found.st_mode & _READ_OR_WRITE | PRIVATE, found.st_uid, found.st_gid)


def give(file: int | Path, rights: Rights) -> None:
    """Give a file or folder of ours these rights; none to a group where it cannot be theirs.

    `file` is a path or, but on Windows, the descriptor of an open file. What is put into a
    folder goes on following the group of the folder, where it did.
    """
    found = os.stat(file)  # noqa: PTH116 - of a descriptor, too
    mode = rights.mode
    if stat.S_ISDIR(found.st_mode):
        mode |= found.st_mode & stat.S_ISGID
    if sys.platform != "win32":
        if rights.group not in {-1, found.st_gid}:
            try:
                os.chown(file, -1, rights.group)
            except OSError:
                mode &= ~_OF_GROUP
        if rights.owner not in {-1, found.st_uid}:
            with suppress(OSError):  # only the system's administrator may
                os.chown(file, rights.owner, -1)
    if stat.S_IMODE(found.st_mode) != mode:
        os.chmod(file, mode)  # noqa: PTH101 - of a descriptor, too


def give_if_ours(file: int | Path, rights: Rights) -> None:
    """Do the same, as far as the system lets us, with what is ours, or with all if we are root."""
    if sys.platform == "win32":
        return
    with suppress(OSError):
        found = os.stat(file)  # noqa: PTH116 - of a descriptor, too
        if os.geteuid() in {0, found.st_uid}:
            give(file, rights)


def may(path: Path, to_do: int) -> bool:
    """Whether the system lets us do with a file or folder what `os.R_OK` and the like say."""
    return os.access(path, to_do, effective_ids=os.access in os.supports_effective_ids)


def owners(path: Path) -> tuple[str, str]:
    """Return the names of the owner and the group of a file, or their numbers."""
    found = path.stat()
    user, group = str(found.st_uid), str(found.st_gid)
    if sys.platform != "win32":
        import grp
        import pwd

        with suppress(KeyError):
            user = pwd.getpwuid(found.st_uid).pw_name
        with suppress(KeyError):
            group = grp.getgrgid(found.st_gid).gr_name
    return user, group


def rights_text(path: Path) -> str:
    """Return owner, group and mode of a file: `alice:cell 0660`."""
    return f"{':'.join(owners(path))} {stat.S_IMODE(path.stat().st_mode):04o}"


def is_read_by_others(path: Path) -> bool:
    """Whether others than its owner may read a file, as far as its mode tells."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return sys.platform != "win32" and stat.S_ISREG(mode) and bool(mode & _READ_BY_OTHERS)
