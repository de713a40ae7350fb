"""What has become of each request: who answered it, or closed it, and who merely cites it?"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from crisis_log.account import Account
from crisis_log.command import Known
from crisis_log.fact import Frozen
from crisis_log.slices import label_of
from crisis_log.slices.answers import Answer
from crisis_log.slices.decision import Decision
from crisis_log.slices.journal import Line
from crisis_log.slices.request import RequestStatus, answers_to, status_of
from crisis_log.views.journal_lines import Journal, Said, said
from crisis_log.views.titles import title_of_subject


class Answered(Frozen):
    """An answer: the line, decision or measure that gives it, and the entry that says so."""

    label: str
    text: str
    entry: int
    occurred_at: datetime


class RequestNow(Said):
    """A request and what has become of it.

    `proposed` are decisions that would answer it and are not taken; `cited_by` are the entries
    that name its number and say nothing else of it.
    """

    number: int
    source: str | None
    status: RequestStatus
    answers: tuple[Answered, ...]
    proposed: tuple[Answered, ...]
    cited_by: tuple[int, ...]
    closed_by: int | None
    closed_reason: str | None


def requests(account: Account, *, only_open: bool = False) -> Iterator[RequestNow]:
    """Return the requests that hold, or those of them that are open, the last recorded first."""
    known = account.state()
    for line in Journal(account).of_kind("request"):
        if not only_open or status_of(known, line) == "open":
            yield request_now(account, known, line)


def open_requests(account: Account) -> tuple[RequestNow, ...]:
    """Return the requests that are open, the last that happened first."""
    found = requests(account, only_open=True)
    return tuple(sorted(found, key=lambda one: (one.occurred_at, one.number), reverse=True))


def request_now(account: Account, known: Known, line: Line) -> RequestNow:
    """Return what has become of the request that `line` is."""
    return RequestNow(
        **said(line).model_dump(),
        number=line.number,
        source=line.source,
        status=status_of(known, line),
        answers=_told(known, answers_to(known, line)),
        proposed=_told(known, _proposed(known, line)),
        cited_by=_cited_by(account, known, line),
        closed_by=line.closed_by,
        closed_reason=line.closed_reason,
    )


def _proposed(known: Known, line: Line) -> Iterator[Answer]:
    for answer in line.answered_by:
        taken = known.get(answer.subject)
        if isinstance(taken, Decision) and taken.status == "proposed":
            yield answer


def _told(known: Known, answers: Iterable[Answer]) -> tuple[Answered, ...]:
    return tuple(
        Answered(
            label=label_of(answer.subject) or answer.subject,
            text=_text(known, answer.subject),
            entry=answer.entry,
            occurred_at=_happened(known, answer),
        )
        for answer in answers
    )


def _happened(known: Known, answer: Answer) -> datetime:
    about = known.get(answer.subject)
    return about.occurred_at if isinstance(about, Line) else answer.occurred_at


def _text(known: Known, subject: str) -> str:
    about = known.get(subject)
    return about.text if isinstance(about, Line) else title_of_subject(about) or ""


def _cited_by(account: Account, known: Known, line: Line) -> tuple[int, ...]:
    about = {*account.about(Line.named(line.number))}
    citing = (number for number in account.marked(f"cites:{line.number}") if number not in about)
    return tuple(number for number in citing if not _is_struck(known, number))


def _is_struck(known: Known, number: int) -> bool:
    line = known.find(Line, number)
    return line is not None and line.struck_by is not None
