"""Checkpoints in text that was copied: from a page, a letter, quoted mail, a terminal.

Copying adds and loses spaces, line breaks, quote marks and the shape of dashes. So nothing
but the signs of a checkpoint themselves is looked at: every part has a known length but the
size, and the log's name is known as that of the key. `bundle/verify.py` finds the same.

The text may be hostile. It is read once, from left to right; what one sign can cost is
bounded, and so is how many checkpoints there may be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Final, NamedTuple

from crisis_log.evidence.exact import decimal
from crisis_log.evidence.note import unverified_checkpoint
from crisis_log.evidence.signing_key import NoteError

MOST_CHECKPOINTS: Final = 1000
"""In one text: some years of a checkpoint each day."""
_LOG: Final = "crisis-log/"
_ROOT: Final = 44
_SIGNATURE: Final = 92
"""How many signs of base64 a root has, and a signature with the key's hash."""
_MOST_OF_A_NAME: Final = 1000
_QUOTE_MARKS: Final = " \t>"
_SIGNS: Final = str.maketrans("–―‐‑", "——--", "\u00ad\u200b\u2060\ufeff")
"""Dashes that stand for others, and signs without width."""
_ROOT_END: Final = re.compile("=(?=—)(?<=[A-Za-z0-9+/]{43}=)")
_SIGNATURES: Final = re.compile("(?:—[^=—]{1,1100}={1,2})+")


class TooManyError(ValueError):
    """A text holds more checkpoints than anybody keeps."""


class _Found(NamedTuple):
    """The parts of what may be a checkpoint: name and size, root, name and value of signatures."""

    named: str
    root: str
    signed: list[tuple[str, str]]


def notes_in(text: str) -> list[str]:
    """Return the checkpoints in `text` as the signed notes they were, once each.

    Raises:
        TooManyError: there are more than `MOST_CHECKPOINTS` that may be one.

    """
    notes = dict[str, None]()
    for count, note in enumerate(_candidates(_closed(text))):
        if count == MOST_CHECKPOINTS:
            raise TooManyError(count)
        with suppress(NoteError):
            unverified_checkpoint(note)
            notes[note] = None
    return [*notes]


def _closed(text: str) -> str:
    """Return `text` without what copying may add."""
    lines = (line.lstrip(_QUOTE_MARKS) for line in text.splitlines())
    return "".join("".join(lines).split()).translate(_SIGNS)


def _candidates(closed: str) -> Iterator[str]:
    for found in _found(closed):
        for name in dict.fromkeys(name for name, _value in found.signed):
            if name.startswith(_LOG) and name in found.named:
                size = found.named.rpartition(name)[2]
                if _is_size(size):
                    yield _note(name, size, found)


def _found(closed: str) -> Iterator[_Found]:
    """Return what looks like a checkpoint; none begins within what was read before."""
    read = 0
    for end in _ROOT_END.finditer(closed):
        if end.start() < read:
            continue
        head = closed[max(read, end.start() - _MOST_OF_A_NAME) : end.start()]
        read = end.end()
        head = head[max(map(head.rfind, "=—")) + 1 :]
        named, root = head[: 1 - _ROOT], head[1 - _ROOT :]
        if _LOG in named and (signatures := _SIGNATURES.match(closed, end.end())):
            read = signatures.end()
            parts = signatures[0].split("—")[1:]
            yield _Found(named, f"{root}=", [(p[:-_SIGNATURE], p[-_SIGNATURE:]) for p in parts])


def _is_size(text: str) -> bool:
    try:
        decimal(text)
    except ValueError:
        return False
    return True


def _note(name: str, size: str, found: _Found) -> str:
    """Put a note together again; signatures under other names are by keys unknown here."""
    own = dict.fromkeys(value for signer, value in found.signed if signer == name)
    lines = "".join(f"— {name} {value}\n" for value in own)
    return f"{name}\n{size}\n{found.root}\n\n{lines}"
