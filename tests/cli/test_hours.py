"""Deadlines, reviews and figures of an hour; times told from the present."""

from typing import Any

import pytest

from crisis_log.language import speaking
from tests.cli.running import CommandLine

NOON = "2020-03-18 12:00"
ORDERED = "measure order Deploy"


@pytest.fixture
def noon(drill: CommandLine) -> CommandLine:
    """It is Wednesday 18 March 2020, twelve o'clock."""
    return drill.at(NOON)


def figures(desk: CommandLine) -> list[tuple[str, str]]:
    """Return the figures of the day that hold, each with its local time."""
    (day,) = desk.document("measure show M-1")["figures"]
    course: list[dict[str, Any]] = [*day["preceding"].get("a", ()), day["figures"]["a"]]
    return [(one["value"], one["instant"][11:16]) for one in course]


@pytest.mark.parametrize(
    ("typed", "kept", "echoed"),
    [
        ("20/03", "2020-03-20", "deadline Friday 2020-03-20"),
        ("20/03 18h", "2020-03-20T18:00:00+01:00", "deadline Friday 2020-03-20 18:00"),
        ("vendredi", "2020-03-20", "deadline Friday 2020-03-20"),
        ("demain 8h", "2020-03-19T08:00:00+01:00", "deadline tomorrow 08:00"),
        ("dans 2 h", "2020-03-18T14:00:00+01:00", "deadline today 14:00"),
        ("2020-03-30 18:00", "2020-03-30T18:00:00+02:00", ""),
    ],
)
@pytest.mark.parametrize(("thing", "label"), [("decision record Close", "D-1"), (ORDERED, "M-1")])
def test_a_deadline_is_a_day_or_an_hour_of_it(
    noon: CommandLine, thing: str, label: str, typed: str, kept: str, echoed: str
) -> None:
    noon.typed(f"{thing} --due '{typed}'").done(echoed)
    name = thing.partition(" ")[0]
    assert noon.document(f"{name} show {label}")["due_on"] == kept
    shown = kept.replace("T", " ")[:16]
    noon.typed(f"{name} show {label}").done(f"deadline +{shown}\n")
    noon.typed(f"{name} list").done(shown)


@pytest.mark.parametrize("thing", ["decision record Close", ORDERED])
def test_what_is_due_at_an_hour_is_overdue_once_it_has_struck(
    noon: CommandLine, thing: str
) -> None:
    noon.given(f"{thing} --due '18/03 18h'")
    name = thing.partition(" ")[0]
    assert noon.at("2020-03-18 18:00").document(f"{name} list --overdue") == []
    late = noon.at("2020-03-18 18:01")
    assert len(late.document(f"{name} list --overdue")) == 1
    late.typed(f"{name} list").done(r"2020-03-18 18:00 \(overdue\)")
    assert late.document("state")["overdue"] != []
    (deadline,) = late.document("state")["deadlines"]
    assert (deadline["day"], deadline["due"]) == ("2020-03-18", "2020-03-18T18:00:00+01:00")


def test_deadlines_of_a_day_are_told_in_the_order_of_their_hours(noon: CommandLine) -> None:
    for due in ("19/03", "19/03 18h", "19/03 8h", "20/03 7h"):
        noon.given(f"measure order A --due '{due}'")
    told = [one["label"] for one in noon.document("state")["deadlines"]]
    assert told == ["M-3", "M-2", "M-1", "M-4"]


def test_a_review_of_an_hour_is_past_once_it_has_struck(noon: CommandLine) -> None:
    noon.given("decision record Close --review '18/03 18h'")
    assert len(noon.at("2020-03-18 18:00").document("state")["deadlines"]) == 1
    assert noon.at("2020-03-18 18:01").document("state")["deadlines"] == []


def test_a_measure_is_extended_reopened_and_amended_to_an_hour(noon: CommandLine) -> None:
    noon.given(f"{ORDERED} --due 20/03 --start '19/03 8h'")
    noon.typed("measure extend M-1 --due '20/03 18h'").failed(1, "must come after the present one")
    noon.given("measure extend M-1 --due '21/03 8h'", "measure complete M-1")
    noon.given("measure reopen M-1 --due '21/03 18h'")
    noon.typed("measure show M-1").done("(?s)start +2020-03-19 08:00.*deadline +2020-03-21 18:00")
    noon.given("measure amend M-1 --due '21/03 19h' --reason typing")
    noon.typed("measure show M-1").done("deadline: 2020-03-21 18:00 → 2020-03-21 19:00")


