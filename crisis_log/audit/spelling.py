"""Is an entry spelled as a register writes it? `bundle/verify.py` asks the same.

JSON allows many spellings of one value: spaces and line breaks between its parts, escapes,
names said twice or in another order. A register writes one of them, so that any other is
the work of somebody else, and no two readers can take the same bytes for two things.
"""

import json
import re
from collections.abc import Callable
from typing import Any, Final

from crisis_log.entry import Attachment, Entry, TakenFrom

_MAY_LACK: Final = ("received_at", "recorded_by", "taken_from", "attachments")
_USUAL: Final = [name for name in Entry.model_fields if name not in _MAY_LACK]
_ATTACHED: Final = list(Attachment.model_fields)
_TAKEN_FROM: Final = list(TakenFrom.model_fields)
_INSTANT: Final = r"[-0-9]{10}T[:0-9]{8}(?:\.[0-9]{3,6})?Z"  # as bundle/verify.py
_ESCAPED: Final = bytes(range(32))  # control characters, which no text of JSON has as they are
_SCALAR: Final = r'(?:"[^"]*"|null|true|false|0|-?[1-9][0-9]{0,17})'  # without escapes
_OF: Final = {
    "number": "[1-9][0-9]{0,17}",
    "recorded_at": f'"{_INSTANT}"',
    "occurred_at": f'"{_INSTANT}"',
    "by": '"[^"]*"(?:,"recorded_by":"[^"]*")?',
}
_MOST_SHAPES: Final = 100
_LONGEST_SHAPED: Final = 1 << 12

_spell: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Spelling:
    """Judges the spelling of entries: the first of a kind tells how most others are spelled."""

    def __init__(self) -> None:
        self._shapes: dict[str, Callable[[bytes], object]] = {}

    def is_as_written(self, kind: str, stored: bytes) -> bool:
        """Whether these bytes of a readable entry are spelled as they were written."""
        if (
            kind in self._shapes
            and b"\\" not in stored
            and stored.translate(None, _ESCAPED) == stored
            and self._shapes[kind](stored)
        ):
            return True
        entry: dict[str, Any] = json.loads(stored)
        if not _is_as_written(entry, stored):
            return False
        names = [name for name in entry if name != "recorded_by"]
        is_usual = names == _USUAL and len(stored) <= _LONGEST_SHAPED
        if is_usual and len(self._shapes) < _MOST_SHAPES:
            self._shapes.setdefault(kind, re.compile(_shape_of(entry).encode()).fullmatch)
        return True


def _is_as_written(entry: dict[str, Any], stored: bytes) -> bool:
    return (
        _spell(entry).encode(errors="replace") == stored
        and list(entry) == _names_of(entry)
        and type(entry["number"]) is int
        and all(
            isinstance(entry[name], str) and re.fullmatch(_INSTANT, entry[name])
            for name in {"recorded_at", "occurred_at", "received_at"} & entry.keys()
        )
        and isinstance(entry.get("recorded_by", ""), str)
        and ("taken_from" not in entry or _is_source_as_written(entry["taken_from"]))
        and all(list(file) == _ATTACHED for file in entry.get("attachments", []))
        and all(type(file["size"]) is int for file in entry.get("attachments", []))
    )


def _is_source_as_written(source: object) -> bool:
    """Whether what an entry was taken from has its names in order, and no value that is none."""
    return (
        isinstance(source, dict)
        and list(source) == [name for name in _TAKEN_FROM if name in source]
        and None not in source.values()
        and type(source["line"]) is int
    )


def _names_of(entry: dict[str, Any]) -> list[str]:
    """Return the names of an entry in the order of writing, with those of which it has a value."""
    return [name for name in Entry.model_fields if name in entry or name not in _MAY_LACK]


def _shape_of(entry: dict[str, Any]) -> str:
    """Return the pattern of entries that are spelled as this one is, with the same names.

    Beside `by` there may be a login, or none: registers move to servers and back.
    """
    usual = {name: entry[name] for name in _USUAL}
    pairs = (f'"{name}":{_OF.get(name) or _shape(value)}' for name, value in usual.items())
    return rf"\{{{','.join(pairs)}\}}"


def _shape(value: object) -> str:
    """Return the pattern of what is spelled as this value is, with the same names."""
    if isinstance(value, dict):
        pairs = (f"{re.escape(_spell(name))}:{_shape(one)}" for name, one in value.items())
        return rf"\{{{','.join(pairs)}\}}"
    if isinstance(value, list):
        one = _shape(value[0]) if value else _SCALAR
        return rf"\[(?:{one}(?:,(?!\])|(?=\])))*\]"
    return _SCALAR
