"""Whose log it is, and which key signs for it next.

The origin of a register's checkpoints, and the name of its keys, is
`crisis-log/<register id>`, percent-encoded because a key's name has neither space nor `+`.

A rotation is a signed note of four lines: origin, `key rotation`, the previous verifier
key (`-` when there was none) and the next. The next key signs it, which proves that
somebody holds it; the previous one countersigns where it is at hand, which proves that it
was not taken over by somebody else.
"""

from __future__ import annotations

from urllib.parse import quote

from crisis_log.evidence.note import NotSignedError, open_note, sign
from crisis_log.evidence.signing_key import NoteError, SigningKey
from crisis_log.language import _

_NONE = "-"


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
