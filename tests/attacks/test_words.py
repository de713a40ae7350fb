"""An index of words that others altered: it may hide an entry, and never tells of another."""

from __future__ import annotations

from pathlib import Path

import pytest

from crisis_log.audit.verify import verify
from crisis_log.command import Request
from crisis_log.register import Register
from crisis_log.search import Search, indexed
from crisis_log.slices import journal
from crisis_log.storage import StorageError
from tests.cli.running import CommandLine
from tests.storage.registers import check_sound, create, run_sql

FORGET = "INSERT INTO words (words) VALUES ('delete-all')"
PRETEND = "INSERT INTO words (rowid, said, stems) VALUES (3, 'oiseaux', 'oiseau')"
UNKNOWN = "INSERT INTO words (rowid, said, stems) VALUES (900, 'masques', '')"
SPOIL = "UPDATE words_data SET block = x'00' WHERE id > 10"
EMPTY = "DELETE FROM words_data"
CUT = "UPDATE words_data SET block = substr(block, 1, length(block) / 2)"
UNDO = "UPDATE words_data SET block = x'0011' WHERE id = 10"
"""What FTS5 reads only when it writes."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = create(tmp_path / "covid-19.crisis")
    with Register.open(path) as register:
        said = ("Masques livrés", "École fermée", "Masques perdus")
        register.record_all(Request(journal.log(text), by="secretary") for text in said)
    return path


MISCOUNT = "DELETE FROM words_docsize WHERE id = 3"
OVERCOUNT = "INSERT INTO words_docsize VALUES (77, x'0101')"
RENUMBER = "UPDATE words_docsize SET id = id + 7"
ALTERED = [FORGET, PRETEND, UNKNOWN, SPOIL, EMPTY, CUT, UNDO, MISCOUNT, OVERCOUNT, RENUMBER]


@pytest.mark.parametrize("statement", ALTERED)
def test_it_is_found_told_and_made_again(path: Path, statement: str) -> None:
    with Register.open(path) as register:
        assert verify(register).findings == ()
        run_sql(path, statement)
        found = verify(register).findings
        assert {one.code for one in found} <= {"words", "database"}
        assert found
        register.rebuild()
        assert verify(register).findings == ()
        assert register.find(Search("masque"), 0, 9, 9) == [4, 2]
    check_sound(path)


def test_words_that_changed_places_are_found(path: Path) -> None:
    with Register.open(path) as register:
        first, second, third, fourth = map(indexed, register.entries())
        run_sql(path, FORGET)
        for number, (said, stems) in enumerate((first, fourth, third, second), start=1):
            row = f"({number}, '{said}', '{stems}')"
            run_sql(path, f"INSERT INTO words (rowid, said, stems) VALUES {row}")
        assert {one.code for one in verify(register).findings} == {"words"}


@pytest.mark.parametrize("statement", ALTERED)
def test_a_search_shows_no_entry_that_does_not_say_it(path: Path, statement: str) -> None:
    run_sql(path, statement)
    desk = CommandLine(("--register", str(path)))
    for words, saying in (("oiseaux", set()), ("masques", {2, 4})):
        answer = desk.having("--json")("search", words)
        assert answer.code == 0, answer
        assert {entry["number"] for entry in answer.document} <= saying


def test_one_that_cannot_be_read_is_done_without(path: Path) -> None:
    run_sql(path, EMPTY)
    desk = CommandLine(("--register", str(path)))
    answer = desk.having("--json")("search", "masque")
    assert [entry["number"] for entry in answer.document] == [2, 4]
    assert "rebuild" in answer.err or "reconstruire" in answer.err


@pytest.mark.parametrize("statement", [EMPTY, UNDO])
def test_nothing_is_recorded_beside_one_that_cannot_be_written(path: Path, statement: str) -> None:
    run_sql(path, statement)
    with Register.open(path) as register:
        with pytest.raises(StorageError, match="index"):
            register.record(journal.log("More"), by="secretary")
        assert register.size() == 4
        register.rebuild()
        register.record(journal.log("More"), by="secretary")
    check_sound(path)
