"""What does the log leave open: what is not verified, decided, done, counted or filled in?"""

from collections.abc import Iterator, Sequence
from datetime import date, tzinfo

from crisis_log.command import Known
from crisis_log.fact import Frozen
from crisis_log.slices.continuity_plan import ContinuityPlan
from crisis_log.slices.decision import Decision
from crisis_log.slices.measure import Measure
from crisis_log.views.after_action.outcomes import MeasureOutcome
from crisis_log.views.after_action.plan_course import PlanCourse
from crisis_log.views.decision_sheet import DecisionLine, decision_line
from crisis_log.views.delays.durations import MeasureDelays
from crisis_log.views.expected_reports import ExpectedNow, expected_reports
from crisis_log.views.instructions import InstructionNow, instructions
from crisis_log.views.journal_lines import Said, lines_that_hold, newest
from crisis_log.views.requests import RequestNow
from crisis_log.views.situation import Situation, Staffing


class MissingFields(Frozen):
    """What the record of a thing still needs; `entry` began it."""

    label: str
    title: str
    fields: tuple[str, ...]
    entry: int


class StaffingGaps(Frozen):
    """The days on which the agents counted were not as many as declared; `widest` is one."""

    plan: str
    days: int
    widest: Staffing


class OpenQuestions(Frozen):
    """Only what the log shows: that no entry answers a request is no proof of neglect.

    `never_reported` are open measures of which nothing was ever reported; `instructions` were
    neither done nor cancelled, `expected_reports` did not come.
    """

    decisions_expected: tuple[DecisionLine, ...]
    overdue: tuple[MeasureOutcome, ...]
    never_reported: tuple[MeasureOutcome, ...]
    requests: tuple[RequestNow, ...]
    instructions: tuple[InstructionNow, ...]
    expected_reports: tuple[ExpectedNow, ...]
    unverified: tuple[Said, ...]
    not_counted: dict[str, tuple[date, ...]]
    gaps: tuple[StaffingGaps, ...]
    missing: tuple[MissingFields, ...]

    @property
    def count(self) -> int:
        """How many questions there are; days not counted are one for each plan."""
        return sum(len(getattr(self, name)) for name in type(self).model_fields)


def open_questions(
    known: Known,
    at: Situation,
    zone: tzinfo,
    requests: tuple[RequestNow, ...],
    measures: Sequence[MeasureOutcome],
    delays: Sequence[MeasureDelays],
    plans: Sequence[PlanCourse],
) -> OpenQuestions:
    """Return what the situation `at`, which `known` tells, leaves open; so do `requests`."""
    lines = lines_that_hold(known)
    reported = {one.label for one in delays if one.first_report}
    return OpenQuestions(
        decisions_expected=tuple(
            decision_line(at, zone, d, d.phases[0]) for d in at.decisions_expected
        ),
        overdue=tuple(one for one in measures if one.outcome == "overdue"),
        never_reported=tuple(
            one
            for one in measures
            if one.outcome in {"overdue", "open"} and one.label not in reported
        ),
        requests=requests,
        instructions=tuple(one for one in instructions(known, at.instant) if one.is_open),
        expected_reports=tuple(one for one in expected_reports(known, at.instant) if one.is_open),
        unverified=newest(line for line in lines if line.verification == "unverified"),
        not_counted={plan.now.code: plan.not_counted for plan in plans if plan.not_counted},
        gaps=tuple(_gaps(plans)),
        missing=tuple(_missing(known)),
    )


def _gaps(plans: Sequence[PlanCourse]) -> Iterator[StaffingGaps]:
    for plan in plans:
        differing = [staffing for staffing in plan.counts if staffing.gap]
        if differing:
            widest = max(differing, key=lambda staffing: abs(staffing.gap or 0))
            yield StaffingGaps(plan=plan.now.code, days=len(differing), widest=widest)


def _missing(known: Known) -> Iterator[MissingFields]:
    things: list[tuple[str, int, ContinuityPlan | Decision | Measure]] = [
        *((plan.code, plan.registered_by, plan) for plan in known.members(ContinuityPlan)),
        *((one.label, one.phases[0].entry, one) for one in known.members(Decision)),
        *((one.label, one.phases[0].entry, one) for one in known.members(Measure)),
    ]
    for label, entry, thing in things:
        if thing.missing():
            yield MissingFields(label=label, title=thing.title, fields=thing.missing(), entry=entry)
