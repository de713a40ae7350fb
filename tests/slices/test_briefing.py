from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from crisis_log.command import Command
from crisis_log.slices import briefing
from crisis_log.slices.briefing import Briefing, BriefingScheduled
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
