"""Reports that somebody said they would send: from whom, until when, and what brought them.

    expected → received
    expected → dropped

A report is received with the line that brings it, as long as that line holds: neither struck
nor refuted. One that is not received by its time is missing: that is seen, never recorded.
"""

from datetime import datetime
from typing import Any, Final, Literal, assert_never

from pydantic import PositiveInt
from typing_extensions import override

from crisis_log.collection import Collection, Echo, Slice
from crisis_log.command import Known, Subject, command, look_up, require
from crisis_log.deadline import Due, is_past
from crisis_log.entry import Entry
from crisis_log.fact import Fact, Instant, Text
from crisis_log.language import _, pgettext
from crisis_log.lifecycle import Cited
from crisis_log.slices import cell
from crisis_log.slices.answers import Answer
from crisis_log.slices.crisis import current
from crisis_log.slices.journal import Line, LineLogged, no_expected_report
from crisis_log.words import Words, entry_numbers

Status = Literal["expected", "received", "dropped"]


def label(number: int) -> str:
    """Return the name people give expected report `number`: `A-1`."""
    return f"A-{number}"


# Facts


class _AboutReport(Fact):
    number: PositiveInt

    @override
    def subject(self, number: int) -> str:
        return ExpectedReport.named(self.number)


class ReportExpected(Cited, _AboutReport, kind="expected_report.expected.v1"):
    """`source` is to send a report by the time `due`."""

    text: Text
    source: Text
    due: Due

    @override
    def headline(self) -> str:
        return _("{label} expected from {source}").format(
            label=label(self.number), source=self.source
        )

    @override
    def detail(self) -> str:
        return self.text


class ReportDropped(_AboutReport, kind="expected_report.dropped.v1"):
    reason: Text

    @override
    def follows(self, before: Any) -> bool:
        return before.dropped_by is None

    @override
    def headline(self) -> str:
        return _("{label} no longer expected").format(label=label(self.number))


ExpectedFact = ReportExpected | ReportDropped


# State


class ExpectedReport(Cited, Subject, collection="expected_report"):
    """A report expected `since` an instant, by entry `entry`; `brought_by` are lines."""

    number: PositiveInt
    text: str
    source: str
    due: Due
    since: Instant
    entry: PositiveInt
    brought_by: tuple[Answer, ...] = ()
    dropped_by: PositiveInt | None = None
    dropped_at: Instant | None = None
    dropped_reason: str | None = None

    @property
    def label(self) -> str:
        """The name people use: `A-1`."""
        return label(self.number)


def brought_by(
    known: Known, report: ExpectedReport, instant: datetime | None = None
) -> list[Answer]:
    """Return what brought a report (by `instant`) and holds, the first that happened first.

    Each is told at the time of its line, which may have been corrected since.
    """
    lines = ((one, known.get(one.subject)) for one in report.brought_by)
    held = (
        one.but(occurred_at=line.occurred_at)
        for one, line in lines
        if isinstance(line, Line) and line.holds
    )
    by_then = (one for one in held if instant is None or one.occurred_at <= instant)
    return sorted(by_then, key=lambda one: (one.occurred_at, one.entry))


def status_of(known: Known, report: ExpectedReport, instant: datetime | None = None) -> Status:
    """Return what has become of a report (by `instant`), by all that is known."""
    if brought_by(known, report, instant):
        return "received"
    dropped = report.dropped_at
    return "dropped" if dropped and (instant is None or dropped <= instant) else "expected"


# Evolve


def evolve(
    report: ExpectedReport | None, fact: ExpectedFact | LineLogged, entry: Entry
) -> ExpectedReport:
    if isinstance(fact, ReportExpected):
        return ExpectedReport.built(
            number=fact.number,
            text=fact.text,
            source=fact.source,
            due=fact.due,
            since=entry.occurred_at,
            entry=entry.number,
        )
    if report is None:
        raise ValueError("a report that was never expected")
    match fact:
        case ReportDropped():
            return report.but(
                dropped_by=entry.number,
                dropped_at=entry.occurred_at,
                dropped_reason=fact.reason,
            )
        case LineLogged():
            return report.but(brought_by=(*report.brought_by, Answer.of(entry)))
        case _:
            assert_never(fact)


# Commands


def existing(known: Known, number: int) -> ExpectedReport:
    """Return expected report `number`; refuse when there is none."""
    return look_up(known, ExpectedReport, number, absent=no_expected_report(number))


@command
def expect(known: Known, /, text: str, *, source: str, due: Due, since: datetime) -> list[Fact]:
    """Expect a report by the time `due`, as was said at the instant `since`."""
    require(
        not is_past(due, since, current(known).zone),
        _("The report would be missing from the start: check until when it is expected."),
    )
    source, number = cell.as_named(known, source), known.next_number(ExpectedReport)
    return [ReportExpected(number=number, text=text, source=source, due=due)]


@command
def drop(known: Known, /, number: int, *, reason: str) -> list[Fact]:
    report, fact = existing(known, number), ReportDropped(number=number, reason=reason)
    lines = [line.entry for line in brought_by(known, report)]
    require(
        not lines,
        _("{label} was received: {entries}.").format(
            label=report.label, entries=entry_numbers(lines)
        ),
    )
    require(
        fact.follows(report),
        _("{label} is no longer expected, by entry n° {entry}.").format(
            label=report.label, entry=report.dropped_by
        ),
    )
    return [fact]


# Declaration


def words() -> Words:
    return Words(
        fields={
            "brought_by": _("brought by"),
            "dropped_at": _("no longer expected since"),
            "dropped_by": _("dropped by entry"),
            "dropped_reason": _("reason for dropping"),
            "due": _("deadline"),
        },
        codes={
            "expected_report": {
                "expected": pgettext("expected report", "expected"),
                "missing": pgettext("expected report", "missing"),
                "received": pgettext("expected report", "received"),
                "dropped": pgettext("expected report", "no longer expected"),
            },
        },
    )


SLICE: Final = Slice(
    (
        Collection(
            ExpectedReport,
            evolve,
            prefix="A-",
            numbered=True,
            title=lambda: _("Expected reports"),
            in_situation=True,
        ),
    ),
    words,
    (Echo(ExpectedReport, (LineLogged,), evolve),),
)
