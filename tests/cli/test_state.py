"""The state now, as it was known, after an entry, and on a day: late facts tell them apart."""

import re

import pytest

from tests.cli.case import ACTIVE, PLAN
from tests.cli.running import CommandLine


@pytest.fixture
def late(drill: CommandLine) -> CommandLine:
    """A drill in which what held on the 17th was only recorded on the 19th."""
    drill.at("2020-03-17 09:00").given("decision record Early")
    drill.at("2020-03-19 09:00").given("decision record Late --at '17/03/2020 10:00'")
    drill.at("2020-03-20 09:00").given("decision repeal D-1 --at '18/03/2020 12:00'")
    return drill.at("2020-03-21 09:00")


def in_force(desk: CommandLine, options: str) -> list[str]:
    found = desk.document(f"state {options}")["decisions_in_force"]
    return [f"D-{decision['number']}" for decision in found]


def test_what_was_copied_from_a_screen_finds_itself(drill: CommandLine) -> None:
    drill.at("2020-03-18 01:58:12").given("decision record Evacuate")
    drill.at("2020-03-18 01:59:00").given("decision record Shelter")
    now = drill.at("2020-03-18 01:59:30")
    assert "01:58" in now.typed("timeline").out
    assert in_force(now, "--as-of 01:58") == ["D-1"]
    assert in_force(now, "--as-of 01:58:12") == ["D-1"]
    assert now.document("audit diff 01:57 01:58")["to"] == 2
    found = [entry["number"] for entry in now.document("timeline --until 01:58")]
    assert found == [1, 2]


@pytest.mark.parametrize("typed", ["01:59", "2020-03-18", "today"])
def test_a_day_or_a_minute_that_is_not_over_ends_now(drill: CommandLine, typed: str) -> None:
    drill.at("2020-03-18 01:58:12").given("decision record Evacuate")
    now = drill.at("2020-03-18 01:59:30")
    assert now.document(f"state --as-of {typed}")["instant"] == "2020-03-18T00:59:30Z"
    now.typed("state --as-of 02:00").failed(1, "02:00 is still to come")


@pytest.mark.parametrize(
    ("options", "labels"),
    [
        ("", ["D-2"]),
        ("--as-of '18/03/2020 09:00'", ["D-1"]),
        ("--as-of 2020-03-19", ["D-1", "D-2"]),
        ("--entry 2", ["D-1"]),
        ("--entry 3", ["D-1", "D-2"]),
        ("--entry 4", ["D-2"]),
        ("--on 2020-03-16", []),
        ("--on 2020-03-17", ["D-1", "D-2"]),
        ("--on 2020-03-18", ["D-2"]),
        ("--on 2020-03-17 --as-of 2020-03-18", ["D-1"]),
        ("--on 2020-03-18 --as-of 2020-03-19", ["D-1", "D-2"]),
        ("--on 2020-03-18 --entry 2", ["D-1"]),
    ],
)
def test_what_was_known_and_what_was_in_force_are_two_questions(
    late: CommandLine, options: str, labels: list[str]
) -> None:
    assert in_force(late, options) == labels


def test_the_state_says_by_which_entry_it_knows(late: CommandLine) -> None:
    late.typed("state --entry 3").done("by what is known after entry +3")
    late.typed("state --on 17/03/2020").done(r"state at +2020-03-17 23:59")


def test_a_decision_that_applies_later_is_not_yet_in_force(drill: CommandLine) -> None:
    now = drill.at("2020-03-17 09:00").given("decision record Later --effective 2020-03-20")
    assert in_force(now, "") == []
    assert in_force(now, "--on 2020-03-20") == ["D-1"]


def test_a_decision_repealed_from_a_later_day_is_in_force_until_then(drill: CommandLine) -> None:
    now = drill.at("2020-03-17 09:00")
    now.given("decision record Short", "decision repeal D-1 --effective 2020-03-20")
    assert in_force(now, "") == ["D-1"]
    assert in_force(now, "--on 2020-03-20") == []


@pytest.mark.parametrize("change", ["", "repeal D-1 --effective 2020-03-20"])
def test_the_list_and_the_state_agree_on_what_is_in_force(drill: CommandLine, change: str) -> None:
    now = drill.at("2020-03-17 09:00").given("decision record Short")
    now.given(f"decision {change}") if change else None
    listed = [d["label"] for d in now.document("decision list --status in-force")]
    assert listed == in_force(now, "")


def test_a_withdrawn_decision_was_never_in_force(drill: CommandLine) -> None:
    drill.at("2020-03-17 09:00").given("decision record Illegal")
    now = drill.at("2020-03-19 09:00").given("decision withdraw D-1")
    assert in_force(now, "--on 2020-03-17") == []
    assert in_force(now, "--as-of 2020-03-18") == ["D-1"]


