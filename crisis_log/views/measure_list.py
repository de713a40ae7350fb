"""Which measures are overdue, new, under way, completed or lifted: a page of them?

Those that are new were ordered in the last days. Of each is told what was reported last in words.
"""

from collections.abc import Container, Iterable, Iterator
from datetime import date, datetime, timedelta, tzinfo
from typing import Final, Literal, NamedTuple, get_args

from crisis_log.account import Account
from crisis_log.deadline import in_order
from crisis_log.slices import crisis
from crisis_log.slices.indicator import AboutFigures
from crisis_log.slices.measure import Measure
from crisis_log.slices.struck_entry import StruckEntry
from crisis_log.views.measure_at import MeasureAt, measure_at
from crisis_log.views.paging import Leaf, leaf_of
from crisis_log.views.weekly.measures import MeasureLine, MeasureReport

MeasureGroup = Literal["overdue", "new", "in_progress", "completed", "lifted"]
GROUPS: Final[tuple[MeasureGroup, ...]] = get_args(MeasureGroup)
OPEN: Final = GROUPS[:3]
"""Those that are not over."""
ROWS: Final = 100
"""Measures on a page."""
NEW_DAYS: Final = 7
_LAST: Final = 10
"""Entries about a measure among which what was reported last is looked for."""


class ListedMeasures(NamedTuple):
    """A group: how many measures are of it, and those of them that the page tells."""

    name: MeasureGroup
    size: int
    items: tuple[MeasureLine, ...]


class MeasureList(NamedTuple):
    """A page of the measures that were asked for; those `new_since` that day are new."""

    groups: tuple[ListedMeasures, ...]
    leaf: Leaf
    new_since: date


def measure_list(
    account: Account,
    measures: Iterable[Measure],
    instant: datetime,
    page: int = 1,
    told: Container[str] = GROUPS,
) -> MeasureList:
    """Return page `page` of those `measures` that are of the groups `told`."""
    zone = crisis.current(account.state()).zone
    new_since = instant.astimezone(zone).date() - timedelta(days=NEW_DAYS - 1)
    grouped: dict[MeasureGroup, list[MeasureAt]] = {name: [] for name in GROUPS}
    for measure in measures:
        at = measure_at(measure, instant, zone)
        name = group_of(at, new=_is_new(measure, new_since, zone))
        if name in told:
            grouped[name].append(at)
    leaf = leaf_of(sum(map(len, grouped.values())), ROWS, page)
    groups, before = [], 0
    for name, members in grouped.items():
        members.sort(key=_rank)
        shown = members[leaf.within(before, len(members))]
        lines = tuple(_line(account, name, at, new_since, zone) for at in shown)
        groups.append(ListedMeasures(name, len(members), lines))
        before += len(members)
    return MeasureList(tuple(one for one in groups if one.size), leaf, new_since)


def group_of(at: MeasureAt, *, new: bool) -> MeasureGroup:
    """Return the group that a measure is of."""
    if not at.is_open:
        return "lifted" if at.status == "lifted" else "completed"
    if at.is_overdue:
        return "overdue"
    return "new" if new else "in_progress"


def _is_new(measure: Measure, since: date, zone: tzinfo) -> bool:
    return measure.phases[0].since.astimezone(zone).date() >= since


def _rank(at: MeasureAt) -> tuple[float, int]:
    """Put the open ones in the order of their deadlines, of the others the last first."""
    if at.is_open:
        return in_order(at.measure.due_on).timestamp(), at.measure.number
    return -at.since.timestamp(), at.measure.number


def _line(
    account: Account, name: MeasureGroup, at: MeasureAt, since: date, zone: tzinfo
) -> MeasureLine:
    return MeasureLine.built(
        group="ended" if name in {"completed", "lifted"} else name,
        measure=at.measure,
        new=_is_new(at.measure, since, zone),
        overdue=at.is_overdue,
        days_late=at.days_overdue,
        entry=at.entry,
        status=at.status,
        since=at.since,
        status_entry=at.status_entry,
        due_before=None,
        extended_by=(),
        progress_before=None,
        reports=tuple(last_report(account, at.measure)),
    )


def last_report(account: Account, measure: Measure) -> Iterator[MeasureReport]:
    """Return what was reported last of a measure in words, if that was not long ago."""
    known = account.state()
    for number in reversed(account.about(Measure.named(measure.number))[-_LAST:]):
        fact = account.entry(number).fact
        if isinstance(fact, AboutFigures) and fact.text and not known.find(StruckEntry, number):
            yield MeasureReport(entry=number, as_of=fact.as_of, text=fact.text)
            return
