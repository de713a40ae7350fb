"""The file that holds a signing key: outside the register, for its owner alone.

A key is on disk, whole and under its own name, before an entry names it. Until that entry
is known to be recorded, the line above the key says that it is *reserved*, and for which
register: whoever is killed in between finds its key again. Readers of PEM skip that line.
"""

from __future__ import annotations

import errno
import json
import os
from contextlib import suppress
from glob import escape
from pathlib import Path
from typing import Final, NamedTuple, Self

from crisis_log.evidence.signing_key import SigningKey
from crisis_log.files import (
    FileError,
    file_errors,
    give_name,
    read,
    sync_folder,
)
from crisis_log.language import _
from crisis_log.outputs import make_folder, written_aside

_RESERVED: Final = b"Crisis Log, reserved: "
_RECORDED: Final = b"Crisis Log, recorded: "
"""As long as the other, to be written over it: no byte of the key is ever written again."""
_BEGIN, _END, _LOCKED = b"-----BEGIN ", b"-----END ", b"ENCRYPTED PRIVATE KEY"
_LARGEST: Final = 100_000
"""In bytes: a key takes some hundred."""


class Reservation(NamedTuple):
    """The register that a key was made for, and where that register lies."""

    register_id: str
    place: str

    @classmethod
    def read(cls, content: bytes) -> Self | None:
        """Return what the first line of a key file says, if the key is reserved."""
        first = content.partition(b"\n")[0]
        if not first.startswith(_RESERVED):
            return None
        with suppress(ValueError, TypeError):  # not a line of ours
            return cls(*json.loads(first.removeprefix(_RESERVED)))
        return None

    def line(self) -> bytes:
        return _RESERVED + json.dumps(self).encode() + b"\n"


def create_key_file(
    path: Path,
    key: SigningKey,
    passphrase: bytes | None,
    reservation: Reservation | None = None,
    *,
    is_chosen: bool = False,
) -> None:
    """Write `key` to a new file `path`, whole or not at all, under `passphrase` if there is one.

    `is_chosen` says that people named the path with --key, so that the refusal asks for another.

    Raises:
        FileError: something is already there, or it cannot be written.

    """
    content = (reservation.line() if reservation else b"") + key.to_pem(passphrase)
    sentence = (
        _("The signing key cannot be written to {path}: {reason}. Choose another file.")
        if is_chosen
        else _("The signing key cannot be written to {path}: {reason}. Say where with --key.")
    )
    with file_errors(sentence, path):
        make_folder(path.parent)
        if os.path.lexists(path):
            _check_whole(path)
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        aside = written_aside(path, content)
        try:
            give_name(aside, path)
        finally:
            aside.unlink(missing_ok=True)
        sync_folder(path.parent)


def read_key_file(path: Path, name: str, passphrase: bytes | None = None) -> SigningKey:
    """Read the key that signs as `name`.

    Raises:
        FileError: the file cannot be read.
        NoteError: it holds no key, or the passphrase is missing or wrong.

    """
    return SigningKey.from_pem(name, read(path, most=_LARGEST), passphrase)


def reserved_for(path: Path, *, under_passphrase: bool) -> Reservation | None:
    """Return what the key in `path` is reserved for, if it is, and protected in that way."""
    content = _beginning(path) or b""
    return Reservation.read(content) if (_LOCKED in content) == under_passphrase else None


def mark_recorded(path: Path) -> None:
    """Say in a key file that an entry names the key; where that cannot be said, it is not."""
    with suppress(OSError), path.open("rb+") as file:
        if file.read(len(_RESERVED)) != _RESERVED:
            return
        file.seek(0)
        file.write(_RECORDED)
        file.flush()
        os.fsync(file.fileno())
        for other in path.parent.glob(f".{escape(path.name)}.*"):
            if other.samefile(path):  # its name before it was finished
                other.unlink()


def _beginning(path: Path) -> bytes | None:
    """Return what a file holds; nothing when it cannot be read, or is no file."""
    with suppress(OSError):
        if path.is_file():
            with path.open("rb") as file:
                return file.read(_LARGEST)
    return None


def _check_whole(path: Path) -> None:
    """Say so when what is already there is what a killed process of an earlier version left."""
    content = _beginning(path)
    if content == b"" or (content and content.startswith(_BEGIN) and _END not in content):
        raise FileError(
            _(
                "{path} holds no whole key: an attempt that was interrupted left it there. "
                "Remove it, then try again."
            ).format(path=path)
        )
