"""Which entries does an ISO week hold, and what was known at its start and at its end?

Weeks divide the log by the time of recording: entry n belongs to the one week that
begins before its `recorded_at`, or with it, and ends after it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Final, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from crisis_log.account import Account
from crisis_log.command import Known, Model, Subject
from crisis_log.entry import Entry
from crisis_log.fact import Amendment, Fact, Frozen, Refused
from crisis_log.language import _
from crisis_log.slices import crisis, sort_key
from crisis_log.slices.journal import Line
from crisis_log.slices.struck_entry import StruckEntry
from crisis_log.views.changes import Change
from crisis_log.views.fact_times import as_known
from crisis_log.views.iso_week import IsoWeek
from crisis_log.views.known_now import account_about
from crisis_log.views.reading import Since, steps_about
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
    """What report R-`number` told: the entries up to `last`, of the time up to `cut_off`.

    `after` is the number of the last entry that the report before it told, `replaced_by` that
    of the report that rectified it, if one has.
    """

    last: int
    cut_off: datetime
    number: int | None = None
    after: int = 0
    replaced_by: int | None = None


@dataclass(frozen=True)
class LogOfWeek:
    """A week of the log, between the state before its first entry and after its last.

    `account` tells all that the report knows. `learnt` are its entries after the state
    `before`: those of the week, and of a report that is made again the later ones that tell
    of that time. `previous` is what the report told with which it is compared.
    """

    account: Account
    period: Period
    zone: ZoneInfo
    before: Known
    after: Known
    entries: tuple[Entry, ...]
    learnt: tuple[Entry, ...]
    previous: Told | None = None

    @property
    def is_first(self) -> bool:
        """Whether the register was opened in this week."""
        return self.before.size == 0

    @property
    def eve(self) -> datetime:
        """The last instant before the week."""
        return self.period.start - _TICK

    def is_older(self, entry: Entry) -> bool:
        """Whether its fact is from before the period: from before the Monday, where none was told.

        The hours of a first week before the opening are of the week.
        """
        entry = as_known(entry, self.after.get(entry.subject))
        monday = start_of(self.period.week.monday, self.zone)
        return entry.is_older_than(min(self.period.start, monday))

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

    @cached_property
    def at_eve_as_known_now(self) -> Situation:
        """The same situation, by what is known at the end of the week."""
        return situation(self.after, self.eve)

    @cached_property
    def amendments(self) -> dict[int, tuple[Change, ...]]:
        """What each amendment changed, by the number of its entry."""
        amended = {s for one in self.learnt if _is_amendment(one) for s in one.subjects}
        steps = steps_about(amended, self.learnt, Since(self.before))
        return {step.entry.number: step.amendments() for step in steps if step.is_amendment}

    def entries_before(self) -> Iterator[Entry]:
        """Return the entries that the report before told, in order.

        Without one they are those of the week before that this one does not hold.
        """
        if self.previous and self.previous.number:
            return self.account.entries(self.previous.after, self.before.size)
        start = start_of(self.period.week.plus(-1).monday, self.zone)
        return self.account.entries(self.known_upto(start - _TICK), self.before.size)

    @cached_property
    def struck(self) -> Mapping[int, StruckEntry]:
        """The entries that are struck by what is known, by their numbers."""
        return {one.number: one for one in self.after.members(StruckEntry)}

    @cached_property
    def holding(self) -> tuple[Entry, ...]:
        """The entries of the week that are not struck: those that tell something."""
        return tuple(entry for entry in self.entries if entry.number not in self.struck)

    def facts(self, kind: type[_Fact]) -> Iterator[tuple[Entry, _Fact]]:
        """Return the facts of that kind that hold, each with its entry."""
        return ((one, one.fact) for one in self.holding if isinstance(one.fact, kind))

    def about(self, model: type[Model]) -> Iterator[tuple[Entry, Model]]:
        """Return what holds about subjects of that collection, with these as after the week."""
        for entry in self.holding:
            if _is_of(model, entry.subject):
                subject = self.after.get(entry.subject)
                if isinstance(subject, model):
                    yield entry, subject

    @cached_property
    def by_subject(self) -> dict[str, list[Entry]]:
        """The entries of the week that hold and changed each subject, in order."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.holding:
            for subject in entry.subjects:
                found[subject].append(entry)
        return dict(found)

    def changed(self, model: type[Model]) -> Iterator[Model]:
        """Return the subjects of that collection that were changed, as after the week."""
        subjects = {s for entry in self.learnt for s in entry.subjects if _is_of(model, s)}
        for subject in sorted(subjects, key=sort_key):
            found = self.after.get(subject)
            if isinstance(found, model):
                yield found

    def known_upto(self, instant: datetime) -> int:
        """Return the number of the last entry recorded by `instant`, 0 when none was."""
        return self.account.number_at(instant)

    def entry(self, number: int) -> Entry | None:
        """Return entry `number` if it is one of the week."""
        return self._by_number.get(number)

    @cached_property
    def _by_number(self) -> dict[int, Entry]:
        return {entry.number: entry for entry in self.entries}

    def those(self, numbers: Iterable[int]) -> list[Entry]:
        """Return those of the week of `numbers`."""
        return [entry for entry in map(self.entry, numbers) if entry]


