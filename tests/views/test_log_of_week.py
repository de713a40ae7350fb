"""Weeks divide the log, and are named as ISO 8601 names them."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisis_log.account import Account, HeldInMemory
from crisis_log.command import Known
from crisis_log.entry import Entry
from crisis_log.fact import Refused
from crisis_log.slices import decision, journal, line_course, measure
from crisis_log.slices.journal import LineLogged
from crisis_log.views.document import Edition
from crisis_log.views.errata.report import errata
from crisis_log.views.iso_week import IsoWeek
from crisis_log.views.log_of_week import Period, Told, log_of_week, log_since
from crisis_log.views.weekly.report import weekly
from tests.desk import NOW, ZONE, Desk, local
from tests.given import OPENING

instants = st.datetimes(
    datetime(2020, 2, 24),  # noqa: DTZ001 - made aware by the strategy
    datetime(2020, 11, 8),  # noqa: DTZ001 - made aware by the strategy
    timezones=st.just(UTC),
)


class Watched:
    """An account that notes which entries are read, and which states."""

    def __init__(self, account: Account, read: set[int], states: set[int]) -> None:
        self._account, self.read, self.states = account, read, states
        self.register_id, self.size = account.register_id, account.size

    def entries(self, after: int = 0, upto: int | None = None) -> Iterator[Entry]:
        for one in self._account.entries(after, upto):
            self.read.add(one.number)
            yield one

    def entry(self, number: int) -> Entry:
        self.read.add(number)
        return self._account.entry(number)

    def those(self, numbers: Sequence[int]) -> Iterator[Entry]:
        self.read.update(numbers)
        return self._account.those(numbers)

    def about(self, subject: str) -> Sequence[int]:
        return self._account.about(subject)

    def marked(self, mark: str, after: int = 0) -> Sequence[int]:
        return self._account.marked(mark, after)

    def state(self, number: int | None = None) -> Known:
        self.states.add(self.size if number is None else number)
        return self._account.state(number)

    def number_at(self, instant: datetime) -> int:
        return self._account.number_at(instant)

    def upto(self, number: int) -> "Watched":
        return Watched(self._account.upto(number), self.read, self.states)


def entry(number: int, recorded_at: datetime) -> Entry:
    fact = OPENING if number == 1 else LineLogged(text=f"line {number}", line_kind="information")
    return Entry(
        register_id="covid-19-0badcafe",
        number=number,
        kind=fact.kind,
        recorded_at=recorded_at,
        occurred_at=recorded_at,
        by="secretary",
        request_id=f"request-{number}",
        fact=fact,
    )


@given(st.lists(instants, min_size=1, max_size=40, unique=True))
def test_every_entry_is_in_exactly_one_week(recorded: list[datetime]) -> None:
    log = [entry(number, at) for number, at in enumerate(sorted(recorded), start=1)]
    first = IsoWeek.of(log[0].recorded_at.astimezone(ZONE).date())
    last = IsoWeek.of(log[-1].recorded_at.astimezone(ZONE).date())
    found: list[int] = []
    week = first
    while week.monday <= last.monday:
        found += [one.number for one in log_of_week(HeldInMemory(log), week, NOW).entries]
        week = week.plus(1)
    assert found == [one.number for one in log]


@given(instants)
def test_an_instant_is_in_the_week_of_its_local_day(instant: datetime) -> None:
    week = IsoWeek.of(instant.astimezone(ZONE).date())
    assert Period.of(week, ZONE, NOW).includes(instant)
    assert not Period.of(week.plus(1), ZONE, NOW).includes(instant)
    assert not Period.of(week.plus(-1), ZONE, NOW).includes(instant)


def test_the_week_of_the_change_of_clocks_has_one_hour_less() -> None:
    period = Period.of(IsoWeek.of(date(2020, 3, 23)), ZONE, NOW)
    assert period.end - period.start == timedelta(days=7, hours=-1)


def test_a_week_before_the_opening_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match="its first week is 2020-W12"):
        desk.report("2020-W11")


def test_a_week_that_has_not_begun_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match="begins on 2020-03-23"):
        desk.report("2020-W13", now=local("2020-03-22 23:59"))


def test_a_week_that_is_not_over_is_told_as_it_stands(desk: Desk) -> None:
    report = desk.report("2020-W12", now=local("2020-03-18 12:00"))
    assert not report.period.complete
    assert report.period.cut_off == local("2020-03-18 12:00")


def test_a_report_reads_its_week_and_the_one_before_of_whatever_log(desk: Desk) -> None:
    for week in range(12, 18):
        desk.at(f"2020-{IsoWeek(year=2020, number=week).monday:%m-%d} 09:00")
        desk.record(decision.record(f"Décision de la semaine {week}"))
        desk.record_all(journal.log(f"ligne {number}") for number in range(5))
    read, states = set[int](), set[int]()
    account = Watched(desk.register.account(), read, states)
    report = weekly(account, IsoWeek(year=2020, number=16), Edition(issued_at=NOW))
    assert report.first_entry is not None
    assert report.last_entry is not None
    assert {report.first_entry - 1, report.last_entry} == states
    assert min(read - {1}) == report.first_entry - 6
    assert max(read) == report.last_entry == account.size - 6


def test_of_what_came_since_a_report_what_is_of_new_lines_is_not_held(
    desk: Desk,
) -> None:
    shown = desk.record(journal.log("bilan de 120 cas"))
    desk.record(measure.order("Équiper", due_on=date(2020, 3, 20)))
    told = Told(desk.register.size(), desk.now)
    desk.record_all(journal.log(f"ligne {number}") for number in range(20))
    desk.record(line_course.correct(shown, "bilan de 210 cas", reason="chiffres inversés"))
    desk.record(line_course.strike(desk.record(journal.log("erreur")), reason="doublon"))
    since = log_since(desk.register.account(), told, desk.now)
    assert [one.kind for one in since.entries] == ["journal.corrected.v2"]
    (erratum,) = errata(since)
    assert (erratum.what, erratum.about) == ("line", str(shown))


def test_each_amendment_of_a_week_is_told_field_by_field(desk: Desk) -> None:
    desk.record(decision.record("A", owner="DRH"))
    desk.at("2020-03-24 09:00")
    desk.record(decision.amend(1, reason="faute", title="B"))
    desk.record(decision.amend(1, reason="encore", title="C", owner="DSI"))
    week = log_of_week(desk.register.account(), IsoWeek(year=2020, number=13), NOW)
    told = [[(one.field, one.before, one.after) for one in of] for of in week.amendments.values()]
    assert [[one for one in of if one[0] in {"title", "owner"}] for of in told] == [
        [("title", "A", "B")],
        [("owner", "DRH", "DSI"), ("title", "B", "C")],
    ]
