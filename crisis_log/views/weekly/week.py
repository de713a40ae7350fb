"""Which entries does an ISO week hold, and what was known at its start and at its end?

Weeks divide the log by the time of recording: entry n belongs to the one week that
begins before its `recorded_at`, or with it, and ends after it.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import chain
from typing import Annotated, Final, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import Field

from crisis_log.command import Subject
from crisis_log.fact import Entry, Fact, Frozen, Refused
from crisis_log.language import _
from crisis_log.slices import collection_of, crisis
from crisis_log.slices.staffing import StaffingCorrected
from crisis_log.state import State, evolve
from crisis_log.views.changes import Change, changes
from crisis_log.views.known_now import entries_about
from crisis_log.views.situation import Situation, situation
from crisis_log.when import end_of, start_of

_SUNDAY: Final = 7
_WEEK: Final = timedelta(weeks=1)
_TICK: Final = timedelta(microseconds=1)
_NO_AMENDMENT: Final[tuple[type[Fact], ...]] = (StaffingCorrected,)
"""Corrections whose subject is worded, and which change none of its words."""


class IsoWeek(Frozen):
    """A week of ISO 8601, Monday to Sunday."""

    year: int
    number: Annotated[int, Field(ge=1, le=53)]

    @classmethod
    def of(cls, day: date) -> "IsoWeek":
        """Return the week that `day` lies in."""
        calendar = day.isocalendar()
        return cls(year=calendar.year, number=calendar.week)

    @property
    def label(self) -> str:
        """The name of ISO 8601: `2020-W13`."""
        return f"{self.year}-W{self.number:02}"

    @property
    def monday(self) -> date:
        """Its first day."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        """Its last day."""
        return date.fromisocalendar(self.year, self.number, _SUNDAY)

    @property
    def days(self) -> tuple[date, ...]:
        """Its seven days."""
        return tuple(self.monday + timedelta(days=n) for n in range(_SUNDAY))

    def plus(self, weeks: int) -> "IsoWeek":
        """Return the week that comes `weeks` later."""
        return IsoWeek.of(self.monday + weeks * _WEEK)


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

    def about(self, model: type[Subject]) -> Iterator[Entry]:
        """Return the entries of the week whose fact is about a subject of that collection."""
        return (one for one in self.entries if collection_of(one.subject).model is model)

    def known_upto(self, instant: datetime) -> int:
        """Return the number of the last entry recorded by `instant`, 0 when none was."""
        return bisect_right(self.recorded, instant)

    def entry(self, number: int) -> Entry | None:
        """Return entry `number` if it is one of the week."""
        offset = number - self.before.size - 1
        return self.entries[offset] if 0 <= offset < len(self.entries) else None


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
    fold = _Fold(opening.register_id, zone, period, previous, rectified)
    known = chain([opening], log)
    for entry in entries_about(known, rectified.cut_off) if rectified else known:
        if rectified is None and entry.recorded_at >= period.end:
            break
        fold.add(entry)
    return fold.log()


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
    fold = _Fold(opening.register_id, zone, period, told, None)
    for entry in chain([opening], log):
        fold.add(entry)
    return fold.log()


def _opening(entries: Iterable[Entry]) -> tuple[Entry, ZoneInfo, Iterator[Entry]]:
    log = iter(entries)
    opening = next(log, None)
    if opening is None or not isinstance(opening.fact, crisis.CrisisOpened):
        raise Refused(_("The register has not been opened."))
    return opening, ZoneInfo(opening.fact.timezone), log


class _Fold:
    """The state after each entry, and what is kept of those on the way."""

    def __init__(
        self,
        register_id: str,
        zone: ZoneInfo,
        period: Period,
        previous: Told | None,
        rectified: Told | None,
    ) -> None:
        self._register_id, self._zone, self._period = register_id, zone, period
        self._previous, self._last = previous, rectified.last if rectified else None
        self._state = State()
        self._before: State | None = None
        self._within: list[Entry] = []
        self._week_before: list[Entry] = []
        self._recorded: list[datetime] = []
        self._amendments: dict[int, tuple[Change, ...]] = {}
        self._previous_start = start_of(period.week.plus(-1).monday, zone)

    def add(self, entry: Entry) -> None:
        """Fold one more entry."""
        self._recorded.append(entry.recorded_at)
        changed = evolve(self._state, entry)
        if self._is_within(entry):
            self._before = _copy(self._state) if self._before is None else self._before
            if self._last is None or entry.number <= self._last:
                self._within.append(entry)
            if is_amendment(entry):
                self._amendments[entry.number] = tuple(
                    change
                    for subject, model in changed.items()
                    for change in changes(subject, self._state.get(subject), model)
                )
        elif entry.recorded_at >= self._previous_start:
            self._week_before.append(entry)
        self._state.advance(entry.number, changed)

    def _is_within(self, entry: Entry) -> bool:
        if self._previous is not None:
            return entry.number > self._previous.last
        return entry.recorded_at >= self._period.start

    def log(self) -> LogOfWeek:
        """Return what was folded."""
        return LogOfWeek(
            register_id=self._register_id,
            period=self._period,
            zone=self._zone,
            before=self._state if self._before is None else self._before,
            after=self._state,
            entries=tuple(self._within),
            entries_before=tuple(self._week_before),
            recorded=tuple(self._recorded),
            amendments=self._amendments,
        )


def is_amendment(entry: Entry) -> bool:
    """Whether the fact of `entry` changes words that stood before, to be shown by field."""
    return (
        entry.fact.is_correction
        and collection_of(entry.subject).wording is not None
        and not isinstance(entry.fact, _NO_AMENDMENT)
    )


def _copy(state: State) -> State:
    copy = State()
    copy.advance(state.size, dict(state.items()))
    return copy
