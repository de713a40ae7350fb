"""What do decisions rest on, and which of it is at risk: a tripwire crossed, a line refuted?

A tripwire is crossed by the value that held when the assumption was made, or by any since, as
they are known: one that was put right does not count, one that has recovered does. What puts
an assumption at risk names the entry that says so; it changes no decision.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from functools import cached_property
from typing import Final, Literal

from crisis_log.account import Account
from crisis_log.deadline import show_due
from crisis_log.entry import Entry
from crisis_log.fact import Fact, Frozen
from crisis_log.language import _
from crisis_log.slices import crisis
from crisis_log.slices.assumption import Assumption, AssumptionMade, Tripwire
from crisis_log.slices.decision import ENDED, Decision, existing
from crisis_log.slices.figure import FigureTold
from crisis_log.slices.indicator import AboutFigures, FiguresOfDay
from crisis_log.slices.journal import Line
from crisis_log.slices.line_course import LineRefuted, LineStruck
from crisis_log.slices.measure import Measure
from crisis_log.text import folded
from crisis_log.words import abridged, number_text

_MOST: Final = 80
"""In characters: how much of an assumption tells which it is."""


class Risk(Frozen):
    """Why an assumption is at risk, as entry `entry` says; `text` tells it in words."""

    cause: Literal["crossed", "refuted", "struck"]
    entry: int
    text: str


class AssumptionNow(Frozen):
    """An assumption of a decision, made by entry `entry`; `risk` where it is at risk.

    `owner` is who carries the decision out. It is `confidential` where it is a line that is.
    """

    label: str
    decision: str
    decision_title: str
    owner: str | None
    text: str
    line: int | None
    confidential: bool
    tripwire: Tripwire | None
    status: Literal["made", "dropped"]
    since: datetime
    entry: int
    risk: Risk | None

    def risk_in_words(self) -> str:
        """Return what puts it at risk, with the tripwire where that was crossed; else nothing."""
        if self.risk is None or self.tripwire is None:
            return self.risk.text if self.risk else ""
        return _("{risk}; tripwire: {bounds}").format(
            risk=self.risk.text, bounds=self.tripwire.bounds()
        )


def assumptions_of(
    account: Account, decision: Decision, instant: datetime
) -> tuple[AssumptionNow, ...]:
    """Return what `decision` rests on at `instant`, or rested on, by number."""
    look = _Look(account, instant)
    found = (look.known.find(Assumption, number) for number in decision.assumptions)
    made = (one for one in found if one and one.phases[0].since <= instant)
    return tuple(look.at(decision, one) for one in made)


def assumption_now(account: Account, assumption: Assumption, instant: datetime) -> AssumptionNow:
    """Return an assumption as it is at `instant`."""
    look = _Look(account, instant)
    return look.at(existing(look.known, assumption.decision), assumption)


def at_risk(
    account: Account, instant: datetime, concerning: Fact | None = None
) -> tuple[AssumptionNow, ...]:
    """Return the assumptions at risk at `instant`, of the decisions that have not ended then.

    Only those `concerning` a fact are looked at, where one is given.
    """
    look = _Look(account, instant)
    told = []
    for assumption in look.known.members(Assumption):
        if concerning is None or _concerns(concerning, assumption):
            decision = look.known.find(Decision, assumption.decision)
            if decision and decision.status_at(instant) not in ENDED:
                told.append(look.at(decision, assumption))
    return tuple(one for one in told if one.risk)


def put_at_risk(account: Account, entry: Entry) -> Iterator[str]:
    """Return which assumptions `entry`, the last of an account, puts at risk, as sentences.

    No more is read than those that it may put at risk: whoever records waits for it.
    """
    fact = entry.fact
    if not isinstance(fact, LineRefuted | LineStruck | AboutFigures | AssumptionMade):
        return
    for one in at_risk(account, entry.recorded_at, fact):
        if not (isinstance(fact, AssumptionMade) or (one.risk and one.risk.entry == entry.number)):
            continue
        yield _("{decision} rests on {label} “{text}”, which is at risk: {risk}").format(
            decision=one.decision,
            label=one.label,
            text=abridged(one.text, _MOST),
            risk=one.risk_in_words(),
        )


def _concerns(fact: Fact, assumption: Assumption) -> bool:
    """Whether `fact` makes an assumption, or is about what it says."""
    match fact:
        case LineRefuted(line=line) | LineStruck(line=line):
            return line == assumption.line
        case AboutFigures(values=values):
            wire = assumption.tripwire
            return wire is not None and folded(wire.indicator) in map(folded, values)
        case AssumptionMade(number=number):
            return number == assumption.number
        case _:
            return False


class _Look:
    """A look at assumptions as they are at an instant; the measures are read once, if at all."""

    def __init__(self, account: Account, instant: datetime) -> None:
        self.known = account.state()
        self._account = account
        self._instant = instant

    @cached_property
    def _zone(self) -> tzinfo:
        return crisis.current(self.known).zone

    @cached_property
    def _counting(self) -> Mapping[str, Sequence[tuple[Measure, str]]]:
        """The measures that have figures of an indicator and its name there, by it as `folded`."""
        found = defaultdict[str, list[tuple[Measure, str]]](list)
        for measure in self.known.members(Measure):
            for name in measure.latest:
                found[folded(name)].append((measure, name))
        return found

    def at(self, decision: Decision, assumption: Assumption) -> AssumptionNow:
        """Return `assumption`, on which `decision` rests."""
        line = self.known.find(Line, assumption.line) if assumption.line else None
        is_made = assumption.is_made_at(self._instant)
        return AssumptionNow(
            label=assumption.label,
            decision=decision.label,
            decision_title=decision.title,
            owner=decision.owner,
            text=assumption.title or (line.text if line else ""),
            line=assumption.line,
            confidential=bool(line and line.confidential),
            tripwire=assumption.tripwire,
            status="made" if is_made else "dropped",
            since=assumption.phases[0].since,
            entry=assumption.phases[0].entry,
            risk=self._risk(assumption, line) if is_made else None,
        )

    def _risk(self, assumption: Assumption, line: Line | None) -> Risk | None:
        of_line = self._of_line(line) if line else None
        return of_line or self._of_tripwire(assumption.tripwire, assumption.phases[0].since)

    def _of_line(self, line: Line) -> Risk | None:
        """Return the risk of what rests on a line that was struck, or is refuted."""
        if line.struck_by and self._account.entry(line.struck_by).occurred_at <= self._instant:
            text = _("line n° {line} struck").format(line=line.number)
            return Risk(cause="struck", entry=line.struck_by, text=text)
        checks = [check for check in line.checks if check.occurred_at <= self._instant]
        if not checks or checks[-1].verdict != "refuted":
            return None
        text = _("line n° {line} refuted").format(line=line.number)
        return Risk(cause="refuted", entry=checks[-1].entry, text=text)

    def _of_tripwire(self, tripwire: Tripwire | None, made: datetime) -> Risk | None:
        """Return the risk that the first value beyond a tripwire is, of those that count."""
        if tripwire is None:
            return None
        for measure, name in self._counting.get(folded(tripwire.indicator), ()):
            figures = [*self._figures(measure, name)]
            held = sum(_is_of(figure, made, self._zone) for figure in figures)
            for figure in figures[max(held - 1, 0) :]:
                if tripwire.is_crossed_by(figure.value):
                    text = _crossing(measure, name, figure, figures[-1], self._zone)
                    return Risk(cause="crossed", entry=figure.entry, text=text)
        return None

    def _figures(self, measure: Measure, name: str) -> Iterator[FigureTold]:
        """Return the values of an indicator that hold, in the order of their times."""
        for day in self.known.within(FiguresOfDay, measure.number):
            yield from (one for one in day.course(name) if _is_of(one, self._instant, self._zone))


def _is_of(figure: FigureTold, instant: datetime, zone: tzinfo) -> bool:
    """Whether a figure is of no later day, or hour of it, than `instant`."""
    return (figure.as_of, figure.moment) <= (instant.astimezone(zone).date(), instant)


def _crossing(
    measure: Measure, name: str, figure: FigureTold, latest: FigureTold, zone: tzinfo
) -> str:
    crossed = _("{name} = {value} ({label}, {day})").format(
        name=name,
        value=number_text(figure.value),
        label=measure.label,
        day=show_due(figure.due, zone),
    )
    if latest.entry == figure.entry:
        return crossed
    return _("{crossed}; last value: {value} ({day})").format(
        crossed=crossed, value=number_text(latest.value), day=show_due(latest.due, zone)
    )