def test_what_was_just_recorded_holds_though_the_simulated_clock_stands_still(
    drill: CommandLine,
) -> None:
    now = drill.at("2020-03-17 09:00").given("decision record First", "decision record Second")
    assert in_force(now, "") == ["D-1", "D-2"]


def test_a_proposal_recorded_late_with_an_earlier_adoption_is_in_force(drill: CommandLine) -> None:
    now = drill.at("2020-03-17 12:00")
    now.given("decision propose Masks", "decision adopt D-1 --at 11:00")
    assert in_force(now, "") == ["D-1"]


def test_the_state_shows_everything_that_holds(drill: CommandLine) -> None:
    drill.at("2020-03-17 09:00").given(
        "level Alert",
        PLAN,
        ACTIVE,
        "pca mission pca asr degraded --reason Ill",
        "pca staffing pca --count on_site=1000 --count remote=1100",
        "decision propose Masks",
        "decision record Schools --review 2020-03-30",
        "decision record Markets",
        "decision suspend D-3",
        "measure order Hotline --due 2020-03-25",
        "measure order Licences --due 2020-03-18",
    )
    answer = drill.at("2020-03-20 09:00").typed("state")
    for says in (
        r"level +Alert, since 2020-03-17 09:00 \(entry 2\)",
        r"level +1 \(Watch\), since 2020-03-17 09:00 \(entry 4\)",
        r"Child protection: degraded since 2020-03-17 09:00 \(entry 5\)",
        "2020-03-17: on site 1,000, remote 1,100; total 2,100; 85 not accounted for, of 2,185",
        r"(?s)Decisions expected \(1\).*D-1 .*Decisions in force \(1\).*D-2 .*suspended \(1\).*D-3",
        r"(?s)Measures open \(2\).*M-2 .*2020-03-18 \(overdue\).*M-1 ",
        r"(?s)Deadlines and reviews.*deadline \(overdue\) +M-2.*deadline +M-1.*review date +D-2",
    ):
        answer.done(says)


def test_the_state_of_a_closed_crisis_says_so(desk: CommandLine) -> None:
    desk.given("close").typed("state").done("status +closed")


@pytest.fixture
def pending(drill: CommandLine) -> CommandLine:
    """A drill in which something is asked, something answered, and a briefing announced."""
    drill.at("2020-03-18 09:00").given("log 'Blankets, please' --kind request")
    drill.at("2020-03-18 09:10").given("log 'A pump, please' --kind request")
    drill.at("2020-03-18 09:20").given("log 'A pump left' --kind action --answers 3")
    drill.at("2020-03-18 09:30").given("briefing next 'tomorrow 08:00' --place 'Town hall'")
    return drill.at("2020-03-18 10:00")


def test_the_state_tells_what_is_asked_and_when_the_cell_meets_next(pending: CommandLine) -> None:
    told = pending.typed("state").done("Open requests").out
    assert "Open requests (1)" in told
    assert "n° 2  2020-03-18 09:00  Blankets, please" in told
    assert "A pump" not in told
    assert re.search("next briefing +2020-03-19 08:00 · Town hall .entry 5.", told)
    document = pending.document("state")
    assert [one["number"] for one in document["requests_open"]] == [2]
    assert document["next_briefing"]["at"] == "2020-03-19T08:00:00+01:00"


def test_what_is_pending_is_told_as_it_was_known(pending: CommandLine) -> None:
    told = pending.typed("state --entry 3").done(r"Open requests \(2\)").out
    assert re.search("next briefing +not recorded", told)
    assert "requests_open" not in pending.document("state --on 2020-03-18")
    later = pending.at("2020-03-19 09:00").typed("state").done("next briefing").out
    assert "its time has come, no other is recorded" in " ".join(later.split())
    closed = pending.given("close --yes")
    assert closed.document("state")["next_briefing"] is None
    assert re.search("next briefing +none: the crisis is closed", closed.typed("state").out)


def test_a_line_that_says_when_the_cell_meets_says_when_that_was_noted(drill: CommandLine) -> None:
    drill.at("2020-03-18 09:00").given("log 'At 18:00' --tag prochain-point --at 08:45")
    told = drill.at("2020-03-20 09:00").typed("state").out
    assert re.search("next briefing +At 18:00, noted on 2020-03-18 08:45 .entry 2.", told)


def test_a_briefing_that_was_moved_is_listed_as_replaced(pending: CommandLine) -> None:
    pending.given("briefing next 'tomorrow 11:00'")
    pending.at("2020-03-19 12:00").given("briefing next '20/03/2020 09:00'")
    statuses = [one["status"] for one in pending.document("briefing list")]
    assert statuses == ["replaced", "past", "next"]
