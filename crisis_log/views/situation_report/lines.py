"""What do the lines of the journal say of the time since the last point, each told once?"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from crisis_log.account import Account
from crisis_log.command import Known
from crisis_log.fact import Frozen
from crisis_log.slices.continuity_plan import ContinuityPlan
from crisis_log.slices.journal import Line, LineKind, LineLogged
from crisis_log.views.journal_lines import KEY_POINT, Journal, Said, newest
from crisis_log.views.next_briefing import NEXT_BRIEFING
from crisis_log.views.situation import Situation

OBJECTIVE: Final = frozenset({"objectif", "objectifs", "objective"})
"""Tags of journal lines that say an objective."""


class Objective(Frozen):
    """An objective that was set, of the plan `plan`, or noted in the journal."""

    text: str
    plan: str | None
    sources: tuple[int, ...]


class PointLines(Frozen):
    """The lines of a point, the newest first.

    `key_points` are those tagged so. `events` tell the situation, `information` what else was
    learnt; where there is no event since the last point, the last one before it. `unverified`
    are all that are still to be verified, of any kind and time; those are told only here.
    """

    key_points: tuple[Said, ...]
    events: tuple[Said, ...]
    information: tuple[Said, ...]
    actions: tuple[Said, ...]
    communications: tuple[Said, ...]
    unverified: tuple[Said, ...]


def point_lines(account: Account, since: datetime) -> PointLines:
    """Return what the lines of an account say of the time since `since`."""
    journal, before = Journal(account), account.number_at(since)
    tagged = [one for one in journal.tagged(KEY_POINT, before) if one.occurred_at > since]
    key_points = newest(filter(_is_sure, tagged))
    elsewhere = journal.tagged(OBJECTIVE | NEXT_BRIEFING, before)
    told = {one.sources[0] for one in key_points} | {line.number for line in elsewhere}

    def others(lines: Iterable[Line]) -> tuple[Said, ...]:
        return newest(line for line in lines if _is_sure(line) and line.number not in told)

    return PointLines(
        key_points=key_points,
        events=others(_last_of(journal, "situation", since)),
        information=others(_information(account, before, since)),
        actions=others(journal.since("action", since)),
        communications=others(_last_of(journal, "communication", since)),
        unverified=newest(journal.unverified()),
    )


def _is_sure(line: Line) -> bool:
    return line.verification != "unverified"


def _last_of(journal: Journal, kind: LineKind, since: datetime) -> tuple[Line, ...]:
    """Return the lines of `kind` that tell of the time since `since`, or else the last one."""
    if found := journal.since(kind, since):
        return found
    latest = journal.latest(kind)
    return (latest,) if latest else ()


def _information(account: Account, before: int, since: datetime) -> Iterator[Line]:
    """Return the lines of information that tell of the time since `since`: no mark says so."""
    known = account.state()
    for entry in account.entries(before):
        line = known.find(Line, entry.number) if isinstance(entry.fact, LineLogged) else None
        is_information = line and line.line_kind == "information"
        if line and is_information and line.is_told and line.occurred_at > since:
            yield line


def objectives(known: Known, at: Situation, journal: Journal) -> Iterator[Objective]:
    """Return the objectives that are set, those of active plans, those noted in the journal."""
    for set_ in at.objectives:
        yield Objective(text=set_.title, plan=None, sources=(set_.phases[0].entry,))
    for now in at.plans:
        plan = known.find(ContinuityPlan, now.code)
        if plan and now.status == "active":
            for objective in plan.objectives:
                yield Objective(text=objective, plan=plan.code, sources=(plan.registered_by,))
    for line in newest(journal.tagged(OBJECTIVE)):
        yield Objective(text=line.text, plan=None, sources=line.sources)
