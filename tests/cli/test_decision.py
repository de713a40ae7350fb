"""Decisions at the desk: fields, what is missing, lists, history, links."""

from typing import Final

import pytest

from tests.cli.case import ORDERED, PROPOSED, RECORDED
from tests.cli.running import CommandLine

FULL: Final = (
    "decision record 'Close the schools' --decided-by 'The director' --situation 'Cases double' "
    "--option 'Close all' --option 'Close some' --grounds 'Slow the spread' "
    "--legal-basis 'L. 3131-1' --legal-basis 'L. 2215-1' --consulted 'Health agency' "
    "--dissent 'One mayor' --owner HR --due 2099-03-16 --review 30/03/2099 --organisation 78 "
    "--act order --act-number 2020-77"
)


def labels(desk: CommandLine, criteria: str) -> list[str]:
    return [d["label"] for d in desk.document(f"decision list {criteria}")]


def test_a_full_decision_keeps_every_field_and_misses_none(desk: CommandLine) -> None:
    found = desk.given(FULL).document("decision show D-1")
    assert found["options"] == ["Close all", "Close some"]
    assert found["legal_basis"] == ["L. 3131-1", "L. 2215-1"]
    assert (found["due_on"], found["review_on"]) == ("2099-03-16", "2099-03-30")
    assert (found["act"], found["act_number"]) == ("order", "2020-77")
    assert found["missing"] == []


@pytest.mark.parametrize(
    "says",
    [
        "decided by +The director",
        "situation known +Cases double",
        "(?s)options considered +Close all\n +Close some",
        "(?s)legal basis +L. 3131-1\n +L. 2215-1",
        "dissenting opinions +One mayor",
        "deadline +2099-03-16",
        "act +order",
        "in force +yes",
    ],
)
def test_every_field_of_a_decision_is_shown(desk: CommandLine, says: str) -> None:
    desk.given(FULL).typed("decision show D-1").done(says)


def test_one_line_is_enough_and_what_is_missing_is_shown(desk: CommandLine) -> None:
    desk.given(RECORDED)
    answer = desk.typed("decision show D-1")
    answer.done("still missing +decided by, situation known, grounds, legal basis, owner and dead")
    desk.given("decision amend D-1 --act memo --reason R")
    desk.typed("decision show D-1").done("still missing .* and number of the act")


def test_an_amendment_keeps_the_earlier_wording_in_the_history(desk: CommandLine) -> None:
    desk.given(RECORDED, "decision amend D-1 --title 'Home work' --reason Clearer --yes")
    answer = desk.typed("decision show D-1").done("D-1 · Home work")
    answer.done("2 .* D-1 adopted: Remote work")
    answer.done(r"3 .* D-1 amended \(title\): Clearer")


def test_a_field_can_be_emptied_by_its_code_or_by_its_name(desk: CommandLine) -> None:
    desk.given(FULL, "decision amend D-1 --clear due_on --clear options --reason R")
    found = desk.document("decision show D-1")
    assert (found["due_on"], found["options"]) == (None, [])
    desk.given("decision amend D-1 --clear 'review date' --reason R")
    assert desk.document("decision show D-1")["review_on"] is None


@pytest.mark.parametrize(
    ("clear", "code", "says"),
    [("title", 2, "“title” is not one of"), ("owner", 1, "Nothing changes")],
)
def test_what_cannot_be_emptied_is_refused(
    desk: CommandLine, clear: str, code: int, says: str
) -> None:
    desk.given(RECORDED).typed(f"decision amend D-1 --clear {clear} --reason R").failed(code, says)


def test_the_fields_given_at_the_adoption_replace_those_proposed(desk: CommandLine) -> None:
    desk.given(f"{PROPOSED} --owner HR --grounds G", "decision adopt D-1 --owner IT")
    found = desk.document("decision show D-1")
    assert (found["owner"], found["grounds"], found["title"]) == ("IT", "G", "Masks for all")


def test_a_replacement_is_visible_from_both_sides(desk: CommandLine) -> None:
    desk.given(RECORDED, "decision record Newer --supersedes D-1")
    desk.typed("decision show D-1").done("superseded by +D-2")
    desk.typed("decision show D-2").done("supersedes +D-1")
    for label in ("D-1", "D-2"):
        desk.typed(f"decision show {label}").done("4 .* D-1 superseded by D-2")


def test_a_decision_shows_the_measures_it_founded(desk: CommandLine) -> None:
    desk.given(RECORDED, f"{ORDERED} --decision D-1", "measure order Other --decision D-1")
    desk.typed("decision show D-1").done("measures +M-1, M-2")
    desk.typed("measure show M-2").done("decision +D-1")


def test_numbers_have_no_gap_even_after_a_refusal(desk: CommandLine) -> None:
    desk.given(RECORDED)
    desk.typed("decision record X --organisation 13").failed(1, "13")
    desk.given(PROPOSED)
    assert labels(desk, "") == ["D-1", "D-2"]


def test_decisions_are_listed_by_status(desk: CommandLine) -> None:
    desk.given(RECORDED, PROPOSED, "decision record C", "decision suspend D-3")
    desk.given("decision record D", "decision implement D-4")
    assert labels(desk, "--status proposed") == ["D-2"]
    assert labels(desk, "--status proposed --status suspended") == ["D-2", "D-3"]
    assert labels(desk, "--status in_force") == ["D-1", "D-4"]


def test_decisions_are_listed_by_a_part_of_the_name_of_the_owner(desk: CommandLine) -> None:
    desk.given(f"{RECORDED} --owner 'Human resources'", PROPOSED)
    assert labels(desk, "--owner RESOURCES") == ["D-1"]


def test_overdue_decisions_are_those_past_their_deadline_and_waiting(drill: CommandLine) -> None:
    drill.at("2020-03-16 09:00").given(
        f"{RECORDED} --due 2020-03-18",
        f"{PROPOSED} --due 2020-03-19",
        "decision record Done --due 2020-03-18",
        "decision implement D-3",
    )
    today = drill.at("2020-03-19 09:00")
    assert labels(today, "--overdue") == ["D-1"]
    today.typed("decision list").done(r"D-1 .*2020-03-18 \(overdue\)")


def test_incomplete_decisions_can_be_listed(desk: CommandLine) -> None:
    desk.given(FULL, RECORDED)
    assert labels(desk, "--incomplete") == ["D-2"]


@pytest.mark.parametrize("typed", ["D-1", "d-1", "D1", "1", " d-1 "])
def test_a_decision_is_named_as_people_write_it(desk: CommandLine, typed: str) -> None:
    desk.given(RECORDED)("decision", "show", typed).done("D-1 · Remote work")
