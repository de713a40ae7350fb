"""Instants and dates as people type them; it is Wednesday 18 March 2020, 12:00 in Paris."""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisis_log import when
from crisis_log.language import Language, speaking
from crisis_log.reports.page import typography
from crisis_log.when import NotATimeError, Sense

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
        "18/12:30",
        "18/0312:30",
        "18/03/202018:30",
        "2020-03-1818:30",
        "hier18:30",
        "18/03/2020 18:30 h",
        "18/03, 30",
        "14 :05",
        "14 h 5",
        "１４:05",
        "18/03/2020 １8:30",
        "18/03/2020\n18:30",
        "20200318 1830",
        "2020-03-18x18:30",
        "2020-03-18T18",
        "2020-03-18T18:30:15.1234567",
        "14:05 (+01:00",
        "14:05 +25:00",
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


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "31/02/2020 12:00",
            "“31/02/2020 12:00” is not a time I can read: the calendar has no such day.",
        ),
        (
            "2020-02-30T12:00",
            "“2020-02-30T12:00” is not a time I can read: the calendar has no such day.",
        ),
        ("25:00", "“25:00” is not a time I can read: a day goes from 0:00 to 23:59."),
        ("14:05:61", "“14:05:61” is not a time I can read: a day goes"),
        (
            "18/03/0020 12:00",
            "“18/03/0020 12:00” is not a time I can read: the year goes from 1900 to 2199.",
        ),
        ("18/03/2200 12:00", "“18/03/2200 12:00” is not a time I can read: the year goes"),
        ("18/12 12:30", "“18/12” may be of 2019 or of 2020: write the year too."),
        ("14:05-15:30", "The clocks here were not at -15:30 then, but at +01:00."),
        ("18/03 14:05+02:00", "The clocks here were not at +02:00 then, but at +01:00."),
        (
            "25/10/2020 02:50+03:00",
            "The clocks here were not at +03:00 then, but at +02:00 or +01:00.",
        ),
        ("29/03/2020 02:30+01:00", "2020-03-29 02:30 does not exist: the clocks went forward."),
        (
            "lundi 25 octobre 2026 à 12 h 00",
            "“lundi 25 octobre 2026 à 12 h 00” is not a time I can read: 2026-10-25 is a Sunday.",
        ),
        ("31 avril 2020 12:00", "“31 avril 2020 12:00” is not a time I can read: the calendar"),
        ("2er avril 2020 12:00", "“2er avril 2020 12:00” is not a time I can read; write for"),
        ("soon", "“soon” is not a time I can read; write for example “14:05”, “yesterday 18:30”"),
    ],
)
def test_a_refusal_says_what_is_wrong(text: str, says: str) -> None:
    with pytest.raises(NotATimeError) as refusal:
        instant(text)
    assert str(refusal.value).startswith(says)


def test_a_day_without_year_is_the_nearest_or_it_is_refused() -> None:
    new_year = datetime(2020, 12, 31, 12, tzinfo=UTC)
    assert when.parse_date("30/06", NOW, PARIS) == date(2020, 6, 30)
    with pytest.raises(NotATimeError, match="“05/01” may be of 2020 or of 2021"):
        when.parse_date("05/01", new_year, PARIS)


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


ZONES = ("Europe/Paris", "America/Sao_Paulo", "Australia/Lord_Howe", "America/St_Johns", "UTC")
INSTANTS = st.datetimes(
    datetime(1973, 1, 1),  # noqa: DTZ001 - the time zone is drawn
    datetime(2099, 12, 31),  # noqa: DTZ001 - the time zone is drawn
    timezones=st.just(UTC),
)


@cache
def repeated(zone: str) -> list[datetime]:
    """Return instants around the changes of the clocks of a zone, by quarters of an hour."""
    quarters = [datetime(2018, 1, 1, tzinfo=UTC) + timedelta(minutes=15 * n) for n in range(35_040)]
    local = [quarter.astimezone(ZoneInfo(zone)) for quarter in quarters]
    return [
        one
        for one, then, later in zip(quarters, local, local[8:], strict=False)
        if then.utcoffset() != later.utcoffset()
    ] + [quarters[0]]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("zone", ZONES)
