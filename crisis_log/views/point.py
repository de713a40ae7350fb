"""What is said of the crisis in one minute: how it stands, what was learnt last, what is open?

All of it, for programs; a screen shows what it has room for.
"""

from bisect import insort
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final, Literal

from crisis_log.account import Account
from crisis_log.fact import Frozen
from crisis_log.lifecycle import Phase
from crisis_log.slices import crisis
from crisis_log.slices.journal import Line, LineLogged
from crisis_log.views.indicators import IndicatorNow, indicators_now
from crisis_log.views.journal_lines import Said, said
from crisis_log.views.leading import Leading
from crisis_log.views.next_briefing import NextBriefing, next_briefing
from crisis_log.views.open_points import OpenPoint, What, open_points
from crisis_log.views.situation import PlanNow, Situation, situation

DOCUMENT: Final = "point.v1"
LINES: Final = 5
_AT_ONCE: Final = 64
_DAY: Final = timedelta(days=1)
_UNCERTAIN: Final[tuple[What, ...]] = ("level", "assumption", "verification")


class LineNow(Said):
    """A line of the journal as it reads; `number` is that of its entry."""

    number: int


class DecisionNow(Frozen):
    """A decision in force `since` an instant, by entry `entry`."""

    label: str
    title: str
    since: datetime
    entry: int


class Point(Frozen):
    """The point at `instant`, by what is known after entry `entry`.

    `figures` are the key figures of the authority, else the human toll and what moved since the
    day before; the most important first. `lines` are the last that happened, the last first, as
    are `decisions`, those in force. `uncertainties` are what is not known or in doubt.
    """

    document: Literal["point.v1"] = DOCUMENT
    instant: datetime
    entry: int
    title: str
    authority: str
    exercise: bool
    crisis_status: Literal["open", "closed"]
    level: Phase | None
    plans: tuple[PlanNow, ...]
    measures_open: int
    overdue: tuple[str, ...]
    figures: tuple[IndicatorNow, ...]
    lines: tuple[LineNow, ...]
    decisions: tuple[DecisionNow, ...]
    requests: tuple[OpenPoint, ...]
    next_briefing: NextBriefing | None
    uncertainties: tuple[OpenPoint, ...]


def point(account: Account, instant: datetime) -> Point:
    """Return the point at `instant`, as the account of a register tells it.

    Raises:
        Refused: the crisis began after `instant`.

    """
    known = account.state()
    at = situation(known, instant)
    points = open_points(account, instant, at)
    return Point(
        instant=instant,
        entry=known.size,
        title=at.title,
        authority=at.authority,
        exercise=at.exercise,
        crisis_status=at.status,
        level=at.level,
        plans=tuple(plan for plan in at.plans if plan.status == "active"),
        measures_open=len(at.measures_open),
        overdue=tuple(dict.fromkeys(_overdue(points))),
        figures=tuple(_figures(account, at)),
        lines=tuple(_last_lines(account, instant)),
        decisions=tuple(_decisions(at)),
        requests=tuple(one for one in points if one.what == "request"),
        next_briefing=next_briefing(account, at),
        uncertainties=tuple(_uncertainties(points)),
    )


def _figures(account: Account, at: Situation) -> Iterator[IndicatorNow]:
    """Return the figures that lead, each with that of the day before."""
    known = account.state()
    before = account.state(account.number_at(at.instant - _DAY))
    today = at.instant.astimezone(crisis.current(known).zone).date()
    leading = Leading(known)
    rows = [*indicators_now(known, today, before, today - _DAY)]
    moved = {id(row): row.before is None or row.change != 0 for row in rows}
    led = [row for row in rows if leading.leads(row.name, moved=moved[id(row)])]
    yield from sorted(led, key=lambda row: leading.rank(row.name, moved=moved[id(row)]))


def _overdue(points: Iterable[OpenPoint]) -> Iterator[str]:
    """Return by its label what is overdue, but for a briefing, which has none."""
    return (one.label for one in points if one.is_overdue and one.label)


def _uncertainties(points: Iterable[OpenPoint]) -> list[OpenPoint]:
    """Return what is in doubt: the level, then what decisions rest on, then the last lines."""
    uncertain = [one for one in points if one.what in _UNCERTAIN]
    uncertain.sort(key=lambda one: (one.since, one.entry), reverse=True)
    return sorted(uncertain, key=lambda one: _UNCERTAIN.index(one.what))


def _last_lines(account: Account, instant: datetime) -> list[LineNow]:
    """Return the lines that hold and happened last, the last first.

    Entries are read from the last one back, until no earlier one can be one of those lines: all
    were recorded before the first of them happened.
    """
    found: list[tuple[datetime, int]] = []
    known = account.state()
    for number, recorded_at in _lines_back(account):
        if len(found) == LINES and recorded_at <= found[0][0]:
            break
        line = known.find(Line, number)
        if line and line.is_told and line.occurred_at <= instant:
            insort(found, (line.occurred_at, line.number))
            del found[:-LINES]
    lines = (known.find(Line, number) for _time, number in reversed(found))
    return [LineNow(**dict(said(line)), number=line.number) for line in lines if line]


def _lines_back(account: Account) -> Iterator[tuple[int, datetime]]:
    """Return the numbers of the lines of the journal, and their times of recording, backwards."""
    for upto in range(account.size, 0, -_AT_ONCE):
        block = [*account.entries(max(upto - _AT_ONCE, 0), upto)]
        for entry in reversed(block):
            if isinstance(entry.fact, LineLogged):
                yield entry.number, entry.recorded_at


def _decisions(at: Situation) -> Iterator[DecisionNow]:
    since = ((one, one.in_force_since(at.instant)) for one in at.decisions_in_force)
    told = [(phase.since, phase.entry, one) for one, phase in since if phase]
    for began, entry, one in sorted(told, key=lambda each: each[:2], reverse=True):
        yield DecisionNow(label=one.label, title=one.title, since=began, entry=entry)
