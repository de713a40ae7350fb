"""What decisions rest on and aim at, on the screen: flagged where they are shown, never changed."""

import json
from pathlib import Path

import pytest

from crisis_log.language import speaking
from tests.cli.case import ASSUMING, LINE, OBJECTIVE, RECORDED, SITE
from tests.cli.running import CommandLine

COUNTED = "measure order Deploy --indicator licences"
CROSSED = "measure report M-1 --value licences=12"
RESTING_ON_LINE = "decision record 'Open the halls' --assumes-line 2"


@pytest.fixture
def at_risk(desk: CommandLine) -> CommandLine:
    """A desk at which D-1 rests on a tripwire that was crossed, D-2 on a line that was refuted."""
    return desk.given(LINE, COUNTED, ASSUMING, RESTING_ON_LINE, CROSSED, "refute 2")


def test_whoever_crosses_a_tripwire_is_told_which_decision_rests_on_it(desk: CommandLine) -> None:
    desk.given(COUNTED, ASSUMING)
    told = desk.typed(CROSSED).done("D-1 rests on H-1 “Enough licences”, which is at risk").out
    assert "licences = 12 (M-1," in told
    assert "tripwire: at least 1,500" in told


def test_whoever_sets_a_tripwire_is_told_where_it_is_crossed_or_counts_nothing(
    desk: CommandLine,
) -> None:
    desk.typed(ASSUMING).done("no indicator of a measure is called “licences”")
    desk.given(COUNTED, CROSSED)
    desk.typed(ASSUMING).done("D-2 rests on H-2 .*which is at risk")


def test_a_decision_at_risk_says_so_and_stays_in_force(at_risk: CommandLine) -> None:
    state = at_risk.typed("state").done()
    assert "Remote work [assumption at risk: n° 8]" in state.line_of("Remote work [")
    assert "Open the halls [assumption at risk: n° 9]" in state.line_of("Open the halls [")
    assert "D-1 rests on “Enough licences”: licences = 12" in state.line_of("H-1")
    shown = at_risk.typed("decision show D-1").done().out
    assert "in force       yes" in shown
    assert "H-1, at risk (n° 8): Enough licences; tripwire: licences, at least 1,500" in shown
    listed = at_risk.typed("assumption list --at-risk").done().out
    assert listed.count("at risk (n°") == 2


def test_documents_for_programs_tell_it_too(at_risk: CommandLine) -> None:
    state = at_risk.document("state")
    found = [(one["decision"], one["risk"]["entry"]) for one in state["assumptions_at_risk"]]
    assert found == [("D-1", 8), ("D-2", 9)]
    assert [one["what"] for one in state["open_points"]].count("assumption") == 2
    (assumed,) = at_risk.document("decision show D-2")["rests_on"]
    assert (assumed["line"], assumed["text"]) == (2, "A first line")
    assert assumed["risk"]["cause"] == "refuted"


def test_it_is_told_in_the_record_the_situation_and_the_dossier(at_risk: CommandLine) -> None:
    for name in ("decisions", "situation"):
        at_risk.given(f"report {name} --format html --output {name}.html")
        assert "assumption at risk" in Path(f"{name}.html").read_text(encoding="utf-8")
    dossier = at_risk.typed("audit dossier D-1").done().out
    assert "assumptions" in dossier
    assert "Recorded later · What put at risk what the decision rests on" in dossier
    assert "puts H-1 at risk" in dossier
    assert "It cites n° 2" in at_risk.typed("audit dossier D-2").done().out


def test_the_same_in_french(at_risk: CommandLine) -> None:
    with speaking("fr"):
        state = at_risk.typed("state").done().out
        listed = at_risk.typed("assumption list").done().out
    assert "[hypothèse remise en cause\u00a0: n°\u00a08]" in state
    assert "remise en cause (n°\u00a08)" in listed
    assert "seuil d’alerte\u00a0: licences, au moins 1\u202f500" in listed


def test_objectives_are_told_in_the_state_and_the_situation(desk: CommandLine) -> None:
    desk.given(OBJECTIVE, "objective set Moot", "objective dropped O-2 --reason Moot")
    state = desk.typed("state").done().out
    assert "Objectives (1)" in state
    (deadline,) = desk.document("state")["deadlines"]
    assert (deadline["label"], deadline["due"]) == ("O-1", "2099-01-31")
    desk.given("report situation --format json --output s.json")
    told = json.loads(Path("s.json").read_text(encoding="utf-8"))["objectives"]
    assert [one["text"] for one in told] == ["Pay every agent"]


def test_several_assumptions_have_their_tripwires_in_their_places(desk: CommandLine) -> None:
    desk.given(
        "decision record X --assumes A --assumes B --assumes C --indicator beds --indicator - "
        "--indicator staff --at-least 3 --at-least - --at-least - --at-most 9 --at-most - "
        "--at-most 12"
    )
    wires = [one["tripwire"] for one in desk.document("assumption list")]
    assert wires == [
        {"indicator": "beds", "at_least": "3", "at_most": "9"},
        None,
        {"indicator": "staff", "at_least": None, "at_most": "12"},
    ]


def test_nothing_is_recorded_of_a_decision_whose_assumption_is_refused(desk: CommandLine) -> None:
    desk.given(LINE, "strike 2 --reason Wrong")
    desk.typed("decision record X --assumes A --assumes-line 2").failed(1, "struck or refuted")
    desk.typed("decision list").done("No decision is recorded")


def test_the_same_request_again_makes_no_second_assumption(desk: CommandLine) -> None:
    desk.given(*[f"{ASSUMING} --request-id once"] * 2)
    assert len(desk.document("assumption list")) == 1


def test_an_assumption_is_struck_before_its_decision(desk: CommandLine) -> None:
    desk.given(ASSUMING)
    desk.typed("strike 2 --reason Twice").failed(1, "without it, n° 3 would not follow")
    desk.given("strike 3 --reason Twice", "strike 2 --reason Twice")
    desk.typed("assumption list").done("No assumption is recorded")
    desk.given(RECORDED, "assumption add D-2 'Enough staff'")
    assert [one["label"] for one in desk.document("assumption list")] == ["H-2"]


def test_what_a_site_limits_says_so(desk: CommandLine) -> None:
    desk.given(
        SITE,
        "pca register pca --title Plan --mission asr='Child protection'",
        "pca activate pca --level 1",
        "pca mission pca asr suspended --site mantes",
        "pca staffing pca --count on_site=3 --site mantes",
        "measure order Pumps --site mantes",
    )
    state = desk.typed("state").done().out
    assert "Child protection, Mantes-la-Jolie: suspended" in state
    assert "on site 3; total 3" in state
    shown = desk.typed("pca show pca").done()
    assert "suspended" in shown.line_of("Child protection, Mantes-la-Jolie")
    assert "normal" in shown.line_of("asr   essential  normal")
    assert "sites" in desk.typed("measure show M-1").line_of("mantes")
    desk.given("report situation --format html --output s.html")
    assert "Child protection, Mantes-la-Jolie" in Path("s.html").read_text(encoding="utf-8")
    desk.given("pca mission pca asr restored")
    assert "Mantes-la-Jolie: suspended" not in desk.typed("state").done().out


def test_an_objective_is_overdue_until_it_is_met(drill: CommandLine) -> None:
    drill.at("2020-03-18 09:00").given("objective set 'Pay every agent' --due 12:00")
    later = drill.at("2020-03-18 12:01")
    assert "2020-03-18 12:00 (overdue)" in later.typed("objective list").done().line_of("O-1")
    later.given("objective met O-1")
    assert "overdue" not in later.typed("objective list").done().line_of("O-1")
