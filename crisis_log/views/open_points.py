"""What does somebody still wait for: an answer, a receipt, a report, a deadline, a review?

The one list of open points: the state, a handover, minutes and reports all read it, each the
part it has room for. A slice adds its own as a source, in `SOURCES`.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cached_property
from typing import Final, Literal

from crisis_log.account import Account
from crisis_log.deadline import Due, in_order
from crisis_log.fact import Frozen
from crisis_log.language import _, counted
from crisis_log.slices import briefing
from crisis_log.slices.cell import key
from crisis_log.slices.handover import Handover
from crisis_log.views.assumptions import at_risk
from crisis_log.views.expected_reports import expected_reports
from crisis_log.views.instructions import instructions
from crisis_log.views.journal_lines import Journal
from crisis_log.views.next_briefing import next_briefing
from crisis_log.views.pads import pads
from crisis_log.views.requests import open_requests
from crisis_log.views.situation import Situation, situation
from crisis_log.words import number_runs, status_word

What = Literal[
    "request",
    "instruction",
    "expected_report",
    "briefing",
    "verification",
    "assumption",
    "deadline",
    "review",
    "handover",
    "level",
    "sheet",
]


class OpenPoint(Frozen):
    """One thing that somebody waits for, as entry `entry` says, `since` an instant.

    `who` is to do it: its owner, addressee or source. `due` is until when, where that was said;
    it `is_overdue` where that is past, and `is_urgent` where it needs somebody now all the same.
    `status` is a code, which `said` tells as people do where that adds something.
    """

    what: What
    label: str
    text: str
    who: str | None = None
    since: datetime
    due: Due | None = None
    is_overdue: bool = False
    is_urgent: bool = False
    status: str
    said: str = ""
    entry: int
    confidential: bool = False


class Moment:
    """What an account tells of one instant, each part of it read once, when a source asks."""

    def __init__(self, account: Account, instant: datetime, at: Situation | None = None) -> None:
        self.account = account
        self.known = account.state()
        self.instant = instant
        self._at = at

    @cached_property
    def situation(self) -> Situation:
        """What holds then."""
        return self._at or situation(self.known, self.instant)


Source = Callable[[Moment], Iterator[OpenPoint]]


def open_points(
    account: Account, instant: datetime, at: Situation | None = None
) -> tuple[OpenPoint, ...]:
    """Return all that is open at `instant`, in the situation `at` if it is known already.

    The most urgent comes first: what is overdue or needs somebody now, then what is due next,
    then what has waited longest.
    """
    moment = Moment(account, instant, at)
    found = (one for source in SOURCES for one in source(moment) if one.since <= instant)
    return tuple(sorted(found, key=_urgency))


def _urgency(one: OpenPoint) -> tuple[bool, bool, datetime, datetime, int]:
    return not one.is_overdue, not one.is_urgent, in_order(one.due), one.since, one.entry


def _requests(moment: Moment) -> Iterator[OpenPoint]:
    for request in open_requests(moment.account):
        if request.occurred_at <= moment.instant:
            yield OpenPoint(
                what="request",
                label=_("n° {number}").format(number=request.number),
                text=request.text,
                who=request.source,
                since=request.occurred_at,
                status=request.status,
                entry=request.number,
                confidential=request.confidential,
            )


def _instructions(moment: Moment) -> Iterator[OpenPoint]:
    for one in instructions(moment.known, moment.instant):
        if one.is_open:
            yield OpenPoint(
                what="instruction",
                label=one.label,
                text=one.text,
                who=one.to,
                since=one.given_at,
                due=one.due,
                is_overdue=one.is_overdue,
                is_urgent=one.without_receipt,
                status="without_receipt" if one.without_receipt else one.status,
                said=one.said,
                entry=one.entry,
            )


def _expected_reports(moment: Moment) -> Iterator[OpenPoint]:
    for one in expected_reports(moment.known, moment.instant):
        if one.is_open:
            yield OpenPoint(
                what="expected_report",
                label=one.label,
                text=one.text,
                who=one.source,
                since=one.since,
                due=one.due,
                is_overdue=one.status == "missing",
                status=one.status,
                said=status_word("expected_report", one.status),
                entry=one.entry,
            )


def _briefing(moment: Moment) -> Iterator[OpenPoint]:
    said = next_briefing(moment.account, moment.situation)
    if said:
        yield OpenPoint(
            what="briefing",
            label="",
            text=said.text or said.place or "",
            since=said.said_at,
            due=said.overdue_since or said.at,
            is_overdue=said.overdue_since is not None,
            status="past" if said.overdue_since else "next",
            said=_("it is not recorded as held") if said.overdue_since else "",
            entry=said.sources[-1],
        )


def _level_in_doubt(moment: Moment) -> Iterator[OpenPoint]:
    """Return the level that the last briefing held in doubt, where it is still that one."""
    held = briefing.current(moment.known).last_answered(moment.instant)
    level = moment.situation.level
    if (
        held
        and not held.level_holds
        and level
        and level.since <= held.since
        and level.status == held.level
    ):
        yield OpenPoint(
            what="level",
            label="",
            text=_("level “{level}” in doubt").format(level=level.status),
            since=held.since,
            status="in_doubt",
            entry=held.entry,
        )


def _handovers(moment: Moment) -> Iterator[OpenPoint]:
    """Return the handovers to be accepted: of several by one function, the last one counts."""
    given = (one for one in moment.known.members(Handover) if one.since <= moment.instant)
    in_turn = sorted(given, key=lambda one: (one.since, one.entry))
    waiting = {key(one.from_function): one for one in in_turn}
    for one in waiting.values():
        if one.status_at(moment.instant) == "given":
            yield OpenPoint(
                what="handover",
                label=one.label,
                text=_("handed over by {function}").format(function=one.from_function),
                who=one.to_function,
                since=one.since,
                status="given",
                entry=one.entry,
            )


def _to_verify(moment: Moment) -> Iterator[OpenPoint]:
    for line in Journal(moment.account).unverified():
        if line.occurred_at <= moment.instant:
            yield OpenPoint(
                what="verification",
                label=_("n° {number}").format(number=line.number),
                text=line.text,
                who=line.source,
                since=line.occurred_at,
                status="unverified",
                entry=line.number,
                confidential=line.confidential,
            )


def _assumptions(moment: Moment) -> Iterator[OpenPoint]:
    for one in at_risk(moment.account, moment.instant):
        if one.risk:
            said = moment.account.entry(one.risk.entry)
            yield OpenPoint(
                what="assumption",
                label=one.label,
                text=_("{decision} rests on “{text}”: {risk}").format(
                    decision=one.decision, text=one.text, risk=one.risk_in_words()
                ),
                who=one.owner,
                since=said.occurred_at,
                status="at_risk",
                entry=one.risk.entry,
                confidential=one.confidential,
            )


def _skipped_sheets(moment: Moment) -> Iterator[OpenPoint]:
    for pad in pads(moment.known):
        if pad.skipped:
            yield OpenPoint(
                what="sheet",
                label=pad.label,
                text=counted(
                    "sheet {sheets} was neither entered nor spoiled",
                    "sheets {sheets} were neither entered nor spoiled",
                    len(pad.skipped.sheets),
                    sheets=number_runs(pad.skipped.sheets),
                ),
                since=pad.skipped.since,
                status="missing",
                entry=pad.skipped.entry,
            )


def _deadlines(moment: Moment) -> Iterator[OpenPoint]:
    for one in moment.situation.deadlines:
        yield OpenPoint(
            what="deadline" if one.purpose == "due_on" else "review",
            label=one.label,
            text=one.title,
            who=one.owner,
            since=moment.account.entry(one.entry).occurred_at,
            due=one.due,
            is_overdue=one.overdue,
            status="overdue" if one.overdue else "to_come",
            entry=one.entry,
        )


SOURCES: Final[tuple[Source, ...]] = (
    _requests,
    _instructions,
    _expected_reports,
    _briefing,
    _level_in_doubt,
    _handovers,
    _to_verify,
    _assumptions,
    _skipped_sheets,
    _deadlines,
)
