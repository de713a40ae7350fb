"""A desk in a real terminal of 80 × 24: what is seen, and what keys do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.desk.screen import Screen, sitting
from tests.cli.desk.test_lines import texts
from tests.cli.running import CommandLine, size


@pytest.fixture
def screen(desk: CommandLine, tmp_path: Path) -> Iterator[Screen]:
    with sitting(tmp_path) as there:
        yield there.begins()


def test_three_lines_tell_how_it_works_and_one_where_things_stand(screen: Screen) -> None:
    head, *how = screen.lines[1:5]
    assert head == "COVID-19 epidemic · covid-19.crisis · the secretary"
    assert [any(word in line for line in how) for word in ("Enter", "/help", "Ctrl-D")] == [
        True
    ] * 3
    assert screen.lines[-2:][0].startswith("no level · 0 open requests")
    screen.enters("/log How many beds? --kind request").shows("1 open request")
    screen.enters("/level Orange --reason rain").shows("level Orange")
    screen.enters("/instruction give Close the quay --to police").shows("1 unacknowledged")


def test_what_others_record_appears_above_what_is_being_typed(
    screen: Screen, desk: CommandLine
) -> None:
    screen.types("half a li").shows("half a li")
    desk.given("log 'The bridge is closed' --by prefecture")
    screen.shows("+ n° 2")
    seen = screen.lines
    typed = next(number for number, line in enumerate(seen) if line.startswith("> half a li"))
    assert "prefecture · information: The bridge is closed" in seen[typed - 1]
    screen.types("ne").presses("Enter").shows("n° 3 · information")
    assert texts() == ["The bridge is closed", "half a line"]


def test_what_it_records_itself_is_no_news(screen: Screen, desk: CommandLine) -> None:
    screen.enters("One").shows("n° 2")
    desk.given("log Two")
    assert "+ n° 2" not in screen.shows("+ n° 3").seen()


def test_alt_enter_and_pasting_make_several_lines_of_one_text(screen: Screen) -> None:
    screen.types("One").presses("M-Enter").types("Two").shows("Two").presses("Enter").shows("n° 2")
    screen.pastes("Three\nFour\n").shows("Four").presses("Enter").shows("n° 3")
    assert texts() == ["One\nTwo", "Three\nFour\n"] or texts() == ["One\nTwo", "Three\nFour"]


def test_a_refused_line_stands_there_again_to_be_mended(screen: Screen) -> None:
    screen.enters("/verify 99 --source x").shows("no entry n° 99")
    screen.shows("> /verify 99 --source x").presses("C-c")
    screen.enters("Next").shows("n° 2")
    assert texts() == ["Next"]


def test_ctrl_c_clears_a_line_that_can_be_fetched_back(screen: Screen) -> None:
    screen.types("Not now").shows("Not now").presses("C-c").shows("> Not now > no level")
    screen.presses("Up").shows("> Not now > Not now").presses("Enter").shows("n° 2")


def test_lines_of_the_register_are_fetched_back_but_those_that_are_confidential(
    desk: CommandLine, tmp_path: Path
) -> None:
    desk.given("log Before", "log Secret --confidential", "log After")
    with sitting(tmp_path) as screen:
        screen.begins().presses("Up").shows("> After").presses("Up").shows("> Before")


def test_ctrl_d_asks_before_it_leaves_something_typed(screen: Screen) -> None:
    screen.types("Half").shows("Half").presses("C-d").shows("Leave without recording “Half”?")
    screen.types("n").presses("Enter").shows("> Half")
    screen.presses("C-d").shows("[y/N]", 2).types("y").presses("Enter")
    screen.types("echo code $?").presses("Enter").shows("code 0")
    assert size() == 1


def test_oops_shows_the_last_entry_and_asks(screen: Screen) -> None:
    screen.enters("Mistkae").shows("n° 2").enters("/oops").shows(
        "n° 2: information: Mistkae"
    ).shows("[y/N]")
    screen.types("n").presses("Enter").shows("Nothing was done.")
    screen.enters("/oops").shows("[y/N]", 2).types("y").presses("Enter").shows("n° 3")
    assert size() == 3


def test_the_desk_can_be_stopped_and_goes_on(screen: Screen) -> None:
    screen.types("Half a li").shows("Half a li").presses("C-z").shows("Stopped")
    screen.types("fg").presses("Enter").shows("> Half a li")
    screen.types("ne").presses("Enter").shows("n° 2")
    assert texts() == ["Half a line"]


def test_the_state_line_follows_the_size_of_the_window(screen: Screen) -> None:
    screen.resized(40, 12).shows("last entry")
    assert max(map(len, screen.lines[-4:])) <= 40
    screen.enters("One").shows("n° 2")


def test_no_colour_is_drawn_where_none_is_wanted(desk: CommandLine, tmp_path: Path) -> None:
    with sitting(tmp_path, NO_COLOR="1") as screen:
        seen = screen.begins().enters("One").shows("n° 2").seen(raw=True)
    assert not re.search(r"\x1b\[[0-9;]*\b(3[0-7]|4[0-7]|9\d|10\d)[;m]", seen)


def test_two_desks_tell_each_other(screen: Screen, tmp_path: Path) -> None:
    with sitting(tmp_path, "second") as other:
        other.begins("desk --by other").enters("From the other").shows("n° 2")
        screen.shows("+ n° 2").shows("other · information: From the other")
        screen.enters("From here").shows("n° 3")
        other.shows("+ n° 3")
