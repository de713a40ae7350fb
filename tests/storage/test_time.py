"""The two clocks of an entry: when it was recorded, and when its fact happened."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from crisis_log.command import Command
from crisis_log.fact import Refused
from crisis_log.register import Register
from crisis_log.slices import continuity_plan, crisis, decision, decision_course, journal, measure
from tests.storage.registers import create

NOON = datetime(2020, 3, 18, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MICROSECOND = timedelta(microseconds=1)


def clock(*instants: datetime) -> Callable[[], datetime]:
    """Return a clock that shows these instants, one after the other."""
    return iter(instants).__next__


def test_recorded_at_increases_even_when_the_clock_goes_back(tmp_path: Path) -> None:
    path = create(tmp_path / "exercise.crisis", clock(NOON))
    shown = (NOON + SECOND, NOON - timedelta(hours=1), NOON + SECOND, NOON + 2 * SECOND)
    with Register.open(path, clock(*shown)) as register:
        for _ in shown:
            register.record(journal.log("A"), by="secretary")
        assert [entry.recorded_at - NOON for entry in register.entries()] == [
            timedelta(),
            SECOND,
            SECOND + MICROSECOND,
            SECOND + 2 * MICROSECOND,
            2 * SECOND,
        ]


def test_a_real_register_refuses_a_simulated_clock(register: Register) -> None:
    with (
        Register.open(register.place, clock(datetime.now(UTC))) as simulated,
        pytest.raises(Refused, match="simulated clock"),
    ):
        simulated.record(journal.log("A"), by="secretary")
    assert register.size() == 1


def test_the_last_entry_recorded_by_an_instant_is_found(tmp_path: Path) -> None:
    path = create(tmp_path / "exercise.crisis", clock(NOON))
    with Register.open(path, clock(*(NOON + n * SECOND for n in range(1, 5)))) as register:
        for _ in range(4):
            register.record(journal.log("A"), by="secretary")
        assert [
            (
                register.number_at(NOON + n * SECOND - MICROSECOND),
                register.number_at(NOON + n * SECOND),
            )
            for n in range(5)
        ] == [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)]
        assert register.number_at(datetime.now(UTC)) == 5


def test_entries_of_one_request_follow_each_other_by_a_microsecond(register: Register) -> None:
    register.record(decision.record("A"), by="secretary")
    first, second = register.record(
        decision_course.record_superseding("B", supersedes=(1,)), by="secretary"
    ).entries
    assert second.recorded_at - first.recorded_at == MICROSECOND
    assert first.occurred_at == second.occurred_at == first.recorded_at


def test_a_fact_happened_when_it_was_recorded_unless_it_is_said_otherwise(
    register: Register,
) -> None:
    (now,) = register.record(journal.log("Now"), by="secretary").entries
    (then,) = register.record(journal.log("Then"), by="secretary", occurred_at=NOON).entries
    assert now.occurred_at == now.recorded_at
    assert then.occurred_at == NOON
    assert then.is_late


def test_a_fact_told_in_local_time_is_kept_in_utc(register: Register) -> None:
    local = datetime(2020, 3, 18, 13, tzinfo=timezone(timedelta(hours=1)))
    (entry,) = register.record(journal.log("Then"), by="secretary", occurred_at=local).entries
    assert b'"occurred_at":"2020-03-18T12:00:00Z"' in entry.to_bytes()


def test_a_fact_to_come_is_refused(register: Register) -> None:
    soon = datetime.now(UTC) + timedelta(hours=1)
    with pytest.raises(Refused, match="before it happened"):
        register.record(journal.log("Soon"), by="secretary", occurred_at=soon)
    assert register.size() == 1


def test_a_fact_to_come_is_refused_also_after_a_clock_that_ran_ahead(tmp_path: Path) -> None:
    ahead = NOON + timedelta(days=4000)
    path = create(tmp_path / "exercise.crisis", clock(NOON))
    with Register.open(path, clock(ahead, NOON, NOON, NOON)) as register:
        register.record(journal.log("A"), by="secretary")
        with pytest.raises(Refused, match="before it happened"):
            register.record(journal.log("B"), by="secretary", occurred_at=NOON + SECOND)
        (now,) = register.record(journal.log("B"), by="secretary", occurred_at=NOON).entries
        assert (now.occurred_at, now.recorded_at) == (NOON, ahead + MICROSECOND)
        assert register.clock_lag() == ahead + MICROSECOND - NOON


LONG_AGO = datetime(2018, 12, 31, 23, tzinfo=UTC)
LIVES: list[tuple[Command, Command, str]] = [
    (decision.record("A"), decision_course.suspend(1), "D-1"),
    (measure.order("A"), measure.complete(1), "M-1"),
    (continuity_plan.activate("PCA", level=1), continuity_plan.lift("PCA"), "PCA"),
]


@pytest.mark.parametrize(("begin", "follow", "label"), LIVES)
def test_nothing_follows_before_what_it_follows(
    register: Register, begin: Command, follow: Command, label: str
) -> None:
    plan = continuity_plan.register("PCA", "Plan", levels={1: "One"})
    for command in (plan, begin):
        register.record(command, by="secretary", occurred_at=NOON)
    sentence = f"{label} began on 2020-03-18 13:00; it cannot be dated 2019-01-01 00:00."
    with pytest.raises(Refused, match=sentence):
        register.record(follow, by="secretary", occurred_at=LONG_AGO)
    assert register.size() == 3
    assert register.record(follow, by="secretary", occurred_at=NOON).entries[0].number == 4


def test_what_takes_effect_later_can_end_before_that_but_not_before_it_was_decided(
    register: Register,
) -> None:
    later = NOON + timedelta(days=20_000)
    register.record(decision.record("A", effective_at=later), by="secretary", occurred_at=NOON)
    with pytest.raises(Refused, match="D-1 began on 2020-03-18 13:00"):
        register.record(decision_course.repeal(1), by="secretary", occurred_at=NOON - SECOND)
    register.record(decision_course.repeal(1), by="secretary", occurred_at=NOON + SECOND)


def test_the_crisis_may_be_dated_before_its_opening_was_recorded(register: Register) -> None:
    register.record(crisis.change_level("Alert"), by="secretary", occurred_at=LONG_AGO)
