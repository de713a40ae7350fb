"""The timeline and its filters; struck and corrected lines stay legible in it."""

from collections.abc import Sequence

import pytest

from tests.cli.case import LINE, PLAN, RECORDED
from tests.cli.running import CommandLine


@pytest.fixture
def told(drill: CommandLine) -> CommandLine:
    """A drill of five entries over three days, one of them late."""
    drill.at("2020-03-17 09:00").given("log 'Call from the mayor' --note Angry")
    drill.at("2020-03-17 14:00").given(RECORDED, PLAN)
    drill.at("2020-03-18 10:00").given("log 'Late news' --at '17/03/2020 08:00'")
    return drill.at("2020-03-19 09:00")


def numbers(desk: CommandLine, criteria: str) -> Sequence[int]:
    return [entry["number"] for entry in desk.document(f"timeline {criteria}")]


@pytest.mark.parametrize(
    ("criteria", "found"),
    [
        ("", [1, 2, 3, 4, 5]),
        ("--since 2020-03-18", [5]),
        ("--since '17/03 14h00'", [3, 4, 5]),
        ("--until '17/03/2020 09:00'", [1, 2]),
        ("--until 2020-03-17", [1, 2, 3, 4]),
        ("--since 2020-03-17 --until '17/03 10:00'", [2]),
        ("--kind decision", [3]),
        ("--kind decision.adopted.v1", [3]),
        ("--kind journal", [2, 5]),
        ("--subject D-1", [3]),
        ("--subject d-1", [3]),
        ("--subject pca", [4]),
        ("--subject 2", [2]),
        ("--subject 'n° 2'", [2]),
        ("--subject crisis", [1]),
        ("--search MAYOR", [2]),
        ("--search angry", [2]),
        ("--search secretary --kind plan", [4]),
        ("--order occurred", [1, 5, 2, 3, 4]),
        ("--order occurred --until '17/03 08:30'", [1, 5]),
    ],
)
def test_the_timeline_lists_the_entries_that_match_every_criterion(
    told: CommandLine, criteria: str, found: Sequence[int]
) -> None:
    assert numbers(told, criteria) == found


def test_the_timeline_says_who_when_and_what(told: CommandLine) -> None:
    told.typed("timeline").done(
        r"2  2020-03-17 09:00 +the secretary  information: Call from the mayor \[Angry\]"
    )


def test_an_entry_is_shown_with_everything_it_holds(told: CommandLine) -> None:
    answer = told.typed("show 5")
    for says in (
        "n° 5 · information",
        "time of the fact +2020-03-17 08:00",
        "time of recording +2020-03-18 10:00",
        "recorded by +the secretary",
        "text +Late news",
        r"kind +journal\.logged\.v1",
        r"request +\w+",
    ):
        answer.done(says)


def test_what_was_given_with_a_line_is_shown_with_it(desk: CommandLine) -> None:
    desk.given("log Masks --kind request --source Mayor --channel Phone --tag a --status verified")
    answer = desk.typed("show 2")
    for says in ("kind of line +request", "source +Mayor", "channel +Phone", r"tags +\[?a"):
        answer.done(says)
    answer.done("verification +verified")


def test_a_corrected_line_stays_legible_and_says_so(desk: CommandLine) -> None:
    desk.given(LINE, "correct 2 'A better line' --reason Typo")
    desk.typed("timeline").done(r"2 .*\[corrected by n° 3\] information: A first line")
    desk.typed("timeline").done(r"3 .*line 2 corrected: A better line \(reason: Typo\)")
    desk.typed("show 2").done("reads now +A better line")
    desk.typed("show 2").done(r"read before entry n° 3 +A first line \(Typo\)")


def test_every_earlier_wording_stays_legible(desk: CommandLine) -> None:
    desk.given(LINE, "correct 2 Second --reason R1", "correct 2 Third --reason R2")
    line = desk.document("show 2")["line"]
    assert line["text"] == "Third"
    assert [(e["text"], e["reason"]) for e in line["earlier"]] == [
        ("A first line", "R1"),
        ("Second", "R2"),
    ]


def test_a_struck_line_stays_legible_and_says_so(desk: CommandLine) -> None:
    desk.given(LINE, "strike 2 --reason 'Wrong crisis'")
    desk.typed("timeline").done(r"2 .*\[struck by n° 3\] information: A first line")
    desk.typed("show 2").done("text +A first line")
    desk.typed("show 2").done("struck +by entry n° 3: Wrong crisis")


def test_a_line_that_was_corrected_then_struck_shows_both(desk: CommandLine) -> None:
    desk.given(LINE, "correct 2 Better --reason R", "strike 2 --reason S")
    desk.typed("timeline").done(r"2 .*struck by n° 4.*A first line")
    desk.typed("show 2").done("(?s)reads now +Better.*A first line.*struck +by entry n° 4")


def test_a_struck_line_can_no_longer_be_changed(desk: CommandLine) -> None:
    desk.given(LINE, "strike 2 --reason S")
    for change in ("correct 2 Other --reason R", "verify 2", "refute 2"):
        desk.typed(change).failed(1, "Line 2 was struck by entry n° 3")


def test_a_refuted_line_says_so_where_it_is_shown(desk: CommandLine) -> None:
    desk.given("log Rumour --status unverified", "refute 2")
    desk.typed("show 2").done("(?s)What became of this line.*verification +refuted")
