"""Clocks turned back, times rewritten, facts dated back."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crisis_log.audit.verify import Question, verify, verify_log
from crisis_log.fact import Refused
from crisis_log.register import Register, stopped_clock
from crisis_log.slices import journal
from crisis_log.slices.seal import ClockAnomalyNoted
from tests.attacks.attacker import Document, rewrite
from tests.attacks.scene import SIZE, Scene, record, taken_now
from tests.storage.registers import create

LATER = datetime.now(UTC) + timedelta(days=400)
_SECOND = timedelta(seconds=1)


@pytest.fixture
def ahead(tmp_path: Path) -> Path:
    """A register whose two entries were recorded while the clock was ahead of the system's."""
    path = create(tmp_path / "ahead.crisis", stopped_clock(LATER))
    with Register.open(path, stopped_clock(LATER)) as register:
        record(register, journal.log("Recorded then"))
    return path


def test_a_clock_turned_back_is_noted_in_the_log_and_shown(ahead: Path) -> None:
    with Register.open(ahead) as register:
        recorded = register.record(journal.log("Recorded now"), by="secretary").entries
        assert [entry.number for entry in recorded] == [3, 4]
        anomaly = recorded[0].fact
        assert isinstance(anomaly, ClockAnomalyNoted)
        assert anomaly.last_recorded_at == LATER + timedelta(microseconds=1)
        assert abs(anomaly.clock - datetime.now(UTC)) < timedelta(minutes=1)
        assert all(entry.recorded_at > LATER for entry in recorded)
        found = verify(register)
    assert found.findings == ()
    behind, to_come = found.notices
    assert (behind.entry, to_come.entry) == (3, 4)
    assert "clock was behind" in behind.meaning
    assert "yet to come" in to_come.meaning


def test_a_clock_turned_back_is_noted_once_until_it_is_right_again(ahead: Path) -> None:
    with Register.open(ahead) as register:
        for line in ("One", "Two", "Three"):
            record(register, journal.log(line))
        assert [notice.entry for notice in verify(register).notices] == [3, 6]
    with Register.open(ahead, stopped_clock(LATER + timedelta(days=1))) as register:
        record(register, journal.log("Right again"))
    with Register.open(ahead) as register:
        record(register, journal.log("Back again"))
        found = verify(register)
        assert [notice.entry for notice in found.notices] == [3, 8, 9]
        assert found.findings == ()


def test_a_note_of_the_clock_taken_out_again_is_a_fork_to_a_witness(scene: Scene) -> None:
    later = taken_now(scene)
    rewrite(scene.path, lambda documents: documents[:-1], scene.key)
    assert scene.found(later) == [("truncated", SIZE - 1)]


@pytest.mark.parametrize("step", [timedelta(), _SECOND, timedelta(days=4000)])
def test_an_entry_recorded_no_later_than_the_one_before_it_is_found(
    scene: Scene, step: timedelta
) -> None:
    def turned_back(documents: list[Document]) -> list[Document]:
        before = datetime.fromisoformat(documents[8]["recorded_at"])
        moved = (before - step).isoformat().replace("+00:00", "Z")
        documents[9] |= {"recorded_at": moved, "occurred_at": moved}
        return documents

    rewrite(scene.path, turned_back, scene.key)
    assert scene.found() == [("clock", 10)]
    assert scene.found_in_log() == [("clock", 10)]


def test_a_recording_that_pretends_to_be_earlier_than_its_fact_is_found(scene: Scene) -> None:
    def pretended(documents: list[Document]) -> list[Document]:
        documents[9]["occurred_at"] = documents[10]["recorded_at"]
        return documents

    rewrite(scene.path, pretended, scene.key)
    assert scene.found() == [("future", 10)]


def test_a_fact_dated_back_is_listed_past_the_threshold(scene: Scene) -> None:
    now = datetime.now(UTC)
    with Register.open(scene.path) as register:
        for days in (3, 10):
            register.record(
                journal.log(f"Learnt {days} days ago"),
                by="secretary",
                occurred_at=now - timedelta(days=days),
            )
        usual = verify(register)
        lenient = verify(register, Question(late_after=timedelta(days=5)))
    assert usual.findings == lenient.findings == ()
    assert [late.entry for late in usual.late] == [SIZE + 1, SIZE + 2]
    assert [late.entry for late in lenient.late] == [SIZE + 2]
    assert usual.late[0].lag == pytest.approx(timedelta(days=3).total_seconds(), abs=60)


def test_a_fact_cannot_be_dated_ahead_nor_a_real_crisis_given_a_clock(scene: Scene) -> None:
    with Register.open(scene.path) as register, pytest.raises(Refused, match="before it happened"):
        register.record(journal.log("A"), by="secretary", occurred_at=LATER)
    earlier = stopped_clock(datetime(2020, 3, 18, tzinfo=UTC))
    with Register.open(scene.path, earlier) as register, pytest.raises(Refused, match="exercise"):
        register.record(journal.log("A"), by="secretary")
    assert scene.found() == []


def test_times_moved_together_are_told_by_a_witness_alone(scene: Scene) -> None:
    def moved(documents: list[Document]) -> list[Document]:
        for document in documents:
            for name in ("recorded_at", "occurred_at"):
                at = datetime.fromisoformat(document[name]) - timedelta(days=2)
                document[name] = at.isoformat().replace("+00:00", "Z")
        return documents

    rewrite(scene.path, moved, scene.key)
    assert scene.found() == []
    assert scene.found(scene.witness) == [("fork", None)]
    with Register.open(scene.path, read_only=True) as register:
        assert verify_log(register).witnessed == 0
