"""What a tired person types in another way is understood, or told clearly."""

from pathlib import Path

import pytest

from tests.cli.case import LINE, ORDERED, PLAN, RECORDED
from tests.cli.running import CommandLine, installed


@pytest.mark.parametrize(
    "line", ["log Late --by 'the duty officer'", "log Late --by='the duty officer' --json"]
)
def test_a_global_option_may_come_after_the_command(desk: CommandLine, line: str) -> None:
    desk.typed(line).done()
    assert desk.document("show 2")["by"] == "the duty officer"


def test_a_text_after_two_hyphens_is_no_global_option(desk: CommandLine) -> None:
    desk("log", "--", "--json").done(r"^n° 2 · information")


@pytest.mark.parametrize("word", ["sur site", "SUR_SITE", "on-site", "on_site"])
def test_a_modality_is_understood_in_french_and_as_a_code(desk: CommandLine, word: str) -> None:
    desk.given(PLAN)
    installed("--lang", "fr", "pca", "staffing", "pca", "--count", f"{word}=10", "--by", "x").done()
    (day,) = desk.document("pca show pca")["staffing"]
    assert day["counts"][0]["agents"] == {"on_site": 10}


@pytest.mark.parametrize("number", ["1,200", "1.200", "12.000", "1,200,000"])
def test_a_number_that_can_be_read_in_two_ways_is_refused(desk: CommandLine, number: str) -> None:
    desk.given(ORDERED).typed(f"measure report M-1 --value kits={number}").failed(2, "two ways")


@pytest.mark.parametrize(
    ("typed", "kept"), [("1,25", "1.25"), ("0.125", "0.125"), ("'1 200'", "1200")]
)
def test_a_number_is_read_the_french_and_the_english_way(
    desk: CommandLine, typed: str, kept: str
) -> None:
    desk.given(ORDERED).typed(f"measure report M-1 --value kits={typed}").done()
    assert desk.document("measure show M-1")["latest"]["kits"]["value"] == kept


def test_an_indicator_may_have_no_target_beside_one_that_has(desk: CommandLine) -> None:
    desk.typed(
        "measure order Kits --indicator kits --target 600 --indicator calls --target -"
    ).done()
    indicators = desk.document("measure show M-1")["indicators"]
    assert [i["target"] for i in indicators] == ["600", None]


def test_a_backup_into_a_folder_is_named_after_the_register(desk: CommandLine) -> None:
    Path("safe").mkdir()
    desk.typed("backup safe").done("covid-19-")
    (copy,) = Path("safe").iterdir()
    assert copy.suffix == ".crisis"


def test_a_backup_never_makes_a_second_register_of_the_folder(desk: CommandLine) -> None:
    desk.typed("backup copy.crisis").failed(2, "second register")
    assert not Path("copy.crisis").exists()


@pytest.mark.parametrize(("ending", "start"), [("html", b"<!DOCTYPE"), ("json", b"{")])
def test_a_report_has_the_format_of_its_ending(
    desk: CommandLine, ending: str, start: bytes
) -> None:
    from datetime import date

    calendar = date.today().isocalendar()  # noqa: DTZ011 - the week of this machine
    week = f"{calendar.year}-W{calendar.week:02}"
    desk.typed(f"report weekly --week {week} --output report.{ending}").done()
    assert Path(f"report.{ending}").read_bytes().lstrip().lower().startswith(start.lower())


def test_the_history_of_a_decision_shows_the_words_that_were_replaced(desk: CommandLine) -> None:
    desk.given(RECORDED, "decision amend D-1 --owner HR --reason R")
    desk.given("decision amend D-1 --owner IT --reason R")
    desk.typed("decision show D-1").done("owner: HR → IT")


def test_an_end_to_come_is_told_beside_what_is_in_force(drill: CommandLine) -> None:
    now = drill.at("2020-03-17 09:00").given("decision record Short")
    now.typed("decision repeal D-1 --effective '2020-03-20 08:00'").done(
        "D-1 repealed, with effect from 2020-03-20 08:00"
    )
    state = now.typed("state").done()
    (row,) = [line for line in state.lines if line.startswith("D-1")]
    assert "2020-03-17 09:00" in row
    assert "2020-03-20 08:00" in row


def test_a_decision_not_yet_in_force_is_to_come_and_not_expected(drill: CommandLine) -> None:
    now = drill.at("2020-03-17 09:00")
    now.given("decision propose Masks", "decision adopt D-1 --effective 2020-03-20")
    state = now.document("state")
    assert [d["label"] for d in state["decisions_to_come"]] == ["D-1"]
    assert state["decisions_expected"] == state["decisions_in_force"] == []


def test_a_past_day_is_told_as_it_was(drill: CommandLine) -> None:
    drill.at("2020-03-17 09:00").given(
        "decision record Close", "measure order Kits --due 2020-03-18"
    )
    drill.at("2020-03-19 09:00").given("decision implement D-1", "measure complete M-1")
    now = drill.at("2020-03-20 09:00").given("decision repeal D-1")
    then = now.document("state --on 2020-03-18")
    assert [(d["label"], d["status"]) for d in then["decisions_in_force"]] == [("D-1", "adopted")]
    assert [(m["label"], m["status"]) for m in then["measures_open"]] == [("M-1", "ordered")]


def test_nothing_held_before_the_opening(drill: CommandLine) -> None:
    drill.at("2020-03-17 09:00").typed("state --on 2020-01-01").failed(1, "nothing held before")


def test_a_count_of_one_mission_is_not_held_against_the_whole_headcount(
    desk: CommandLine,
) -> None:
    desk.given(PLAN)
    (mission, *_rest) = desk.document("pca show pca")["missions"]
    desk.given(f"pca staffing pca --mission {mission['code']} --count on_site=5")
    (plan,) = desk.document("state")["plans"]
    assert plan["staffing"] is None


def test_a_late_report_does_not_undo_a_newer_progress(drill: CommandLine) -> None:
    now = drill.at("2020-03-17 09:00").given(ORDERED, "measure report M-1 --progress 60")
    now.given("measure report M-1 --progress 10 --at 'hier 10:00'")
    assert now.document("measure show M-1")["progress"] == 60


def test_a_search_minds_neither_case_nor_accents(desk: CommandLine) -> None:
    desk.given("log 'Station d’épuration arrêtée'", LINE)
    assert len(desk.document("timeline --search EPURATION")) == 1


def test_an_unknown_kind_of_fact_is_told_with_the_known_ones(desk: CommandLine) -> None:
    desk.typed("timeline --kind bidule").failed(2, "decision, .*journal, measure")


def test_a_decision_to_come_stays_so_though_its_end_is_known(drill: CommandLine) -> None:
    now = drill.at("2020-03-17 09:00")
    now.given(
        "decision propose Masks",
        "decision adopt D-1 --effective 2020-03-20",
        "decision repeal D-1 --effective 2020-03-27",
    )
    state = now.document("state")
    assert [d["label"] for d in state["decisions_to_come"]] == ["D-1"]
    assert state["decisions_expected"] == []
