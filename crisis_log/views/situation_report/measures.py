"""Which measures are being carried out, those that are overdue first?"""

from collections.abc import Iterator
from datetime import tzinfo

from crisis_log.fact import Frozen
from crisis_log.slices.measure import Measure
from crisis_log.views.measure_at import measure_at
from crisis_log.views.situation import Situation


class MeasureNow(Frozen):
    """A measure that is open; `entry` ordered it, `status_entry` gave it its status."""

    measure: Measure
    status: str
    status_entry: int
    entry: int
    overdue: bool
    days_late: int


def point_measures(at: Situation, zone: tzinfo) -> Iterator[MeasureNow]:
    """Return the measures that are open in the situation `at`, in its order."""
    for measure in at.measures_open:
        now = measure_at(measure, at.instant, zone)
        yield MeasureNow(
            measure=measure,
            status=now.status,
            status_entry=now.status_entry,
            entry=now.entry,
            overdue=now.is_overdue,
            days_late=now.days_overdue,
        )