def test_a_deadline_of_an_hour_that_is_past_is_asked_about(noon: CommandLine) -> None:
    answer = noon.typed("decision record Close --due 8h")
    answer.failed(2, "D-1: deadline on 2020-03-18 08:00, which is past already")
    assert "or “tomorrow 08:00”?" in noon.typed("decision record A --due 8h --yes").done().out


def test_several_figures_of_a_day_are_an_evolution(noon: CommandLine) -> None:
    noon.at("2020-03-18 08:00").given(ORDERED)
    noon.given("measure report M-1 --value a=10 --at 9h")
    noon.given("measure report M-1 --value a=30", "measure report M-1 --value a=20 --as-of 10h")
    assert figures(noon) == [("10", "09:00"), ("20", "10:00"), ("30", "12:00")]
    assert noon.document("measure show M-1")["latest"]["a"]["value"] == "30"
    noon.given("measure report M-1 --corrects 3 --value a=11 --text recount")
    assert figures(noon)[0] == ("11", "09:00")
    noon.typed("measure show M-1").done(r"2020-03-18 09:00 +a +11 +6 +10 \(entry 3\)")
    noon.typed("measure report M-1 --corrects 3 --value a=12").failed(1, "correct n° 6")
    noon.typed("strike 6 --reason typing").done()
    assert figures(noon)[0] == ("10", "09:00")
    noon.given("measure report M-1 --corrects 3 --value a=12")
    noon.typed("strike 3 --reason typing").failed(1, "n° 8 would not follow")


def test_a_correction_has_the_time_of_what_it_corrects(noon: CommandLine) -> None:
    noon.at("2020-03-18 08:00").given(ORDERED)
    noon.given("measure report M-1 --value a=10 --at 9h")
    line = "measure report M-1 --corrects 3 --value a=11"
    noon.typed(f"{line} --as-of 10h").failed(2, "no --as-of")
    noon.at("2020-03-20 08:00").typed(line).done("M-1 report of 2020-03-18 09:00")
    assert figures(noon) == [("11", "09:00")]


@pytest.mark.parametrize("as_of", ["13h", "demain", "dans 2 h"])
def test_a_figure_of_a_time_to_come_is_refused(noon: CommandLine, as_of: str) -> None:
    answer = noon.given(ORDERED).typed(f"measure report M-1 --value a=1 --as-of '{as_of}'")
    answer.failed(2, "is still to come")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("il y a 10 minutes", "2020-03-18T10:50:00"),
        ("il y a 2 h", "2020-03-18T09:00:00"),
        ("mardi 8h", "2020-03-17T07:00:00"),
        ("vendredi dernier 8h", "2020-03-13T07:00:00"),
    ],
)
def test_a_fact_is_dated_from_the_present(noon: CommandLine, typed: str, told: str) -> None:
    assert noon.document(f"log A --at '{typed}'")["occurred_at"].startswith(told)


def test_a_deadline_gone_by_that_fits_tomorrow_says_so(noon: CommandLine) -> None:
    answer = noon.typed("measure order Sandbags --due 8h")
    answer.failed(2, "past already. .*deadline today 08:00, or “tomorrow 08:00”\\?")
    noon.typed("measure order Sandbags --due 'tomorrow 8h'").done()


def test_a_time_in_the_future_that_fits_yesterday_says_so(drill: CommandLine) -> None:
    night = drill.at("2020-03-18 00:10")
    with speaking("fr"):
        answer = night.typed("log A --at 23h50")
    answer.failed(1, r"compris\s: aujourd’hui 23:50, ou «\shier 23:50\s»\s\?")
    answer = night.typed("log A --received 23h50")
    answer.failed(1, "received at today 23:50, or “yesterday 23:50”\\?")
    assert "yesterday" not in night.typed("log A --at 18/03/2020T23:50").err


def test_a_time_whose_day_was_typed_is_of_no_other_day(drill: CommandLine) -> None:
    night = drill.at("2020-03-18 00:10")
    answer = night.typed("log A --at 'demain 8h'").failed(1, "understood: tomorrow 08:00")
    assert ", or “" not in answer.err


def test_a_day_that_may_be_another_is_refused(noon: CommandLine) -> None:
    with speaking("fr"):
        answer = noon.typed("decision record A --due 'vendredi prochain'")
    answer.failed(2, r"«\svendredi prochain\s» peut être le 20/03/2020 ou le 27/03/2020")
