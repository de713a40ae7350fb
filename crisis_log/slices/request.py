"""What becomes of a request: open, answered, or closed without action.

    open ⇄ answered
    open → closed → answered

A request is a line of the journal. It is answered by what was recorded in answer to it, as
long as that holds: no line that was struck or refuted, no decision that is only proposed, was
rejected, or was withdrawn as if it had never been. What ended later was an answer all the same.
"""

from collections.abc import Iterator
from typing import Final, Literal

from pydantic import PositiveInt
from typing_extensions import override

from crisis_log.collection import Echo, Slice
from crisis_log.command import Known, command, require
from crisis_log.entry import Entry
from crisis_log.fact import Fact, Text
from crisis_log.language import _, pgettext
from crisis_log.slices import decision, measure
from crisis_log.slices.answers import Answer
from crisis_log.slices.decision import Decision
from crisis_log.slices.journal import Line, answered, existing_request
from crisis_log.words import Words, entry_numbers

RequestStatus = Literal["open", "answered", "closed"]
_NO_ANSWER: Final[frozenset[decision.Status]] = frozenset({"proposed", "rejected", "withdrawn"})


# Facts


class RequestClosed(Fact, kind="journal.request_closed.v1"):
    """Nothing more is to be done about a request that nothing answered."""

    request: PositiveInt
    reason: Text

    @override
    def subject(self, number: int) -> str:
        return Line.named(self.request)

    @override
    def headline(self) -> str:
        return _("request n° {request} closed without action").format(request=self.request)


# State


def answers_to(known: Known, request: Line) -> tuple[Answer, ...]:
    """Return the answers to a request that hold, in the order of their recording.

    A decision that was proposed in answer to it answers it by its adoption.
    """
    latest = {
        answer.subject: answer
        for told in as_often_as_told(known, request)
        for answer in told.answered_by
    }
    held = (answer for answer in latest.values() if _holds(known, answer))
    return tuple(sorted(held, key=lambda answer: answer.entry))


def as_often_as_told(known: Known, line: Line) -> Iterator[Line]:
    """Return a line and its duplicates, and theirs."""
    yield line
    for number in line.duplicates:
        if told := known.find(Line, number):
            yield from as_often_as_told(known, told)


def _holds(known: Known, answer: Answer) -> bool:
    match known.get(answer.subject):
        case Decision() as taken:
            return taken.status not in _NO_ANSWER
        case Line() as line:
            return line.holds
        case _:
            return True


def status_of(known: Known, request: Line) -> RequestStatus:
    """Return what has become of a request, by all that is known."""
    if answers_to(known, request):
        return "answered"
    return "closed" if request.closed_by else "open"


# Evolve


def _closed(request: Line, fact: RequestClosed, entry: Entry) -> Line:
    return request.but(closed_by=entry.number, closed_reason=fact.reason)


# Commands


@command
def close(known: Known, /, number: int, *, reason: str) -> list[Fact]:
    request = existing_request(known, number)
    by = [answer.entry for answer in answers_to(known, request)]
    require(
        not by,
        _("Request n° {number} is answered: {entries}.").format(
            number=number, entries=entry_numbers(by)
        ),
    )
    require(
        request.closed_by is None,
        _("Request n° {number} is already closed, by entry n° {entry}.").format(
            number=number, entry=request.closed_by
        ),
    )
    return [RequestClosed(request=number, reason=reason)]


# Declaration


def words() -> Words:
    return Words(
        fields={
            "answered_by": _("answered by"),
            "answers": _("in answer to"),
            "closed_by": _("closed by entry"),
            "closed_reason": _("reason for closing"),
            "request": _("request"),
            "subject": pgettext("answer", "by"),
        },
        codes={
            "request": {
                "open": pgettext("request", "open"),
                "answered": pgettext("request", "answered"),
                "closed": pgettext("request", "closed without action"),
            },
        },
    )


SLICE = Slice(
    (),
    words,
    (
        Echo(
            Line,
            (decision.DecisionProposed, decision.DecisionAdopted, measure.MeasureOrdered),
            answered,
        ),
        Echo(Line, (RequestClosed,), _closed),
    ),
)
