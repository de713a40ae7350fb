"""Signed notes and checkpoints (C2SP signed-note and tlog-checkpoint).

A note is text, an empty line, and signature lines `— name base64`; the base64 is of the
key's hash (4 bytes) and the signature of the text, its last newline included. A
checkpoint is a note whose text is the log's origin, its size and its root in base64, a
line each. It has no date: when it was signed is not what it proves.

Who reads a note brings the verifier keys they trust from elsewhere. Signatures by other
keys are ignored; one by a trusted key that does not hold condemns the note, and a note
that no trusted key signed says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final, NamedTuple

from crisis_log.evidence.exact import decimal, from_base64, to_base64
from crisis_log.evidence.merkle import HASH_SIZE
from crisis_log.evidence.signing_key import (
    NoteError,
    SigningKey,
    VerifierKey,
    is_key_name,
    parse_verifier_key,
)
from crisis_log.language import _

MOST_SIGNATURES: Final = 100
_PREFIX: Final = "— "
_KEY_HASH_SIZE: Final = 4
_CHECKPOINT_LINES: Final = 3
_NO_TEXT: Final = re.compile("[\x00-\x09\x0b-\x1f\ud800-\udfff]")
"""Control characters but the newline, and what is not UTF-8."""
_MOST_NAMED: Final = 3
_MOST_OF_A_NAME: Final = 100


class NotSignedError(NoteError):
    """No trusted key signed the note."""


class BadSignatureError(NoteError):
    """A signature by a trusted key is not of this text."""


class Signer(NamedTuple):
    """Who a signature line says has signed: a key's name, and its hash in hexadecimal."""

    name: str
    key_hash: str


class Checkpoint(NamedTuple):
    """What a log says of itself: who it is, how many entries it has, and their root."""

    origin: str
    size: int
    root: bytes


class _Signature(NamedTuple):
    signer: Signer
    value: bytes


def sign(text: str, *keys: SigningKey) -> str:
    """Return `text` as a note signed by each of `keys`, in their order.

    Raises:
        NoteError: when `text` cannot be the text of a note, or there is no key.

    """
    _check_text(text)
    if not 0 < len(keys) <= MOST_SIGNATURES:
        raise NoteError(_("A note is signed by 1 to {most} keys.").format(most=MOST_SIGNATURES))
    lines = [_signature_line(key, text.encode()) for key in keys]
    return f"{text}\n{''.join(lines)}"


def open_note(note: str, *vkeys: str) -> str:
    """Return the text of `note`, once one of the verifier keys `vkeys` vouches for it.

    Raises:
        NotSignedError: when none of `vkeys` signed it.
        BadSignatureError: when a signature by one of them does not hold.
        NoteError: when `note` is not a note, or one of `vkeys` not a verifier key.

    """
    text, signatures = _parsed(note)
    trusted = _trusted(vkeys)
    known = [found for found in signatures if found.signer in trusted]
    for found in known:
        if not trusted[found.signer].verifies(found.value, text.encode()):
            raise BadSignatureError(
                _("The signature by {name} ({key_hash}) is not of this text.").format(
                    **found.signer._asdict()
                )
            )
    if not known:
        raise NotSignedError(
            _("No key you trust has signed this note; it says it is signed by {names}.").format(
                names=_named([found.signer for found in signatures])
            )
        )
    return text


def signed_by(note: str, vkeys: Iterable[str]) -> str:
    """Return the first of the verifier keys that vouches for `note`, none of them against it.

    Raises:
        NoteError: as `open_note` does.

    """
    known = list(vkeys)
    open_note(note, *known)
    there = signers(note)
    keys = [(key, parse_verifier_key(key)) for key in known]
    return next(text for text, key in keys if Signer(key.name, key.key_hash) in there)


def countersign(note: str, key: SigningKey) -> str:
    """Return `note` with a further signature, by `key`.

    Raises:
        NoteError: when it is not a note.

    """
    return note + _signature_line(key, text_of(note).encode())


def text_of(note: str) -> str:
    """Return the text of `note`, without verifying anything.

    Raises:
        NoteError: when it is not a note.

    """
    return _parsed(note)[0]


def signers(note: str) -> list[Signer]:
    """Return who `note` says has signed it, without verifying anything.

    Raises:
        NoteError: when it is not a note.

    """
    return [found.signer for found in _parsed(note)[1]]


