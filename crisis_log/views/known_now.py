"""What tells of the time up to an instant, by what is known now?

A document told again is about the same time as it was, and knows what has been recorded
since about that time: late facts, counts and corrections; nothing that happened after.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cached_property, lru_cache
from itertools import filterfalse, takewhile
from typing import Final

from crisis_log.account import Account
from crisis_log.command import Known
from crisis_log.entry import Entry
from crisis_log.slices.crisis import Crisis, CrisisOpened
from crisis_log.slices.indicator import AboutFigures
from crisis_log.slices.settings import SettingChanged
from crisis_log.slices.staffing import StaffingCorrected, StaffingCounted
from crisis_log.slices.struck_entry import EntryStruck
from crisis_log.state import replay
from crisis_log.views.fact_times import FactTimes
from crisis_log.zones import zone_named

_ABOUT_DOCUMENTS: Final = (CrisisOpened, SettingChanged)
"""Always told: they say whose document it is, and how its head looks."""


def account_about(account: Account, cut_off: datetime) -> Account:
    """Return what `account` tells of the time up to `cut_off`, by all that it knows.

    That is all that was recorded by then: nothing is recorded before it happened. Of what was
    recorded later, a correction or a strike is told where what it corrects is; a figure or count
    by the day that it is for. Of a thing that began after `cut_off` nothing is told.
    """
    return _about(account, cut_off, FactTimes(account))


def _about(account: Account, cut_off: datetime, times: FactTimes) -> Account:
    recorded = account.number_at(cut_off)
    if recorded == account.size:
        return account
    return _AccountAbout(account, cut_off, recorded, times)


class _AccountAbout:
    """See `account_about`; `recorded` is the number of the last entry recorded by then.

    Its first entries are told by the `times` that all of them know.
    """

    def __init__(
        self, account: Account, cut_off: datetime, recorded: int, times: FactTimes
    ) -> None:
        self._account = account
        self._cut_off = cut_off
        self._recorded = recorded
        self._states = lru_cache(maxsize=2)(self._state_after)
        self._times = times

    @cached_property
    def _later(self) -> tuple[int, ...]:
        """The numbers of the entries that are told of those recorded later, in order."""
        state, told = self._account.state(self._recorded).copy(), []
        for entry in self._account.entries(self._recorded):
            if self._is_told(entry, state):
                replay([entry], state)
                told.append(entry.number)
        return tuple(told)

    def _is_told(self, entry: Entry, known: Known) -> bool:
        """Whether it is told, where `known` is what those before it that are told add up to."""
        if isinstance(entry.fact, EntryStruck):
            return known.entry(entry.fact.entry) is not None
        dated = self._times.known(entry)
        if not (_tells_of(dated, self._cut_off, self._today) or _corrects(entry, known)):
            return False
        new = (subject for subject in entry.subjects if known.get(subject) is None)
        return not any(self._began_untold(subject, entry.number, known) for subject in new)

    def _began_untold(self, subject: str, number: int, known: Known) -> bool:
        earlier = takewhile(lambda other: other < number, self._account.about(subject))
        untold = (other for other in earlier if known.entry(other) is None)  # none that is struck
        return any(self._account.entry(other).subject == subject for other in untold)

    @cached_property
    def _today(self) -> date:
        """The day of the instant, where the crisis is."""
        opening = self._account.entry(1).fact
        if not isinstance(opening, CrisisOpened):
            return self._cut_off.date()
        return self._cut_off.astimezone(zone_named(opening.timezone)).date()

    @property
    def register_id(self) -> str:
        return self._account.register_id

    @property
    def size(self) -> int:
        return self._later[-1] if self._later else self._recorded

    def entries(self, after: int = 0, upto: int | None = None) -> Iterator[Entry]:
        last = self.size if upto is None else upto
        yield from self._account.entries(after, min(self._recorded, last))
        yield from self._account.those([n for n in self._later if after < n <= last])

    def entry(self, number: int) -> Entry:
        if not self._tells(number):
            raise LookupError(number)
        return self._account.entry(number)

    def those(self, numbers: Sequence[int]) -> Iterator[Entry]:
        if untold := [*filterfalse(self._tells, numbers)]:
            raise LookupError(untold[0])
        return self._account.those(numbers)

    def _tells(self, number: int) -> bool:
        place = bisect_left(self._later, number)
        return number <= self._recorded or self._later[place : place + 1] == (number,)

    def about(self, subject: str) -> Sequence[int]:
        return list(filter(self._tells, self._account.about(subject)))

    def marked(self, mark: str, after: int = 0) -> Sequence[int]:
        return list(filter(self._tells, self._account.marked(mark, after)))

    def state(self, number: int | None = None) -> Known:
        return self._states(self.size if number is None else number)

    def _state_after(self, number: int) -> Known:
        if number <= self._recorded:
            return self._account.state(number)
        recorded = self._account.state(self._recorded)
        return replay(self.entries(self._recorded, number), recorded.copy())

    def number_at(self, instant: datetime) -> int:
        number = self._account.number_at(instant)
        told = bisect_right(self._later, number)
        return self._later[told - 1] if told else min(number, self._recorded)

    def upto(self, number: int) -> Account:
        return _about(self._account.upto(number), self._cut_off, self._times)


def _tells_of(entry: Entry, cut_off: datetime, today: date) -> bool:
    fact = entry.fact
    if entry.occurred_at <= cut_off or isinstance(fact, _ABOUT_DOCUMENTS):
        return True
    if isinstance(fact, AboutFigures):
        return fact.as_of <= cut_off if isinstance(fact.as_of, datetime) else fact.day <= today
    return isinstance(fact, StaffingCounted | StaffingCorrected) and fact.day <= today


def _corrects(entry: Entry, known: Known) -> bool:
    is_correction = entry.fact.is_correction and entry.subject != Crisis.named()
    return is_correction and all(known.get(subject) is not None for subject in entry.subjects)
