"""Whoever names a thing that a command is not about is told what to type instead."""

import re
from typing import Final

import pytest

from crisis_log.cli.instead import GROUPS, INSTEAD
from crisis_log.slices import COLLECTIONS
from tests.cli.case import ASSUMING, LINE, OBJECTIVE, ORDERED, PLAN, WATCH
from tests.cli.cases_pad import PRINTED
from tests.cli.running import CommandLine
from tests.cli.tree import TREE, VERBS, option_names

EVERYTHING: Final = (
    ASSUMING,  # 2 and 3
    ORDERED,  # 4
    LINE,  # 5
    OBJECTIVE,  # 6
    "expect Bilan --from Préfecture --by 2099-01-01",  # 7
    "instruction give 'Close the gate' --to Gate",  # 8
    "meeting open",  # 9
    WATCH,  # 10
    PLAN.replace("pca --title", "P-04 --title"),  # 11
    "measure report M-1 --progress 10",  # 12
    "measure report M-1 --progress 20",  # 13
    PRINTED,  # 14
)


@pytest.fixture
def full(desk: CommandLine) -> CommandLine:
    """A register with one of each kind of thing."""
    return desk.given(*EVERYTHING)


@pytest.mark.parametrize(
    ("named", "own"),
    [
        ("D-1", "decision show D-1"),
        ("d1", "decision show D-1"),
        ("M 1", "measure show M-1"),
        ("S-1", "meeting show S-1"),
        ("C-1", "instruction show C-1"),
        ("A-1", "expected show A-1"),
        ("O-1", "objective show O-1"),
        ("H-1", "assumption show H-1"),
        ("P-1", "handover show P-1"),
        ("CP-1", "pad show CP-1"),
        ("P-04", "pca show P-04"),
        ("p04", "pca show P-04"),
    ],
)
def test_show_shows_a_thing_as_its_own_show_does(full: CommandLine, named: str, own: str) -> None:
    answers = [full("show", named), full.having("--json")("show", named)]
    assert answers == [full.typed(own), full.having("--json").typed(own)]
    assert {answer.code for answer in answers} == {0}


def test_show_refuses_what_names_nothing(full: CommandLine) -> None:
    full.typed("show nothing").failed(1, "neither the number of an entry.*the plans are: P-04")
    full.typed("show R-1").failed(1, "There is no report R-1")
    full.typed("show D-1 --extract .").failed(2, "give --extract with a number")


@pytest.mark.parametrize(
    ("line", "code", "instead"),
    [
        ("strike D-1 --reason R", 2, "“decision withdraw D-1”.*“timeline --subject D-1”"),
        ("strike M-1 --reason R", 2, "“measure lift M-1”.*“timeline --subject M-1”"),
        ("strike c1 --reason R", 2, "“instruction cancel C-1”"),
        ("strike P-1 --reason R", 2, "“timeline --subject P-1” lists the entries about P-1"),
        ("strike cp1 --reason R", 2, "“pad spoil CP-1”.*“timeline --subject CP-1”"),
        ("strike 14 --reason R", 1, "a printed pad stands.*Use “pad spoil CP-1”"),
        ("strike 2 --reason R", 1, "n° 3 would not follow .*Use “decision withdraw D-1”"),
        ("strike 4 --reason R", 1, "n° 12 and n° 13|n° 12 to 13.*Use “measure lift M-1”"),
        ("verify D-1", 2, "“timeline --subject D-1” lists the entries about D-1"),
        ("verify 2", 1, "n° 2 is not a line of the journal. It says: D-1 adopted"),
        ("correct D-1 Other --reason R", 2, "Use “decision amend D-1”"),
        ("correct 4 Other --reason R", 1, "Use “measure amend M-1”"),
        ("decision adopt 2", 1, "no decision D-2 .* n° 2 is an entry about D-1: write D-1"),
        ("decision show 5", 1, "no decision D-5 .* n° 5 is an entry: “show 5” shows it"),
        ("decision show M-1", 2, "“M-1” is not a number such as D-3. Use “measure show M-1”"),
    ],
)
def test_a_dead_end_says_what_to_type_instead(
    full: CommandLine, line: str, code: int, instead: str
) -> None:
    full.typed(line).failed(code, f"(?s){instead}")


@pytest.mark.parametrize(
    "line",
    [
        "strike 99 --reason R",
        "strike 5 --reason R",
        "decision show 99",
        "decision adopt D-2",
        "measure lift D-1",
    ],
)
def test_nothing_is_offered_where_nothing_is_known_to_fit(full: CommandLine, line: str) -> None:
    full.typed("strike 5 --reason R").done()
    answer = full.typed(line)
    assert answer.code in {1, 2}
    assert "Use “" not in answer.err
    assert "is an entry" not in answer.err


@pytest.mark.parametrize(
    "command", sorted({command for verb in INSTEAD.values() for command in verb.values()})
)
def test_what_is_offered_instead_is_a_command(command: str) -> None:
    verb, _space, rest = re.sub(r" \{label\}.*", "", command), *command.partition(" --")[1:]
    assert verb in VERBS
    assert not rest or f"--{rest.split()[0]}" in option_names(TREE[verb])


def test_every_labelled_thing_has_its_commands() -> None:
    collections = [one for one in COLLECTIONS.values() if one.numbered and not one.part_of]
    labelled = {one.prefix.rstrip("-") for one in collections if one.prefix and "-" in one.prefix}
    assert labelled == set(GROUPS)
    assert {f"{group} show" for group in GROUPS.values()} <= set(VERBS)
