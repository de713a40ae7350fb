"""Was it issued already, so that whoever asks again, as a timer does, need not issue it twice?

A report answers for good where what it tells is over: its week, its period, its meeting.
Elsewhere it does as long as nothing was recorded since, but that something was given out.
"""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Final

from crisis_log.command import Recorded
from crisis_log.register import Register
from crisis_log.reports.documents.asking import parse_week
from crisis_log.reports.documents.making import AboutMeeting, AboutPeriod, AboutWeek, Question
from crisis_log.slices import issued_report
from crisis_log.slices.checkpoint import Checkpoint
from crisis_log.slices.distribution import Distribution
from crisis_log.slices.issued_report import IssuedReport, Name
from crisis_log.when import end_of

_GIVEN_OUT: Final = {IssuedReport.collection, Checkpoint.collection, Distribution.collection}


def issued_already(
    register: Register, name: Name, question: Question, now: datetime, zone: tzinfo
) -> Recorded | None:
    """Return the entry of the report of this name that answers the question at `now`, if any."""
    number = (
        _of_week(register, question, now, zone)
        if isinstance(question, AboutWeek)
        else _of_question(register, name, question, zone)
    )
    if number is None:
        return None
    known = register.itself()
    standing = issued_report.find(known, issued_report.newest(known, number))
    return Recorded([register.entry(standing.entry)], repeated=True)


def _of_week(register: Register, asked: AboutWeek, now: datetime, zone: tzinfo) -> int | None:
    """Return the report that tells a week: before it is over, a provisional one does."""
    known = register.itself()
    end = end_of(parse_week(asked.week).sunday, zone)
    told = (one.number for one in issued_report.definitive(known) if one.cut_off >= end)
    provisional = [
        one.issued.number
        for one in issued_report.issued(known, "weekly")
        if one.issued.question.get("week") == asked.week and not one.replaced_by
    ]
    return next(told, None) or (provisional[-1] if provisional and now <= end else None)


def _of_question(register: Register, name: Name, question: Question, zone: tzinfo) -> int | None:
    """Return the last report that answers a question, if it still does."""
    asked = question.model_dump(mode="json")
    answers = [
        one.issued
        for one in issued_report.issued(register.itself(), name)
        if one.issued.question == asked and not one.replaced_by
    ]
    if not answers:
        return None
    last = answers[-1]
    is_over = isinstance(question, AboutMeeting) or (
        isinstance(question, AboutPeriod)
        and question.until is not None
        and last.cut_off > end_of(question.until, zone)
    )
    return last.number if is_over or _is_news_free(register, last.position) else None


def _is_news_free(register: Register, position: int) -> bool:
    """Whether all that was recorded after `position` is that something was given out."""
    since = register.entries(position, tolerant=True)
    return all(one.subject.partition("/")[0] in _GIVEN_OUT for one in since)
