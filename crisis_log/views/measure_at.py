"""How does a measure stand at an instant: in which status, by which entry, how long overdue?"""

from datetime import date, datetime, tzinfo
from typing import NamedTuple

from crisis_log.deadline import days_past
from crisis_log.lifecycle import phase_at
from crisis_log.slices.measure import OPEN, Measure


class MeasureAt(NamedTuple):
    """A measure in `status`, which `status_entry` gave it; `entry` ordered it.

    `last_day` is the day of the instant, or that on which the measure ended;
    `days_past_due` is how long after its deadline that is.
    """

    measure: Measure
    entry: int
    status: str
    since: datetime
    status_entry: int
    last_day: date
    days_past_due: int

    @property
    def is_open(self) -> bool:
        """Whether it was being carried out."""
        return self.status in OPEN

    @property
    def days_overdue(self) -> int:
        """For how many days it was overdue; 0 when it had ended, however late."""
        return self.days_past_due if self.is_open else 0


def measure_at(measure: Measure, instant: datetime, zone: tzinfo) -> MeasureAt:
    """Return how `measure` stands at `instant`; as it was ordered, where that came later."""
    phase = phase_at(measure.phases, instant) or measure.phases[-1]
    last = instant if phase.status in OPEN else phase.since
    last_day = last.astimezone(zone).date()
    return MeasureAt(
        measure=measure,
        entry=measure.phases[0].entry,
        status=phase.status,
        since=phase.since,
        status_entry=phase.entry,
        last_day=last_day,
        days_past_due=days_past(measure.due_on, last_day),
    )
