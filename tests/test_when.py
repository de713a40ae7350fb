"""Instants and dates as people type them; it is Wednesday 18 March 2020, 12:00 in Paris."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from crisis_log import when
from crisis_log.when import NotATimeError

pytestmark = pytest.mark.usefixtures("english")  # refusals are matched in English

PARIS = ZoneInfo("Europe/Paris")
SAO_PAULO = ZoneInfo("America/Sao_Paulo")
NOW = datetime(2020, 3, 18, 11, tzinfo=UTC)


def instant(text: str) -> str:
    return when.parse_instant(text, NOW, PARIS).isoformat()


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("14:05", "2020-03-18T13:05:00+00:00"),
        (" 14:05 ", "2020-03-18T13:05:00+00:00"),
        ("14h05", "2020-03-18T13:05:00+00:00"),
        ("14H05", "2020-03-18T13:05:00+00:00"),
        ("14 h 05", "2020-03-18T13:05:00+00:00"),
        ("14h", "2020-03-18T13:00:00+00:00"),
        ("9:05", "2020-03-18T08:05:00+00:00"),
        ("14:05:30", "2020-03-18T13:05:30+00:00"),
        ("0:00", "2020-03-17T23:00:00+00:00"),
        ("hier 18:30", "2020-03-17T17:30:00+00:00"),
        ("Hier à 18h30", "2020-03-17T17:30:00+00:00"),
        ("avant-hier 18:30", "2020-03-16T17:30:00+00:00"),
        ("yesterday at 18:30", "2020-03-17T17:30:00+00:00"),
        ("today 8:00", "2020-03-18T07:00:00+00:00"),
        ("aujourd'hui 8:00", "2020-03-18T07:00:00+00:00"),
        ("aujourd’hui à 8h", "2020-03-18T07:00:00+00:00"),
        ("demain 8h", "2020-03-19T07:00:00+00:00"),
        ("18/03/2020 18h30", "2020-03-18T17:30:00+00:00"),
        ("18/03/2020, 18:30", "2020-03-18T17:30:00+00:00"),
        ("1/3/2020 8:00", "2020-03-01T07:00:00+00:00"),
        ("18/03 18h30", "2020-03-18T17:30:00+00:00"),
        ("2020-03-18 18:30", "2020-03-18T17:30:00+00:00"),
        ("2020-03-18T18:30", "2020-03-18T17:30:00+00:00"),
        ("2020-03-18T18:30:15.250", "2020-03-18T17:30:15.250000+00:00"),
        ("2020-03-18T18:30Z", "2020-03-18T18:30:00+00:00"),
        ("2020-03-18T18:30-04:00", "2020-03-18T22:30:00+00:00"),
        ("20200318T1830", "2020-03-18T17:30:00+00:00"),
        ("29/02/2020 12:00", "2020-02-29T11:00:00+00:00"),
        ("18/07/2019 12:00", "2019-07-18T10:00:00+00:00"),
    ],
)
def test_an_instant_is_read_in_the_time_zone_of_the_register(text: str, utc: str) -> None:
    assert instant(text) == utc


@pytest.mark.parametrize("text", ["19/03/2020 18h30", "demain 8h", "2031-01-01T00:00"])
def test_a_time_to_come_is_read_and_left_to_the_caller(text: str) -> None:
    assert when.parse_instant(text, NOW, PARIS) > NOW


def test_today_is_the_day_in_the_time_zone_not_in_utc() -> None:
    just_after_midnight_in_paris = datetime(2020, 3, 17, 23, 30, tzinfo=UTC)
    read = when.parse_instant("0:10", just_after_midnight_in_paris, PARIS)
    assert read == datetime(2020, 3, 17, 23, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "hier",
        "aujourd'hui",
        "18/03/2020",
        "2020-03-18",
        "20200318",
        "2020-W12-3",
        "2020-W12",
    ],
)
def test_an_instant_without_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(NotATimeError):
        instant(text)


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        "14",
        "1405",
        "25:00",
        "24:00",
        "14:60",
        "14:5",
        "14::30",
        "14h:30",
        "14:05:61",
        "31/02/2020 12:00",
        "29/02/2019 12:00",
        "18/13/2020 12:00",
        "18/03/20 12:00",
        "2020-02-30T12:00",
        "lundi 14:05",
        "-14:05",
        "14:05 hier",
        "14:05 14:05",
        "18.03.2020 18.30",
        "01/01/0001 00:00",
        "0001-01-01T00:00+05:00",
        "9999-12-31T23:59-10:00",
        "9" * 5000 + ":00",
        "🏥",
        "\ud83d",
        "\x00",
    ],
)
def test_nonsense_is_refused_with_an_example_of_what_to_type(text: str) -> None:
    with pytest.raises(NotATimeError, match=r"\.$"):
        instant(text)


def test_an_hour_that_the_clocks_skip_is_refused() -> None:
    with pytest.raises(NotATimeError, match="does not exist"):
        instant("29/03/2020 02:30")
    assert instant("29/03/2020 01:59") == "2020-03-29T00:59:00+00:00"
    assert instant("29/03/2020 03:00") == "2020-03-29T01:00:00+00:00"


def test_an_hour_that_the_clocks_repeat_is_refused_and_both_are_proposed() -> None:
    with pytest.raises(NotATimeError, match="twice") as refusal:
        instant("25/10/2020 02:30")
    both = ("2020-10-25 02:30+02:00", "2020-10-25 02:30+01:00")
    assert all(proposal in str(refusal.value) for proposal in both)
    assert [instant(proposal) for proposal in both] == [
        "2020-10-25T00:30:00+00:00",
        "2020-10-25T01:30:00+00:00",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020-03-18", date(2020, 3, 18)),
        ("18/03/2020", date(2020, 3, 18)),
        (" 1/4/2020 ", date(2020, 4, 1)),
        ("31/03", date(2020, 3, 31)),
        ("hier", date(2020, 3, 17)),
        ("aujourd'hui", date(2020, 3, 18)),
        ("demain", date(2020, 3, 19)),
    ],
)
def test_a_date_is_read(text: str, expected: date) -> None:
    assert when.parse_date(text, NOW, PARIS) == expected


@pytest.mark.parametrize("text", ["", "14:05", "18/03/2020 14:05", "31/02/2020", "soon", "\ud83d"])
def test_what_is_not_a_date_alone_is_refused(text: str) -> None:
    with pytest.raises(NotATimeError):
        when.parse_date(text, NOW, PARIS)


def test_a_period_given_in_days_holds_them_whole() -> None:
    start = when.parse_start_of_period("18/03/2020", NOW, PARIS)
    end = when.parse_end_of_period("18/03/2020", NOW, PARIS)
    assert start == datetime(2020, 3, 17, 23, tzinfo=UTC)
    assert end == datetime(2020, 3, 18, 22, 59, 59, 999_999, tzinfo=UTC)


def test_a_period_given_in_instants_is_taken_as_it_is() -> None:
    expected = datetime(2020, 3, 18, 13, 5, tzinfo=UTC)
    assert when.parse_start_of_period("14:05", NOW, PARIS) == expected
    assert when.parse_end_of_period("14:05", NOW, PARIS) == expected


@pytest.mark.parametrize("day", [date(2020, 3, 18), date(2020, 3, 29), date(2020, 10, 25)])
@pytest.mark.parametrize("zone", [PARIS, SAO_PAULO, ZoneInfo("Pacific/Apia")])
def test_days_follow_each_other_without_gap_or_overlap(day: date, zone: ZoneInfo) -> None:
    tomorrow = day + timedelta(days=1)
    assert when.end_of(day, zone) + timedelta(microseconds=1) == when.start_of(tomorrow, zone)
    assert when.start_of(day, zone).astimezone(zone).date() == day
    assert when.end_of(day, zone).astimezone(zone).date() == day


def test_a_day_that_begins_when_the_clocks_go_forward_has_a_first_moment() -> None:
    start = when.parse_start_of_period("04/11/2018", NOW, SAO_PAULO)
    assert start == datetime(2018, 11, 4, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "until", "within"),
    [
        (None, None, True),
        (date(2020, 3, 19), None, True),
        (date(2020, 3, 20), None, False),
        (None, date(2020, 3, 19), True),
        (None, date(2020, 3, 18), False),
        (date(2020, 3, 19), date(2020, 3, 19), True),
    ],
)
def test_both_ends_of_a_stretch_of_days_are_part_of_it(
    since: date | None, until: date | None, within: bool
) -> None:
    past_midnight_in_paris = datetime(2020, 3, 18, 23, 30, tzinfo=UTC)
    assert when.is_within(past_midnight_in_paris, since, until, PARIS) is within


def test_an_instant_is_shown_in_local_time_to_the_minute() -> None:
    assert when.show_instant(datetime(2020, 3, 18, 17, 30, 59, tzinfo=UTC), PARIS) == (
        "2020-03-18 18:30"
    )
    assert when.show_date(date(2020, 3, 18)) == "2020-03-18"


def test_french_shows_the_day_first(french: None) -> None:
    assert when.show_instant(datetime(2020, 3, 18, 17, 30, tzinfo=UTC), PARIS) == (
        "18/03/2020 18:30"
    )
