"""The file that holds a signing key: outside the register, for its owner alone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from crisis_log.evidence.signing_key import SigningKey
from crisis_log.files import create_private, file_errors, read, sync_folder
from crisis_log.language import _

_LARGEST: Final = 100_000
"""In bytes: a key takes some hundred."""


def create_key_file(path: Path, key: SigningKey, passphrase: bytes | None) -> None:
    """Write `key` to a new file `path`, under `passphrase` if there is one.

    Raises:
        FileError: something is already there, or it cannot be written.

    """
    content = key.to_pem(passphrase)
    sentence = _("The signing key cannot be written to {path}: {reason}. Say where with --key.")
    with file_errors(sentence, path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        create_private(path)
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        sync_folder(path.parent)


def read_key_file(path: Path, name: str, passphrase: bytes | None = None) -> SigningKey:
    """Read the key that signs as `name`.

    Raises:
        FileError: the file cannot be read.
        NoteError: it holds no key, or the passphrase is missing or wrong.

    """
    return SigningKey.from_pem(name, read(path, most=_LARGEST), passphrase)
