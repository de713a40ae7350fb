"""What has become of each expected report: was it received, in time, by which line?"""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from crisis_log.command import Known
from crisis_log.deadline import Due, is_past
from crisis_log.fact import Frozen
from crisis_log.slices import crisis
from crisis_log.slices.answers import Answer
from crisis_log.slices.expected_report import ExpectedReport, brought_by, status_of


class ExpectedNow(Frozen):
    """An expected report at an instant: `missing` where its time has passed.

    It `is_late` where the first line that brought it tells of a time after its deadline.
    """

    number: int
    label: str
    text: str
    source: str
    due: Due
    status: Literal["expected", "missing", "received", "dropped"]
    is_open: bool
    is_late: bool
    since: datetime
    entry: int
    brought_by: tuple[Answer, ...]
    dropped_by: int | None
    dropped_reason: str | None


def expected_reports(known: Known, instant: datetime) -> Iterator[ExpectedNow]:
    """Return the reports that were expected by `instant`, the last number first."""
    for one in reversed([*known.members(ExpectedReport)]):
        if one.since <= instant:
            yield expected_now(known, one, instant)


def expected_now(known: Known, one: ExpectedReport, instant: datetime) -> ExpectedNow:
    """Return an expected report as it is at `instant`."""
    zone = crisis.current(known).zone
    lines = tuple(brought_by(known, one, instant))
    status = status_of(known, one, instant)
    is_missing = status == "expected" and is_past(one.due, instant, zone)
    is_dropped = status == "dropped"
    return ExpectedNow(
        number=one.number,
        label=one.label,
        text=one.text,
        source=one.source,
        due=one.due,
        status="missing" if is_missing else status,
        is_open=status == "expected",
        is_late=bool(lines) and is_past(one.due, lines[0].occurred_at, zone),
        since=one.since,
        entry=one.entry,
        brought_by=lines,
        dropped_by=one.dropped_by if is_dropped else None,
        dropped_reason=one.dropped_reason if is_dropped else None,
    )
