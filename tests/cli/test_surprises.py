"""What may not be meant is asked about in a terminal, and needs --yes elsewhere."""

import sys
from pathlib import Path
from typing import Final

import pytest

from crisis_log.cli import caution
from tests.cli.case import ACTIVE, LINE, ORDERED, PLAN, RECORDED
from tests.cli.running import REGISTER, CommandLine, size
from tests.cli.test_confirm import answered

_RAISED: Final = ("pca activate pca --level 1 --at 10:00", "pca level pca --level 2 --at 11:00")
SURPRISES: Final = [
    ((PLAN,), "pca staffing pca --count remote=2186", "total of 2,186 .* headcount of 2,185"),
    (
        (PLAN,),
        "pca staffing pca --mission asr --count remote=2186",
        "total of 2,186 .* headcount of 2,185",
    ),
    (
        (PLAN, "pca staffing pca --organisation 78 --count remote=2000"),
        "pca staffing pca --organisation 92 --count remote=200",
        "total of 2,200 .* headcount of 2,185",
    ),
    (
        (PLAN, "pca staffing pca --count remote=2000"),
        "pca amend pca --headcount 218 --reason R",
        "total of 2,000 .* headcount of 218",
    ),
    ((), f"{RECORDED} --due hier", "D-1: deadline on 2020-03-17, which is past"),
    ((), "decision propose A --review 01/03/2020", "D-1: review date on 2020-03-01, which is past"),
    (("decision propose A",), "decision adopt D-1 --due hier", "D-1: deadline on 2020-03-17"),
    (("decision record A",), "decision amend D-1 --due hier --reason R", "D-1: deadline on"),
    ((), "measure order B --due hier", "M-1: deadline on 2020-03-17, which is past"),
    (("measure order B",), "measure extend M-1 --due hier", "M-1: deadline on 2020-03-17"),
    (
        ("measure order B", "measure complete M-1"),
        "measure reopen M-1 --due hier",
        "M-1: deadline on 2020-03-17",
    ),
    ((), "instruction give A --to B --due hier", "C-1: deadline on 2020-03-17, which is past"),
    ((), "objective set A --due hier", "O-1: deadline on 2020-03-17, which is past"),
    (
        (RECORDED,),
        "decision amend D-1 --title Other --reason R",
        "D-1 is in force: its title “Remote work” becomes “Other”",
    ),
    ((ORDERED,), "close", "Measures still open: M-1 “Licences”."),
    ((PLAN, ACTIVE), "close", "Plans still active: pca at level 1."),
    ((PLAN, *_RAISED), "pca level pca --level 1 --at 10:30", "“level 2”, in force since .* 11:00"),
    (
        (PLAN, "pca mission pca asr degraded --at 11:00"),
        "pca mission pca asr suspended --at 10:00",
        "pca, mission asr: a fact dated before it undoes “degraded”",
    ),
    (
        (f"{RECORDED} --at 09:00", "decision suspend D-1 --at 11:00"),
        "decision repeal D-1 --at 10:00",
        "D-1: a fact dated before it undoes “suspended”",
    ),
]
NO_SURPRISES: Final = [
    (("measure order B --indicator blessés",), "measure report M-1 --value blessés=3"),
    (("measure order B --indicator blessés",), "measure report M-1 --value Blesses=3"),
    (("measure order B --indicator blessés",), "measure report M-1 --value décès=3"),
    ((PLAN,), "pca staffing pca --count remote=2185"),
    (("pca register b --title P",), "pca staffing b --count remote=9000"),
    ((PLAN, "pca staffing pca --count remote=200"), "pca amend pca --headcount 218 --reason R"),
    ((), f"{RECORDED} --due today"),
    ((), f"{RECORDED} --due 11/03/2020 --at '10/03/2020 10:00'"),
    (("measure order B", "measure lift M-1"), "measure amend M-1 --due hier --reason R"),
    (("decision propose A",), "decision amend D-1 --title Other --reason R"),
    ((RECORDED, "decision repeal D-1"), "decision amend D-1 --title Other --reason R"),
    ((RECORDED,), "decision amend D-1 --owner Other --reason R"),
    ((ORDERED, "measure complete M-1", PLAN, ACTIVE, "pca lift pca"), "close"),
    ((PLAN, *_RAISED), "pca level pca --level 1 --at 11:30"),
    ((PLAN, ACTIVE, "pca level pca --level 2 --effective demain"), "pca lift pca"),
    (("decision propose A",), "decision adopt D-1 --at 10:00"),
    ((), LINE),
]
POSIX: Final = pytest.mark.skipif(sys.platform == "win32", reason="a POSIX terminal")
EXERCISE: Final = "open {} --exercise --title {} --authority Town"


@pytest.fixture
def noon(drill: CommandLine) -> CommandLine:
    """A drill at noon on Wednesday 18 March 2020."""
    return drill.at("2020-03-18 12:00")


@pytest.mark.parametrize(("past", "line", "says"), SURPRISES, ids=[line[1] for line in SURPRISES])
def test_where_nobody_can_be_asked_what_surprises_needs_yes(
    noon: CommandLine, past: tuple[str, ...], line: str, says: str
) -> None:
    noon.given(*past)
    before = size()
    answer = noon.typed(line).failed(2, says)
    answer.failed(2, r"without a terminal: add --yes\.")
    assert answer.out == ""
    assert size() == before
    noon.typed(f"{line} --yes").done(says)
    assert size() == before + 1


