"""Which decisions hold, which are asked of the reader, and which ended since the last point?"""

from functools import partial

from crisis_log.account import Account
from crisis_log.fact import Frozen
from crisis_log.lifecycle import Phase, phase_at
from crisis_log.slices import crisis
from crisis_log.slices.decision import ENDED, Decision, label
from crisis_log.views.assumptions import AssumptionNow, assumptions_of
from crisis_log.views.decision_sheet import DecisionLine, decision_line
from crisis_log.views.situation import Situation


class PointDecision(DecisionLine):
    """A decision of a point: `is_new` where what is told of it was recorded since the last.

    `late` where that was long after it happened; `superseded_by` is the label of the
    decision that replaced it; `at_risk` what it rests on that is at risk.
    """

    decided_by: str | None
    is_new: bool
    late: bool
    superseded_by: str | None
    at_risk: tuple[AssumptionNow, ...]


class PointDecisions(Frozen):
    """The decisions of a point, the last first; of those in force, the new ones first.

    `ended` are those rejected, repealed, withdrawn or superseded not long ago.
    """

    expected: tuple[PointDecision, ...]
    in_force: tuple[PointDecision, ...]
    suspended: tuple[PointDecision, ...]
    to_come: tuple[PointDecision, ...]
    ended: tuple[PointDecision, ...]


def point_decisions(account: Account, at: Situation, before: int, old: int) -> PointDecisions:
    """Return the decisions in the situation `at`.

    Those are told as ended that an entry after `before` ended; new is what follows `old`.
    """
    told = partial(_told, account, at, old)
    in_force = (told(d, d.in_force_since(at.instant)) for d in at.decisions_in_force)
    decisions = account.state().members(Decision)
    return PointDecisions(
        expected=tuple(told(d, d.phases[0]) for d in at.decisions_expected),
        in_force=tuple(sorted(in_force, key=lambda d: (d.is_new, d.since, d.entry), reverse=True)),
        suspended=tuple(told(d, phase_at(d.phases, at.instant)) for d in at.decisions_suspended),
        to_come=tuple(told(d, d.adopted()) for d in at.decisions_to_come),
        ended=tuple(
            told(decision, end)
            for decision in decisions
            if (end := _end(at, decision)) and end.entry > before
        )[::-1],
    )


def _end(at: Situation, decision: Decision) -> Phase | None:
    """Return the phase that ended a decision, if one did by then."""
    status = decision.status_at(at.instant)
    if status not in ENDED or at.is_to_come(decision):
        return None
    return next(phase for phase in reversed(decision.phases) if phase.status == status)


def _told(
    account: Account, at: Situation, old: int, decision: Decision, phase: Phase | None
) -> PointDecision:
    zone = crisis.current(account.state()).zone
    line = decision_line(at, zone, decision, phase)
    is_new = line.entry > old
    newer = decision.superseded_by
    return PointDecision(
        **dict(line),
        decided_by=decision.decided_by,
        is_new=is_new,
        late=is_new and account.entry(line.entry).is_late,
        superseded_by=label(newer) if newer else None,
        at_risk=tuple(one for one in assumptions_of(account, decision, at.instant) if one.risk),
    )
