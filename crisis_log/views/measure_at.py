"""How does a measure stand at an instant: in which status, by which entry, how long overdue?"""

from datetime import date, datetime, tzinfo
from typing import NamedTuple

from crisis_log.deadline import days_past, is_past
from crisis_log.lifecycle import phase_at
from crisis_log.slices.measure import OPEN, Measure


class MeasureAt(NamedTuple):
    """A measure in `status`, which `status_entry` gave it; `entry` ordered it.

    `last_day` is the day of the instant, or that on which the measure ended;
    `is_late` says that its deadline was past then, `days_past_due` by how many days, 0 for hours.
    """

    measure: Measure
    entry: int
    status: str
    since: datetime
    status_entry: int
    last_day: date
    is_late: bool
    days_past_due: int

    @property
    def is_open(self) -> bool:
        """Whether it was being carried out."""
        return self.status in OPEN

    @property
    def is_overdue(self) -> bool:
        """Whether it was overdue: what had ended was not, however late."""
        return self.is_open and self.is_late

    @property
    def days_overdue(self) -> int:
        """For how many days it was overdue; 0 when it had ended, however late."""
        return self.days_past_due if self.is_open else 0


def measure_at(measure: Measure, instant: datetime, zone: tzinfo) -> MeasureAt:
    """Return how `measure` stands at `instant`; as it was ordered, where that came later."""
    phase = phase_at(measure.phases, instant) or measure.phases[-1]
    last = instant if phase.status in OPEN else phase.since
    return MeasureAt(
        measure=measure,
        entry=measure.phases[0].entry,
        status=phase.status,
        since=phase.since,
        status_entry=phase.entry,
        last_day=last.astimezone(zone).date(),
        is_late=is_past(measure.due_on, last, zone),
        days_past_due=days_past(measure.due_on, last, zone),
    )
