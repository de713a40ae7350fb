"""What becomes of a decision once it is taken.

    adopted ⇄ suspended
    adopted → implemented
    adopted | suspended | implemented → repealed | withdrawn | superseded

An implemented decision stays in force until it is repealed (for the future), withdrawn
(as if it had never been) or superseded.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from pydantic import PositiveInt

from crisis_log.collection import Echo, Slice
from crisis_log.command import Command, Known, command, require
from crisis_log.entry import Entry
from crisis_log.fact import Fact, Instant, Text
from crisis_log.language import _
from crisis_log.lifecycle import moved
from crisis_log.slices.decision import (
    AboutDecision,
    Decision,
    Status,
    adoption,
    check_status,
    label,
)
from crisis_log.words import Words

STANDING: Final[tuple[Status, ...]] = ("adopted", "suspended", "implemented")
"""What was taken and has not ended: it can be repealed, withdrawn or superseded."""


# Facts


class _Step(AboutDecision):
    reason: Text | None = None


class _DatedStep(_Step):
    effective_at: Instant | None = None


class DecisionSuspended(_DatedStep, kind="decision.suspended.v1"):
    after = ("adopted",)
    becomes = "suspended"


class DecisionResumed(_DatedStep, kind="decision.resumed.v1"):
    after = ("suspended",)
    becomes = "adopted"

    def headline(self) -> str:
        return _("{label} resumed").format(label=self.label)


class DecisionImplemented(_Step, kind="decision.implemented.v1"):
    after = ("adopted",)
    becomes = "implemented"


class DecisionRepealed(_DatedStep, kind="decision.repealed.v1"):
    """Ended for the future."""

    after = STANDING
    becomes = "repealed"


class DecisionWithdrawn(_Step, kind="decision.withdrawn.v1"):
    """Ended retroactively: it is held never to have been in force."""

    after = STANDING
    becomes = "withdrawn"


class DecisionSuperseded(AboutDecision, kind="decision.superseded.v1"):
    after = STANDING
    becomes = "superseded"
    by_decision: PositiveInt
    effective_at: Instant | None = None

    def also_about(self) -> tuple[str, ...]:
        return (Decision.named(self.by_decision),)

    def headline(self) -> str:
        return _("{label} superseded by {newer}").format(
            label=self.label, newer=label(self.by_decision)
        )


# Evolve


def _taken_on(
    decision: Decision | None, fact: _Step | DecisionSuperseded, entry: Entry
) -> Decision:
    if decision is None:
        raise ValueError(f"{fact.label} was neither proposed nor adopted before")
    match fact:
        case DecisionSuperseded() if fact.by_decision == decision.number:
            return decision.but(supersedes=(*decision.supersedes, fact.number))
        case DecisionSuperseded():
            return decision.but(
                **moved(decision, fact.phase(entry)), superseded_by=fact.by_decision
            )
        case _:
            return decision.but(**moved(decision, fact.phase(entry)))


# Commands


def _step(fact_class: type[_Step]) -> Callable[..., Command]:
    """Return the command that takes a decision on by a fact of that class."""

    @command
    def take(known: Known, /, number: int, **fields: Any) -> list[Fact]:
        check_status(known, number, fact_class)
        return [fact_class(number=number, **fields)]

    return take


suspend, resume = _step(DecisionSuspended), _step(DecisionResumed)
implement = _step(DecisionImplemented)
repeal, withdraw = _step(DecisionRepealed), _step(DecisionWithdrawn)


@command
def supersede(
    known: Known, /, number: int, *, by_decision: int, effective_at: datetime | None = None
) -> list[Fact]:
    require(number != by_decision, _("A decision cannot supersede itself."))
    check_status(known, number, DecisionSuperseded)
    check_status(known, by_decision, DecisionSuperseded)
    return [DecisionSuperseded(number=number, by_decision=by_decision, effective_at=effective_at)]


@command
def record_superseding(
    known: Known,
    /,
    title: str,
    *,
    supersedes: Sequence[int],
    effective_at: datetime | None = None,
    **fields: Any,
) -> list[Fact]:
    """Record a decision that was taken, and that it supersedes others, if any, in one request."""
    adopted = adoption(known, title, effective_at=effective_at, **fields)
    facts: list[Fact] = [adopted]
    for older in dict.fromkeys(supersedes):
        check_status(known, older, DecisionSuperseded)
        facts.append(
            DecisionSuperseded(number=older, by_decision=adopted.number, effective_at=effective_at)
        )
    return facts


# Declaration


def words() -> Words:
    return Words(fields={"by_decision": _("superseded by")})


SLICE = Slice(
    (),
    words,
    (
        Echo(
            Decision,
            (
                DecisionSuspended,
                DecisionResumed,
                DecisionImplemented,
                DecisionRepealed,
                DecisionWithdrawn,
                DecisionSuperseded,
            ),
            _taken_on,
        ),
    ),
)