def log_of_week(
    account: Account,
    week: IsoWeek,
    now: datetime,
    previous: Told | None = None,
    rectified: Told | None = None,
) -> LogOfWeek:
    """Return the log of `week`, of which `account` may know what came later.

    The entries of the week are those after `previous.last` where a report told that much,
    else those recorded in the week. Of `rectified`, a report on this week that is made
    again, they are the same as they were, and later ones are known that tell of that time.

    Raises:
        Refused: there are no entries.

    """
    opened_at, zone = _opening(account)
    first_instant = max(previous.cut_off + _TICK, opened_at) if previous else None
    period = Period.of(week, zone, rectified.cut_off if rectified else now, first_instant)
    if rectified:
        period = period.model_copy(update={"complete": rectified.cut_off + _TICK >= period.end})
        known = account_about(account, rectified.cut_off)
    else:
        known = account.upto(account.number_at(period.end - _TICK))
    first = previous.last if previous else known.number_at(period.start - _TICK)
    read = _read(known, zone, period, first, known.entries(first), rectified)
    return replace(read, previous=previous)


def log_since(account: Account, told: Told, now: datetime) -> LogOfWeek:
    """Return what `account` tells that the report `told` did not know, as a week.

    New lines of the journal, and what became of them, are left out: they change nothing that was
    shown. So is, from the state before, what happened after the time that it told: a corrective
    one knew of it, and did not show it.
    """
    _opened_at, zone = _opening(account)
    following = IsoWeek.of(told.cut_off.astimezone(zone).date()).plus(1)
    start = told.cut_off + _TICK
    period = Period(
        week=following, start=start, end=max(start, now) + _TICK, cut_off=now, complete=True
    )
    shown = account_about(account.upto(told.last), told.cut_off).state()
    news = (one for one in account.entries(told.last) if not _is_of_new_line(one, shown))
    read = _read(account, zone, period, told.last, news)
    return replace(read, before=shown)


def _opening(account: Account) -> tuple[datetime, ZoneInfo]:
    opening = account.entry(1) if account.size else None
    if opening is None or not isinstance(opening.fact, crisis.CrisisOpened):
        raise Refused(_("The register has not been opened."))
    return opening.recorded_at, zone_named(opening.fact.timezone)


def _read(
    account: Account,
    zone: ZoneInfo,
    period: Period,
    first: int,
    entries: Iterable[Entry],
    rectified: Told | None = None,
) -> LogOfWeek:
    learnt = tuple(entries)
    within = learnt
    if rectified:
        within = tuple(one for one in learnt if one.number <= rectified.last)
    return LogOfWeek(
        account=account,
        period=period,
        zone=zone,
        before=account.state(min(first, account.size)),
        after=account.state(),
        entries=within,
        learnt=learnt,
    )


def _is_of_new_line(entry: Entry, shown: Known) -> bool:
    return _is_of(Line, entry.subject) and shown.get(entry.subject) is None


def _is_amendment(entry: Entry) -> bool:
    return isinstance(entry.fact, Amendment)


def _is_of(model: type[Subject], subject: str) -> bool:
    return subject.partition("/")[0] == model.collection
