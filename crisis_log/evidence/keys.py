"""Whose log it is, and which key signs for it next.

The origin of a register's checkpoints, and the name of its keys, is
`crisis-log/<register id>`, percent-encoded because a key's name has neither space nor `+`.

A rotation is a signed note of four lines: origin, `key rotation`, the previous verifier
key (`-` when there was none) and the next. The next key signs it, which proves that
somebody holds it; the previous one countersigns where it is at hand, which proves that it
was not taken over by somebody else.

An addition is a signed note too: origin, `key addition`, the new verifier key, its holder, then
the verifier keys that were good when it was asked for, a line each. The new key signs it where
it was made; one of those named countersigns it where it is added, so that no secret ever moves.

A withdrawal has three lines: origin, `key withdrawal` and the verifier key that signs no more.
One that was good until then signs it, where it is at hand.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple
from urllib.parse import quote

from crisis_log.evidence.note import (
    NotSignedError,
    countersign,
    open_note,
    sign,
    signed_by,
    text_of,
)
from crisis_log.evidence.signing_key import NoteError, SigningKey
from crisis_log.language import _

_NONE: Final = "-"
_REQUEST_LINES: Final = 4


class Addition(NamedTuple):
    """What a new key asks: to sign for a log beside the keys `beside`, held by `holder`."""

    origin: str
    verifier_key: str
    holder: str
    beside: tuple[str, ...]

    def text(self) -> str:
        """Return what is signed of it."""
        lines = (self.origin, "key addition", self.verifier_key, self.holder, *self.beside)
        return "".join(f"{line}\n" for line in lines)


def origin_of(register_id: str) -> str:
    """Return the origin of a register's checkpoints, which is also the name of its keys."""
    return f"crisis-log/{quote(register_id, safe='')}"


def rotation_statement(
    origin: str, previous: str | None, following: SigningKey, countersigner: SigningKey | None
) -> str:
    """Return the signed note by which the key `following` takes over from `previous`."""
    text = _rotation_text(origin, previous, following.verifier_key)
    return sign(text, following, *([countersigner] if countersigner else []))


def open_rotation(statement: str, origin: str, previous: str | None, following: str) -> bool:
    """Check a rotation's statement; return whether the previous key countersigned it.

    Raises:
        NoteError: it is not the statement of that rotation, signed by the next key.

    """
    if open_note(statement, following) != _rotation_text(origin, previous, following):
        raise NoteError(_("The statement is about another rotation of keys."))
    if previous is None:
        return False
    try:
        open_note(statement, previous)
    except NotSignedError:
        return False
    return True


def _rotation_text(origin: str, previous: str | None, following: str) -> str:
    return f"{origin}\nkey rotation\n{previous or _NONE}\n{following}\n"


def addition_request(origin: str, new: SigningKey, holder: str, beside: Iterable[str]) -> str:
    """Return the note by which the key `new` asks to sign beside the others: it signs it."""
    return sign(Addition(origin, new.verifier_key, holder, tuple(beside)).text(), new)


def open_request(request: str) -> Addition:
    """Return what a new key asks.

    Raises:
        NoteError: it is no such request, or the new key did not sign it.

    """
    lines = text_of(request)[:-1].split("\n")
    if len(lines) <= _REQUEST_LINES or lines[1] != "key addition":
        raise NoteError(_("This is not the request of a new signing key."))
    found = Addition(lines[0], lines[2], lines[3], tuple(lines[_REQUEST_LINES:]))
    open_note(request, found.verifier_key)
    return found


def addition_statement(request: str, by: SigningKey) -> str:
    """Return the request, countersigned by a key that is good."""
    return countersign(request, by)


def open_addition(
    statement: str, origin: str, following: str, holder: str, good: Iterable[str]
) -> tuple[str, Addition]:
    """Check an addition's statement; return which of the `good` keys countersigned it.

    Raises:
        NoteError: it is not of that addition, or not signed by the new key and a good one.

    """
    found = open_request(statement)
    if (found.origin, found.verifier_key, found.holder) != (origin, following, holder):
        raise NoteError(_("The statement is about another addition of a key."))
    by = signed_by(statement, [key for key in good if key in found.beside])
    return by, found


def withdrawal_statement(origin: str, verifier_key: str, by: SigningKey) -> str:
    """Return the note by which a key says that another, or it itself, signs no more."""
    return sign(_withdrawal_text(origin, verifier_key), by)


def open_withdrawal(statement: str, origin: str, verifier_key: str, good: Iterable[str]) -> str:
    """Check a withdrawal's statement; return which of the `good` keys signed it.

    Raises:
        NoteError: it is not of that withdrawal, or none of them signed it.

    """
    if text_of(statement) != _withdrawal_text(origin, verifier_key):
        raise NoteError(_("The statement is about another withdrawal of a key."))
    return signed_by(statement, good)


def _withdrawal_text(origin: str, verifier_key: str) -> str:
    return f"{origin}\nkey withdrawal\n{verifier_key}\n"
