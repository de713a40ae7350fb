"""Decisions revived: what another had superseded is as it was, when that other is withdrawn.

    adopted | suspended | implemented → superseded → as before, since then

A withdrawn decision is held never to have been in force, so it never superseded anything: the
earlier one has been what it was without interruption. Somebody must say so: it may be unwanted.
"""

from collections.abc import Sequence
from typing import Any

from pydantic import PositiveInt
from typing_extensions import override

from crisis_log.collection import Echo, Slice
from crisis_log.command import Known, Request, command, command_of, require
from crisis_log.entry import Entry
from crisis_log.fact import Fact, Text
from crisis_log.language import _
from crisis_log.lifecycle import Phase, moved
from crisis_log.slices import decision_course
from crisis_log.slices.decision import AboutDecision, Decision, check_status, existing, label
from crisis_log.words import Words, status_word

# Facts


class DecisionRevived(AboutDecision, kind="decision.revived.v1"):
    """Decision `withdrawn` is withdrawn, and what it superseded is as it was before."""

    after = ("superseded",)
    becomes = "adopted"
    withdrawn: PositiveInt
    reason: Text | None = None

    @override
    def also_about(self) -> tuple[str, ...]:
        return (Decision.named(self.withdrawn),)

    @override
    def follows(self, before: Any) -> bool:
        if before.number == self.withdrawn:
            return bool(before.status == "withdrawn")
        return super().follows(before) and before.superseded_by == self.withdrawn

    @override
    def headline(self) -> str:
        return _("{label} revived by the withdrawal of {newer}").format(
            label=self.label, newer=label(self.withdrawn)
        )


# State


def to_be_revived(known: Known, withdrawn: Decision) -> list[Decision]:
    """Return the decisions that are superseded by this one, which is or will be withdrawn."""
    older = (existing(known, number) for number in withdrawn.supersedes)
    return [one for one in older if one.superseded_by == withdrawn.number]


# Evolve


def _revived(decision: Decision, fact: DecisionRevived, entry: Entry) -> Decision:
    if decision.number == fact.withdrawn:
        kept = tuple(number for number in decision.supersedes if number != fact.number)
        return decision.but(supersedes=kept)
    before = [phase for phase in decision.phases if phase.status != "superseded"][-1]
    phase = Phase.begun(entry, before.status, before.since)
    return decision.but(**moved(decision, phase), superseded_by=None)


# Commands


@command
def revive(known: Known, /, number: int, *, reason: str | None = None) -> list[Fact]:
    """Revive what a decision superseded that is withdrawn already."""
    check_status(known, number, DecisionRevived)
    newer = existing(known, existing(known, number).superseded_by or number)
    revived = DecisionRevived(number=number, withdrawn=newer.number, reason=reason)
    require(
        revived.follows(newer),
        _(
            "{label} is superseded by {newer}, which is {status}: it must be withdrawn first."
        ).format(
            label=label(number),
            newer=newer.label,
            status=status_word("decision", newer.status),
        ),
    )
    return [revived]


@command_of
def withdraw(
    known: Known,
    request: Request,
    /,
    number: int,
    *,
    reason: str | None = None,
    revive: Sequence[int] = (),
) -> list[Fact]:
    """Withdraw a decision, and revive some of those it superseded, in one request."""
    facts = [*decision_course.withdraw(number, reason=reason)(known, request)]
    for older in dict.fromkeys(revive):
        require(
            existing(known, older).superseded_by == number,
            _("{label} is not superseded by {newer}.").format(
                label=label(older), newer=label(number)
            ),
        )
        check_status(known, older, DecisionRevived)
        facts.append(DecisionRevived(number=older, withdrawn=number, reason=reason))
    return facts


# Declaration


def words() -> Words:
    return Words(fields={"withdrawn": _("withdrawn decision")})


SLICE = Slice((), words, (Echo(Decision, (DecisionRevived,), _revived),))
