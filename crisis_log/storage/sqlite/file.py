"""The register as a file: what it must be before it is opened, and where it may lie."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Final

from crisis_log.files import file_errors
from crisis_log.language import _
from crisis_log.storage.errors import NotARegisterError, StorageError
from crisis_log.storage.sqlite.schema import APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION

_SQLITE_MAGIC: Final = b"SQLite format 3\0"
_HEADER_LENGTH: Final = 100
_OCTAL: Final = re.compile(rb"\\([0-7]{3})")
"""How the table of mounts writes spaces and other separators."""
_NETWORK_FILE_SYSTEMS: Final = frozenset(
    [
        "9p",
        "afs",
        "ceph",
        "cifs",
        "fuse.sshfs",
        "glusterfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "smb3",
        "smbfs",
    ]
)


def check_is_register(path: Path) -> None:
    """Check by its header alone that `path` is a register this version can open.

    Only for a file that this process does not have open: see `hold`. The layout of the
    header is that of https://www.sqlite.org/fileformat.html, section 1.3.

    Raises:
        NotARegisterError: it is not; the file was only read.

    """
    with file_errors(_("{path} cannot be read: {reason}."), path, StorageError):
        if not path.is_file():
            raise NotARegisterError(_absent(path))
        with path.open("rb") as file:
            header = file.read(_HEADER_LENGTH)
    application_id = int.from_bytes(header[68:72], "big")
    if not header.startswith(_SQLITE_MAGIC):
        raise NotARegisterError(
            _("{path} is not a register: it is not an SQLite database.").format(path=path)
        )
    if application_id != APPLICATION_ID:
        raise NotARegisterError(
            _("{path} is a database of another program, not a register.").format(path=path)
        )
    version = int.from_bytes(header[60:64], "big")
    if version > SCHEMA_VERSION:
        raise NotARegisterError(
            _("{path} was made by a newer version of Crisis Log; update the program.").format(
                path=path
            )
        )
    if version < SCHEMA_VERSION and version not in MIGRATIONS:
        raise NotARegisterError(
            _(
                "{path} was made by an older version of Crisis Log, which this one cannot read: "
                "use that version."
            ).format(path=path)
        )


def _absent(path: Path) -> str:
    if path.exists():
        return _("{path} is not a register: it is not a file.").format(path=path)
    return _("There is no register {path}. Check the name, or create it with “open”.").format(
        path=path
    )


def check_is_local(path: Path) -> None:
    """Refuse a folder on a network file system, where two writers could both win.

    Locks and write-ahead logs are not reliable there: https://www.sqlite.org/wal.html.
    """
    system = network_file_system(path)
    if system:
        raise StorageError(
            _(
                "{path} lies on a network file system ({system}), where writing is not safe. "
                "Keep the register on a local disk."
            ).format(path=path, system=system)
        )


def network_file_system(path: Path) -> str | None:
    """Return the kind of network file system that `path` lies on, if it does.

    Known on Linux and Windows; elsewhere the answer is always None.
    """
    resolved = path.resolve()
    if sys.platform == "win32":
        return _windows_share(resolved)
    mounts = Path("/proc/self/mounts")
    if not mounts.exists():
        return None
    found = ("", "")
    for line in mounts.read_bytes().splitlines():
        _device, escaped, kind, *_rest = line.split(b" ")
        point = os.fsdecode(_OCTAL.sub(lambda code: bytes([int(code[1], 8)]), escaped))
        system = kind.decode(errors="replace")
        if resolved.is_relative_to(point) and len(point) >= len(found[0]):
            found = (point, system)
    return found[1] if found[1] in _NETWORK_FILE_SYSTEMS else None


def _windows_share(path: Path) -> str | None:
    if sys.platform != "win32":
        return None
    import ctypes

    remote = 4  # DRIVE_REMOTE of GetDriveTypeW
    is_share = path.drive.startswith("\\\\")
    if is_share or ctypes.windll.kernel32.GetDriveTypeW(f"{path.drive}\\") == remote:
        return "SMB"
    return None
