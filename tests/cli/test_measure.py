"""Measures at the desk: indicators, figures and their history, deadlines, lists."""

import pytest

from tests.cli.case import ORDERED
from tests.cli.running import CommandLine, installed


def labels(desk: CommandLine, criteria: str) -> list[str]:
    return [m["label"] for m in desk.document(f"measure list {criteria}")]


def values(desk: CommandLine) -> dict[str, str]:
    latest = desk.document("measure show M-1")["latest"]
    return {name: figure["value"] for name, figure in latest.items()}


def test_indicators_take_their_units_targets_and_perimeters_in_order(desk: CommandLine) -> None:
    desk.given(
        "measure order Licences --indicator deployed --unit licences --target '2 185' --scope all "
        "--indicator used --unit '%' --target 62,5 --scope 'on site'"
    )
    first, second = desk.document("measure show M-1")["indicators"]
    assert first == {"name": "deployed", "unit": "licences", "target": "2185", "scope": "all"}
    assert second == {"name": "used", "unit": "%", "target": "62.5", "scope": "on site"}
    desk.typed("measure show M-1").done(r"deployed \(licences\) \[all\] target 2,185")


@pytest.mark.parametrize("option", ["--unit", "--target", "--scope"])
@pytest.mark.parametrize("times", [1, 3])
def test_what_describes_indicators_is_given_once_for_each(
    desk: CommandLine, option: str, times: int
) -> None:
    described = f" {option} 1" * times
    answer = desk.typed(f"measure order X --indicator a --indicator b{described}")
    answer.failed(2, f"Give {option} once for each --indicator, in the same order, or not at all")


def test_two_indicators_of_one_measure_have_different_names(desk: CommandLine) -> None:
    desk.typed("measure order X --indicator a --indicator a").failed(1, "Two indicators")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1200", "1200"),
        ("2 185", "2185"),
        ("2\u202f185", "2185"),
        ("2\u00a0185", "2185"),
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("1 200,5", "1200.5"),
        ("-3", "-3"),
        ("0", "0"),
    ],
)
def test_a_figure_is_read_as_the_french_and_the_english_write_it(
    desk: CommandLine, typed: str, value: str
) -> None:
    desk.given(ORDERED)("measure", "report", "M-1", "--value", f"deployed={typed}").done()
    assert values(desk) == {"deployed": value}


@pytest.mark.parametrize("typed", ["many", "1.200,5", "1,2,3", "NaN", "inf", "12%", "--"])
def test_a_figure_that_is_no_number_is_wrong_usage(desk: CommandLine, typed: str) -> None:
    answer = desk.given(ORDERED)("measure", "report", "M-1", "--value", f"deployed={typed}")
    answer.failed(2, f"“{typed}” is not a number")


@pytest.mark.parametrize("typed", ["1000000000000000000000000000000", "0,1234567890123456789"])
def test_a_figure_too_long_to_be_kept_exactly_is_refused(desk: CommandLine, typed: str) -> None:
    desk.given(ORDERED)("measure", "report", "M-1", "--value", f"deployed={typed}").failed(1, "val")


def test_one_report_gives_an_indicator_one_figure(desk: CommandLine) -> None:
    answer = desk.given(ORDERED).typed("measure report M-1 --value a=1 --value a=2")
    answer.failed(2, "twice")


def test_a_figure_is_corrected_by_the_entry_that_gave_it_which_stays(desk: CommandLine) -> None:
    desk.given(ORDERED, "measure report M-1 --value a=10 --as-of 2020-03-18")
    again = desk.typed("measure report M-1 --value a=12 --as-of 18/03/2020")
    again.failed(1, "a: n° 3 tells 10 for 2020-03-18; .* correct that one with “--corrects 3”")
    desk.given("measure report M-1 --value a=12 --corrects 3")
    (day,) = desk.document("measure show M-1")["figures"]
    assert day["figures"]["a"]["value"] == "12"
    assert [(f["value"], f["entry"]) for f in day["replaced"]["a"]] == [("10", 3)]
    desk.typed("measure show M-1").done(r"2020-03-18 +a +12 +4 +10 \(entry 3\)")


def test_a_figure_of_an_earlier_day_does_not_become_the_latest(desk: CommandLine) -> None:
    desk.given(ORDERED, "measure report M-1 --value a=12 --as-of 2020-03-18")
    desk.given("measure report M-1 --value a=3 --as-of 2020-03-10")
    assert values(desk) == {"a": "12"}


