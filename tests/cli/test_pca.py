"""Continuity plans at the desk: staffing and its gap, missions, levels."""

from typing import Final

import pytest

from tests.cli.case import ACTIVE, PLAN
from tests.cli.running import CommandLine, size

COUNT: Final = "pca staffing pca --date 2020-03-18"


def counted(desk: CommandLine) -> dict[str, int]:
    (plan,) = desk.document("pca list")
    agents: dict[str, int] = plan["staffing"]["agents"]
    return agents


@pytest.mark.parametrize(
    ("typed", "agents"),
    [
        ("on_site=1000", {"on_site": 1000}),
        ("on-site=1000", {"on_site": 1000}),
        ("'on site=1 000'", {"on_site": 1000}),
        ("'on site, by rotation=30'", {"rotation": 30}),
        ("Remote=0", {"remote": 0}),
        ("'sick leave=3' --count special_leave=4", {"sick_leave": 3, "special_leave": 4}),
    ],
)
def test_a_modality_is_typed_as_its_code_or_as_its_word(
    desk: CommandLine, typed: str, agents: dict[str, int]
) -> None:
    desk.given(PLAN, f"{COUNT} --count {typed}")
    assert counted(desk) == agents


@pytest.mark.parametrize("number", ["-1", "1,5", "many", "", "NaN"])
def test_a_count_is_a_number_of_agents(desk: CommandLine, number: str) -> None:
    desk.given(PLAN).typed(f"{COUNT} --count remote={number}").failed(2, "not a num|should read")


@pytest.mark.parametrize("number", ["10000001", "1e30", "1e5000", "1e99999"])
def test_a_count_beyond_belief_is_refused(desk: CommandLine, number: str) -> None:
    assert desk.given(PLAN).typed(f"{COUNT} --count remote={number}").code in {1, 2}
    assert size() == 2


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        ("on_site=1000 --count remote=1100", "85 not accounted for, of 2,185 declared"),
        ("on_site=2185", "equals the declared headcount of 2,185"),
        ("on_site=2200", "15 more than the declared headcount of 2,185"),
    ],
)
def test_the_total_is_reconciled_and_its_gap_shown(
    desk: CommandLine, counts: str, says: str
) -> None:
    desk.given(PLAN, f"{COUNT} --count {counts} --yes")
    for reading in ("pca list", "pca show pca", "state"):
        desk.typed(reading).done(says)


def test_without_a_declared_headcount_the_gap_is_said_to_be_unknown(desk: CommandLine) -> None:
    desk.given("pca register pca --title P", f"{COUNT} --count remote=3")
    desk.typed("pca show pca").done("no declared headcount")


def test_a_second_count_of_the_same_day_corrects_the_first_and_keeps_it(desk: CommandLine) -> None:
    desk.given(PLAN, f"{COUNT} --count on_site=1000")
    desk.typed(f"{COUNT} --count on_site=950").done("n° 4 · plan pca: count of 2020-03-18 correct")
    answer = desk.typed("pca show pca")
    answer.done(r"2020-03-18 +whole plan +on site 950 +950 +4 +1,000 \(n° 3\)")
    assert counted(desk) == {"on_site": 950}


def test_counts_of_different_perimeters_stand_side_by_side(desk: CommandLine) -> None:
    desk.given(PLAN, f"{COUNT} --count on_site=600 --organisation 78")
    desk.given(f"{COUNT} --count on_site=500 --organisation 92")
    desk.given(f"{COUNT} --count on_site=40 --organisation 92 --mission asr")
    answer = desk.typed("pca show pca")
    answer.done(r"78 +on site 600 +600 +3").done(r"92 +on site 500 +500 +4")
    answer.done(r"92, asr +on site 40 +40 +5")
    assert counted(desk) == {"on_site": 1100}


def test_a_count_is_of_the_day_of_the_fact_unless_said_otherwise(drill: CommandLine) -> None:
    now = drill.at("2020-03-18 09:00").given(PLAN)
    entry = now.document("pca staffing pca --count remote=1 --at 'hier 18:30'")
    assert "2020-03-17" in entry["sentence"]


def test_a_plan_keeps_its_levels_missions_and_headcount(desk: CommandLine) -> None:
    desk.given(f"{PLAN} --objective 'Protect agents' --headcount-scope 'all agents'")
    answer = desk.typed("pca show pca")
    for says in (
        "(?s)levels +1 Watch\n +2 Crisis",
        r"headcount +2,185 \(all agents\)",
        "asr +essential +normal .* Child protection",
        "com +secondary +normal .* Communication",
        "still missing +organisations",
    ):
        answer.done(says)


def test_a_headcount_is_typed_as_people_write_it(desk: CommandLine) -> None:
    desk.given("pca register pca --title P --headcount '2 185'")
    assert desk.document("pca show pca")["headcount"] == 2185


def test_a_mission_is_degraded_and_restored(desk: CommandLine) -> None:
    desk.given(PLAN, "pca mission pca asr degraded --reason Ill")
    desk.typed("pca show pca").done("asr +essential +degraded .* 3 +Child protection")
    desk.typed("state").done(r"Child protection: degraded since .* \(entry 3\)")
    desk.given("pca mission pca asr restored")
    desk.typed("pca show pca").done("asr +essential +normal")
    assert "degraded" not in desk.typed("state").out


def test_a_plan_is_lifted_and_may_be_activated_again(desk: CommandLine) -> None:
    desk.given(PLAN, f"{ACTIVE} --trigger Virus --act 2020-1", "pca lift pca", ACTIVE)
    desk.typed("pca show pca").done(r"level +1 \(Watch\), since .* \(entry 5\)")


def test_an_activation_may_apply_from_another_day(drill: CommandLine) -> None:
    now = drill.at("2020-03-18 09:00").given(PLAN, f"{ACTIVE} --effective 17/03/2020")
    now.typed("pca show pca").done("since 2020-03-17 00:00")


def test_a_level_that_applies_later_is_not_yet_that_of_the_plan(drill: CommandLine) -> None:
    now = drill.at("2020-03-18 09:00").given(PLAN, ACTIVE)
    now.given("pca level pca --level 2 --effective 2020-03-20")
    levels = [drill.at(f"2020-03-{day} 09:00").document("pca list")[0]["level"] for day in (19, 20)]
    assert levels == [1, 2]


def test_an_amendment_of_a_plan_can_empty_a_field(desk: CommandLine) -> None:
    desk.given(PLAN, "pca amend pca --clear headcount --clear levels --reason R")
    found = desk.document("pca show pca")
    assert (found["headcount"], found["levels"]) == (None, {})


def test_a_code_typed_with_spaces_is_the_same_code(desk: CommandLine) -> None:
    desk.given(PLAN, ACTIVE)
    desk("pca", "register", " pca ", "--title", "Another").failed(1, "already registered")
    assert desk.document("pca show pca")["status"] == "active"
