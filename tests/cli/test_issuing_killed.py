"""Killed at any step of issuing, the same request completes the report: whole, once, the same."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pytest

from crisis_log.register import Register
from crisis_log.slices.issued_report import IssuedReport
from tests.attacks.attacker import sql
from tests.cli.case import LINE, RECORDED
from tests.cli.running import REGISTER, CommandLine, environment
from tests.cli.test_issuing import ISSUE, KEPT, PLAIN_PAGE

REQUEST: Final = f"{ISSUE} --request-id once"
KILLED: Final = 9
STEPS: Final = {
    ("crisis_log.storage.shelf:Shelf.lay_aside", "before"): [],
    ("crisis_log.storage.shelf:Shelf.lay_aside", "after"): [],
    ("crisis_log.register:Register.record", "before"): [],
    ("crisis_log.register:Register.record", "after"): ["file", "checkpoint"],
    ("crisis_log.storage.shelf:give_name", "before"): ["file", "checkpoint"],
    ("crisis_log.storage.shelf:give_name", "after"): ["checkpoint"],
    ("crisis_log.storage.shelf:Shelf.settle", "after"): ["checkpoint"],
    ("crisis_log.register:Register.add_checkpoint", "before"): ["checkpoint"],
    ("crisis_log.register:Register.add_checkpoint", "after"): [],
    ("crisis_log.cli.report.issuing:_confirm", "before"): [],
}
"""A step of issuing, killed before or after; what the request given again completes."""
Die = Callable[..., None]
_DYING: Final = """
import json, os, sys, shlex
from functools import reduce
from importlib import import_module
import weasyprint
import crisis_log.cli.report.issuing, crisis_log.reports.formats.pdf
from crisis_log.cli.root import run

for asked in sys.stdin:
    child = os.fork()
    if not child:
        break
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
else:
    sys.exit()

folder, step, when, line = json.loads(asked)
os.chdir(folder)
os.dup2(2, 1)
module, _, path = step.partition(":")
*owners, name = path.split(".")
owner = reduce(getattr, owners, import_module(module))
real = getattr(owner, name)

def dying(*given, **named):
    if when == "after":
        real(*given, **named)
    os._exit(9)

