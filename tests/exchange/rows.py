"""Records as rules make them of rows, and their import, by a desk of the tests."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from crisis_log.command import File
from crisis_log.exchange.importing.judging import Judge
from crisis_log.exchange.importing.recording import Import, record
from crisis_log.exchange.importing.sorting import Sorted
from crisis_log.exchange.record import At, Record, Told, What
from crisis_log.exchange.table import Book
from crisis_log.slices.exchange import FileImported
from tests.desk import Desk, local

BOOK = Book("main.csv", sha256(b"rows").hexdigest(), b"rows", ())


def row(line: int, what: What = "line", at: str = "2020-03-16 07:10", **fields: Any) -> Record:
    """Return the record of a row of that line; what happened, happened `at`."""
    return Record(At("", line), what, {"occurred_at": local(at)} | fields, ("as", "read"))


def judged(desk: Desk, rows: Iterable[Told]) -> Sorted:
    """Return what would become of rows."""
    return Sorted().take_in(Judge(desk.register, "la secrétaire", BOOK.name).over(rows))


def imported(desk: Desk, rows: Iterable[Told], files: Iterable[File] = ()) -> FileImported | None:
    """Record the rows that are not refused."""
    wanted = Import(BOOK, judged(desk, rows), "the rules", "la secrétaire", BOOK.name, tuple(files))
    entry = record(desk.register, wanted)
    if entry is None:
        return None
    assert isinstance(entry.fact, FileImported)
    return entry.fact
