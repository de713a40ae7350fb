"""What one back end keeps of a register is put into another as it is, and goes on there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crisis_log.command import File
from crisis_log.register import Register
from crisis_log.slices import decision, instruction, journal
from crisis_log.storage import Evidence, Place, StoredCheckpoint, StoredTimestamp
from crisis_log.storage.transfer import Kept, transfer
from tests.storage.contract.back_ends import BACK_ENDS, WRITTEN_ROW_BY_ROW, NewPlace
from tests.storage.contract.soundness import check_sound

FILE = File("order.pdf", "application/pdf", b"%PDF")


class Whole:
    """What an open register consists of."""

    def __init__(self, register: Register) -> None:
        self.register_id = register.register_id
        self._register = register

    def entries(self) -> Iterator[Kept]:
        with self._register.nodes() as node:
            for stored in self._register.stored():
                yield Kept(stored.content, node(0, stored.number - 1))

    def files(self) -> Iterator[tuple[str, bytes]]:
        if content := self._register.attachment(FILE.sha256):
            yield FILE.sha256, content

    def evidence(self) -> Iterator[Evidence]:
        yield from self._register.checkpoints()
        yield from self._register.timestamps()


@pytest.fixture(params=WRITTEN_ROW_BY_ROW)
def goal(request: pytest.FixtureRequest, tmp_path: Path) -> NewPlace:
    """Places on each such back end in turn, where a register goes."""
    (tmp_path / "goal").mkdir()
    return BACK_ENDS[request.param](request, tmp_path / "goal")


def moved(register: Register, there: Place) -> None:
    whole = Whole(register)
    with there.create(whole.register_id) as new, new.writing() as (cursor, _head):
        transfer(whole, cursor)


def test_a_register_moves_from_each_back_end_to_each(register: Register, goal: NewPlace) -> None:
    register.record(decision.record("Close the schools"), by="secretary", files=[FILE])
    register.record(journal.log("Schools told"), by="secretary", request_id="told")
    note = StoredCheckpoint(2, "screen", register.now(), "a note")
    register.record(
        journal.log("Sealed"), by="secretary", evidence=[note, StoredTimestamp("a note", b"reply")]
    )
    there = goal("moved")
    moved(register, there)
    with Register.open(there) as copy:
        assert [*copy.stored()] == [*register.stored()]
        assert copy.checkpoints() == register.checkpoints()
        assert copy.timestamps() == register.timestamps()
        assert copy.attachment(FILE.sha256) == FILE.content
        assert copy.state().size == register.size()
        assert copy.record(journal.log("Again"), by="secretary", request_id="told").repeated
        copy.record(journal.log("On we go"), by="secretary")
        assert copy.size() == register.size() + 1


def test_many_requests_of_many_entries_are_each_answered_once(
    register: Register, goal: NewPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "abc":
        command = instruction.give("Close", to=["Logistics", "Schools"])
        register.record(command, by="secretary", request_id=name)
    monkeypatch.setattr("crisis_log.storage.transfer.RUN", 1)
    there = goal("moved")
    moved(register, there)
    with Register.open(there, read_only=True) as copy:
        for name in "abc":
            (first, again) = (one.answer(name) for one in (register, copy))
            assert first
            assert again
            assert list(again.entries) == list(first.entries)
            assert len(first.entries) == 2
    assert check_sound(there)[-2:] == ["c", "c"]