def test_a_figure_is_of_the_day_of_the_fact_unless_said_otherwise(drill: CommandLine) -> None:
    now = drill.at("2020-03-18 09:00").given(ORDERED)
    now.given("measure report M-1 --value a=1", "measure report M-1 --value a=2 --at 'hier 18:30'")
    days = [day["as_of"] for day in now.document("measure show M-1")["figures"]]
    assert sorted(days) == ["2020-03-17", "2020-03-18"]


def test_a_figure_of_a_day_to_come_is_refused(desk: CommandLine) -> None:
    answer = desk.given(ORDERED).typed("measure report M-1 --value a=1 --as-of 2099-01-01")
    answer.failed(2, "still to come")


def test_a_figure_can_still_be_told_after_the_measure_is_completed(desk: CommandLine) -> None:
    desk.given(ORDERED, "measure complete M-1", "measure report M-1 --value a=1")
    assert values(desk) == {"a": "1"}


def test_a_report_puts_an_ordered_measure_in_progress(desk: CommandLine) -> None:
    desk.given(ORDERED, "measure report M-1 --text 'First licences' --progress 10")
    desk.typed("measure show M-1").done("(?s)status +in progress.*progress +10 %")


@pytest.mark.parametrize("progress", ["-1", "101", "ten", "1.5"])
def test_progress_is_a_whole_percentage(desk: CommandLine, progress: str) -> None:
    desk.given(ORDERED).typed(f"measure report M-1 --progress {progress}").failed(2, progress)


def test_an_amendment_of_a_measure_can_empty_a_field(desk: CommandLine) -> None:
    desk.given(ORDERED, "measure amend M-1 --clear due_on --title 'More licences' --reason R")
    found = desk.document("measure show M-1")
    assert (found["due_on"], found["title"], found["missing"]) == (
        None,
        "More licences",
        ["owner", "due_on"],
    )


def test_measures_are_listed_by_every_criterion(drill: CommandLine) -> None:
    drill.at("2020-03-16 09:00").given(
        "measure order A --due 2020-03-18 --owner 'Human resources' --category reception",
        "measure order B --due 2020-03-30 --category 'work tools'",
        "measure order C --due 2020-03-18",
        "measure complete M-3",
    )
    today = drill.at("2020-03-19 09:00")
    assert labels(today, "--overdue") == ["M-1"]
    assert labels(today, "--category WORK") == ["M-2"]
    assert labels(today, "--owner human") == ["M-1"]
    assert labels(today, "--status completed") == ["M-3"]
    assert labels(today, "--status open") == ["M-1", "M-2"]
    today.typed("measure list").done(r"M-1 .*2020-03-18 \(overdue\)")


def test_a_measure_is_overdue_the_day_after_its_deadline(drill: CommandLine) -> None:
    drill.at("2020-03-16 09:00").given("measure order A --due 2020-03-18")
    assert labels(drill.at("2020-03-18 23:59"), "--overdue") == []
    assert labels(drill.at("2020-03-19 00:00"), "--overdue") == ["M-1"]


def test_a_longer_deadline_and_a_reopening_are_in_the_history(desk: CommandLine) -> None:
    desk.given(ORDERED, "measure extend M-1 --due 2099-02-01 --reason 'Late supplier'")
    desk.given("measure complete M-1", "measure reopen M-1 --reason Fault")
    answer = desk.typed("measure show M-1").done("(?s)status +reopened.*deadline +2099-02-01")
    answer.done("(?s)3 .*M-1 extended: Late supplier.*4 .*M-1 completed.*5 .*reopened: Fault")


def test_the_help_suggests_the_categories_of_the_field() -> None:
    shown = " ".join(installed("measure", "order", "--help").done().out.split())
    for category in ("work tools", "reception", "security", "children", "family planning"):
        assert category in shown


def test_key_makes_key_figures_of_the_indicators_that_are_named(desk: CommandLine) -> None:
    desk.given("measure order X --indicator décès --indicator évacués --key")
    desk.given("measure report M-1 --value évacués=12 --value hébergés=10 --key")
    assert desk.document("settings show")["key_figures"]["value"] == "décès; évacués; hébergés"


def test_key_without_an_indicator_is_refused_and_nothing_is_recorded(desk: CommandLine) -> None:
    desk.typed("measure order X --key").failed(2, "indicators that are named")
    assert desk.document("measure list") == []
