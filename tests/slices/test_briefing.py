from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from crisis_log.command import Command
from crisis_log.slices import briefing, crisis
from crisis_log.slices.briefing import (
    Briefing,
    BriefingHeld,
    BriefingScheduled,
    RhythmEnded,
    RhythmSet,
)
from crisis_log.slices.rhythm import Rhythm
from tests.given import START, Given, at, given, hour

PARIS = ZoneInfo("Europe/Paris")


def scheduled(at: datetime, place: str | None = None, said_at: datetime = START) -> Command:
    return briefing.schedule(at, place=place, said_at=said_at)


def held_next(register: Given, instant: datetime) -> datetime | None:
    said = register.get(Briefing, "briefing").next_at(instant)
    return said.at if said else None


def test_the_fact_holds_the_time_that_the_clocks_of_the_register_show() -> None:
    given().when(scheduled(hour(10), " Town hall ")).then(
        BriefingScheduled(at=hour(10), place="Town hall")
    )
    register = given(scheduled(hour(10)))
    fact = register.entries[-1].fact
    assert '"at":"2020-03-16T19:00:00+01:00"' in register.entries[-1].to_bytes().decode()
    assert "19:00" in fact.sentence()


def test_what_was_said_last_holds_whatever_was_recorded_last() -> None:
    register = given(
        at(hour(3), scheduled(hour(20), said_at=hour(3))),
        at(hour(1), scheduled(hour(10), said_at=hour(1))),
    )
    assert held_next(register, hour(5)) == hour(20)
    assert held_next(register, hour(2)) == hour(10)
    assert held_next(register, hour(0)) is None


def test_a_briefing_comes_after_it_is_announced() -> None:
    given().when(scheduled(hour(10), said_at=hour(10))).then_refused("comes after 2020-03-16 19:00")


def test_what_is_set_already_is_not_set_again_but_may_be_moved() -> None:
    register = given(scheduled(hour(10), "Town hall"))
    again = scheduled(hour(10), "Town hall", said_at=hour(3))
    register.when(again).then_refused("already set so")
    register.when(scheduled(hour(10), said_at=hour(3))).then(BriefingScheduled(at=hour(10)))


def test_its_time_can_be_shown_by_any_clock() -> None:
    with pytest.raises(ValidationError):
        BriefingScheduled(at=datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))))


def test_a_time_of_the_hour_that_the_clocks_repeat_is_that_which_was_typed() -> None:
    second = datetime(2020, 10, 25, 2, 30, fold=1, tzinfo=PARIS)
    register = given(scheduled(second))
    assert held_next(register, hour(5)) == second.astimezone(UTC)


def rhythm_at(register: Given, instant: datetime) -> Rhythm | None:
    said = register.get(Briefing, "briefing").rhythm_at(instant)
    return said.rhythm if said else None


def test_a_rhythm_holds_from_when_it_was_said_until_another_or_its_end() -> None:
    register = given(
        at(hour(1), briefing.set_rhythm(every_minutes=240, said_at=hour(1))),
        at(hour(3), briefing.set_rhythm(times=["18:00", "08:00"], said_at=hour(3))),
        at(hour(5), briefing.end_rhythm(said_at=hour(5))),
    )
    assert rhythm_at(register, START) is None
    assert rhythm_at(register, hour(2)) == Rhythm(every_minutes=240)
    assert rhythm_at(register, hour(4)) == Rhythm(times=("08:00", "18:00"))
    assert rhythm_at(register, hour(5)) is None


def test_a_rhythm_that_holds_is_not_set_again() -> None:
    every = briefing.set_rhythm(every_minutes=240, place="Town hall", said_at=hour(1))
    register = given(every)
    again = briefing.set_rhythm(every_minutes=240, place="Town hall", said_at=hour(2))
    register.when(again).then_refused("already are every 4 hours")
    elsewhere = briefing.set_rhythm(every_minutes=240, said_at=hour(2))
    register.when(elsewhere).then(RhythmSet(every_minutes=240))


def test_a_time_is_given_once() -> None:
    twice = briefing.set_rhythm(times=["08:00", "08:00"], said_at=hour(1))
    given().when(twice).then_refused("given twice")


def test_only_a_rhythm_that_holds_ends() -> None:
    given().when(briefing.end_rhythm(said_at=hour(1))).then_refused("No regular briefings")
    register = given(briefing.set_rhythm(every_minutes=60, said_at=hour(1)))
    ended = briefing.end_rhythm(reason="Calm", said_at=hour(2))
    register.when(ended).then(RhythmEnded(reason="Calm"))


def test_a_briefing_held_says_which_level_it_looked_at() -> None:
    register = given(at(hour(1), crisis.change_level("Alert")))
    held = briefing.hold(level_holds=True, set_aside=" Close the schools ", held_at=hour(2))
    fact = BriefingHeld(level="Alert", level_holds=True, set_aside="Close the schools")
    register.when(held).then(fact)
    assert "level “Alert” maintained; alternative set aside: Close the schools" in fact.sentence()
    doubted = BriefingHeld(level="Alert", level_holds=False)
    register.when(briefing.hold(level_holds=False, held_at=hour(2))).then(doubted)
    assert "level “Alert” in doubt" in doubted.sentence()
    register.when(briefing.hold(held_at=hour(2))).then(BriefingHeld())


def test_the_level_looked_at_is_that_of_its_time() -> None:
    register = given(
        at(hour(1), crisis.change_level("Alert")), at(hour(4), crisis.change_level("Calm"))
    )
    late = briefing.hold(level_holds=True, held_at=hour(2))
    register.when(late).then(BriefingHeld(level="Alert", level_holds=True))
    given().when(late).then_refused("No level is declared that could hold")


def test_two_briefings_are_not_held_at_one_instant() -> None:
    held = briefing.hold(held_at=hour(2))
    given(at(hour(2), held)).when(held).then_refused("already recorded as held")
