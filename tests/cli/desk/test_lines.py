"""What is typed at a desk is recorded once, whatever it holds; a command does what it says."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

import pytest

from crisis_log.register import Register
from tests.cli.running import REGISTER, Answer, CommandLine, installed, size

if sys.platform == "win32":
    pytest.skip("needs POSIX signals", allow_module_level=True)

AS_IT_IS: Final = ("!! $HOME `id` \\n", 'it\'s "so"', "-", "--source X", "# no", "'", "é’œ «»")


@pytest.fixture(autouse=True)
def _remembering(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def at_desk(*lines: str, options: str = "", **variables: str) -> Answer:
    """Let a desk read lines from a file."""
    typed = "".join(f"{line}\n" for line in lines).encode()
    return installed(*options.split(), "desk", stdin=typed, **variables)


def texts() -> list[str]:
    """Return what the lines of the journal say."""
    with Register.open(Path(REGISTER), read_only=True) as register:
        return [entry.fact.text for entry in register.entries() if "logged" in entry.kind]  # type: ignore[attr-defined]  # a line has one


def test_lines_are_recorded_as_they_are(desk: CommandLine) -> None:
    at_desk(*AS_IT_IS, "//state", "", "  ").done("n° 2 · information")
    assert texts() == [*AS_IT_IS, "/state"]


def test_the_answer_says_what_was_recorded(desk: CommandLine) -> None:
    answer = at_desk("Dyke broken").done()
    assert "  Dyke broken" in answer.lines


def test_a_command_is_that_of_the_command_line(desk: CommandLine) -> None:
    at_desk(
        "/decision propose Close the schools --owner head of schools --due tomorrow 18:00",
        "/decision adopt 1 --decided-by the mayor",
        "/log How many beds? --kind request --source SAMU 78",
        "/state",
        "/?",
    ).done("Decisions in force")
    assert desk.document("decision show D-1")["owner"] == "head of schools"
    assert desk.document("show 4")["fact"]["source"] == "SAMU 78"


def test_both_languages_are_understood_in_both(desk: CommandLine) -> None:
    french = at_desk("/journal Digue rompue --source CODIS", "/aide", CRISIS_LOG_LANG="fr")
    french.done("/decision enregistrer")
    at_desk("/journal Autre --source CODIS", "/aide", "/help").done("/decision record")
    assert texts() == ["Digue rompue", "Autre"]


def test_what_is_refused_stops_no_other_line(desk: CommandLine) -> None:
    answer = at_desk("One", "/verify 99", "/decison adopt 3", "Two")
    answer.failed(5, "2 lines were not done")
    assert "'decision'?" in answer.err
    assert texts() == ["One", "Two"]


@pytest.mark.parametrize(("line", "code"), [("/verify 99", 1), ("/verify", 2)])
def test_where_nothing_was_recorded_the_code_is_that_of_the_first_refusal(
    desk: CommandLine, line: str, code: int
) -> None:
    at_desk(line).failed(code, "1 line was not done")
    assert size() == 1


def test_help_for_a_refusal_is_asked_for_at_the_desk(desk: CommandLine) -> None:
    assert "(Help: /decision adopt --help)" in at_desk("/decision adopt").err
    assert "(Help: /help)" in at_desk("/decison").err
    at_desk("/help decision adopt").done(r"Usage: /decision adopt \[OPTIONS\]")


@pytest.mark.parametrize("line", ["/desk", "/open other --title A --authority B"])
def test_a_desk_keeps_one_register(desk: CommandLine, line: str) -> None:
    at_desk(line).failed(2, "leave it")
    at_desk("/state --register other.crisis").failed(2, "leave it")
    assert not Path("other.crisis").exists()


def test_another_person_may_record_a_line(desk: CommandLine) -> None:
    at_desk("/log One --by the prefect", "Two", options="--by me").done()
    assert [desk.document(f"show {number}")["by"] for number in (2, 3)] == ["the prefect", "me"]


def test_oops_strikes_what_this_desk_recorded_last(desk: CommandLine) -> None:
    desk.given("log 'By somebody else'")
    at_desk("One", "Two", "/oops typing error", "/oups", "/oops").done("nothing yet")
    struck = [desk.document(f"show {number}")["fact"] for number in (5, 6)]
    assert [(one["line"], one["reason"]) for one in struck] == [
        (4, "typing error"),
        (3, "recorded by mistake, struck at once"),
    ]
    assert size() == 6


def test_the_clock_of_an_exercise_goes_on_from_where_it_was_set(drill: CommandLine) -> None:
    at_desk("One", "/clock 09:30", "Two", options="--clock 2020-03-16T08:15").done()
    times = [drill.document(f"show {number}")["occurred_at"][:16] for number in (2, 3)]
    assert times == ["2020-03-16T07:15", "2020-03-16T08:30"]


def test_a_real_crisis_takes_no_clock(desk: CommandLine) -> None:
    answer = at_desk("/clock 09:30", "/state --clock 09:30")
    assert answer.err.count("exercises only") == 2
    assert answer.code == 1


def test_json_is_asked_for_with_a_line(desk: CommandLine) -> None:
    at_desk(options="--json").failed(2, "in words")
    answer = at_desk("/log One --json").done()
    assert json.loads(answer.out)["number"] == 2


def test_nobody_records_without_a_name(desk: CommandLine) -> None:
    at_desk("One", CRISIS_LOG_BY="").failed(2, "who records")
    assert size() == 1


def test_every_line_has_the_id_that_was_written_down_before(
    desk: CommandLine, tmp_path: Path
) -> None:
    at_desk("One").done()
    assert desk.document("show 2")["request_id"]
    assert not [*(tmp_path / "state" / "crisis-log" / "desk").iterdir()]


def test_a_desk_works_where_nothing_can_be_written_down(desk: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("no folder")
    answer = at_desk("One")
    assert answer.code == 0
    assert "cannot be written down" in answer.err
    assert texts() == ["One"]


def test_the_technical_log_has_a_line_for_each(desk: CommandLine) -> None:
    at_desk("Something secret", "/state", options="--log technical.log").done()
    told = Path("technical.log").read_text(encoding="utf-8")
    assert [verb in told for verb in ('"log"', '"state"', '"desk"')] == [True] * 3
    assert "secret" not in told


def test_reminders_are_told_at_a_desk_too(drill: CommandLine) -> None:
    drill.at("2020-03-16 08:10").given("measure order Masks --due 2020-03-16")
    answer = at_desk("/remind", options="--clock 2020-03-16T09:00")
    assert "M-1" in answer.done("due").line_of("Masks")
