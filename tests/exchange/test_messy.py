"""A messy table goes in: read = recorded + refused + known, each row as it must, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pytest

from crisis_log.exchange.importing.judging import Judge, KnownRow, Taken, Verdict
from crisis_log.exchange.importing.recording import Import, record
from crisis_log.exchange.importing.sorting import Sorted
from crisis_log.exchange.reading import open_book
from crisis_log.exchange.record import Aside, RefusedRow
from crisis_log.exchange.rules import suggest, understand
from crisis_log.exchange.table import Book
from crisis_log.register import Register
from crisis_log.slices.exchange import FileImported
from crisis_log.slices.journal import LineLogged
from tests.exchange.messy import fates, messy_sheet, messy_text
from tests.exchange.messy.growing import ROWS, ZONE, Becomes
from tests.storage.registers import check_sound, create

SECRETARY = "la secrétaire"


class Table(NamedTuple):
    """A messy file, and by its line what each row must become."""

    path: Path
    becomes: dict[int, Becomes]


@pytest.fixture(params=[(messy_sheet, "messy.xlsx"), (messy_text, "messy.csv")], ids=lambda p: p[1])
def table(request: pytest.FixtureRequest, tmp_path: Path) -> Table:
    write: Callable[[Path], dict[int, Becomes]]
    write, name = request.param
    path = tmp_path / name
    return Table(path, write(path))


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with Register.open(create(tmp_path / "covid-19.crisis")) as opened:
        yield opened


def judged(register: Register, book: Book) -> Iterator[Verdict]:
    """Return what becomes of each row, by the rules that are guessed."""
    now = datetime.now(UTC)
    guessed = suggest(book, ZONE, now)
    assert guessed.questions == ()
    return Judge(register, SECRETARY, book.name).over(understand(book, guessed.rules, ZONE, now))


def imported(register: Register, path: Path) -> Sorted:
    """Record the rows of a file that can be."""
    book = open_book(path)
    found = Sorted().take_in(judged(register, book))
    record(register, Import(book, found, "guessed", SECRETARY, book.name))
    return found


def became(verdict: Verdict) -> tuple[int, Becomes]:
    if isinstance(verdict, Taken):
        row, fields = verdict.record, verdict.record.fields
        told = Becomes("taken", "", fields["text"], fields["occurred_at"], fields.get("source"))
        return row.at.line, told
    if isinstance(verdict, KnownRow):
        return verdict.at.line, Becomes("known")
    return verdict.at.line, Becomes(
        "aside" if isinstance(verdict, Aside) else "refused", verdict.code
    )


def test_each_row_becomes_what_it_must(register: Register, table: Table) -> None:
    assert len(table.becomes) >= ROWS
    found = dict(map(became, judged(register, open_book(table.path))))
    wrong = {
        line: (found.get(line), becomes)
        for line, becomes in table.becomes.items()
        if found.get(line) != becomes
    }
    assert wrong == {}
    assert found.keys() == table.becomes.keys()


def test_each_refusal_names_its_column_and_says_why(register: Register, table: Table) -> None:
    refused = [one for one in judged(register, open_book(table.path)) if type(one) is RefusedRow]
    for one in refused:
        assert one.reason.endswith((".", "?"))
        assert one.column.startswith(tuple("ABCDEFGHI")) or one.code == "register-rule"
        assert [*one.row] != []


def test_read_is_recorded_and_refused_and_known(register: Register, table: Table) -> None:
    wanted = fates(table.becomes)
    found = imported(register, table.path)
    assert (len(found.taken), len(found.refused), len(found.known)) == (
        wanted["taken"],
        wanted["refused"],
        wanted["known"],
    )
    assert found.read == sum(wanted.values()) - wanted["aside"]
    *lines, note = register.entries(after=1)
    told = {line: one for line, one in table.becomes.items() if one.fate == "taken"}
    assert [entry.taken_from and entry.taken_from.line for entry in lines] == [*told]
    for entry, one in zip(lines, told.values(), strict=True):
        assert isinstance(entry.fact, LineLogged)
        assert (entry.fact.text, entry.occurred_at, entry.fact.source) == one[2:]
        assert (entry.by, entry.taken_from and entry.taken_from.author) == (SECRETARY, "M. Roche")
    assert isinstance(note.fact, FileImported)
    assert note.fact.sha256 == sha256(table.path.read_bytes()).hexdigest()
    assert (note.fact.read, note.fact.recorded) == (found.read, wanted["taken"])
    check_sound(Path(register.place.text))


def test_the_same_again_adds_nothing_and_three_rows_more_add_three(
    register: Register, tmp_path: Path
) -> None:
    path = tmp_path / "messy.csv"
    wanted = fates(messy_text(path))
    imported(register, path)
    size = register.size()
    again = imported(register, path)
    assert (len(again.taken), len(again.known)) == (0, wanted["taken"] + wanted["known"])
    assert len(again.refused) == wanted["refused"]
    assert register.size() == size
    with path.open("a", encoding="cp1252", newline="") as file:
        file.writelines(f"28/10/2024;1{n}h0{n};PC;Une de plus, la {n};;M. Roche\r\n" for n in "123")
    assert len(imported(register, path).taken) == 3
    assert register.size() == size + 3 + 1, "and the note of it"
