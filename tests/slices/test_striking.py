"""Any entry can be struck; what it was about is told by its other entries, or by none."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import pytest

from crisis_log.command import Request, Subject
from crisis_log.fact import KINDS, Fact
from crisis_log.slices import assumption as assumptions
from crisis_log.slices import (
    attendance,
    cell,
    crisis,
    decision,
    decision_course,
    decision_revival,
    distribution,
    expected_report,
    handover,
    indicator,
    instruction,
    issued_report,
    journal,
    line_course,
    location,
    measure,
    meeting,
    mission,
    objective,
    pad,
    report_correction,
    request,
    seal,
    settings,
    site,
    staffing,
    validation,
)
from crisis_log.slices import briefing as briefings
from crisis_log.slices import continuity_plan as plans
from crisis_log.slices.struck_entry import EntryStruck, StruckEntry
from crisis_log.state import State, decide
from crisis_log.striking import strike
from tests.given import START, Given, Outcome, Past, entry_of, follow, given

DAY: Final = date(2020, 3, 18)
PAST: Final[tuple[Fact, ...]] = (
    crisis.LevelChanged(level="Alert"),
    crisis.OrganisationJoined(organisation=crisis.Organisation(code="95", name="Val-d’Oise")),
    settings.SettingChanged(key="place", value="Nanterre"),
    cell.MemberAppointed(function="Directeur de crise", role="director", organisation="95"),
    cell.MemberRelieved(function="Directeur de crise"),
    journal.LineLogged(text="Masks?", line_kind="request"),
    journal.LineLogged(text="Masks, please", line_kind="request"),
    line_course.LineVerified(line=7),
    line_course.LineRefuted(line=7),
    line_course.LineCorrected(line=7, changes={"text": "Gloves?"}, reason="Heard wrong"),
    line_course.LineDuplicated(line=8, duplicate_of=7),
    request.RequestClosed(request=8, reason="Asked twice"),
    line_course.LineStruck(line=8, reason="Asked twice"),
    decision.DecisionProposed(number=1, title="Close", answers=(7,)),
    decision.DecisionRejected(number=1),
    decision.DecisionProposed(number=2, title="Close the schools", organisations=("95",)),
    decision.DecisionAdopted(number=2),
    assumptions.AssumptionMade(number=1, decision=2, title="Buses run"),
    assumptions.AssumptionDropped(number=1, decision=2, reason="None does"),
    decision.DecisionAmended(number=2, changes={"owner": "HR"}, reason="Named"),
    decision_course.DecisionSuspended(number=2),
    decision_course.DecisionResumed(number=2),
    decision_course.DecisionImplemented(number=2),
    decision.DecisionAdopted(number=3, title="Open the schools"),
    decision_course.DecisionSuperseded(number=2, by_decision=3),
    decision_course.DecisionWithdrawn(number=3),
    decision_revival.DecisionRevived(number=2, withdrawn=3),
    decision_course.DecisionRepealed(number=2),
    measure.MeasureOrdered(number=1, title="Hotline", decision=2),
    indicator.MeasureReported(number=1, as_of=DAY, progress=20, values={"calls": Decimal(12)}),
    report_correction.ReportCorrected(
        number=1, corrects=31, as_of=DAY, progress=30, values={"calls": Decimal(13)}
    ),
    measure.MeasureExtended(number=1, due_on=DAY),
    measure.MeasureAmended(number=1, changes={"owner": "IT"}, reason="Named"),
    measure.MeasureCompleted(number=1),
    measure.MeasureReopened(number=1),
    measure.MeasureLifted(number=1),
    plans.PlanRegistered(
        code="pca", title="Continuity", missions=(plans.Mission(code="care", title="Care"),)
    ),
    plans.PlanActivated(code="pca", level=1),
    plans.PlanLevelChanged(code="pca", level=2),
    plans.PlanAmended(code="pca", changes={"headcount": 9}, reason="Counted"),
    mission.MissionDegraded(code="pca", mission="care"),
    mission.MissionSuspended(code="pca", mission="care"),
    mission.MissionRestored(code="pca", mission="care"),
    staffing.StaffingCounted(code="pca", day=DAY, counts={"on_site": 7}),
    staffing.StaffingCorrected(code="pca", day=DAY, counts={"on_site": 8}),
    plans.PlanLifted(code="pca"),
    briefings.BriefingScheduled(at=START),
    briefings.RhythmSet(every_minutes=240),
    briefings.BriefingHeld(level="Alert", level_holds=True),
    briefings.RhythmEnded(),
    meeting.MeetingOpened(number=1, agenda=("Schools",)),
    attendance.MeetingAttended(number=1, who=("DSI",)),
    attendance.MeetingExcused(number=1, who=("DRH",)),
    meeting.ItemTaken(number=1, item=1, title="Schools"),
    attendance.MeetingLeft(number=1, who=("DSI",)),
    meeting.MeetingClosed(number=1, next_at=START + timedelta(days=1)),
    handover.WatchHandedOver(number=1, from_function="DSI", to_function="DRH", position=12),
    handover.WatchAccepted(number=1, taken_by="DRH"),
    instruction.InstructionGiven(number=1, text="Count", to="DRH"),
    instruction.InstructionAcknowledged(number=1, function="DRH"),
    instruction.InstructionDone(number=1),
    instruction.InstructionGiven(number=2, text="Count again", to="DRH"),
    instruction.InstructionCancelled(number=2, reason="Counted"),
    expected_report.ReportExpected(number=1, text="Beds", source="ARS", due=DAY),
    expected_report.ReportDropped(number=1, reason="Known"),
    distribution.Distributed(topic="D-2", to=("DRH",)),
    distribution.Acknowledged(topic="D-2", function="DRH"),
    validation.EntryValidated(entry=8),
    objective.ObjectiveSet(number=1, title="No child alone"),
    objective.ObjectiveMet(number=1),
    objective.ObjectiveSet(number=2, title="No agent alone"),
    objective.ObjectiveDropped(number=2, reason="Asked too much"),
    site.SiteAdded(code="hq", name="Hôtel du département", organisation="95"),
    pad.PadPrinted(number=1, sheets=5, rows=12, made_at=START, language="fr", sha256="0" * 64),
    pad.LineTranscribed(
        text="Bridge closed",
        line_kind="information",
        paper=pad.Paper(pad=1, sheet=1, written_by="DRH"),
    ),
    pad.SheetsSpoiled(number=1, sheets=(2,), reason="Wet"),
    crisis.CrisisClosed(),
    crisis.CrisisReopened(),
    EntryStruck(entry=2, subjects=("crisis",), reason="Typed wrong"),
)
"""An entry of each kind that may be struck, and the pad that some of them need."""
PROPOSED, ADOPTED = decision.propose("Close"), decision.adopt(1)


def everything(state: State) -> dict[str, Subject]:
    return dict(state.items())


def struck(number: int, *past: Past) -> Outcome:
    return given(*past).when(strike(number, reason="Mistake"))


def after(number: int, *past: Past) -> Given:
    """Return the register after that past and the strike of entry `number`."""
    return given(*past, strike(number, reason="Mistake"))


def test_every_kind_that_may_be_struck_is_as_if_it_had_never_been_recorded() -> None:
    log = given(*PAST).entries
    covered = {type(entry.fact) for entry in log}
    assert {
        kind for kind, fact in KINDS.items() if not fact.stands and fact not in covered
    } == set()
    before = follow(log[:1])
    for entry in log[1:]:
        now = follow([entry], before.copy())
        if entry.fact.stands:
            before = now
            continue
        (fact,) = decide(now, Request(strike(entry.number, reason="Mistake"), by="secretary"))
        if isinstance(entry.fact, journal.LineLogged):
            assert fact == line_course.LineStruck(line=entry.number, reason="Mistake")
        else:
            follow([entry_of(fact, entry.number + 1)], now)
            told = everything(now)
            assert told.pop(StruckEntry.named(entry.number)) == StruckEntry(
                number=entry.number,
                struck_by=entry.number + 1,
                reason="Mistake",
                subjects=entry.subjects,
            )
            assert told == everything(before)
        before = follow([entry], before)


def test_a_strike_says_of_what_the_struck_entry_was() -> None:
    struck(4, decision.record("A"), decision.record("B"), _superseded()).then(
        EntryStruck(entry=4, subjects=("decision/1", "decision/2"), reason="Mistake")
    )


def _superseded() -> Fact:
    return decision_course.DecisionSuperseded(number=1, by_decision=2)


def test_a_wrong_supersession_that_is_struck_leaves_both_decisions_in_force() -> None:
    register = after(4, decision.record("A"), decision.record("B"), _superseded())
    first = register.get(decision.Decision, "decision/1")
    second = register.get(decision.Decision, "decision/2")
    assert (first.status, first.superseded_by) == ("adopted", None)
    assert (second.status, second.supersedes) == ("adopted", ())


def test_a_level_typed_wrong_is_struck_and_the_one_before_holds() -> None:
    register = after(3, crisis.change_level("Alert"), crisis.change_level("Crsis"))
    assert [level.status for level in crisis.current(register.state).levels] == ["Alert"]


def test_the_number_of_what_is_struck_is_not_given_again() -> None:
    ordered = measure.order("Hotline")
    register = after(3, ordered, ordered)
    assert register.state.get("measure/2") is None
    assert [one.number for one in register.state.members(measure.Measure)] == [1]
    assert register.state.next_number(measure.Measure) == 3


def test_what_nothing_tells_of_any_more_is_refused_with_the_reason() -> None:
    register = after(2, measure.order("Hotline"))
    register.when(measure.complete(1)).then_refused("no measure M-1 .*struck as a mistake")
    register.when(measure.complete(2)).then_refused("no measure M-2 in this register.$")


def test_what_is_handed_out_or_brought_says_that_it_was_struck() -> None:
    decided = after(2, decision.record("A"))
    decided.when(distribution.distribute("D-1", to=["DRH"])).then_refused("no D-1 .*as a mistake")
    expected = after(2, expected_report.expect("Beds", source="ARS", due=DAY, since=START))
    expected.when(journal.log("Beds", expected=(1,))).then_refused("report A-1 .*as a mistake")


def test_a_strike_may_be_struck_and_struck_again() -> None:
    ordered = measure.order("Hotline")
    once, twice = after(2, ordered), given(ordered, *(strike(n, reason="x") for n in (2, 3)))
    assert once.state.get("measure/1") is None
    assert twice.get(measure.Measure, "measure/1").title == "Hotline"
    assert twice.state.find(StruckEntry, 2) is None
    assert twice.get(StruckEntry, "entry/3").struck_by == 4
    again = given(ordered, *(strike(n, reason="x") for n in (2, 3, 4)))
    assert again.state.get("measure/1") is None
    assert again.get(StruckEntry, "entry/2").struck_by == 3


def test_the_strike_of_a_line_is_struck_too() -> None:
    register = after(3, journal.log("Masks"), strike(2, reason="Other crisis"))
    assert register.get(journal.Line, "journal/2").struck_by is None


def test_an_entry_is_struck_once() -> None:
    struck(2, measure.order("A"), strike(2, reason="x")).then_refused("n° 2 was struck by .* n° 3")
    struck(2, journal.log("A"), strike(2, reason="x")).then_refused("Line 2 was struck by .* n° 3")


def test_an_entry_that_is_not_there_is_not_struck() -> None:
    struck(9).then_refused("There is no entry n° 9; the last is n° 1")


STANDING: Final = (
    seal.KeyRotated(verifier_key="k", statement="s"),
    seal.KeyAdded(verifier_key="k", holder="h", reason="r", statement="s"),
    seal.KeyWithdrawn(verifier_key="k", reason="r"),
    seal.ClockAnomalyNoted(clock=START, last_recorded_at=START + timedelta(hours=1)),
    location.RegisterMoved(moved_to="elsewhere.crisis"),
    location.RegisterTakenUp(came_from="elsewhere.crisis"),
    location.RegisterStayed(),
)


@pytest.mark.parametrize("fact", STANDING, ids=lambda fact: fact.kind)
def test_what_others_hold_is_not_struck(fact: Fact) -> None:
    struck(2, fact).then_refused(r"n° 2 cannot be struck \(.*\): .* stands")


def test_the_opening_reports_checkpoints_and_exchanges_stand() -> None:
    struck(1).then_refused("n° 1 cannot be struck")
    kinds = ("crisis.opened", "report.", "checkpoint.", "seal.", "pad.printed", "register.")
    assert {kind for kind, fact in KINDS.items() if fact.stands} == {
        kind for kind in KINDS if kind.startswith(kinds)
    }
    assert issued_report.ReportIssued.stands


RESTING: Final[dict[str, tuple[int, tuple[Past, ...], str]]] = {
    "what was decided about a proposal": (2, (PROPOSED, ADOPTED), "n° 3"),
    "all that followed": (
        3,
        (PROPOSED, ADOPTED, decision_course.suspend(1), decision_course.resume(1)),
        "n° 4 to 5",
    ),
    "a measure on its decision": (
        2,
        (decision.record("Close"), measure.order("Hotline", decision=1)),
        "n° 3",
    ),
    "a reopening on the end": (
        3,
        (measure.order("A"), measure.complete(1), measure.reopen(1)),
        "n° 4",
    ),
    "an organisation that was named": (
        2,
        (crisis.join_organisation("95", "Val-d’Oise"), decision.record("A", organisations=("95",))),
        "n° 3",
    ),
    "what a site was named by": (
        2,
        (site.add("hq", "Hôtel"), measure.order("Hotline", sites=("hq",))),
        "n° 3",
    ),
    "a correction of figures": (
        3,
        (
            measure.order("Hotline"),
            indicator.report(1, as_of=DAY, values={"calls": Decimal(1)}),
            report_correction.correct_report(
                1, corrects=3, as_of=DAY, values={"calls": Decimal(2)}
            ),
        ),
        "n° 4",
    ),
    "the mission of a plan": (
        3,
        (
            plans.register("pca", "Continuity"),
            plans.amend("pca", missions=({"code": "care", "title": "Care"},), reason="Found"),
            mission.change("pca", "care", "suspended"),
        ),
        "n° 4",
    ),
    "the level of a plan": (
        3,
        (
            plans.register("pca", "Continuity", levels={1: "Watch"}),
            plans.amend("pca", levels={1: "Watch", 2: "Alert"}, reason="Found"),
            plans.activate("pca", level=2),
        ),
        "n° 4",
    ),
    "a count of a mission": (
        2,
        (
            plans.PlanRegistered(code="pca", title="Continuity"),
            staffing.StaffingCounted(
                code="pca", day=DAY, counts={"on_site": 1}, mission="care", organisation=None
            ),
        ),
        "n° 3",
    ),
    "a count of a mission that was added": (
        3,
        (
            plans.register("pca", "Continuity"),
            plans.amend("pca", missions=({"code": "care", "title": "Care"},), reason="Found"),
            staffing.count("pca", day=DAY, counts={"on_site": 1}, mission="care"),
        ),
        "n° 4",
    ),
    "the organisation of a function": (
        2,
        (
            crisis.join_organisation("95", "Val-d’Oise"),
            cell.appoint("DSI", organisation="95", at=START),
        ),
        "n° 3",
    ),
    "a revival on the withdrawal": (
        5,
        (
            decision.record("A"),
            decision.record("B"),
            decision_course.supersede(1, by_decision=2),
            decision_revival.withdraw(2, revive=(1,)),
        ),
        "n° 6",
    ),
    "another meeting on the end of the first": (
        3,
        (meeting.MeetingOpened(number=1), meeting.MeetingClosed(number=1), meeting.open_meeting()),
        "n° 4",
    ),
    "what was handed out": (
        2,
        (decision.record("A"), distribution.Distributed(topic="D-1", to=("DRH",))),
        "n° 3",
    ),
    "what was validated": (2, (decision.record("A"), validation.validate("D-1")), "n° 3"),
    "a strike that was validated": (
        3,
        (decision.record("A"), strike(2, reason="x"), validation.validate("n° 3")),
        "n° 4",
    ),
    "a name that a strike of a strike gave back": (
        4,
        (
            crisis.join_organisation("95", "Val-d’Oise"),
            strike(2, reason="x"),
            strike(3, reason="x"),
            decision.record("A", organisations=("95",)),
        ),
        "n° 5",
    ),
    "a duplicate the other way round": (
        5,
        (
            journal.log("Masks"),
            journal.log("Masks, please"),
            line_course.duplicate(3, duplicate_of=2),
            strike(4, reason="x"),
            line_course.duplicate(2, duplicate_of=3),
        ),
        "n° 6",
    ),
    "a line that was struck since without its duplicate": (
        5,
        (
            journal.log("Masks"),
            journal.log("Masks, please"),
            line_course.duplicate(3, duplicate_of=2),
            strike(4, reason="x"),
            strike(2, reason="x"),
        ),
        "n° 6",
    ),
    "what a strike took away": (
        4,
        (measure.order("A"), measure.complete(1), strike(3, reason="x"), measure.lift(1)),
        "n° 5",
    ),
}


@pytest.mark.parametrize("case", RESTING.values(), ids=RESTING)
def test_an_entry_on_which_others_rest_is_not_struck(
    case: tuple[int, tuple[Past, ...], str],
) -> None:
    number, past, others = case
    struck(number, *past).then_refused(f"n° {number} cannot be struck: without it, {others} would")


def test_what_rests_on_it_is_struck_first() -> None:
    register = after(3, PROPOSED, ADOPTED)
    register.when(strike(2, reason="x")).then(
        EntryStruck(entry=2, subjects=("decision/1",), reason="x")
    )
    named = (
        crisis.join_organisation("95", "Val-d’Oise"),
        decision.record("A", organisations=("95",)),
    )
    after(3, *named).when(strike(2, reason="x")).then(
        EntryStruck(entry=2, subjects=("crisis",), reason="x")
    )


RETURNING: Final[dict[str, tuple[int, tuple[Past, ...], str]]] = {
    "handed out, of a decision that is gone": (
        4,
        (
            decision.record("A"),
            distribution.distribute("D-1", to=("DRH",)),
            strike(3, reason="x"),
            strike(2, reason="x"),
        ),
        "n° 3 would hold again, which rests on n° 2",
    ),
    "a decision of an organisation that is gone": (
        4,
        (
            crisis.join_organisation("95", "Val-d’Oise"),
            decision.record("A", organisations=("95",)),
            strike(3, reason="x"),
            strike(2, reason="x"),
        ),
        "n° 3 would hold again, which rests on n° 2",
    ),
    "a meeting, where the one before is open again": (
        5,
        (
            meeting.MeetingOpened(number=1),
            meeting.MeetingClosed(number=1),
            meeting.open_meeting(),
            strike(4, reason="x"),
            strike(3, reason="x"),
        ),
        "n° 4 would hold again, which rests on n° 3",
    ),
}


@pytest.mark.parametrize("case", RETURNING.values(), ids=RETURNING)
def test_what_rests_on_a_struck_entry_does_not_return_without_it(
    case: tuple[int, tuple[Past, ...], str],
) -> None:
    number, past, refused = case
    struck(number, *past).then_refused(f"n° {number} cannot be struck: {refused}, struck since")
    gone = len(past) + 1
    again = given(*past, strike(gone, reason="x"), strike(number, reason="x"))
    assert again.state.find(StruckEntry, number - 1) is None


def test_what_was_recorded_after_a_strike_does_not_rest_on_what_it_struck() -> None:
    joined = crisis.join_organisation("95", "Val-d’Oise")
    named = decision.record("A", organisations=("95",))
    past = (joined, strike(2, reason="x"), joined, named, strike(5, reason="x"))
    again = after(6, *past)
    assert again.get(decision.Decision, "decision/1").organisations == ("95",)


def test_what_says_the_same_again_does_not_rest_on_what_was_between() -> None:
    levels = [crisis.change_level(level) for level in ("Alert", "Crisis", "Alert")]
    register = after(3, *levels)
    assert [one.status for one in crisis.current(register.state).levels] == ["Alert", "Alert"]


def test_a_reopening_is_struck_only_as_long_as_nothing_needed_it() -> None:
    reopened = (crisis.close(), crisis.reopen())
    assert crisis.current(after(3, *reopened).state).status == "closed"
    corrected = (journal.log("A"), *reopened, line_course.correct(2, "B", reason="x"))
    assert crisis.current(after(4, *corrected).state).status == "closed"
    struck(3, *reopened, journal.log("A")).then_refused("closed since n° 2, before n° 4")
    struck(3, crisis.close(), strike(2, reason="x"), journal.log("A")).then_refused(
        "closed since n° 2, before n° 4"
    )


def test_a_mistake_is_struck_after_the_closing_too() -> None:
    register = after(2, measure.order("Hotline"), crisis.close())
    assert register.state.get("measure/1") is None


@pytest.mark.parametrize("subject", ["unknown/1", "decision/9", "decision/x", "nothing"])
def test_a_strike_that_names_what_nothing_told_of_changes_nothing_of_it(subject: str) -> None:
    """No command records one; whoever forges one breaks no audit, and takes no number."""
    opened = given(decision.record("Close")).entries
    forged = EntryStruck(entry=2, subjects=(subject,), reason="Forged")
    state = follow([*opened, entry_of(forged, 3)])
    assert state.get(subject) is None
    assert state.next_number(decision.Decision) == 2
