"""By what a row is known again: by all that it says, wherever it stands in whichever file.

The id of its request is made of that, so that the same file, imported again, adds nothing, and
one to which three rows were added adds three. A row of our own exports has the id of the request
that was exported.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final, NamedTuple

from crisis_log.exchange.record import At, Record

_OF_THE_TABLE: Final = frozenset({"number", "request_id"})
"""What says where a row stands or once stood, and nothing of what it tells."""


class Identity(NamedTuple):
    """The id of the request that a row is; `same_as` is an earlier row of the file that is it."""

    request_id: str
    same_as: At | None = None


class Identities:
    """Tells the rows of one file from each other.

    Two that say the same are one, unless the table itself gives them different numbers.
    """

    def __init__(self) -> None:
        self._seen: dict[bytes, dict[object, At]] = {}

    def of(self, record: Record) -> Identity:
        """Return what `record` is, the next row of the file."""
        said = said_by(record)
        numbers = self._seen.setdefault(said, {})
        number = record.fields.get("number")
        same_as = numbers.get(number)
        if same_as is None:
            numbers[number] = record.at
        turn = [*numbers].index(number) + 1
        return Identity(f"row-{said.hex()}" + (f"-{turn}" if turn > 1 else ""), same_as)


def said_by(record: Record) -> bytes:
    """Return the digest of all that a record says."""
    said = {
        name: value
        for name, value in sorted(record.fields.items())
        if name not in _OF_THE_TABLE and value not in (None, "", (), [], {})
    }
    if note := said.get("note"):
        said["note"] = "".join(str(note).split())  # two languages space a colon otherwise
    text = json.dumps([record.what, said], ensure_ascii=False, sort_keys=True, default=_as_text)
    return sha256(text.encode(errors="surrogatepass")).digest()[:20]


def _as_text(value: object) -> str:
    """Return a value that JSON has not; the same instant in any zone is the same text."""
    return str(value.astimezone(UTC) if isinstance(value, datetime) else value)
