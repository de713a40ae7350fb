"""Weekly reports are a series: each entry is told by one definitive report, whenever one issues."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisis_log.account import HeldInMemory
from crisis_log.command import Command, Request
from crisis_log.entry import Entry, read_entry
from crisis_log.fact import Fact, Refused
from crisis_log.reports.documents import weekly
from crisis_log.reports.documents.making import AboutWeek, Making, make
from crisis_log.reports.formats.html import to_html
from crisis_log.slices import (
    continuity_plan,
    decision,
    indicator,
    issued_report,
    journal,
    line_course,
    measure,
    staffing,
)
from crisis_log.slices.issued_report import IssuedReport, ReportIssued
from crisis_log.state import decide
from crisis_log.views.document import Edition
from crisis_log.views.iso_week import IsoWeek
from crisis_log.views.weekly.report import WeeklyReport
from crisis_log.when import end_of
from tests.desk import ZONE, local
from tests.given import OPENING
from tests.reports.reading import text_of_html

OPENED: Final = local("2020-03-16 08:00")
_FIELDS: Final[dict[str, Any]] = {
    "name": "weekly",
    "language": "en",
    "checkpoint": "crisis-log/covid-19\n1\nAAAA\n\n— key AAAA\n",
    "sha256": "0" * 64,
    "size": 12,
    "made_with": "crisis-log",
    "templates": "0" * 64,
}


class Told(NamedTuple):
    """A report as it was issued, and its document."""

    fact: ReportIssued
    report: WeeklyReport

    @property
    def entries(self) -> list[int]:
        """The numbers of the entries that it tells."""
        return [line.number for line in self.report.log]


class Series:
    """A register in memory, whose weekly reports are issued without their pages."""

    def __init__(self, opened: datetime = OPENED) -> None:
        self.now = opened
        self.entries: list[Entry] = []
        self.told: list[Told] = []
        self._append(OPENING)

    def at(self, text: str) -> Series:
        """Go on at that local time."""
        self.now = local(text)
        return self

    def record(self, command: Command, occurred: str | None = None) -> int:
        """Record `command`, a minute later; return the number of its entry."""
        self.now += timedelta(minutes=1)
        for fact in decide(self._account().state(), Request(command, by="me")):
            self._append(fact, local(occurred) if occurred else None)
        return len(self.entries)

    def issue(self, week: str) -> Told:
        """Issue the report of a week."""
        return self._issue(week, None)

    def rectify(self, number: int) -> Told:
        """Replace report R-`number`."""
        fact = issued_report.rectifiable(self._account().state(), number).issued
        return self._issue(str(fact.question["week"]), fact)

    def again(self, number: int) -> WeeklyReport:
        """Make an issued report again."""
        fact = self.issued(number).issued
        replaced = self.issued(fact.rectifies).issued if fact.rectifies else None
        edition = Edition(
            issued_at=fact.issued_at,
            number=fact.number,
            rectifies=fact.rectifies,
            reason=fact.reason,
            replaces=fact.replaces,
            provisional=fact.status == "provisional",
        )
        account = HeldInMemory(self.entries[: fact.position])
        making = Making(account, edition, replaced, again=fact)
        question = AboutWeek(week=str(fact.question["week"]))
        return make(weekly.DOCUMENT, making, question).document

    def issued(self, number: int) -> IssuedReport:
        """Return report R-`number` as the register knows it."""
        return issued_report.find(self._account().state(), number)

    def definitive(self) -> list[Told]:
        """Return the definitive reports, in order of their weeks."""
        found = [one for one in self.told if one.fact.status == "final"]
        return sorted(found, key=lambda one: one.fact.cut_off)

    def as_of_version_1(self) -> None:
        """Let the reports issued so far be as the first version wrote them."""
        for place, entry in enumerate(self.entries):
            if isinstance(entry.fact, ReportIssued):
                document = json.loads(entry.to_bytes()) | {"kind": "report.issued.v1"}
                del document["fact"]["status"], document["fact"]["replaces"]
                self.entries[place] = read_entry(json.dumps(document).encode())

    def _issue(self, week: str, rectifies: ReportIssued | None) -> Told:
        account = self._account()
        edition = Edition(
            issued_at=self.now,
            number=account.state().next_number(IssuedReport),
            rectifies=rectifies.number if rectifies else None,
            reason="A figure was wrong" if rectifies else None,
        )
        made = make(weekly.DOCUMENT, Making(account, edition, rectifies), AboutWeek(week=week))
        report = made.document
        fact = ReportIssued(
            **_FIELDS,
            number=edition.number,
            status=report.status,
            question={"week": week},
            reference=report.reference,
            issued_at=self.now,
            cut_off=made.cut_off,
            first_entry=made.first_entry,
            known_upto=report.known_upto,
            position=account.size,
            rectifies=edition.rectifies,
            replaces=report.replaces,
            reason=edition.reason,
        )
        self.record(issued_report.issue(fact))
        self.told.append(Told(fact, report))
        return self.told[-1]

    def _account(self) -> HeldInMemory:
        return HeldInMemory(self.entries)

    def _append(self, fact: Fact, occurred_at: datetime | None = None) -> None:
        number = len(self.entries) + 1
        entry = Entry(
            register_id="covid-19-0badcafe",
            number=number,
            kind=fact.kind,
            recorded_at=self.now,
            occurred_at=occurred_at or self.now,
            by="secretary",
            request_id=f"request-{number}",
            fact=fact,
        )
        self.entries.append(read_entry(entry.to_bytes()))


def text_of(report: WeeklyReport) -> str:
    """Return the text of the page of a report."""
    return text_of_html(to_html(weekly.DOCUMENT, report))


# Whenever one issues

Step = tuple[int, str, int]
steps: Final = st.lists(
    st.tuples(
        st.integers(1, 5 * 24 * 60),  # minutes later
        st.sampled_from(("line", "issue", "issue", "rectify")),
        st.integers(0, 2),  # of which week before, or which report
    ),
    max_size=16,
)


def _run(series: Series, story: Sequence[Step]) -> None:
    """Let it happen; what is refused is as if it had not been asked."""
    for minutes, what, which in story:
        series.now += timedelta(minutes=minutes)
        week = IsoWeek.of(series.now.astimezone(ZONE).date()).plus(-which)
        try:
            if what == "line":
                series.record(journal.log("A line"))
            elif what == "issue":
                series.issue(week.label)
            elif series.told:
                series.rectify(series.told[-1 - which % len(series.told)].fact.number)
        except Refused:
            pass


@settings(max_examples=60, deadline=None)
@given(steps, st.integers(0, 7 * 24 * 60))
def test_whenever_reports_are_issued_each_entry_is_told_by_one_definitive_report(
    story: Sequence[Step], opened: int
) -> None:
    series = Series(OPENED + timedelta(minutes=opened))
    _run(series, story)
    last = IsoWeek.of(series.now.astimezone(ZONE).date())
    series.now = end_of(last.sunday, ZONE) + timedelta(microseconds=1)
    covered = len(series.entries)
    series.issue(last.label)

    definitive = series.definitive()
    assert [n for one in definitive for n in one.entries] == [*range(1, covered + 1)]
    for one in series.told:
        _check(one, series)


def _check(one: Told, series: Series) -> None:
    """Check that a report is what its day made it, and was compared with what came before."""
    fact, report = one
    end = end_of(IsoWeek.of(fact.cut_off.astimezone(ZONE).date()).sunday, ZONE)
    assert fact.question["week"] == report.period.week.label
    assert report.period.includes(end)
    assert (fact.cut_off == end) == (fact.status != "provisional")
    if fact.status == "provisional":
        assert series.issued(fact.number).replaced_by
    before = [
        other.fact.number
        for other in series.definitive()
        if other.fact.cut_off < fact.cut_off and other.fact.number < fact.number
    ]
    assert (report.previous.number if report.previous else 0) == [0, *before][-1]
    assert series.again(fact.number) == report


# Examples


def test_the_week_is_whole_though_it_was_reported_on_friday() -> None:
    series = Series()
    for number in range(1, 6):
        series.at(f"2020-03-{23 + number - 1} 10:00").record(decision.record(f"Decision {number}"))
    friday = series.at("2020-03-27 17:00").issue("2020-W13")
    series.at("2020-03-28 10:00").record(journal.log("A line of Saturday"))
    monday = series.at("2020-03-30 09:00").issue("2020-W13")
    assert (friday.fact.status, monday.fact.status) == ("provisional", "final")
    assert len(monday.report.decisions.taken) == len(friday.report.decisions.taken) == 5
    assert monday.entries == [*friday.entries, *range(friday.entries[-1] + 1, 9)]
    assert series.issued(1).replaced_by == 2


@pytest.mark.parametrize(
    ("now", "week", "status"),
    [
        ("2020-03-22 23:59:59.999999", "2020-W12", "provisional"),
        ("2020-03-23 00:00", "2020-W12", "final"),
        ("2020-03-29 23:59:59", "2020-W13", "provisional"),  # an hour less that day
        ("2020-03-30 00:00", "2020-W13", "final"),
        ("2020-10-25 23:59:59", "2020-W43", "provisional"),  # an hour more
        ("2020-10-26 00:00", "2020-W43", "final"),
        ("2021-01-03 23:59:59", "2020-W53", "provisional"),
        ("2021-01-04 00:00", "2020-W53", "final"),
    ],
)
def test_a_week_is_over_at_midnight_on_sunday_where_the_crisis_is(
    now: str, week: str, status: str
) -> None:
    assert Series().at(now).issue(week).fact.status == status


def test_weeks_without_a_report_are_told_by_the_next_definitive_one() -> None:
    series = Series()
    first = series.at("2020-03-23 09:00").issue("2020-W12")
    between = series.at("2020-03-26 09:00").record(journal.log("Of a week never reported"))
    series.at("2020-04-02 09:00").record(journal.log("Of the week that is"))
    late = series.at("2020-04-06 09:00").issue("2020-W14")
    assert between in late.entries
    assert late.fact.first_entry == first.fact.known_upto + 1
    assert "It also tells what was recorded since 23 March 2020" in text_of(late.report)
    assert "Compared with report R-1" in text_of(late.report)
    with pytest.raises(Refused, match="R-2 tells the week 2020-W13 already"):
        series.issue("2020-W13")


def test_what_is_told_is_compared_with_what_the_last_definitive_report_told() -> None:
    series = Series()
    for title in ("Close the parks", "Close the schools", "Close the shops"):
        series.at("2020-03-18 09:00").record(decision.record(title))
    series.at("2020-03-23 09:00").issue("2020-W12")
    series.at("2020-03-25 09:00").record(decision.record("Of a week never reported"))
    series.at("2020-04-01 09:00").record(decision.record("Of the week that is"))
    for now in ("2020-04-03 17:00", "2020-04-06 09:00"):
        report = series.at(now).issue("2020-W14").report
        (taken,) = [one for one in report.key_figures if one.key == "decisions_taken"]
        assert taken.before
        assert (taken.now.value, taken.before.value) == (2, 3)


def test_a_day_that_no_report_showed_is_no_erratum() -> None:
    series = Series()
    series.record(continuity_plan.register("pca", "Plan", headcount=100, levels={1: "Watch"}))
    series.record(continuity_plan.activate("pca", level=1))
    series.at("2020-03-18 18:00").record(_count(18))
    series.at("2020-03-23 09:00").issue("2020-W12")
    series.at("2020-03-25 18:00").record(_count(25))  # of a week never reported
    series.at("2020-04-01 09:00").record(_count(26))
    assert series.at("2020-04-06 09:00").issue("2020-W14").report.errata == ()


def test_a_day_that_the_provisional_report_did_not_show_has_not_changed() -> None:
    series = Series()
    series.record(continuity_plan.register("pca", "Plan", headcount=100, levels={1: "Watch"}))
    series.record(continuity_plan.activate("pca", level=1))
    series.at("2020-03-19 18:00").record(_count(19))
    series.at("2020-03-20 17:00").issue("2020-W12")
    series.at("2020-03-21 18:00").record(_count(21))
    assert series.at("2020-03-23 09:00").issue("2020-W12").report.since_provisional == ()


def _count(day: int) -> Command:
    return staffing.count("pca", day=date(2020, 3, day), counts={"on_site": 40, "remote": 60})


def test_a_register_opened_within_a_week_tells_it_from_its_opening() -> None:
    series = Series(local("2020-03-19 15:00"))
    report = series.at("2020-03-23 09:00").issue("2020-W12").report
    assert (report.first_entry, report.previous) == (1, None)
    assert report.period.start == local("2020-03-19 15:00")
    for words in ("It also tells", "Compared with", "It replaces", "not over"):
        assert words not in text_of(report)


def test_what_is_recorded_after_the_week_is_told_by_the_next_report_only() -> None:
    series = Series()
    late = series.at("2020-03-23 08:00").record(
        journal.log("Of Friday, recorded on Monday"), occurred="2020-03-20 15:00"
    )
    same_week = series.at("2020-03-23 10:00").record(
        journal.log("Of this morning"), occurred="2020-03-23 08:30"
    )
    first = series.at("2020-03-23 11:00").issue("2020-W12")
    second = series.at("2020-03-30 09:00").issue("2020-W13")
    assert late not in first.entries
    told = {line.number: (line.late, line.older) for line in second.report.log}
    assert (told[late], told[same_week]) == ((True, True), (True, False))
    assert (first.report.recorded_since, second.report.recorded_since) == ((late,), ())
    said = "1 entry recorded since then is about this week or before it; the next report tells it:"
    assert f"{said} n° {late}" in text_of(first.report).replace("\xa0", " ")


def test_a_provisional_report_of_a_week_does_not_keep_the_week_before_from_being_reported() -> None:
    series = Series()
    series.at("2020-03-25 09:00").issue("2020-W13")
    first = series.at("2020-03-25 10:00").issue("2020-W12")
    second = series.at("2020-03-30 09:00").issue("2020-W13")
    assert (first.fact.status, first.fact.replaces) == ("final", ())
    assert (second.fact.status, second.fact.replaces) == ("final", (1,))
    assert second.fact.first_entry == first.fact.known_upto + 1


def test_what_the_provisional_report_showed_and_has_changed_is_an_erratum() -> None:
    series = Series()
    shown = series.at("2020-03-24 09:00").record(journal.log("120 cases"))
    series.at("2020-03-27 09:00").issue("2020-W13")
    series.at("2020-03-28 09:00").record(line_course.correct(shown, "210 cases", reason="Inverted"))
    report = series.at("2020-03-30 09:00").issue("2020-W13").report
    (erratum,) = report.since_provisional
    assert (erratum.what, erratum.about) == ("line", str(shown))
    assert report.errata == ()
    assert "Changes since the provisional report R-1" in text_of(report)


def test_what_a_provisional_report_did_not_show_has_not_changed() -> None:
    series = Series()
    series.at("2020-03-27 09:00").issue("2020-W13")
    line = series.at("2020-03-28 09:00").record(journal.log("120 cases"))
    series.at("2020-03-28 10:00").record(line_course.correct(line, "210 cases", reason="Inverted"))
    assert series.at("2020-03-30 09:00").issue("2020-W13").report.since_provisional == ()


def test_what_a_corrective_report_did_not_show_has_not_changed() -> None:
    series = Series()
    series.at("2020-03-23 09:00").issue("2020-W12")
    line = series.at("2020-03-23 10:00").record(journal.log("120 cases"))  # of the week after
    series.at("2020-03-23 11:00").rectify(1)
    series.at("2020-03-23 12:00").record(line_course.correct(line, "210 cases", reason="Inverted"))
    assert series.at("2020-03-23 13:00").rectify(2).report.rectified == ()


def test_a_corrective_of_a_provisional_report_is_provisional() -> None:
    series = Series()
    series.at("2020-03-27 09:00").issue("2020-W13")
    again = series.at("2020-03-27 10:00").rectify(1)
    assert (again.fact.status, again.fact.rectifies, again.fact.replaces) == ("provisional", 1, ())
    assert "PROVISIONAL, CORRECTIVE OF REPORT R-1" in text_of(again.report)
    assert "What has changed" in text_of(again.report)
    definitive = series.at("2020-03-30 09:00").issue("2020-W13")
    assert definitive.fact.replaces == (2,)
    with pytest.raises(Refused, match="R-2 was replaced by R-3: rectify that one"):
        series.rectify(2)


def test_a_report_says_where_it_stands_in_its_series() -> None:
    series = Series()
    first = text_of(series.at("2020-03-25 09:00").issue("2020-W13").report)
    second = text_of(series.at("2020-03-27 09:00").issue("2020-W13").report)
    third = text_of(series.at("2020-03-30 09:00").issue("2020-W13").report)
    for text in (first, second):
        assert "PROVISIONAL" in text
        assert "The definitive report will tell the whole week and replace this one." in text
    assert "It replaces the provisional report R-1, which must no longer be used." in second
    assert "It replaces the provisional report R-2, which must no longer be used." in third
    assert "PROVISIONAL" not in third


# Registers of the first version


def _register_of_version_1() -> Series:
    """A week reported on Friday and again on Monday, each time as if it were final."""
    series = Series()
    series.at("2020-03-25 10:00").record(decision.record("Close the parks"))
    series.at("2020-03-27 17:00").issue("2020-W13")
    series.at("2020-03-28 10:00").record(journal.log("A line of Saturday"))
    monday = series.at("2020-03-30 09:00").issue("2020-W13")
    partial = monday.fact.but(first_entry=3, replaces=(), status="final")
    series.entries[-1] = series.entries[-1].model_copy(update={"fact": partial})
    series.as_of_version_1()
    return series


def test_what_the_first_version_issued_early_is_provisional_and_stops_nothing() -> None:
    series = _register_of_version_1()
    assert [series.issued(n).issued.status for n in (1, 2)] == ["provisional", "final"]
    following = series.at("2020-04-06 09:00").issue("2020-W14")
    assert following.fact.first_entry == series.issued(2).issued.known_upto + 1
    assert following.fact.replaces == ()


def test_rectifying_half_a_week_tells_all_of_it() -> None:
    series = _register_of_version_1()
    again = series.at("2020-03-31 09:00").rectify(2)
    assert (again.fact.status, again.fact.first_entry) == ("corrective", 1)
    assert again.fact.replaces == (1,)
    assert [series.issued(n).replaced_by for n in (1, 2)] == [3, 3]


def test_what_is_made_again_begins_where_it_did() -> None:
    series = _register_of_version_1()
    assert series.again(2).first_entry == 3


def test_a_report_says_that_the_one_it_is_compared_with_was_rectified_since() -> None:
    series = Series()
    series.at("2020-03-23 09:00").issue("2020-W12")
    series.at("2020-03-24 09:00").rectify(1)
    series.at("2020-03-25 09:00").rectify(2)
    compared = series.at("2020-03-30 09:00").issue("2020-W13").report
    assert compared.previous is not None
    assert (compared.previous.number, compared.previous.replaced_by) == (1, 3)
    assert "Compared with report R-1, which R-3 has replaced since" in text_of(compared)


def test_a_first_report_tells_of_its_whole_week_and_a_fact_before_it_is_older() -> None:
    series = Series()  # opened on Monday at 8
    monday = series.record(journal.log("At night"), occurred="2020-03-16 00:00")
    sunday = series.record(journal.log("The day before"), occurred="2020-03-15 23:59")
    report = series.at("2020-03-23 09:00").issue("2020-W12").report
    assert [line.number for line in report.log if line.older] == [sunday]
    assert monday in [line.number for line in report.log]


def test_nothing_is_said_of_earlier_reports_where_there_is_none() -> None:
    series = Series()
    unchanged = "Nothing that an earlier report showed has changed"
    assert unchanged not in text_of(series.at("2020-03-23 09:00").issue("2020-W12").report)
    assert unchanged in text_of(series.at("2020-03-30 09:00").issue("2020-W13").report)
    assert unchanged not in text_of(series.rectify(2).report)


def test_a_corrective_report_names_what_was_caught_up_of_its_week() -> None:
    series = Series().at("2020-03-17 09:00")
    series.record(measure.order("Distribute water", indicators=[{"name": "bottles"}]))
    shown = series.record(_report(17, 4200, 20))
    series.at("2020-03-23 08:00").issue("2020-W12")
    of_sunday, of_monday = series.record(_report(22, 33000, 80)), series.record(_report(23, 1, 81))
    corrective = series.rectify(1).report
    assert of_monday > of_sunday
    assert [
        (one.changes[0].name, one.changes[0].before, one.changes[0].after, one.changed_by)
        for one in corrective.rectified
    ] == [("bottles", None, 33000, (of_sunday,)), ("progress", 20, 80, (of_sunday,))]
    assert corrective.rectified[1].shown_by == (shown,)
    assert "n. c. → 33,000" in text_of(corrective)


def _report(day: int, bottles: int, progress: int) -> Command:
    return indicator.report(
        1, as_of=date(2020, 3, day), progress=progress, values={"bottles": Decimal(bottles)}
    )
