"""What does the log say, line by line, with what was struck and corrected left legible?"""

from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Final

from crisis_log.command import Known, Subject
from crisis_log.entry import Attachment, Entry, Login, TakenFrom
from crisis_log.fact import Frozen
from crisis_log.slices.answers import Answer
from crisis_log.slices.indicator import AboutFigures
from crisis_log.slices.journal import Line, LineLogged
from crisis_log.slices.line_parts import Check, Restated, Rewording
from crisis_log.slices.staffing import StaffingCorrected, StaffingCounted
from crisis_log.slices.struck_entry import StruckEntry
from crisis_log.views.changes import Change
from crisis_log.views.fact_times import as_known
from crisis_log.views.titles import title_beside
from crisis_log.views.told import beside_fact
from crisis_log.views.validations import Validations, validations_of


class LogLine(Frozen):
    """An entry as a log shows it.

    `title` names what the fact is about when its own text does not; `perimeter` and
    `figures` are what was counted where. `older` means that the fact is older than the
    period that is told. `line` is the number of the journal line that the entry verifies,
    corrects or strikes. What was recorded by mistake is `struck_by` another entry.

    Of a journal line that this entry wrote, `text` is the last wording, `earlier` are those before
    and `restated` what else was corrected, `checks` what was found of it, and `occurred_at` its
    time as it is known. Of a request, `answered_by` are the answers that were recorded, `closed_by`
    is what closed it; `unanswered` where there is neither.
    """

    number: int
    day: date
    recorded_at: datetime
    occurred_at: datetime
    received_at: datetime | None
    late: bool
    older: bool
    by: str
    recorded_by: Login = None
    kind: str
    headline: str
    text: str
    title: str | None = None
    perimeter: tuple[str, ...] = ()
    figures: dict[str, Decimal] = {}
    note: str | None = None
    taken_from: TakenFrom | None = None
    source: str | None = None
    channel: str | None = None
    verification: str | None = None
    tags: tuple[str, ...] = ()
    confidential: bool = False
    earlier: tuple[Rewording, ...] = ()
    restated: tuple[Restated, ...] = ()
    checks: tuple[Check, ...] = ()
    duplicate_of: int | None = None
    duplicates: tuple[int, ...] = ()
    struck_by: int | None = None
    struck_reason: str | None = None
    answered_by: tuple[Answer, ...] = ()
    unanswered: bool = False
    closed_by: int | None = None
    closed_reason: str | None = None
    changes: tuple[Change, ...] = ()
    line: int | None = None
    attachments: tuple[Attachment, ...] = ()
    validations: Validations = ()


_OF_A_LINE: Final = (
    "text",
    "source",
    "channel",
    "verification",
    "tags",
    "confidential",
    "earlier",
    "restated",
    "checks",
    "duplicate_of",
    "duplicates",
    "struck_by",
    "struck_reason",
    "answered_by",
    "closed_by",
    "closed_reason",
)


def log_line(
    entry: Entry,
    known: Known,
    zone: tzinfo,
    *,
    older: bool = False,
    changes: tuple[Change, ...] = (),
) -> LogLine:
    """Return an entry as a line, with what it is about as it is `known` when the line is told."""
    subject = known.get(entry.subject)
    entry = as_known(entry, subject)
    return LogLine.model_validate(
        _told(entry, subject, known)
        | beside_fact(entry)
        | {
            "number": entry.number,
            "day": entry.recorded_at.astimezone(zone).date(),
            "older": older,
            "kind": entry.kind,
            "attachments": entry.attachments,
            "validations": validations_of(known, entry),
            "changes": changes,
        }
    )


def _told(entry: Entry, subject: Subject | None, known: Known) -> dict[str, object]:
    """Return what the fact of an entry says, and what has become of it."""
    fact = entry.fact
    fields: dict[str, object] = {"text": fact.detail(), "headline": fact.headline()}
    if isinstance(fact, LineLogged) and isinstance(subject, Line):
        fields |= {name: getattr(subject, name) for name in _OF_A_LINE}
        fields["unanswered"] = _is_unanswered(subject)
    elif isinstance(subject, Line):
        fields["line"] = subject.number
    else:
        fields["title"] = title_beside(subject, entry)
    if struck := known.find(StruckEntry, entry.number):
        fields |= {"struck_by": struck.struck_by, "struck_reason": struck.reason}
    if isinstance(fact, AboutFigures):
        fields |= {"text": fact.text or "", "figures": fact.values}
    elif isinstance(fact, StaffingCounted | StaffingCorrected):
        perimeter = tuple(code for code in fact.perimeter if code)
        fields |= {"text": fact.reason or "", "figures": fact.counts, "perimeter": perimeter}
    return fields


def _is_unanswered(line: Line) -> bool:
    """Whether it is a request that holds, and nothing is recorded that answers or closes it."""
    return line.line_kind == "request" and line.is_told and not (line.answered_by or line.closed_by)
