"""Every verb is shown once done and once refused, in words and in JSON."""

import shlex
import shutil
from pathlib import Path
from typing import Final

import click
import pytest

from crisis_log.cli import configuration
from crisis_log.cli.user_folders import state_folder
from tests.cli import (
    cases_crisis,
    cases_decision,
    cases_follow,
    cases_footing,
    cases_meeting,
    cases_pad,
    cases_plan,
    cases_reading,
    cases_user,
)
from tests.cli.case import Case
from tests.cli.running import CommandLine, size
from tests.cli.tree import TREE, VERBS, WITH_ROOT

SHOWN_ELSEWHERE: Final = [
    "audit check-proof",
    "desk",
    "report after-action",
    "report check",
    "report decisions",
    "report issue after-action",
    "report issue decisions",
    "report issue register",
    "report issue situation",
    "report issue weekly",
    "report rectify",
    "report register",
    "report reprint",
    "report show",
    "report sign",
    "report situation",
    "report weekly",
    "server check",
    "server grant",
    "server grants",
    "server init",
    "server register create",
    "server register drop-empty",
    "server register list",
    "server revoke",
]
"""Verbs that are shown done by the tests of reports, of signatures, of proofs, and of servers."""

RECORDED_WITHOUT_ID: Final = ["key rotate"]
GIVING_OUT: Final = [
    "audit bundle",
    "audit checkpoint",
    "audit prove",
    "audit timestamp",
    "export",
    "move",
    "report dossier",
    "report minutes",
]
"""Verbs that note, as an entry beside what they are asked for, what went out."""

CASES: Final = (
    *cases_crisis.CASES,
    *cases_decision.CASES,
    *cases_follow.CASES,
    *cases_footing.CASES,
    *cases_meeting.CASES,
    *cases_pad.CASES,
    *cases_plan.CASES,
    *cases_reading.CASES,
    *cases_user.CASES,
)
DONE: Final = [case for case in CASES if case.code == 0]
REFUSED: Final = [case for case in CASES if case.code != 0]
Pasts = dict[tuple[bool | str, ...], Path]
RECORDED_KEYS: Final = {
    "number",
    "kind",
    "subject",
    "label",
    "recorded_at",
    "occurred_at",
    "sentence",
}


def remembered() -> bool:
    """Whether the program remembers something for a while, outside of the folder of the desk."""
    folder = state_folder()
    return folder is not None and folder.exists()


def records(verb: str) -> bool:
    """Whether `verb` adds entries to the register."""
    has_id = any(parameter.name == "request_id" for parameter in TREE[verb].params)
    return has_id or verb in RECORDED_WITHOUT_ID


@pytest.mark.parametrize("name", TREE)
def test_every_command_says_what_it_is_for(name: str) -> None:
    assert TREE[name].help


@pytest.mark.parametrize("name", WITH_ROOT)
def test_every_option_says_what_it_is_for(name: str) -> None:
    options = [p for p in WITH_ROOT[name].params if isinstance(p, click.Option)]
    assert [option.name for option in options if not option.help] == []


def test_every_verb_is_shown_done() -> None:
    assert set(VERBS) == {case.verb for case in DONE} | set(SHOWN_ELSEWHERE)


def test_every_verb_is_shown_refused() -> None:
    assert set(VERBS) == {case.verb for case in REFUSED}


def test_every_case_is_of_a_verb_that_exists() -> None:
    assert {case.verb for case in CASES} <= set(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_at_the_desk(nothing: CommandLine, verb: str) -> None:
    nothing(*shlex.split(verb), "--help").done(f"Usage: crisis-log {verb}")


@pytest.fixture(scope="session")
def pasts() -> Pasts:
    """What lines of a past left in the folder of a desk: none is typed twice."""
    return {}


@pytest.fixture
def past(
    case: Case,
    request: pytest.FixtureRequest,
    pasts: Pasts,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> CommandLine:
    """A desk at which the past of a case was typed."""
    desk: CommandLine = request.getfixturevalue("desk" if case.opened else "nothing")
    typed: list[tuple[bool | str, ...]] = [
        (case.opened, *case.past[: number + 1]) for number in range(len(case.past))
    ]
    known = [lines for lines in typed if lines in pasts]
    if known:
        shutil.copytree(pasts[known[-1]], tmp_path, dirs_exist_ok=True)
    for lines in typed[len(known) :]:
        desk.given(str(lines[-1]))
        if not configuration.contents() and not remembered():  # else more than this folder changed
            left = tmp_path_factory.mktemp("past") / "folder"
            pasts[lines] = shutil.copytree(tmp_path, left)
    return desk


@pytest.mark.parametrize("case", DONE, ids=str)
def test_a_verb_that_is_done_says_so_and_records_only_what_it_should(
    past: CommandLine, case: Case
) -> None:
    before = size()
    past.typed(case.line).done(case.says)
    after = size("another.crisis") or size()
    assert (after > before) == (records(case.verb) or case.verb in GIVING_OUT)


@pytest.mark.parametrize("case", DONE, ids=str)
def test_a_verb_that_is_done_says_so_in_one_json_document(past: CommandLine, case: Case) -> None:
    document = past.document(case.line)
    if records(case.verb):
        for entry in document if isinstance(document, list) else [document]:
            assert set(entry) >= RECORDED_KEYS


@pytest.mark.parametrize("case", REFUSED, ids=str)
def test_a_verb_that_is_refused_says_why_and_records_nothing(past: CommandLine, case: Case) -> None:
    before = size()
    answer = past.typed(case.line).failed(case.code, case.says)
    assert answer.err.startswith("Error: ")
    assert answer.out == ""
    error = past.having("--json").typed(case.line).error
    assert set(error) == {"error", "exit_code"}
    assert error["exit_code"] == case.code
    assert size() == before
    assert size("another.crisis") == 0