def checkpoint_text(origin: str, size: int, root: bytes) -> str:
    """Return the text of a checkpoint, ready to sign.

    Raises:
        NoteError: when no log could have such a checkpoint.

    """
    text = f"{origin}\n{size}\n{to_base64(root)}\n"
    if parse_checkpoint(text) != (origin, size, root):
        raise NoteError(_not_a_checkpoint())
    return text


def parse_checkpoint(text: str) -> Checkpoint:
    """Read the text of a checkpoint; further lines are allowed, and ignored.

    Raises:
        NoteError: when it is not exactly the text of a checkpoint.

    """
    _check_text(text)
    lines = text[:-1].split("\n")
    if len(lines) < _CHECKPOINT_LINES or not all(lines):
        raise NoteError(_not_a_checkpoint())
    origin, size, root = lines[:_CHECKPOINT_LINES]
    try:
        return Checkpoint(origin, decimal(size), from_base64(root, HASH_SIZE))
    except ValueError:
        raise NoteError(_not_a_checkpoint()) from None


def open_checkpoint(note: str, *vkeys: str) -> Checkpoint:
    """Return the checkpoint in `note`, verified as `open_note` does.

    Compare its `origin` with the log you expect: one key may sign for several logs.
    """
    return parse_checkpoint(open_note(note, *vkeys))


def unverified_checkpoint(note: str) -> Checkpoint:
    """Return what `note` claims, without verifying anything: to look a checkpoint up by.

    Raises:
        NoteError: when it is not a note whose text is a checkpoint.

    """
    return parse_checkpoint(_parsed(note)[0])


def digest(note: str) -> str:
    """Return the SHA-256 of a note as it is stored, in hexadecimal, whatever its row holds."""
    return sha256(note.encode(errors="surrogateescape")).hexdigest()


def _named(claimed: Sequence[Signer]) -> str:
    """Return who is said to have signed, so much of it as a sentence can hold."""
    names = [f"{name[:_MOST_OF_A_NAME]} ({key_hash})" for name, key_hash in dict.fromkeys(claimed)]
    return ", ".join(names[:_MOST_NAMED] + ["…"] * (len(names) > _MOST_NAMED))


def _signature_line(key: SigningKey, data: bytes) -> str:
    signature = bytes.fromhex(key.verifier.key_hash) + key.private.sign(data)
    return f"{_PREFIX}{key.name} {to_base64(signature)}\n"


def _trusted(vkeys: Sequence[str]) -> dict[Signer, VerifierKey]:
    """Return the keys by the name and hash a signature line gives."""
    trusted = dict[Signer, VerifierKey]()
    for key in map(parse_verifier_key, vkeys):
        if trusted.setdefault(Signer(key.name, key.key_hash), key) != key:
            raise NoteError(
                _("Two different keys are both called {name} ({key_hash}).").format(
                    name=key.name, key_hash=key.key_hash
                )
            )
    return trusted


def _parsed(note: str) -> tuple[str, list[_Signature]]:
    """Split `note` at its last empty line."""
    _check_text(note)
    text, empty, block = note.rpartition("\n\n")
    lines = block[:-1].split("\n")
    if not empty or len(lines) > MOST_SIGNATURES:
        raise NoteError(_not_a_note())
    return f"{text}\n", [_parsed_signature(line) for line in lines]


def _parsed_signature(line: str) -> _Signature:
    name, _space, encoded = line.removeprefix(_PREFIX).partition(" ")
    try:
        data = from_base64(encoded)
    except ValueError:
        raise NoteError(_not_a_note()) from None
    if not line.startswith(_PREFIX) or not is_key_name(name) or len(data) <= _KEY_HASH_SIZE:
        raise NoteError(_not_a_note())
    return _Signature(Signer(name, data[:_KEY_HASH_SIZE].hex()), data[_KEY_HASH_SIZE:])


def _check_text(text: str) -> None:
    """Refuse what is not lines of UTF-8 without control characters."""
    if not text.endswith("\n") or _NO_TEXT.search(text):
        raise NoteError(_not_a_note())


def _not_a_note() -> str:
    return _("This is not a signed note: a text, an empty line, and lines that begin with “— ”.")


def _not_a_checkpoint() -> str:
    return _("This is not a checkpoint: the origin of a log, its size and its root, a line each.")