@given(data=st.data())
def test_what_is_shown_can_be_typed_and_is_the_same_instant(
    language: Language, zone: str, data: st.DataObject
) -> None:
    told = data.draw(INSTANTS | st.sampled_from(repeated(zone)))
    with speaking(language):
        shown = when.show_instant(told, ZoneInfo(zone))
        pages = [
            typography.moment(told, ZoneInfo(zone), form) for form in ("numeric", "long", "full")
        ]
    for text in (shown, *pages, *map(str.capitalize, pages)):
        assert when.parse_instant(text, NOW, ZoneInfo(zone)) == told.replace(
            second=0, microsecond=0
        )


def test_two_instants_of_the_repeated_hour_never_look_the_same() -> None:
    first = datetime(2020, 10, 25, 0, 30, tzinfo=UTC)
    hours = [first + timedelta(hours=n) for n in range(-1, 3)]
    assert [when.show_instant(hour, PARIS)[11:] for hour in hours] == [
        "01:30",
        "02:30+02:00",
        "02:30+01:00",
        "03:30",
    ]
    assert [typography.clock(hour, PARIS) for hour in hours[1:3]] == [
        "02:30 (+02:00)",
        "02:30 (+01:00)",
    ]


DAYS = st.dates(date(2020, 1, 1), date(2020, 8, 31))
TIMES = st.times().map(lambda one: one.replace(second=0, microsecond=0))
WRITTEN_DAYS = (
    "{d.day}/{d.month}",
    "{d:%d/%m}",
    "{d:%d/%m/%Y}",
    "{d.day}/{d.month}/{d.year}",
    "{d}",
)
WRITTEN_TIMES = ("{t:%H:%M}", "{t.hour}:{t:%M}", "{t.hour}h{t:%M}", "{t.hour} h {t:%M}")
JOINTS = (" ", ", ", " à ", " at ")


@given(day=DAYS, clock=TIMES)
def test_a_text_has_one_reading_at_the_most(day: date, clock: time) -> None:
    expected = datetime.combine(day, clock, tzinfo=UTC)
    for written_day in WRITTEN_DAYS:
        for written_time in WRITTEN_TIMES:
            parts = written_day.format(d=day), written_time.format(t=clock)
            for joint in JOINTS:
                assert when.parse_instant(joint.join(parts), NOW, UTC) == expected
            with pytest.raises(NotATimeError):
                when.parse_instant("".join(parts), NOW, UTC)


_ALL_DAYS = (*WRITTEN_DAYS, "{d.day} mars", "{d.day} mars {d.year}", "hier", "today")


@given(day=st.dates(date(2020, 3, 1), date(2020, 3, 31)), clock=TIMES)
def test_a_text_says_all_where_its_reading_does_not_depend_on_the_present(
    day: date, clock: time
) -> None:
    presents = NOW, NOW + timedelta(days=365)
    for written in _ALL_DAYS:
        text = written.format(d=day)
        days = {when.parse_date(text, now, UTC) for now in presents}
        assert when.says_all(text, with_time=False) == (len(days) == 1)
        assert not when.says_all(text, with_time=True)
        timed = f"{text} {clock:%H:%M}"
        instants = {when.parse_instant(timed, now, UTC) for now in presents}
        assert when.says_all(timed, with_time=True) == (len(instants) == 1)
    assert not when.says_all(f"{clock:%H:%M}", with_time=True)


@pytest.mark.parametrize("text", ["20200318T1830", "2020-03-18T18:30Z", "20200318T183015+0100"])
def test_what_a_program_writes_says_all(text: str) -> None:
    assert when.says_all(text, with_time=True)


@pytest.mark.parametrize(
    ("day", "told", "in_french"),
    [
        (16, "the day before yesterday", "avant-hier"),
        (17, "yesterday", "hier"),
        (18, "today", "aujourd’hui"),
        (19, "tomorrow", "demain"),
        (20, "Friday 2020-03-20", "vendredi 20/03/2020"),
        (15, "Sunday 2020-03-15", "dimanche 15/03/2020"),
    ],
)
def test_a_time_is_told_as_seen_from_the_present(day: int, told: str, in_french: str) -> None:
    at_noon = datetime(2020, 3, day, 11, tzinfo=UTC)
    with speaking("en"):
        assert when.show_near_instant(at_noon, NOW, PARIS) == f"{told} 12:00"
    with speaking("fr"):
        assert when.show_near_instant(at_noon, NOW, PARIS) == f"{in_french} 12:00"


