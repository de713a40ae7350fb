"""Which entries does an issued report tell, by what it is and says of itself?

No more is credited to it than any of its kind is sure to tell: that a page had no room for a
line cannot be seen here, so that only what a document always has counts.
"""

from collections.abc import Mapping
from datetime import date, timedelta, tzinfo
from typing import Final, assert_never

from pydantic import JsonValue

from crisis_log.account import Account
from crisis_log.fact import Entry
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
    zone = crisis.current(account.state()).zone
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
        case "minutes":
            told = _at_meeting(report.question, entry, account)
        case "after-action":
            told = about in {"decision", "measure"}
        case _:
            assert_never(report.name)
    return told


def _at_meeting(question: Mapping[str, JsonValue], entry: Entry, account: Account) -> bool:
    """Whether `entry` belongs to the meeting that minutes were asked for, and is not left out."""
    known, number = account.state(), question.get("meeting")
    meeting = known.find(Meeting, number) if isinstance(number, int) else None
    line = known.get(entry.subject)
    is_withheld = isinstance(line, Line) and line.confidential and question["without_confidential"]
    return meeting is not None and meeting.owns(entry.number) and not is_withheld


def _within(question: Mapping[str, JsonValue], entry: Entry, zone: tzinfo) -> bool:
    """Whether `entry` was recorded on one of the days that a report was asked for."""
    first, last = (_day(question.get(name)) for name in ("since", "until"))
    return is_within(entry.recorded_at, first, last, zone)


def _day(asked: JsonValue) -> date | None:
    return date.fromisoformat(asked) if isinstance(asked, str) else None
