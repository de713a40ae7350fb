"""Which entries tell of the time up to an instant, by what is known now?

A document told again is about the same time as it was, and knows what has been recorded
since about that time: late facts, counts and corrections; nothing that happened after.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final

from crisis_log.fact import Entry
from crisis_log.slices.crisis import Crisis, CrisisOpened
from crisis_log.slices.indicator import MeasureReported
from crisis_log.slices.settings import SettingChanged
from crisis_log.slices.staffing import StaffingCorrected, StaffingCounted
from crisis_log.zones import zone_named

_ABOUT_DOCUMENTS: Final = (CrisisOpened, SettingChanged)
"""Always told: they say whose document it is, and how its head looks."""


def entries_about(entries: Iterable[Entry], cut_off: datetime) -> Iterator[Entry]:
    """Return those of `entries`, a log from its first on, that tell of the time up to `cut_off`.

    A correction is told where what it corrects is; a figure or count by the day that it is
    for. Of a thing that began after `cut_off` nothing is told.
    """
    told: set[str] = set()
    began_later: set[str] = set()
    today = cut_off.date()
    for entry in entries:
        if isinstance(entry.fact, CrisisOpened):
            today = cut_off.astimezone(zone_named(entry.fact.timezone)).date()
        tells = _tells_of(entry, cut_off, today) or _corrects(entry, told)
        if tells and began_later.isdisjoint(entry.subjects):
            told.update(entry.subjects)
            yield entry
        elif entry.subject not in told:
            began_later.add(entry.subject)


def _tells_of(entry: Entry, cut_off: datetime, today: date) -> bool:
    fact = entry.fact
    if entry.occurred_at <= cut_off or isinstance(fact, _ABOUT_DOCUMENTS):
        return True
    if isinstance(fact, MeasureReported):
        return fact.as_of <= today
    return isinstance(fact, StaffingCounted | StaffingCorrected) and fact.day <= today


def _corrects(entry: Entry, told: set[str]) -> bool:
    is_correction = entry.fact.is_correction and entry.subject != Crisis.named()
    return is_correction and told.issuperset(entry.subjects)