def test_a_day_close_to_the_present_is_told_with_its_date(french: None) -> None:
    today = date(2020, 3, 18)
    assert when.show_near_day(date(2020, 3, 19), today) == "demain (jeudi 19/03/2020)"
    assert when.show_near_day(date(2020, 3, 23), today) == "lundi 23/03/2020"


def test_the_days_near_the_present_are_those_of_the_register(english: None) -> None:
    just_before_midnight = datetime(2020, 3, 17, 22, 59, tzinfo=UTC)
    now = datetime(2020, 3, 17, 23, 1, tzinfo=UTC)
    assert when.show_near_instant(just_before_midnight, now, PARIS) == "yesterday 23:59"
    assert when.show_near_instant(just_before_midnight, now, UTC) == "today 22:59"


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
        ("1er avril 2020", date(2020, 4, 1)),
        ("mercredi\u00a018\u202fmars 2020", date(2020, 3, 18)),
        ("Wednesday 18 March 2020", date(2020, 3, 18)),
        ("18 mars", date(2020, 3, 18)),
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


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("14:05", (59, 999_999)),
        ("14h05", (59, 999_999)),
        ("18 mars 2020 à 14 h 05", (59, 999_999)),
        ("14:05:07", (7, 999_999)),
        ("14:05:07.5", (7, 500_000)),
        ("2020-03-18T13:05:07.000001Z", (7, 1)),
    ],
)
def test_an_instant_given_as_a_period_lasts_as_long_as_it_is_precise(
    text: str, last: tuple[int, int]
) -> None:
    start, end = when.parse_period(text, NOW, PARIS)
    assert start == when.parse_instant(text, NOW, PARIS)
    assert end == datetime(2020, 3, 18, 13, 5, *last, tzinfo=UTC)
    assert when.parse_start_of_period(text, NOW, PARIS) == start
    assert when.parse_end_of_period(text, NOW, PARIS) == end


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.times())
def test_what_is_shown_is_a_period_that_holds_what_was_shown(day: date, clock: time) -> None:
    instant = datetime.combine(day, clock, tzinfo=UTC)
    start, end = when.parse_period(when.show_instant(instant, PARIS), NOW, PARIS)
    assert start <= instant <= end


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


@pytest.mark.parametrize(
    ("duration", "french_text"),
    [
        (timedelta(hours=1, minutes=5), "1 h 05"),
        (timedelta(hours=2), "2 h"),
        (timedelta(minutes=35, seconds=59), "35 min"),
        (timedelta(days=2, hours=4, minutes=9), "2 j 4 h"),
        (-timedelta(minutes=90), "\u22121 h 30"),
        (timedelta(seconds=9), "moins d’une minute"),
    ],
)
def test_a_duration_is_written_as_the_french_do(
    french: None, duration: timedelta, french_text: str
) -> None:
    assert when.show_duration(duration).replace("\u00a0", " ") == french_text


