"""Which measures are overdue, new, under way, completed or lifted: a page of them?

Those that are new were ordered in the last days. Of each is told what was reported last in words.
"""

from collections.abc import Container, Iterable, Mapping
from datetime import date, datetime, timedelta, tzinfo
from typing import Final, Literal, NamedTuple, get_args

from crisis_log.account import Account
from crisis_log.command import Known
from crisis_log.deadline import in_order
from crisis_log.entry import Entry
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
        reports = last_reports(account, [at.measure for at in shown])
        lines = tuple(_line(name, at, reports, new_since, zone) for at in shown)
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
    name: MeasureGroup,
    at: MeasureAt,
    reports: Mapping[int, MeasureReport],
    since: date,
    zone: tzinfo,
) -> MeasureLine:
    last = reports.get(at.measure.number)
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
        reports=(last,) if last else (),
    )


def last_reports(account: Account, measures: Iterable[Measure]) -> dict[int, MeasureReport]:
    """Return what was reported last in words of each measure, if that was not long ago.

    The last entries about all of them are read together, then those before, where it takes them.
    """
    known, found = account.state(), dict[int, MeasureReport]()
    about = {one.number: [*account.about(one.named(one.number))[-_LAST:]] for one in measures}
    while about := {number: rest for number, rest in about.items() if rest and number not in found}:
        last = [rest.pop() for rest in about.values()]
        for number, entry in zip(about, account.those(last), strict=True):
            fact = entry.fact
            if isinstance(fact, AboutFigures) and fact.text and not _is_struck(known, entry):
                found[number] = MeasureReport(entry=entry.number, as_of=fact.as_of, text=fact.text)
    return found


def _is_struck(known: Known, entry: Entry) -> bool:
    return known.find(StruckEntry, entry.number) is not None
