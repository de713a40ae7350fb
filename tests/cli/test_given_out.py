"""A checkpoint counts as given out once what carries it was written, and not before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from crisis_log.register import Register
from crisis_log.storage import StorageError
from tests.cli.case import RECORDED
from tests.cli.running import PROGRAM, REGISTER, CommandLine, environment
from tests.cli.test_issuing import ISSUE, KEPT, PLAIN_PAGE
from tests.cli.test_timestamp import NOWHERE

FAILING = [
    f"report situation --output no/such/draft.pdf {PLAIN_PAGE}",
    "report situation --output no/such/draft.html",
    "report situation --output draft.pdf --templates broken",
    f"audit dossier D-1 --output no/such/dossier.pdf {PLAIN_PAGE}",
    "audit bundle there.zip",
    "audit bundle no/such/bundle",
    "audit bundle bundle.zip --report gone.pdf",
    "audit prove 1 --output no/such/n1.tlog-proof --entry-file n1.json",
    "audit prove 1 --entry-file no/such/n1.json",
    "audit timestamp --query no/such/ask.tsq",
    f"audit timestamp --tsa {NOWHERE}",
]
TO_STANDARD_OUTPUT = [
    "audit checkpoint",
    "--json audit checkpoint",
    f"report situation --output - {PLAIN_PAGE}",
]


def given_out() -> list[str]:
    """Return what carried checkpoints out, as the register knows."""
    with Register.open(REGISTER) as register:
        return [one.carrier for one in register.checkpoints()]


@pytest.fixture
def recorded(desk: CommandLine) -> CommandLine:
    """A desk with a decision, and in the way what lets documents fail."""
    Path("there.zip").write_bytes(b"in the way")
    Path("broken").mkdir()
    Path("broken/layout.html").write_text("{{ nothing.at.all }}", encoding="utf-8")
    return desk.given(RECORDED)


@pytest.mark.parametrize("line", FAILING)
def test_what_was_not_written_gave_nothing_out(recorded: CommandLine, line: str) -> None:
    answer = recorded.typed(line)
    assert answer.code in {1, 2, 4}, answer
    assert given_out() == []
    recorded.typed("audit status").done("2 entries have no witness yet")


def test_a_report_whose_folder_cannot_be_made_gave_nothing_out(recorded: CommandLine) -> None:
    KEPT.parent.write_bytes(b"in the way")
    recorded.typed(ISSUE).failed(4, "folder of the issued reports")
    assert given_out() == []


@pytest.mark.skipif(sys.platform != "linux", reason="a device that is always full is Linux's")
@pytest.mark.parametrize("line", TO_STANDARD_OUTPUT)
def test_what_standard_output_did_not_take_was_not_given_out(
    recorded: CommandLine, line: str
) -> None:
    with Path("/dev/full").open("wb") as full:
        finished = subprocess.run(
            [PROGRAM, *line.split()], stdout=full, env=environment(), check=False
        )
    assert finished.returncode == 4
    assert given_out() == []
    subprocess.run([PROGRAM, *line.split()], capture_output=True, env=environment(), check=True)
    assert len(given_out()) == 1


@pytest.mark.parametrize(
    ("line", "carrier"),
    [
        ("report situation --output draft.html", "situation/"),
        ("audit bundle bundle.zip", "bundle"),
        ("audit prove 1", "proof/1"),
        ("audit checkpoint", "screen"),
        ("audit timestamp --query ask.tsq", "timestamp"),
    ],
)
def test_what_was_written_was_given_out_once(
    recorded: CommandLine, line: str, carrier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object) -> None:
        raise StorageError("The disk failed: nothing was recorded.")

    with monkeypatch.context() as failing:
        failing.setattr("crisis_log.storage.evidence.add_checkpoint", fail)
        answer = recorded.typed(line)
    assert answer.code == 4, answer
    assert "othing was recorded" not in answer.err, "it was written, and may be out"
    assert given_out() == []
    for made in (Path("bundle.zip"), Path("ask.tsq")):
        made.unlink(missing_ok=True)
    recorded.given(line)
    assert [one for one in given_out() if one.startswith(carrier)] == given_out()[-1:]


def test_a_bundle_holds_the_checkpoint_that_goes_out_with_it(recorded: CommandLine) -> None:
    recorded.given("audit bundle bundle")
    (note,) = Path("bundle/data/checkpoints").iterdir()
    with Register.open(REGISTER) as register:
        (kept,) = register.checkpoints()
    assert note.read_text(encoding="utf-8") == kept.note
