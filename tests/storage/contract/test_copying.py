"""A register is carried to another place, to the byte, whatever keeps it here and there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from itertools import count
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crisis_log.audit.verify import verify
from crisis_log.command import File, Request
from crisis_log.fact import Refused
from crisis_log.moving import move
from crisis_log.register import Register
from crisis_log.search import Search
from crisis_log.slices import decision, journal, location
from crisis_log.slices.location import RegisterMoved, RegisterStayed, RegisterTakenUp
from crisis_log.storage import (
    AlteredEntryError,
    Copied,
    Place,
    StorageError,
    Store,
    StoredCheckpoint,
    StoredTimestamp,
    place,
)
from crisis_log.storage.backend import Backend, Cursor
from crisis_log.storage.copying import _rows
from tests.storage.contract.back_ends import BACK_ENDS, NewPlace, begun
from tests.storage.contract.soundness import check_sound
from tests.storage.registers import opening

_numbers = count()
FILE = File("order.pdf", "application/pdf", b"%PDF the order \x00 as signed")


@pytest.fixture(params=BACK_ENDS)
def goal(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> NewPlace:
    """Places on each back end in turn, where a register goes."""
    return BACK_ENDS[request.param](request, tmp_path_factory.mktemp("goal"))


@pytest.fixture
def kept(register: Register) -> Register:
    """A register with a decision, a file and a request that bears an id."""
    register.record(decision.record("Close the schools"), by="secretary", files=[FILE])
    register.record(journal.log("Schools told"), by="secretary", request_id="told")
    return register


def entries_of(there: Place) -> list[bytes]:
    with Register.open(there, read_only=True) as register:
        return [stored.content for stored in register.stored()]


def test_a_copy_is_the_register_to_the_byte(kept: Register, goal: NewPlace) -> None:
    there = goal("copy")
    copied = kept.copy_to(there)
    assert (copied.size, copied.files) == (kept.size(), 1)
    assert entries_of(there) == [stored.content for stored in kept.stored()]
    with Register.open(there, read_only=True) as copy:
        assert copy.register_id == kept.register_id
        assert copy.attachment(sha256(FILE.content).hexdigest()) == FILE.content
        assert copy.find(Search("schools"), 0, 9, 9) == kept.find(Search("schools"), 0, 9, 9)
        answered = copy.answer("told")
        assert answered
        assert [one.number for one in answered.entries] == [3]
    check_sound(there)


def test_evidence_is_carried(kept: Register, goal: NewPlace) -> None:
    note = StoredCheckpoint(3, "screen", kept.now(), "a note")
    reply = StoredTimestamp("a note", b"\x00reply")
    kept.record(journal.log("Signed"), by="secretary", evidence=[note, reply])
    there = goal("copy")
    kept.copy_to(there)
    with Register.open(there, read_only=True) as copy:
        assert (copy.checkpoints(), copy.timestamps()) == ([note], [reply])


def test_who_copies_leaves_the_source_as_it_was_and_both_go_on(
    kept: Register, goal: NewPlace
) -> None:
    there, size = goal("copy"), kept.size()
    kept.copy_to(there)
    assert kept.size() == size
    kept.record(journal.log("Here"), by="secretary")
    with Register.open(there) as copy:
        copy.record(journal.log("There"), by="secretary")
        assert copy.entry(size + 1).recorded_at != kept.entry(size + 1).recorded_at
    check_sound(there)
    check_sound(kept.place)


def test_nothing_is_copied_over_a_register(kept: Register, goal: NewPlace) -> None:
    there = goal("copy")
    kept.copy_to(there)
    before = entries_of(there)
    with pytest.raises(StorageError, match="exists"):
        kept.copy_to(there)
    assert entries_of(there) == before


def test_a_copy_that_is_interrupted_is_absent(
    kept: Register, goal: NewPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = goal("copy")
    monkeypatch.setattr("crisis_log.storage.copying._rows", _interrupting(4))
    with pytest.raises(KeyboardInterrupt):
        kept.copy_to(there)
    assert not there.exists()
    monkeypatch.undo()
    kept.copy_to(there)
    check_sound(there)


def _interrupting(after: int) -> Any:
    """Return what reads rows, and is interrupted at the table of that number."""
    seen = iter(range(after))

    def rows(*asked: Any) -> Iterator[Any]:
        if next(seen, None) is None:
            raise KeyboardInterrupt
        return _rows(*asked)

    return rows


def test_projections_of_another_version_are_made_again_in_the_copy(
    kept: Register, goal: NewPlace
) -> None:
    with closing(kept.place.open()) as backend, backend.mending() as (cursor, _head):
        cursor.execute("UPDATE register SET value = '0' WHERE name = 'state_format'")
        cursor.execute("DELETE FROM state")
    there = goal("copy")
    kept.copy_to(there)
    with Register.open(there, read_only=True) as copy:
        assert list(copy.state().members(decision.Decision))
    check_sound(there)


def test_an_altered_register_is_not_copied(kept: Register, goal: NewPlace) -> None:
    there = goal("copy")
    lying = cast("Backend", _Altered(kept.place.open()))
    with pytest.raises(AlteredEntryError), closing(Store(lying)) as store:
        store.copy_to(there)
    assert not there.exists()


class _Altered:
    """A back end one of whose entries was altered."""

    def __init__(self, honest: Backend) -> None:
        self._honest = honest

    def reading(self) -> Any:
        @contextmanager
        def altered() -> Iterator[Cursor]:
            with self._honest.reading() as cursor:
                yield cast("Cursor", _AlteredCursor(cursor))

        return altered()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._honest, name)


class _AlteredCursor:
    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._is_log = False

    def execute(self, statement: str, parameters: Any = (), /) -> object:
        self._is_log = "FROM entries ORDER" in statement
        return self._cursor.execute(statement, parameters)

    def fetchmany(self, size: int, /) -> list[Any]:
        rows = [tuple(row) for row in self._cursor.fetchmany(size)]
        if self._is_log:
            return [(*row[:3], row[3].replace(b"schools", b"markets")) for row in rows]
        return rows

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)


def test_a_register_that_moved_goes_on_there_alone(kept: Register, goal: NewPlace) -> None:
    there, size = goal("moved"), kept.size()
    move(kept, there, by="secretary")
    assert isinstance(kept.entry(size + 1).fact, RegisterMoved)
    with pytest.raises(Refused, match="was moved to"):
        kept.record(journal.log("Too late"), by="secretary")
    with Register.open(there) as moved:
        assert isinstance(moved.entry(size + 2).fact, RegisterTakenUp)
        moved.record(journal.log("On we go"), by="secretary")
        assert moved.entry(size + 1).to_bytes() == kept.entry(size + 1).to_bytes()
    check_sound(there)
    check_sound(kept.place)


def test_a_move_that_fails_leaves_the_register_here(
    kept: Register, goal: NewPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_asked: object) -> Iterator[Any]:
        raise StorageError("the disk is full")

    there, size = goal("moved"), kept.size()
    monkeypatch.setattr("crisis_log.storage.copying._rows", failing)
    with pytest.raises(StorageError, match="the disk is full"):
        move(kept, there, by="secretary")
    monkeypatch.undo()
    assert not there.exists()
    assert isinstance(kept.entry(size + 2).fact, RegisterStayed)
    kept.record(journal.log("Here we stay"), by="secretary")
    move(kept, there, by="secretary")
    check_sound(there)


def test_a_move_that_fails_because_another_one_made_it_there_does_not_stay_here(
    kept: Register, goal: NewPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(*asked: Any) -> Copied:
        copied(*asked)
        raise StorageError("it is there already")

    there, copied = goal("moved"), Store.copy_to
    monkeypatch.setattr(Store, "copy_to", overtaken)
    with pytest.raises(StorageError, match="it is there already"):
        move(kept, there, by="secretary")
    with pytest.raises(Refused, match="was moved to"):
        kept.record(journal.log("Not here"), by="secretary")
    with Register.open(there) as moved:
        moved.record(journal.log("There"), by="secretary")
    assert move(kept, there, by="secretary") is None


def test_a_move_that_somebody_gives_up_meanwhile_is_not_taken_up(
    kept: Register, goal: NewPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def given_up(*asked: Any) -> Iterator[Any]:
        monkeypatch.undo()
        with Register.open(kept.place) as another:
            another.record(location.stay(), by="another")
        return _rows(*asked)

    there = goal("moved")
    monkeypatch.setattr("crisis_log.storage.copying._rows", given_up)
    with pytest.raises(Refused, match=r"given up|was not moved"):
        move(kept, there, by="secretary")
    kept.record(journal.log("Here we stay"), by="secretary")
    if there.exists():
        with Register.open(there) as copy, pytest.raises(Refused, match="was moved to"):
            copy.record(journal.log("Not there"), by="secretary")


@pytest.mark.parametrize("table", [0, 7, 16])
def test_an_interrupted_move_is_finished_by_the_same_command(
    kept: Register, goal: NewPlace, monkeypatch: pytest.MonkeyPatch, table: int
) -> None:
    there, size = goal("moved"), kept.size()
    monkeypatch.setattr("crisis_log.storage.copying._rows", _interrupting(table))
    try:
        move(kept, there, by="secretary")
    except KeyboardInterrupt:
        with pytest.raises(Refused, match="was moved to"):
            kept.record(journal.log("Not here"), by="secretary")
    monkeypatch.undo()
    move(kept, there, by="secretary")
    assert kept.size() == size + 1
    with Register.open(there) as moved:
        assert moved.size() == size + 2
        moved.record(journal.log("There"), by="secretary")
    check_sound(there)


def test_a_move_that_was_interrupted_before_it_was_taken_up_is_finished(
    kept: Register, goal: NewPlace
) -> None:
    there = goal("moved")
    kept.record(location.move(there.text), by="secretary")
    kept.copy_to(there)
    assert move(kept, there, by="secretary") is None
    assert move(kept, there, by="secretary") is None
    with Register.open(there) as moved:
        assert moved.size() == kept.size() + 1
        moved.record(journal.log("There"), by="secretary")


def test_a_register_is_moved_to_no_other_place_than_the_one_it_names(
    kept: Register, goal: NewPlace
) -> None:
    move(kept, goal("moved"), by="secretary")
    with pytest.raises(Refused, match="was moved to"):
        move(kept, goal("elsewhere"), by="secretary")


def test_another_register_there_is_left_alone(kept: Register, goal: NewPlace) -> None:
    there = goal("taken")
    Register.create(there, Request(opening(), by="another"))
    before = entries_of(there)
    with pytest.raises(StorageError, match="exists"):
        move(kept, there, by="secretary")
    kept.record(location.move(there.text), by="secretary")
    with pytest.raises(Refused, match="another register"):
        move(kept, there, by="secretary")
    assert entries_of(there) == before


def test_a_place_where_none_can_be_made_leaves_the_register_untouched(kept: Register) -> None:
    size = kept.size()
    with pytest.raises(StorageError):
        move(kept, place("no/such/folder/a.crisis"), by="secretary")
    assert kept.size() == size


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    texts=st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), max_size=6)
)
def test_there_and_back_is_the_same_register(
    new_place: NewPlace, goal: NewPlace, texts: list[str]
) -> None:
    here = begun(new_place)
    with Register.open(here) as register:
        for text in texts:
            if text.strip():
                register.record(journal.log(text), by="secretary")
        there = goal(f"there-{next(_numbers)}")
        register.copy_to(there)
    with Register.open(there) as copy:
        back = new_place(f"back-{next(_numbers)}")
        copy.copy_to(back)
    assert entries_of(back) == entries_of(here)
    with Register.open(back, read_only=True) as again:
        assert verify(again).findings == ()


def test_a_damaged_projection_is_not_carried_as_what_it_is_not(kept: Register) -> None:
    path = kept.place.text
    if kept.place.folder is None:
        pytest.skip("a server's columns hold no other type")
    kept.close()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE subjects SET entry = 'one' WHERE entry = 1")
        raw.commit()
    with Register.open(path) as register, pytest.raises(StorageError, match="never writes there"):
        register.copy_to(place(f"{path}.copy.crisis"))
    assert not place(f"{path}.copy.crisis").exists()
