"""The week that is asked for, as people write it; without one, the last complete one."""

from datetime import date

import pytest

from crisis_log.fact import Refused
from crisis_log.reports.documents.asking import about_week, last_complete_week, parse_week
from tests.desk import ZONE, Desk, local


@pytest.mark.parametrize("text", ["2020-W13", "2020W13", " 2020-w13 ", "2020-S13"])
def test_a_week_is_read_as_people_write_it(text: str) -> None:
    week = parse_week(text)
    assert (week.label, week.monday, week.sunday) == (
        "2020-W13",
        date(2020, 3, 23),
        date(2020, 3, 29),
    )


@pytest.mark.parametrize("text", ["", "13", "2020-13", "W13", "2020-W", "2020-W13-1"])
def test_what_is_not_a_week_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Refused, match="2020-W13"):
        parse_week(text)


@pytest.mark.parametrize("text", ["2020-W00", "2020-W54", "2021-W53", "0000-W01"])
def test_a_week_that_the_year_does_not_have_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="no week"):
        parse_week(text)


def test_the_last_complete_week_is_the_one_before_the_present_one() -> None:
    assert last_complete_week(local("2020-03-30 00:00"), ZONE).label == "2020-W13"
    assert last_complete_week(local("2020-03-29 23:59"), ZONE).label == "2020-W12"


def test_the_default_is_the_last_complete_week(desk: Desk) -> None:
    assert about_week(desk.register, None, local("2020-04-01 10:00")).week == "2020-W13"


def test_there_is_no_default_in_the_week_of_the_opening(desk: Desk) -> None:
    with pytest.raises(Refused, match="ask for the present one with its name, 2020-W12"):
        about_week(desk.register, None, local("2020-03-18 10:00"))
