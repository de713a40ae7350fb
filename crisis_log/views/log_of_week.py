"""Which entries does an ISO week hold, and what was known at its start and at its end?

Weeks divide the log by the time of recording: entry n belongs to the one week that
begins before its `recorded_at`, or with it, and ends after it.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import chain, groupby, takewhile
from typing import Final, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from crisis_log.command import Model
from crisis_log.fact import Entry, Fact, Frozen, Refused
from crisis_log.language import _
from crisis_log.slices import crisis
from crisis_log.state import State
from crisis_log.views.changes import Change
from crisis_log.views.iso_week import IsoWeek
from crisis_log.views.known_now import entries_about
from crisis_log.views.reading import steps
from crisis_log.views.situation import Situation, situation
from crisis_log.when import end_of, start_of
from crisis_log.zones import zone_named

_TICK: Final = timedelta(microseconds=1)
_Fact = TypeVar("_Fact", bound=Fact)


class Period(Frozen):
    """An ISO week as instants, UTC: from `start`, included, to `end`, excluded.

    `cut_off` is the instant whose situation is told: the last of the week, or an earlier
    one when the week was not over.
    """

    week: IsoWeek
    start: datetime
    end: datetime
    cut_off: datetime
    complete: bool

    @classmethod
    def of(
        cls, week: IsoWeek, zone: ZoneInfo, now: datetime, start: datetime | None = None
    ) -> "Period":
        """Return the period of `week` in `zone`, as it stands at `now`, from `start` on."""
        last = end_of(week.sunday, zone)
        start = start_of(week.monday, zone) if start is None else start
        return cls(
            week=week,
            start=start,
            end=start_of(week.plus(1).monday, zone),
            cut_off=max(start, min(last, now)),
            complete=now > last,
        )

    def includes(self, instant: datetime) -> bool:
        """Whether `instant` lies in the period."""
        return self.start <= instant < self.end


class Told(NamedTuple):
    """What a report told: it knew the entries up to `last`, of the time up to `cut_off`."""

    last: int
    cut_off: datetime


@dataclass(frozen=True)
class LogOfWeek:
    """A week of the log, between the state before its first entry and after its last.

    `entries_before` are those of the week before. `recorded` says when each entry up to
    the end of the week was recorded, in order. `amendments` says, by entry number, what
    each amendment of the week changed.
    """

    register_id: str
    period: Period
    zone: ZoneInfo
    before: State
    after: State
    entries: tuple[Entry, ...]
    entries_before: tuple[Entry, ...]
    recorded: tuple[datetime, ...]
    amendments: dict[int, tuple[Change, ...]]

    @property
    def is_first(self) -> bool:
        """Whether the register was opened in this week."""
        return self.before.size == 0

    @property
    def eve(self) -> datetime:
        """The last instant before the week."""
        return self.period.start - timedelta(microseconds=1)

    @property
    def last_day(self) -> date:
        """The local day of the situation that is told: the Sunday, once the week is over."""
        return self.period.cut_off.astimezone(self.zone).date()

    @cached_property
    def at_end(self) -> Situation:
        """The situation that is told."""
        return situation(self.after, self.period.cut_off)

    @cached_property
    def at_eve(self) -> Situation:
        """The situation that the report of the week before told."""
        return situation(self.before, self.eve)

    def facts(self, kind: type[_Fact]) -> Iterator[tuple[Entry, _Fact]]:
        """Return the facts of that kind, each with its entry."""
        return ((one, one.fact) for one in self.entries if isinstance(one.fact, kind))

    def about(self, model: type[Model]) -> Iterator[tuple[Entry, Model]]:
        """Return the entries about subjects of that collection, with these as after the week."""
        for entry in self.entries:
            subject = self.after.get(entry.subject)
            if isinstance(subject, model):
                yield entry, subject

    def known_upto(self, instant: datetime) -> int:
        """Return the number of the last entry recorded by `instant`, 0 when none was."""
        return bisect_right(self.recorded, instant)

    def entry(self, number: int) -> Entry | None:
        """Return entry `number` if it is one of the week."""
        offset = number - self.before.size - 1
        return self.entries[offset] if 0 <= offset < len(self.entries) else None

    def those(self, numbers: Iterable[int]) -> list[Entry]:
        """Return those of the week of `numbers`."""
        return [entry for entry in map(self.entry, numbers) if entry]


def log_of_week(
    entries: Iterable[Entry],
    week: IsoWeek,
    now: datetime,
    previous: Told | None = None,
    rectified: Told | None = None,
) -> LogOfWeek:
    """Fold `entries`, a register's log from its beginning, up to the end of `week`.

    The entries of the week are those after `previous.last` where a report told that much,
    else those recorded in the week. Of `rectified`, a report on this week that is made
    again, they are the same as they were, and later ones are known that tell of that time.

    Raises:
        Refused: there are no entries.

    """
    opening, zone, log = _opening(entries)
    first_instant = max(previous.cut_off + _TICK, opening.recorded_at) if previous else None
    period = Period.of(week, zone, rectified.cut_off if rectified else now, first_instant)
    if rectified:
        period = period.model_copy(update={"complete": rectified.cut_off + _TICK >= period.end})
    known: Iterable[Entry] = chain([opening], log)
    if rectified:
        known = entries_about(known, rectified.cut_off)
    else:
        known = takewhile(lambda entry: entry.recorded_at < period.end, known)
    return _read(known, zone, period, previous, rectified)


def log_since(entries: Iterable[Entry], told: Told, now: datetime) -> LogOfWeek:
    """Fold `entries`, and tell apart those that the report `told` did not know.

    Raises:
        Refused: there are no entries.

    """
    opening, zone, log = _opening(entries)
    following = IsoWeek.of(told.cut_off.astimezone(zone).date()).plus(1)
    start = told.cut_off + _TICK
    period = Period(
        week=following, start=start, end=max(start, now) + _TICK, cut_off=now, complete=True
    )
    return _read(chain([opening], log), zone, period, told)


def _opening(entries: Iterable[Entry]) -> tuple[Entry, ZoneInfo, Iterator[Entry]]:
    log = iter(entries)
    opening = next(log, None)
    if opening is None or not isinstance(opening.fact, crisis.CrisisOpened):
        raise Refused(_("The register has not been opened."))
    return opening, zone_named(opening.fact.timezone), log


def _read(
    entries: Iterable[Entry],
    zone: ZoneInfo,
    period: Period,
    previous: Told | None,
    rectified: Told | None = None,
) -> LogOfWeek:
    within: list[Entry] = []
    week_before: list[Entry] = []
    recorded: list[datetime] = []
    amendments: dict[int, tuple[Change, ...]] = {}
    state, before, register_id = State(), None, ""
    week_before_start = start_of(period.week.plus(-1).monday, zone)
    for in_week, part in groupby(entries, lambda entry: _is_in(period, previous, entry)):
        before = state.copy() if in_week else None
        for step in steps(part, state):
            entry = step.entry
            register_id = entry.register_id
            recorded.append(entry.recorded_at)
            if not in_week and entry.recorded_at >= week_before_start:
                week_before.append(entry)
            if in_week and (rectified is None or entry.number <= rectified.last):
                within.append(entry)
            if in_week and step.is_amendment:
                amendments[entry.number] = step.changes()
    return LogOfWeek(
        register_id=register_id,
        period=period,
        zone=zone,
        before=state if before is None else before,
        after=state,
        entries=tuple(within),
        entries_before=tuple(week_before),
        recorded=tuple(recorded),
        amendments=amendments,
    )


def _is_in(period: Period, previous: Told | None, entry: Entry) -> bool:
    if previous is not None:
        return entry.number > previous.last
    return entry.recorded_at >= period.start
