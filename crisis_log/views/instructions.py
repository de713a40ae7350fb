"""What has become of each instruction: has who is to do it acknowledged it, and done it?"""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from crisis_log.account import Account
from crisis_log.command import Known
from crisis_log.deadline import Due, is_past
from crisis_log.fact import Frozen
from crisis_log.language import _
from crisis_log.slices import cell, crisis, topic
from crisis_log.slices.instruction import OPEN, Instruction, InstructionGiven, Status
from crisis_log.slices.receipt import Receipt
from crisis_log.slices.topic import Topic
from crisis_log.when import show_duration
from crisis_log.words import status_word


class InstructionNow(Frozen):
    """An instruction, and its status at an instant.

    It is `without_receipt` where it has waited for one for longer than that should take. `said`
    is its status as people say it.
    """

    number: int
    label: str
    text: str
    to: str
    about: tuple[str, ...]
    due: Due | None
    status: Status
    said: str
    is_open: bool
    is_overdue: bool
    without_receipt: bool
    given_at: datetime
    entry: int
    receipts: tuple[Receipt, ...]
    ended_at: datetime | None
    ended_by: int | None
    result: str | None
    reason: str | None


def instructions(
    known: Known, instant: datetime, *, to: str | None = None
) -> Iterator[InstructionNow]:
    """Return the instructions given (to a function) by `instant`, the last number first."""
    zone = crisis.current(known).zone
    for one in reversed([*known.members(Instruction)]):
        is_asked = to is None or cell.key(to) == cell.key(one.to)
        if is_asked and one.status_at(instant):
            yield instruction_now(one, instant, zone)


def instructions_about(
    account: Account, what: Topic, instant: datetime
) -> Iterator[InstructionNow]:
    """Return the instructions about something that were given by `instant`, in order."""
    known = account.state()
    zone = crisis.current(known).zone
    for entry in account.those(account.marked(topic.mark(what))):
        if isinstance(entry.fact, InstructionGiven):
            one = known.find(Instruction, entry.fact.number)
            if one and one.status_at(instant):
                yield instruction_now(one, instant, zone)


def instruction_now(one: Instruction, instant: datetime, zone: tzinfo) -> InstructionNow:
    """Return an instruction as it is at `instant`, as it was given where that is later."""
    status = one.status_at(instant) or "given"
    ended = one.ended if status not in OPEN else None
    return InstructionNow(
        number=one.number,
        label=one.label,
        text=one.text,
        to=one.to,
        about=one.about,
        due=one.due,
        status=status,
        said=_said(one, status, instant),
        is_open=status in OPEN,
        is_overdue=status in OPEN and is_past(one.due, instant, zone),
        without_receipt=one.is_without_receipt(instant),
        given_at=one.given.since,
        entry=one.given.entry,
        receipts=tuple(receipt for receipt in one.receipts if receipt.since <= instant),
        ended_at=ended and ended.since,
        ended_by=ended and ended.entry,
        result=one.result if ended else None,
        reason=one.reason if ended else None,
    )


def _said(one: Instruction, status: Status, instant: datetime) -> str:
    """Return the status of an instruction as people say it; that it lacks a receipt, since when."""
    word = status_word("instruction", status)
    if not one.is_without_receipt(instant):
        return word
    waited = show_duration(instant - one.given.since)
    return _("{status}, no receipt for {duration}").format(status=word, duration=waited)
