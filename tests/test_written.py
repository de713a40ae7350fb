"""Days and times of day as tables hold them: what is said, and nothing that is not."""

from datetime import UTC, date, time, timedelta, timezone

import pytest

from crisis_log.when import NotATimeError, TwoReadingsError, Written, orders_of, read_written

pytestmark = pytest.mark.usefixtures("english")  # refusals are matched in English

DAY = date(2026, 11, 24)
NINE = time(9, 5)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("9h5", Written(clock=NINE)),
        ("09H05", Written(clock=NINE)),
        ("9 h 05", Written(clock=NINE)),
        ("09:05:00", Written(clock=NINE)),
        ("9:5", Written(clock=NINE)),
        ("0905", Written(clock=NINE)),
        ("9h05mn", Written(clock=NINE)),
        ("9:05 AM", Written(clock=NINE)),
        ("2:05 p.m.", Written(clock=time(14, 5))),
        ("12:05 AM", Written(clock=time(0, 5))),
        ("~14h", Written(clock=time(14), is_approximate=True)),
        ("vers 14h", Written(clock=time(14), is_approximate=True)),
        ("14h env.", Written(clock=time(14), is_approximate=True)),
        ("14h ?", Written(clock=time(14), is_approximate=True)),
        ("14h-15h30", Written(clock=time(14), until=time(15, 30))),
        ("14:05-15:30", Written(clock=time(14, 5), until=time(15, 30))),
        ("24:00", Written(clock=time(), is_next_day=True)),
        ("midi", Written(clock=time(12))),
        ("matin", Written(part_of_day="matin")),
        ("dans la soirée", Written(part_of_day="soiree")),
        ("24/11/2026", Written(DAY)),
        ("24/11/26", Written(DAY)),
        ("24-11-2026", Written(DAY)),
        ("24.11.2026", Written(DAY)),
        ("2026-11-24", Written(DAY)),
        ("2026/11/24", Written(DAY)),
        ("20261124", Written(DAY)),
        ("24112026", Written(DAY)),
        ("24 novembre 2026", Written(DAY)),
        ("mar. 24 nov. 2026", Written(DAY)),
        ("MARDI 24 NOVEMBRE 2026", Written(DAY)),
        ("24-nov-26", Written(DAY)),
        ("1er décembre 2026", Written(date(2026, 12, 1))),
        ("24/11", Written(month_day=(11, 24))),
        ("24 nov 9h05", Written(month_day=(11, 24), clock=NINE)),
        ("24 nov 20h30", Written(month_day=(11, 24), clock=time(20, 30))),
        ("le 24/11/2026 à 9h5", Written(DAY, clock=NINE)),
        ("24/11/2026 - 09:05", Written(DAY, clock=NINE)),
        ("24/11/2026 vers 9h05", Written(DAY, clock=NINE, is_approximate=True)),
        ("24/11/2026 matin", Written(DAY, part_of_day="matin")),
        ("2026-11-24T09:05:00Z", Written(DAY, clock=NINE, offset=UTC)),
        (
            "2026-11-24 09:05:00-04:00",
            Written(DAY, clock=NINE, offset=timezone(timedelta(hours=-4))),
        ),
        ("9h05 (+01:00)", Written(clock=NINE, offset=timezone(timedelta(hours=1)))),
    ],
)
def test_a_moment_is_read_as_people_write_it_in_tables(text: str, meant: Written) -> None:
    assert read_written(text) == meant


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("31/02/2026", "the calendar has no such day"),
        ("32 nov 2026", "the calendar has no such day"),
        ("25:10", "a day goes from 0:00 to 23:59"),
        ("9h75", "a day goes from 0:00 to 23:59"),
        ("13:05 PM", "a day goes from 0:00 to 23:59"),
        ("mercredi 24/11/2026", "is a Tuesday"),
        ("12 jui 2026", "its month may be two"),
        ("24/11/1066", "the year goes from"),
        ("1066-11-24 09:05", "the year goes from"),
        ("hier 9h", "neither a date nor a time"),
        ("RAS", "neither a date nor a time"),
        ("~", "neither a date nor a time"),
        ("", "neither a date nor a time"),
        ("10.0.0.1", "neither a date nor a time"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(NotATimeError, match=said):
        read_written(text)


def test_a_day_that_may_be_two_is_asked_for_unless_its_order_is_known() -> None:
    with pytest.raises(TwoReadingsError, match="3 april 2026 or 4 march 2026"):
        read_written("03/04/2026")
    assert read_written("03/04/2026", "dmy").day == date(2026, 4, 3)
    assert read_written("03/04/2026", "mdy").day == date(2026, 3, 4)
    assert read_written("03/03/2026").day == date(2026, 3, 3)


def test_one_number_above_twelve_says_the_order() -> None:
    assert read_written("11/24/2026").day == DAY
    assert orders_of("24/11/2026") == {"dmy"}
    assert orders_of("11/24/2026 9:05") == {"mdy"}
    assert orders_of("03/04/2026") == {"dmy", "mdy"}
    assert orders_of("9h05") == frozenset()


def test_another_order_than_that_of_the_column_is_no_day() -> None:
    with pytest.raises(NotATimeError, match="the calendar has no such day"):
        read_written("11/24/2026", "dmy")
