"""Whether a row of our own export was changed since: it says what its entry never said.

What was corrected in the register meanwhile is no change of the row, which may be older.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from crisis_log.command import Known, Subject
from crisis_log.entry import Entry
from crisis_log.exchange.record import Record
from crisis_log.language import _
from crisis_log.slices.decision import Decision
from crisis_log.slices.journal import Line
from crisis_log.slices.measure import Measure
from crisis_log.words import field_name

_OF_A_LINE: Final = (
    "line_kind",
    "source",
    "channel",
    "tags",
    "confidential",
    "occurred_at",
    "received_at",
)
_SECOND: Final = timedelta(seconds=1)
"""What is told of a time without the exact one beside it."""


def told_otherwise(known: Known, record: Record, entries: Iterable[Entry]) -> str | None:
    """Return the sentence about a row that was changed, if it was."""
    told = record.fields.get("text" if record.what == "line" else "title")
    changes: list[tuple[int, list[str]]] = []
    for entry in entries:
        about = known.get(entry.subject)
        if isinstance(told, str) and (wordings := [*_wordings(about)]):
            text = [] if told.strip() in wordings else ["text"]
            changes.append((entry.number, [*text, *_fields(about, entry, record)]))
    if not changes:
        return None
    number, fields = min(changes, key=lambda one: len(one[1]))
    if not fields:
        return None
    if fields[0] == "text":
        sentence = _("It is n° {number} already, with another text: correct it there.")
        return sentence.format(number=number)
    sentence = _("It is n° {number} already, with another value of “{field}”: correct it there.")
    return sentence.format(number=number, field=field_name(fields[0]))


def _wordings(about: Subject | None) -> Iterator[str]:
    """Return what a thing has been called, or said, from its first words to the last."""
    match about:
        case Line():
            yield from (about.text, *(before.text for before in about.earlier))
        case Decision() | Measure():
            yield from (about.title, *(before.title for before in about.former_titles))


def _fields(about: Subject | None, entry: Entry, record: Record) -> Iterator[str]:
    """Return the fields in which a row says what a line, or its entry, never said."""
    note = record.fields.get("note")
    if note and "".join(note.split()) != "".join((entry.note or "").split()):
        yield "note"
    if not isinstance(about, Line):
        return
    restated = {one.field for one in about.restated}
    for name in _OF_A_LINE:
        told = record.fields.get(name)
        if told is not None and name not in restated and not _is_same(told, getattr(about, name)):
            yield name


def _is_same(told: object, kept: object) -> bool:
    if isinstance(told, datetime) and isinstance(kept, datetime):
        return abs(told - kept) < _SECOND
    return told == kept
