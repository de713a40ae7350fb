"""What completes a line of the desk: the same as in a shell, and values need no quotes."""

from __future__ import annotations

from pathlib import Path

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from crisis_log import language
from crisis_log.cli.desk.completer import LineCompleter
from crisis_log.cli.desk.unfinished import unfinished
from crisis_log.cli.groups import named
from crisis_log.cli.root import root
from crisis_log.storage import place
from tests.cli.case import ORDERED, PLAN, PROPOSED
from tests.cli.desk.screen import sitting
from tests.cli.running import REGISTER, CommandLine

DIRECTOR = "cell appoint 'Crisis director'"


def completed(typed: str) -> list[str]:
    """Return the lines that a line may become."""
    document = Document(typed)
    offered = LineCompleter(place(REGISTER)).get_completions(document, CompleteEvent())
    return [typed[: len(typed) + one.start_position] + one.text for one in offered]


@pytest.mark.parametrize(
    ("line", "args", "incomplete"),
    [
        ("/", [], ""),
        ("/dec", [], "dec"),
        ("/decision", [], "decision"),
        ("/decision ", ["decision"], ""),
        ("/decision sh", ["decision"], "sh"),
        ("/decision show D", ["decision", "show"], "D"),
        ("/cell relieve Crisis d", ["cell", "relieve"], "Crisis d"),
        ("/cell relieve Crisis ", ["cell", "relieve"], "Crisis "),
        ("/pca mission pca A", ["pca", "mission", "pca"], "A"),
        ("/decision adopt 3 --ow", ["decision", "adopt", "3"], "--ow"),
        ("/decision adopt 3 --owner The d", ["decision", "adopt", "3", "--owner"], "The d"),
        ("/decision adopt 3 --owner", ["decision", "adopt", "3"], "--owner"),
        ("/decision list --overdue --st", ["decision", "list", "--overdue"], "--st"),
        ("/handover --to D", ["handover", "--to"], "D"),
    ],
)
def test_what_is_to_be_completed_goes_on_to_the_next_option(
    line: str, args: list[str], incomplete: str
) -> None:
    named(root, "")
    assert unfinished(line, root)[:2] == (args, incomplete)


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("/deci", ["/decision"]),
        ("/oo", ["/oops"]),
        ("/decision adopt ", ["/decision adopt D-1"]),
        ("/decision adopt D-1 --ow", ["/decision adopt D-1 --owner"]),
        ("/handover --to crisis d", ["/handover --to Crisis director"]),
        ('/handover --to "Cr', ['/handover --to "Crisis director"']),
        ("/cell relieve Crisis d", ["/cell relieve Crisis director"]),
        ("/meeting attend Cr", ['/meeting attend "Crisis director"']),
        ("/log Text --kind=req", ["/log Text --kind=request"]),
        ("/pca show P", ["/pca show pca"]),
        ("see D-", ["see D-1"]),
        ("see M-1", ["see M-1"]),
        ("see CP-", ["see CP-1"]),
        ("see d", []),
        ("decision", []),
        ("//dec", []),
    ],
)
def test_a_line_is_completed(desk: CommandLine, typed: str, lines: list[str]) -> None:
    desk.given(PROPOSED, ORDERED, PLAN, DIRECTOR)
    if "CP-" in typed:
        desk.given("pad print --sheets 1")
    assert completed(typed) == lines


@pytest.mark.usefixtures("desk")
def test_the_desk_completes_in_french() -> None:
    with language.speaking("fr"):
        assert completed("/ou") == ["/oups", "/ouvrir"]
        assert completed("/journal Texte --type dem") == ["/journal Texte --type demande"]


@pytest.mark.usefixtures("nothing")
def test_what_cannot_be_read_completes_nothing() -> None:
    assert completed("/decision adopt ") == []
    assert completed("see D-") == []


def test_tab_completes_in_a_terminal(desk: CommandLine, tmp_path: Path) -> None:
    desk.given(PROPOSED, DIRECTOR)
    with sitting(tmp_path) as screen:
        screen.begins().types("/decision adopt D").shows("Masks for all").presses("Tab")
        screen.shows("> /decision adopt D-1").types(" --owner Cr").shows("Crisis director")
        screen.presses("Tab").shows("--owner Crisis director").presses("Enter").shows("n° 4")
    assert desk.document("decision show D-1")["owner"] == "Crisis director"
