"""What a line lacks is asked at the desk; what is asked once more is recorded once more."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crisis_log.register import Register
from tests.cli.desk.screen import Screen, sitting
from tests.cli.running import REGISTER, CommandLine, size

_SHEET = "/transcribe Bridge closed --sheet 1 --written-by Night"


@pytest.fixture
def screen(desk: CommandLine, tmp_path: Path) -> Iterator[Screen]:
    desk.given("pad print --sheets 2 --output pad.pdf")
    with sitting(tmp_path) as there:
        yield there.begins()


def test_every_row_of_a_sheet_is_recorded(screen: Screen) -> None:
    screen.enters(_SHEET).shows("Time of the fact:").enters("00:00").shows("Pad:").enters(".")
    screen.shows("Record it?").enters("y").shows("Another line of this sheet?").enters("y")
    screen.shows("Text:").enters("Bridge open").shows("Time of the fact:").enters("00:00")
    screen.shows("Row:").enters(".").shows("Record it?").enters("y").shows("n° 4")
    with Register.open(Path(REGISTER), read_only=True) as register:
        told = [getattr(entry.fact, "text", None) for entry in register.entries()]
    assert [text for text in told if text] == ["Bridge closed", "Bridge open"]


def test_what_a_command_lacks_is_asked(screen: Screen) -> None:
    screen.enters("One line").shows("information")
    screen.enters("/correct 3 Another line").shows("Reason:").presses("Enter").shows("is needed")
    screen.enters("misheard").shows("line 3 corrected")
    screen.enters("/strike 3 recorded twice").shows("line 3 struck").shows("recorded twice")


def test_giving_a_question_up_leaves_nothing_on_the_line(screen: Screen) -> None:
    before = size()
    screen.enters("/strike 2").shows("Reason:").presses("C-c").shows("Interrupted")
    screen.types("Something else").shows("> Something else").presses("Enter").shows("n° 3")
    assert size() == before + 1


def test_who_else_records_is_told(screen: Screen) -> None:
    screen.enters("/log Told by another --by the night officer")
    screen.shows("recorded by: the night officer")
