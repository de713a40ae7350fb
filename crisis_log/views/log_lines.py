"""What does the log say, line by line, with what was struck and corrected left legible?"""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from crisis_log.decision import Decision
from crisis_log.fact import Entry, Frozen
from crisis_log.journal import Line, LineLogged, Rewording
from crisis_log.measure import Measure, MeasureReported
from crisis_log.staffing import StaffingCorrected, StaffingCounted
from crisis_log.views.changes import Change
from crisis_log.views.week import LogOfWeek


class LogLine(Frozen):
    """An entry as the annex shows it.

    `title` names what the fact is about when its own text does not; `perimeter` and
    `figures` are what was counted where. `late` means that the fact is older than the
    week. `earlier` and `struck_by` are those of a journal line that this entry wrote;
    `text` is then its last wording.
    """

    number: int
    day: date
    recorded_at: datetime
    occurred_at: datetime
    both_times: bool
    late: bool
    by: str
    kind: str
    headline: str
    text: str
    title: str | None = None
    perimeter: tuple[str, ...] = ()
    figures: dict[str, Decimal] = {}
    note: str | None = None
    source: str | None = None
    channel: str | None = None
    verification: str | None = None
    tags: tuple[str, ...] = ()
    earlier: tuple[Rewording, ...] = ()
    struck_by: int | None = None
    struck_reason: str | None = None
    changes: tuple[Change, ...] = ()


def log_lines(week: LogOfWeek) -> Iterator[LogLine]:
    """Return every entry of the week, in the order of the log."""
    return (_line(week, entry) for entry in week.entries)


def _line(week: LogOfWeek, entry: Entry) -> LogLine:
    fact, subject = entry.fact, week.after.get(entry.subject)
    fields: dict[str, object] = {"text": fact.detail(), "headline": fact.headline()}
    if isinstance(fact, LineLogged) and isinstance(subject, Line):
        fields |= {
            name: getattr(subject, name)
            for name in (
                "text",
                "source",
                "channel",
                "verification",
                "tags",
                "earlier",
                "struck_by",
                "struck_reason",
            )
        }
    elif isinstance(subject, Decision | Measure) and subject.title != fact.detail():
        fields["title"] = subject.title
    if isinstance(fact, MeasureReported):
        fields |= {"text": fact.text or "", "figures": fact.values}
    elif isinstance(fact, StaffingCounted | StaffingCorrected):
        perimeter = tuple(code for code in (fact.organisation, fact.mission) if code)
        fields |= {"text": fact.reason or "", "figures": fact.counts, "perimeter": perimeter}
    return LogLine.model_validate(
        fields
        | {
            "number": entry.number,
            "day": entry.recorded_at.astimezone(week.zone).date(),
            "recorded_at": entry.recorded_at,
            "occurred_at": entry.occurred_at,
            "both_times": entry.is_late,
            "late": entry.occurred_at < week.period.start,
            "by": entry.by,
            "kind": entry.kind,
            "note": entry.note,
            "changes": week.amendments.get(entry.number, ()),
        }
    )
