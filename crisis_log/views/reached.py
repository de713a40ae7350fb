"""By what did something reach functions, and which entry says so?

    handed out, acknowledged   itself, a report that tells it, an instruction about it
    present                    at the meeting during which it was recorded

Each way is a source, in `SOURCES`.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final, Literal, NamedTuple

from crisis_log.account import Account
from crisis_log.entry import Entry
from crisis_log.fact import Frozen
from crisis_log.language import _
from crisis_log.slices import topic
from crisis_log.slices.attendance import Stay, stays
from crisis_log.slices.decision import Decision
from crisis_log.slices.distribution import Distribution
from crisis_log.slices.instruction import Instruction, InstructionGiven
from crisis_log.slices.issued_report import IssuedReport
from crisis_log.slices.journal import Line
from crisis_log.slices.measure import Measure
from crisis_log.slices.meeting import Meeting
from crisis_log.slices.receipt import Receipt
from crisis_log.slices.struck_entry import StruckEntry
from crisis_log.slices.topic import Topic
from crisis_log.views.report_reach import tells
from crisis_log.views.titles import title_of_subject
from crisis_log.words import status_word

_MINUTE: Final = timedelta(minutes=1)
"""Times are typed to the minute."""
How = Literal["attendance", "distribution", "acknowledgement"]


class Communication(Frozen):
    """How something reached a function `at` an instant, as entry `entry` says.

    That was itself, or `through` a report, an instruction or a meeting, named by its label.
    `recorded_at` is when the entry was recorded, where that was long after.
    """

    how: How
    through: str | None
    at: datetime
    entry: int
    recorded_at: datetime | None = None


def how_said(told: Communication) -> str:
    """Return how something reached a function, and through what, as people say it."""
    word = status_word("communication", told.how)
    return _("{how}: {label}").format(how=word, label=told.through) if told.through else word


class Reached(NamedTuple):
    function: str
    communication: Communication


class Question:
    """Something that entry `entry` told, and the topics that it is named by."""

    def __init__(self, account: Account, asked: Topic) -> None:
        self.account = account
        self.known = account.state()
        topic.check(self.known, asked)
        self.topic = asked
        self.entry = account.entry(topic.entry_of(asked) or self._told_by(asked))

    def _told_by(self, asked: Topic) -> int:
        """Return the entry that told a thing: which adopted a decision, if it was adopted."""
        match self.known.get(topic.subject_of(asked) or ""):
            case Decision() as decision:
                return (decision.adopted() or decision.phases[0]).entry
            case Measure() | Instruction() as thing:
                return thing.phases[0].entry
            case IssuedReport() as report:
                return report.entry
            case _:
                raise LookupError(asked)

    @cached_property
    def names(self) -> tuple[Topic, ...]:
        """The entry, and the thing that it is about."""
        named = topic.topic_of(self.entry.subject)
        return (topic.of_entry(self.entry.number), *([named] if named else []))

    def through(self, name: Topic) -> str | None:
        """Return `name` where something else was asked for."""
        return None if name in self.names else name

    @property
    def struck_by(self) -> int | None:
        """The entry that struck it, if one did."""
        line = self.known.find(Line, self.entry.number)
        struck = line or self.known.find(StruckEntry, self.entry.number)
        return struck.struck_by if struck else None

    @property
    def text(self) -> str:
        """What people call it."""
        thing = self.known.get(self.entry.subject)
        if isinstance(thing, Line):
            return thing.text
        return title_of_subject(thing) or self.entry.fact.sentence()


def _communication(
    question: Question, how: How, through: str | None, at: datetime, number: int
) -> Communication:
    entry = question.account.entry(number)
    return Communication(
        how=how,
        through=through,
        at=at,
        entry=number,
        recorded_at=entry.recorded_at if entry.is_late else None,
    )


def _told(
    question: Question, how: How, through: str | None, receipts: Iterable[Receipt]
) -> Iterator[Reached]:
    """Return what was told of functions after the entry; before, it told them something else."""
    for one in receipts:
        if one.entry > question.entry.number:
            told = _communication(question, how, through, one.since, one.entry)
            yield Reached(one.function, told)


def _handed_out(question: Question, what: Topic) -> Iterator[Reached]:
    found = question.known.find(Distribution, what)
    if found:
        through = question.through(what)
        yield from _told(question, "distribution", through, found.copies)
        yield from _told(question, "acknowledgement", through, found.receipts)


def _itself(question: Question) -> Iterator[Reached]:
    for name in question.names:
        yield from _handed_out(question, name)


def _reports(question: Question) -> Iterator[Reached]:
    """Return whom the reports that tell it reached."""
    for distribution in question.known.members(Distribution):
        number = topic.report_of(distribution.topic)
        report = question.known.find(IssuedReport, number) if number else None
        if report and tells(report.issued, question.entry, question.account):
            yield from _handed_out(question, distribution.topic)


def _instructions(question: Question) -> Iterator[Reached]:
    """Return who acknowledged the instruction that it is, or those about it."""
    marks = map(topic.mark, question.names)
    numbers = {n for mark in marks for n in question.account.marked(mark)}
    for entry in question.account.those(sorted({*numbers, question.entry.number})):
        if isinstance(entry.fact, InstructionGiven):
            given = question.known.find(Instruction, entry.fact.number)
            if given:
                through = question.through(given.label)
                yield from _told(question, "acknowledgement", through, given.receipts)


def _meetings(question: Question) -> Iterator[Reached]:
    """Return who was there when it was told at a meeting.

    What happened, and was recorded, at no time of the meeting was told at one that nothing says:
    whoever stayed from its opening to its end was there.
    """
    for meeting in question.known.members(Meeting):
        if not meeting.owns(question.entry.number) or _was_over(meeting, question.entry):
            continue
        told_at = _told_at(meeting, question.entry)
        ended = (meeting.closed or meeting.opened).since
        for stay in stays(meeting):
            if _is_there(stay, told_at or meeting.opened.since, told_at or ended):
                at = told_at or ended
                told = _communication(question, "attendance", meeting.label, at, stay.entry)
                yield Reached(stay.function, told)


def _was_over(meeting: Meeting, entry: Entry) -> bool:
    """Whether a meeting had ended before an entry happened: its end may be recorded later."""
    return meeting.closed is not None and entry.occurred_at >= meeting.closed.since + _MINUTE


def _is_there(stay: Stay, first: datetime, last: datetime) -> bool:
    """Whether a function was there from one instant to another; who did not leave, to the end."""
    is_gone = stay.left_by is not None and stay.until is not None and stay.until <= last
    return stay.since <= first and not is_gone


def _told_at(meeting: Meeting, entry: Entry) -> datetime | None:
    """Return when it was told at a meeting: when it happened, else when it was recorded there."""
    first, last = meeting.opened.since, meeting.closed.since if meeting.closed else None
    times = (one for one in (entry.occurred_at, entry.recorded_at) if first <= one)
    return next((one for one in times if last is None or one <= last), None)


SOURCES: Final[tuple[Callable[[Question], Iterator[Reached]], ...]] = (
    _meetings,
    _itself,
    _reports,
    _instructions,
)
