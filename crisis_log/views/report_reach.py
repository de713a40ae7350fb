"""Which entries does an issued report tell, by what it is and says of itself?

No more is credited to it than any of its kind is sure to tell: that a page had no room for a
line cannot be seen here, so that only what a document always has counts.
"""

from collections.abc import Mapping
from datetime import date, timedelta, tzinfo
from typing import Final, assert_never

from pydantic import JsonValue

from crisis_log.account import Account
from crisis_log.command import Known
from crisis_log.entry import Entry
from crisis_log.slices import crisis
from crisis_log.slices.issued_report import ReportIssued
from crisis_log.slices.journal import Line
from crisis_log.slices.meeting import Meeting
from crisis_log.when import is_within

_DAY: Final = timedelta(days=1)
"""What a situation report tells at the least: the day before it."""
_OF_SITUATION: Final = frozenset({"journal", "decision", "measure"})


def tells(report: ReportIssued, entry: Entry, account: Account) -> bool:
    """Whether a report tells what `entry` says."""
    if not (report.first_entry or 1) <= entry.number <= report.known_upto:
        return False
    known = account.state()
    zone = crisis.current(known).zone
    about = entry.subject.partition("/")[0]
    match report.name:
        case "weekly":
            told = True
        case "register":
            told = _within(report.question, entry, zone)
        case "situation":
            told = about in _OF_SITUATION and report.cut_off - entry.recorded_at <= _DAY
        case "decisions":
            told = about == "decision" and _within(report.question, entry, zone)
        case "dossier":
            told = entry.subject == f"decision/{report.question.get('decision')}"
        case "after-action":
            told = about in {"decision", "measure"}
        case "minutes":
            told = _in_minutes(known, report.question, entry)
        case _:
            assert_never(report.name)
    return told


def _within(question: Mapping[str, JsonValue], entry: Entry, zone: tzinfo) -> bool:
    """Whether `entry` was recorded on one of the days that a report was asked for."""
    first, last = (_day(question.get(name)) for name in ("since", "until"))
    return is_within(entry.recorded_at, first, last, zone)


def _in_minutes(known: Known, question: Mapping[str, JsonValue], entry: Entry) -> bool:
    """Whether minutes tell an entry: one of the meeting, and not of a line that was left out."""
    meeting, about = known.get(f"meeting/{question.get('meeting')}"), known.get(entry.subject)
    is_left_out = isinstance(about, Line) and about.confidential
    return (
        isinstance(meeting, Meeting)
        and meeting.owns(entry.number)
        and not (is_left_out and question.get("without_confidential"))
    )


def _day(asked: JsonValue) -> date | None:
    return date.fromisoformat(asked) if isinstance(asked, str) else None
