"""What was exported, imported: by the way of the command line, without its sentences."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from crisis_log.entry import Entry
from crisis_log.exchange.importing.judging import Judge
from crisis_log.exchange.importing.recording import Import, record
from crisis_log.exchange.importing.sorting import Sorted
from crisis_log.exchange.reading import open_book
from crisis_log.exchange.rules import suggest, understand
from crisis_log.register import Register
from crisis_log.slices.crisis import current
from crisis_log.slices.journal import Line

IMPORTER = "l’archiviste"


def judged(register: Register, path: Path) -> Sorted:
    """Return what would become of each row of a file."""
    book, zone, now = open_book(path), current(register.state()).zone, register.now()
    rules = suggest(book, zone, now).rules
    return Sorted().take_in(
        Judge(register, IMPORTER, book.name).over(understand(book, rules, zone, now))
    )


def imported(register: Register, path: Path) -> Sorted:
    """Import all rows of a file, none of which may be refused."""
    found = judged(register, path)
    assert [(one.at, one.reason) for one in found.refused] == []
    record(register, Import(open_book(path), found, "", IMPORTER, path.name))
    return found


class Told(NamedTuple):
    """What a line says, by all that comes back of it."""

    text: str
    kind: str
    occurred_at: str
    received_at: str
    author: str
    source: str | None
    channel: str | None
    verification: str | None
    tags: tuple[str, ...]
    confidential: bool
    note: str | None


def lines(register: Register) -> Iterator[Told]:
    """Return the lines that are told in a register, by the time of their facts."""
    known = register.state()
    for line in sorted(known.members(Line), key=lambda one: (one.occurred_at, one.text)):
        if not line.struck_by:
            yield _told(line, register.entry(line.number))


def _told(line: Line, entry: Entry) -> Told:
    taken = entry.taken_from
    return Told(
        line.text,
        line.line_kind,
        line.occurred_at.isoformat(),
        line.received_at.isoformat() if line.received_at else "",
        (taken and taken.author) or entry.by,
        line.source,
        line.channel,
        line.verification,
        line.tags,
        line.confidential,
        entry.note,
    )
