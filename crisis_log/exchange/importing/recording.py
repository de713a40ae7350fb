"""The rows that were taken, recorded in one transaction with what notes the import."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from crisis_log.command import File, Request
from crisis_log.entry import Entry, TakenFrom
from crisis_log.exchange.importing.requests import (
    adding_missions,
    mission_of,
    request_of,
    taken_from,
)
from crisis_log.fact import LONGEST_TEXT
from crisis_log.progress import passing
from crisis_log.slices import exchange
from crisis_log.slices.continuity_plan import Mission
from crisis_log.storage import OutcomeUnknownError

if TYPE_CHECKING:
    from crisis_log.exchange.importing.sorting import Sorted
    from crisis_log.exchange.table import Book
    from crisis_log.register import Register


class Import(NamedTuple):
    """What is recorded of a `book` by whom, its rows `sorted` by `rules`; `files` are kept."""

    book: Book
    sorted: Sorted
    rules: str
    by: str
    file: str
    files: Sequence[File] = ()


def record(register: Register, wanted: Import) -> Entry | None:
    """Record all rows that were taken, or none; return the entry that notes it, if there is any.

    Raises:
        Refused: a rule refuses a row now, as the register has changed since it was judged.
        OutcomeUnknownError: all may have been recorded, or nothing; the same file again adds what
            is not there.

    """
    try:
        return _recorded(register, wanted)
    except OutcomeUnknownError as error:  # it names a request of many, which nobody can give again
        raise OutcomeUnknownError(error.place) from error


def _recorded(register: Register, wanted: Import) -> Entry | None:
    first = last = rows = 0
    taken = wanted.sorted.taken
    with register.recording() as recording:
        for request, count in passing(_requests(register, wanted), total=len(taken)):
            made = recording.record(request)
            if not made.repeated:
                last, rows = made.entries[-1].number, rows + count
                first = first or made.entries[0].number
        if not rows:
            return None
        fact = _noted(wanted, first, last, rows)
        note = Request(exchange.note(fact), wanted.by, files=wanted.files)
        return recording.record(note).entries[-1]


def _requests(register: Register, wanted: Import) -> Iterator[tuple[Request, int]]:
    """Return the requests, each with how many rows it records; the missions of each plan last."""
    known = register.state()
    missions: dict[str, list[Mission]] = {}
    rows: dict[str, TakenFrom] = {}
    for taken in wanted.sorted.taken:
        record = taken.record
        if record.what == "mission":
            missions.setdefault(taken.request_id, []).append(mission_of(known, record))
            rows.setdefault(taken.request_id, taken_from(record, wanted.file))
        else:
            yield request_of(record, taken.request_id, wanted.by, wanted.file), 1
    for plan, added in missions.items():
        adding = adding_missions(plan, added, wanted.file)
        yield Request(adding, wanted.by, taken_from=rows[plan]), len(added)


def _noted(wanted: Import, first: int, last: int, rows: int) -> exchange.FileImported:
    judged = wanted.sorted
    return exchange.FileImported(
        file=wanted.file,
        sha256=wanted.book.sha256,
        size=len(wanted.book.content),
        first_entry=first,
        last_entry=last,
        read=judged.read,
        recorded=rows,
        known=len(judged.known) + len(judged.taken) - rows,
        refused=len(judged.refused),
        rules=wanted.rules[:LONGEST_TEXT].strip() or None,
        kept=bool(wanted.files),
    )
