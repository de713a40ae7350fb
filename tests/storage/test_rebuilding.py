"""The projections are made again beside the register: others record meanwhile, none is misled."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from crisis_log.command import Command, Request
from crisis_log.register import Register
from crisis_log.search import Search
from crisis_log.slices import decision, indicator, journal, measure
from crisis_log.storage import AlteredEntryError
from crisis_log.storage.rebuilding import Rebuilding
from tests.storage.processes import child
from tests.storage.registers import check_sound, run_sql

EVERY, PAGE = 4, 3
PROJECTIONS = ("state", "past", "subjects", "marks", "kinds")


def reported(progress: int) -> Command:
    return indicator.report(1, as_of=date(2020, 3, 18), progress=progress)


COMMANDS = [
    decision.record("Close the schools"),
    measure.order("Deliver masks", decision=1),
    *(reported(share) for share in (10, 20, 30)),
    *(journal.log(f"Masks, see n° {number}", line_kind="request") for number in range(2, 7)),
    *(reported(share) for share in (40, 50, 60)),
    decision.record("Open the schools"),
]


def small() -> pytest.MonkeyPatch:
    """Make marks and pages of a few entries and rows; the caller undoes it, or ends."""
    patch = pytest.MonkeyPatch()
    patch.setattr("crisis_log.storage.rows.SNAPSHOT_EVERY", EVERY)
    patch.setattr("crisis_log.storage.rebuilding._PAGE", PAGE)
    patch.setattr("crisis_log.storage.rebuilding.RUN", PAGE)
    return patch


@pytest.fixture(autouse=True)
def _small() -> Iterator[None]:
    patch = small()
    yield
    patch.undo()


@pytest.fixture
def told(path: Path) -> Path:
    """A register with rows in every table, recorded one by one and many at once."""
    with Register.open(path) as register:
        for command in COMMANDS[:7]:
            register.record(command, by="secretary")
        register.record_all(Request(command, by="secretary") for command in COMMANDS[7:])
    return path


def stored(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    return {table: run_sql(path, f"SELECT * FROM {table}") for table in PROJECTIONS}


def test_a_rebuild_makes_what_was_recorded(told: Path) -> None:
    before = stored(told)
    assert all(before.values())
    for table in PROJECTIONS:
        run_sql(told, f"DELETE FROM {table}")
    with Register.open(told) as register:
        assert register.rebuild() == len(before["state"])
    assert stored(told) == before


FORGED = [
    "UPDATE past SET value = CAST(replace(value, '10', '90') AS BLOB)",
    "UPDATE past SET since = since - 1",
    "DELETE FROM past WHERE upto = 8",
    "INSERT INTO past SELECT collection, key, upto + 400, since, value FROM past",
    "UPDATE state SET since = 1",
    "UPDATE state SET value = (SELECT value FROM state LIMIT 1)",
    "INSERT INTO state SELECT 'decision', '0000000009', value, 1 FROM state",
    "DELETE FROM marks",
    "INSERT INTO marks SELECT mark, entry + 100 FROM marks",
    "INSERT INTO subjects SELECT subject, entry + 100 FROM subjects",
    "UPDATE kinds SET kind = 'drone.sent.v1' WHERE kind = 'journal.logged.v3'",
    "UPDATE state SET key = CAST(key AS BLOB), collection = CAST(collection AS BLOB)",
    "UPDATE past SET upto = 'eight' WHERE upto = 8",
    "UPDATE past SET since = since || 'x'",
    "UPDATE past SET since = CAST(CAST(since AS TEXT) AS BLOB)",
    "UPDATE state SET since = CAST(CAST(since AS TEXT) AS BLOB)",
    "UPDATE state SET value = CAST(value AS TEXT)",
    "UPDATE subjects SET entry = entry + 0.5",
    "UPDATE marks SET mark = CAST(x'ff' || mark AS TEXT)",
]


@pytest.mark.parametrize("statement", FORGED)
def test_what_was_forged_is_put_right(told: Path, statement: str) -> None:
    before = stored(told)
    run_sql(told, statement.replace("INSERT", "INSERT OR IGNORE"))
    with Register.open(told) as register:
        register.rebuild()
    assert stored(told) == before
    check_sound(told)


def test_an_altered_entry_makes_no_projection(told: Path) -> None:
    ((protection,),) = run_sql(
        told, "SELECT sql FROM sqlite_master WHERE name = 'entries_are_never_changed'"
    )
    run_sql(told, "DROP TRIGGER entries_are_never_changed")
    run_sql(told, "UPDATE entries SET state = CAST(replace(state, 'Open', 'Burn') AS BLOB)")
    run_sql(told, protection)
    run_sql(told, "DELETE FROM past")
    before = stored(told)
    with Register.open(told) as register, pytest.raises(AlteredEntryError, match="n° 15"):
        register.rebuild()
    assert stored(told) == before


def interrupted(monkeypatch: pytest.MonkeyPatch, act: Callable[[int], object]) -> None:
    """Do `act` before each time that the register is taken to write, told how often it was."""
    exchange, times = Rebuilding.exchange, iter(range(10_000))

    def exchange_after_act(self: Rebuilding, write: Any) -> None:
        act(next(times))
        exchange(self, write)

    monkeypatch.setattr(Rebuilding, "exchange", exchange_after_act)


def test_others_record_while_the_projections_are_made_again(
    told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Register.open(told) as register, Register.open(told) as other:
        interrupted(monkeypatch, lambda n: other.record(reported(n), by="x"))
        run_sql(told, "UPDATE state SET since = 1")
        run_sql(told, "DELETE FROM past")
        size = register.size()
        register.rebuild()
        assert register.size() > size + 5
        monkeypatch.undo()
        patch = small()
        after = stored(told)
        register.rebuild()
        patch.undo()
    assert stored(told) == after
    check_sound(told)


def test_who_finds_older_projections_makes_them_while_others_record(told: Path) -> None:
    run_sql(told, "UPDATE register SET value = '1' WHERE name = 'state_format'")
    before = stored(told)
    for table in PROJECTIONS[:-1]:
        run_sql(told, f"DELETE FROM {table}")
    with Register.open(told) as register:
        register.record(journal.log("Again"), by="secretary")
        assert stored(told)["past"][: len(before["past"])] == before["past"]
    check_sound(told)


def _rebuild_and_die(there: Connection, path: Path, times: int) -> None:
    small()
    with Register.open(path) as register:
        put_right = Rebuilding.put_right
        left = iter(range(times))

        def put_right_or_die(self: Rebuilding, *arguments: Any, **named: Any) -> None:
            put_right(self, *arguments, **named)
            if next(left, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)

        Rebuilding.put_right = put_right_or_die  # type: ignore[method-assign]  # it dies of it
        register.rebuild()
        there.send("done")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("times", [0, 1, 2])
def test_who_is_killed_leaves_a_register_that_works(told: Path, times: int) -> None:
    before = stored(told)
    run_sql(told, "UPDATE state SET since = 1")
    run_sql(told, "DELETE FROM past")
    with child(_rebuild_and_die, told, times) as other:
        assert other.hear_all() == []
    with Register.open(told) as register:
        register.record(journal.log("On we go"), by="secretary")
        register.rebuild()
    assert stored(told)["past"] == before["past"]
    check_sound(told)


SECOND_RUN_OF_WORDS = 4
"""After the tables, the words forgotten, the look whether all are there, and a first run."""
FORGET = "INSERT INTO words (words) VALUES ('delete-all')"


def said(path: Path) -> list[bytes]:
    with Register.open(path) as register, register.examining() as seen:
        return [b" ".join(row) for row in seen.words.rows()]


def test_who_comes_while_the_words_are_taken_in_makes_them_and_neither_misleads(
    told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_sql(told, FORGET)
    with Register.open(told) as register, Register.open(told) as other:

        def record_once(number: int) -> None:
            if number == SECOND_RUN_OF_WORDS:
                assert other.find(Search("masks"), 0, 99, 99) is None, "they are not whole"
                other.record(journal.log("Masks, at last"), by="x")

        interrupted(monkeypatch, record_once)
        register.rebuild()
        assert register.size() == len(COMMANDS) + 2
        found = register.find(Search("masks"), 0, 99, 99)
        assert found is not None
        assert found[0] == register.size()
    check_sound(told)
    before = said(told)
    run_sql(told, FORGET)
    with Register.open(told) as register:
        register.rebuild()
    assert said(told) == before


def _fill_and_die(there: Connection, path: Path, times: int) -> None:
    small()
    with Register.open(path) as register:
        add_words = Rebuilding._add_words  # noqa: SLF001 - to die of it
        left = iter(range(times))

        def add_words_or_die(self: Rebuilding, *arguments: Any, **named: Any) -> None:
            if next(left, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)
            add_words(self, *arguments, **named)

        Rebuilding._add_words = add_words_or_die  # type: ignore[method-assign]  # noqa: SLF001 - it dies where words are added
        register.rebuild()
        there.send("done")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("times", [0, 1, 3])
def test_who_is_killed_while_the_words_are_taken_in_leaves_a_register_that_works(
    told: Path, times: int
) -> None:
    before = said(told)
    run_sql(told, FORGET)
    with child(_fill_and_die, told, times) as other:
        assert other.hear_all() == []
    with Register.open(told) as register:
        assert register.find(Search("masks"), 0, 99, 99) is None
        register.record(journal.log("On we go"), by="secretary")
        assert register.find(Search("masks"), 0, 99, 1) == [11]
    check_sound(told)
    assert {line.split()[0] for line in before} < {line.split()[0] for line in said(told)}