setattr(owner, name, dying)
run(shlex.split(line))
"""


def forget_kept() -> None:
    """Leave the register without the files of its reports, as those of version 0.1 are."""
    sql(Path(REGISTER), "DELETE FROM attachments")


@pytest.fixture(scope="module")
def die() -> Iterator[Die]:
    """Run a command line that is killed before or after a step of it.

    Each is run in a copy of one process that has imported what makes documents.
    """
    if sys.platform == "win32":
        pytest.skip("a process cannot be copied there")
    with subprocess.Popen(
        [sys.executable, "-c", _DYING],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        asking, told = process.stdin, process.stdout
        assert asking
        assert told

        def run(step: str, when: str, line: str = REQUEST) -> None:
            print(json.dumps([str(Path.cwd()), step, when, line]), file=asking, flush=True)
            assert int(told.readline()) == KILLED

        yield run
        asking.close()


def issued() -> IssuedReport:
    """Return the one report that the register issued."""
    with Register.open(REGISTER) as register:
        (report,) = register.state().members(IssuedReport)
        return report


def witnesses() -> list[str]:
    """Return what carried checkpoints out, as the register knows."""
    with Register.open(REGISTER) as register:
        return [one.carrier for one in register.checkpoints()]


@pytest.mark.parametrize(("step", "when"), STEPS)
def test_a_request_given_again_completes_what_a_kill_left_undone(
    desk: CommandLine, die: Die, step: str, when: str
) -> None:
    desk.given(RECORDED)
    die(step, when)
    assert not witnesses() or KEPT.exists(), "what is nowhere went nowhere"
    answer: Any = desk.document(REQUEST)
    assert answer["completed"] == STEPS[step, when]
    assert answer["path"] == str(KEPT)
    assert sha256(KEPT.read_bytes()).hexdigest() == answer["sha256"] == issued().issued.sha256
    assert witnesses() == ["report/R-1"]
    assert desk.document(REQUEST) == answer | {"completed": []}
    assert desk.document("audit verify")["findings"] == []
    desk.given(LINE, ISSUE)
    lying = sorted(path.name for path in KEPT.parent.iterdir())
    assert lying == ["covid-19-R-1.pdf", "covid-19-R-2.pdf"], "nothing else is left"


def test_what_was_completed_is_said(desk: CommandLine, die: Die) -> None:
    desk.given(RECORDED)
    die("crisis_log.register:Register.record", "after")
    assert "not there" in desk.typed("report list").done().line_of("R-1")
    answer = desk.typed(REQUEST).done("already recorded")
    assert [line for line in answer.lines if line.startswith("Completed: ")] == answer.lines[-2:]
    assert "Completed" not in desk.typed(REQUEST).done().out


@pytest.mark.parametrize("is_kept", [True, False])
def test_the_file_is_there_again_where_nothing_was_laid_aside(
    desk: CommandLine, die: Die, is_kept: bool
) -> None:
    desk.given(RECORDED)
    die("crisis_log.register:Register.record", "after")
    for left in KEPT.parent.iterdir():
        left.unlink()
    if not is_kept:
        forget_kept()
    assert desk.document(REQUEST)["completed"] == ["file", "checkpoint"]
    assert sha256(KEPT.read_bytes()).hexdigest() == issued().issued.sha256


def test_the_file_laid_aside_is_taken_where_it_could_not_be_made_again(
    desk: CommandLine, die: Die, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.given(RECORDED)
    die("crisis_log.register:Register.record", "after")
    forget_kept()
    monkeypatch.setattr("crisis_log.reports.reprinting.to_pdf", lambda *_given: b"%PDF other")
    assert desk.document(REQUEST)["completed"] == ["file", "checkpoint"]


def test_a_file_that_cannot_be_made_again_is_not_said_to_be_there(
    desk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.given(RECORDED, REQUEST)
    KEPT.unlink()
    forget_kept()
    monkeypatch.setattr("crisis_log.reports.reprinting.to_pdf", lambda *_given: b"%PDF other")
    answer = desk.typed(REQUEST).failed(4, "R-1 is issued and recorded .* cannot be made again")
    assert answer.out == ""
    assert not KEPT.exists()


def test_a_file_that_was_altered_is_not_said_to_be_the_one_issued(desk: CommandLine) -> None:
    desk.given(RECORDED, REQUEST)
    KEPT.write_bytes(b"%PDF altered")
    desk.typed(REQUEST).failed(4, "is not the file that was issued, and stays as it is")
    assert KEPT.read_bytes() == b"%PDF altered"


def test_a_copy_that_was_asked_for_is_completed_too(desk: CommandLine, die: Die) -> None:
    desk.given(RECORDED)
    line = f"{REQUEST} --output copy.pdf"
    die("crisis_log.cli.destination:put", "before", line)
    desk.typed(line).done("Copy: copy.pdf")
    assert Path("copy.pdf").read_bytes() == KEPT.read_bytes()


def test_a_copy_that_nobody_can_write_is_found_before_anything_is_issued(
    desk: CommandLine,
) -> None:
    desk.given(RECORDED)
    answer = desk.typed(f"{ISSUE} --output no/such/copy.pdf").failed(4, "no/such/copy.pdf")
    assert answer.out == ""
    assert desk.document("report list") == []


def test_an_interruption_that_waited_for_the_entry_leaves_the_file_at_hand(
    desk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = Register.record

    def interrupted(*given: Any, **options: Any) -> None:
        record(*given, **options)
        raise KeyboardInterrupt

    desk.given(RECORDED)
    with monkeypatch.context() as failing:
        failing.setattr(Register, "record", interrupted)
        desk.typed(REQUEST).failed(5, "Recorded all the same: n° 3")
    assert [path.name for path in KEPT.parent.iterdir()] != []
    assert desk.document(REQUEST)["completed"] == ["file", "checkpoint"]


def test_an_error_at_the_last_step_says_what_is_done_and_what_to_do(
    desk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as failing:
        failing.setattr("crisis_log.storage.shelf.give_name", full)
        answer = desk.given(RECORDED).typed(REQUEST)
    answer.failed(5, r"R-1 is issued and recorded \(n° 3\), .* --request-id once")
    assert "othing was recorded" not in answer.err
    assert "Do not record it again" not in answer.err, "the same request is to be given again"
    assert desk.document("audit status")["witnessed_size"] == 0
    assert desk.document(REQUEST)["completed"] == ["file", "checkpoint"]


def test_a_reprint_puts_a_missing_file_back_and_says_so(desk: CommandLine, die: Die) -> None:
    desk.given(RECORDED)
    die("crisis_log.register:Register.record", "after")
    line = ISSUE.replace("report issue dossier D-1", "report reprint R-1")
    desk.typed(line).done("Its file was not there, and is now")
    assert sha256(KEPT.read_bytes()).hexdigest() == issued().issued.sha256
    assert witnesses() == ["report/R-1"]
    assert "was not there" not in desk.typed(line).done().out


def test_a_reprint_takes_the_file_laid_aside_where_other_bytes_would_be_made(
    desk: CommandLine, die: Die, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.given(RECORDED)
    die("crisis_log.register:Register.record", "after")
    forget_kept()
    monkeypatch.setattr("crisis_log.reports.reprinting.to_pdf", lambda *_given: b"%PDF other")
    answer = desk.typed(f"report reprint R-1 {PLAIN_PAGE}")
    assert (answer.code, "Its file was not there, and is now." in answer.lines) == (3, True)
    assert sha256(KEPT.read_bytes()).hexdigest() == issued().issued.sha256
    KEPT.unlink()
    assert desk.typed("report reprint R-1").lines[-1] == f"The file of R-1 is not there: {KEPT}"