@pytest.mark.parametrize(("past", "line", "says"), SURPRISES, ids=[line[1] for line in SURPRISES])
def test_in_json_what_surprises_is_in_the_document_and_in_the_error(
    noon: CommandLine, past: tuple[str, ...], line: str, says: str
) -> None:
    noon.given(*past)
    error = noon.having("--json").typed(line).error
    assert error["exit_code"] == 2
    (surprise,) = noon.document(f"{line} --yes")["surprises"]
    assert surprise in error["error"]


@pytest.mark.parametrize(("past", "line"), NO_SURPRISES)
def test_what_does_not_surprise_needs_no_yes(
    noon: CommandLine, past: tuple[str, ...], line: str
) -> None:
    noon.given(*past, line)


def test_several_surprises_are_said_together(noon: CommandLine) -> None:
    answer = noon.typed("decision record A --due hier --review hier").failed(2, "D-1: deadline")
    assert answer.err.count("which is past already") == 2
    assert len(answer.err.splitlines()) == 1


def test_a_measure_is_named_among_those_left_open_only_while_it_is(noon: CommandLine) -> None:
    noon.given(ORDERED, "measure order Masks", "measure complete M-1", PLAN, ACTIVE)
    answer = noon.typed("close").failed(2, "open: M-2 “Masks”. Plans still active: pca at level 1")
    assert "M-1" not in answer.err


def test_what_is_refused_anyway_is_refused(noon: CommandLine) -> None:
    noon.given(ORDERED)
    noon.typed("decision record A --due hier --organisation 12").failed(1, "No organisation has")
    noon.given("close --yes").typed("measure order B --due hier").failed(1, "crisis is closed")


def test_a_request_made_again_is_answered_without_a_question(noon: CommandLine) -> None:
    line = "measure order B --due hier --request-id a1"
    noon.given(f"{line} --yes").typed(line).done("already recorded")


@POSIX
@pytest.mark.parametrize("typed", [b"\n", b"n\n"])
def test_at_a_terminal_a_surprise_is_asked_and_anything_but_yes_records_nothing(
    desk: CommandLine, typed: bytes
) -> None:
    before = Path(REGISTER).read_bytes()
    answer = answered("measure order B --due hier", typed).failed(1, "Nothing was done")
    assert "which is past already. (understood: deadline yesterday (" in answer.err
    assert ")) Record it all the same? [y/N]" in answer.err
    assert answer.out == ""
    assert Path(REGISTER).read_bytes() == before


@POSIX
def test_at_a_terminal_yes_records_what_surprises(desk: CommandLine) -> None:
    answer = answered("measure order B --due hier", b"y\n")
    assert answer.code == 0
    assert "M-1 ordered" in answer.out
    assert size() == 2


@POSIX
def test_closing_asks_one_question_that_lists_what_is_left_open(desk: CommandLine) -> None:
    desk.given(ORDERED)
    refused = answered("close", b"n\n").failed(1, "Nothing was done")
    assert refused.err.startswith("Measures still open: M-1 “Licences”. Close the crisis “COVID")
    assert answered("close", b"y\n").code == 0
    assert size() == 3


@pytest.mark.parametrize(
    ("exercise", "opening"),
    [
        (("flood-exercise", "Drill"), "open flood --title Water --authority Town"),
        (("drill", "Flood"), "open real --title flood --authority Town"),
        (("exercice-flood", "'Exercice : Flood'"), "open flood-2 --title Flood --authority Town"),
    ],
)
def test_a_real_register_beside_an_exercise_of_the_same_name_needs_yes(
    nothing: CommandLine, exercise: tuple[str, str], opening: str
) -> None:
    nothing.given(EXERCISE.format(*exercise))
    answer = nothing.typed(opening).failed(2, rf"{exercise[0]} is an exercise of the same name\.")
    assert answer.out == ""
    assert len([*Path().glob("*.crisis")]) == 1
    nothing.typed(f"{opening} --yes").done("register opened")


def test_other_registers_open_without_a_question(nothing: CommandLine) -> None:
    nothing.given(
        EXERCISE.format("exercise", "Flood"),
        "open fire --title Fire --authority Town",
        "open heat --title Fire --authority Town",
        EXERCISE.format("flood", "Flood"),
    )
    nothing.typed("open flood --title Flood --authority Town").failed(4, "already exists")


def test_what_undoes_a_later_state_does_so_once_yes_was_said(noon: CommandLine) -> None:
    noon.given(PLAN, *_RAISED, "pca level pca --level 1 --at 10:30 --yes")
    (plan,) = noon.document("state")["plans"]
    assert (plan["level"], plan["since"]) == (1, "2020-03-18T09:30:00Z")


def test_what_others_recorded_while_somebody_was_asked_is_asked_about_too(
    monkeypatch: pytest.MonkeyPatch, noon: CommandLine
) -> None:
    asked: list[str] = []
    noon.given(PLAN, "pca staffing pca --organisation 78 --count remote=2000")

    def answer(question: str, **_options: object) -> None:
        asked.append(question)
        if len(asked) == 1:
            noon.given("pca staffing pca --organisation 78 --count remote=2100")

    monkeypatch.setattr(caution, "confirm", answer)
    noon.given("pca staffing pca --organisation 92 --count remote=200")
    assert len(asked) == 2
    assert "total of 2,200" in asked[0]
    assert "total of 2,300" in asked[1]