def test_a_time_of_day_is_written_in_two_places_alone() -> None:
    """On a screen and on a page; both say the offset of the repeated hour, as names of files do."""
    package = Path(when.__file__).parents[1]
    writing = re.compile(r"%H|%X|%c\b|\.hour\b|timespec=.minutes")
    found = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if writing.search(path.read_text(encoding="utf-8"))
    }
    of_files = {"cli/care.py", "storage/sqlite/restoration.py"}
    assert found == {"when/shown.py", "reports/page/typography.py"} | of_files


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("il y a 10 minutes", "2020-03-18T10:50"),
        ("Il y a 10 min", "2020-03-18T10:50"),
        ("il y a 2 h", "2020-03-18T09:00"),
        ("il y a 2 heures", "2020-03-18T09:00"),
        ("il y a une heure", "2020-03-18T10:00"),
        ("il y a 1 h 30", "2020-03-18T09:30"),
        ("il y a 36h", "2020-03-16T23:00"),
        ("10 minutes ago", "2020-03-18T10:50"),
        ("an hour ago", "2020-03-18T10:00"),
        ("dans 2 h", "2020-03-18T13:00"),
        ("dans 90 minutes", "2020-03-18T12:30"),
        ("in 2 hours", "2020-03-18T13:00"),
        ("il y a 3 jours à 8h", "2020-03-15T07:00"),
        ("dans une semaine à 8h", "2020-03-25T07:00"),
        ("après-demain 8h", "2020-03-20T07:00"),
        ("jeudi 19/03 8h", "2020-03-19T07:00"),
    ],
)
def test_a_time_is_told_from_the_present(text: str, utc: str) -> None:
    assert instant(text) == f"{utc}:00+00:00"


def test_hours_from_now_are_hours_even_where_the_clocks_change() -> None:
    night = datetime(2020, 3, 29, 0, 30, 20, tzinfo=UTC)
    assert when.parse_instant("dans 1 h", night, PARIS) == datetime(2020, 3, 29, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "past", "future"),
    [
        ("vendredi", 13, 20),
        ("Friday", 13, 20),
        ("mardi", 17, 24),
        ("lundi", 16, 23),
        ("vendredi dernier", 13, 13),
        ("last friday", 13, 13),
        ("lundi prochain", 23, 23),
        ("next monday", 23, 23),
        ("mercredi dernier", 11, 11),
        ("mercredi prochain", 25, 25),
        ("dans 3 jours", 21, 21),
        ("il y a une semaine", 11, 11),
    ],
)
def test_a_day_of_the_week_is_the_nearest_in_the_sense_that_is_asked(
    text: str, past: int, future: int
) -> None:
    assert when.parse_date(text, NOW, PARIS, "past") == date(2020, 3, past)
    assert when.parse_day_or_instant(text, NOW, PARIS, "future") == date(2020, 3, future)
    told = when.parse_day_or_instant(f"{text} 8h", NOW, PARIS, "future")
    assert isinstance(told, datetime)
    assert told.isoformat() == f"2020-03-{future}T08:00:00+01:00"


@pytest.mark.parametrize(
    ("text", "sense", "may_be"),
    [
        ("mercredi", "past", "2020-03-11 or 2020-03-18"),
        ("mercredi", "future", "2020-03-18 or 2020-03-25"),
        ("vendredi", None, "2020-03-13 or 2020-03-20"),
        ("vendredi prochain", "future", "2020-03-20 or 2020-03-27"),
        ("next friday", None, "2020-03-20 or 2020-03-27"),
        ("lundi dernier", "past", "2020-03-09 or 2020-03-16"),
    ],
)
def test_a_day_that_may_be_another_is_refused(text: str, sense: Sense, may_be: str) -> None:
    with pytest.raises(NotATimeError) as refusal:
        when.parse_date(text, NOW, PARIS, sense)
    assert str(refusal.value) == f"“{text}” may be {may_be}: write the date."


@pytest.mark.parametrize(
    "text", ["2 j", "dans 2 j ago", "il y a 2 h ago", "last lundi prochain", "dans 9999 semaines"]
)
def test_a_time_from_the_present_says_in_one_way_from_when(text: str) -> None:
    with pytest.raises(NotATimeError):
        when.parse_day_or_instant(text, NOW, PARIS, "past")


@pytest.mark.parametrize(
    ("text", "length"),
    [("2 h", 120), ("90 min", 90), ("1 h 30", 90), ("3 jours", 3 * 24 * 60), ("une heure", 60)],
)
def test_a_stretch_of_time_is_read(text: str, length: int) -> None:
    assert when.read_length(text) == timedelta(minutes=length)
    assert when.read_length(f"il y a {text}") is None


@pytest.mark.parametrize(
    ("text", "is_said"),
    [("8h", False), ("23:50", False), ("hier 23:50", True), ("il y a 2 h", True)],
)
def test_a_time_of_day_alone_says_no_day(text: str, is_said: bool) -> None:
    assert when.says_day(text) is is_said
