"""What was issued, numbered or signed before is held against a log that was cut since."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from crisis_log.audit.bundle import verifier_program
from crisis_log.register import Register
from tests.attacks.attacker import shell
from tests.cli.case import LINE, RECORDED
from tests.cli.running import OPENING, CommandLine

PLAIN = Path(__file__).parents[1] / "plain"
REGISTER, KEY = Path("covid-19.crisis"), Path("k.pem")
KEPT = Path("kept.pdf")
"""The copy of R-1 that somebody kept elsewhere."""
ISSUED = "4"


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a register that issued R-1 as its last entry."""
    folder = tmp_path_factory.mktemp("issued")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("CRISIS_LOG_BY", "secretary")
        desk = CommandLine(("--lang", "en"))
        desk.given(f"{OPENING} --key {KEY}", LINE, RECORDED)
        desk.given(f"report issue situation --key {KEY} --templates {PLAIN}")
        shutil.copy("covid-19-reports/covid-19-R-1.pdf", KEPT)
    return folder


@pytest.fixture
def desk(issued: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    folder = shutil.copytree(issued, tmp_path / "there")
    monkeypatch.chdir(folder)
    return CommandLine(("--lang", "en"))


def take_back() -> None:
    """Remove the entry that issued R-1, and all that follows from it; no key is needed."""
    with shell(REGISTER) as connection:
        for table, column in [
            ("entries", "originator_version"),
            ("tree", "entry"),
            ("requests", "first_entry"),
        ]:
            connection.execute(f"DELETE FROM {table} WHERE {column} = {ISSUED}")
        connection.execute("DELETE FROM kinds WHERE kind = 'report.issued.v2'")
        connection.execute("DELETE FROM checkpoints")
    with Register.open(REGISTER) as register:
        register.rebuild()


def verify_alone(desk: CommandLine) -> subprocess.CompletedProcess[str]:
    """Run the stand-alone verifier on the bundle of the register, with the report kept."""
    key = desk.document("key show")[-1]["verifier_key"]
    desk.typed("audit bundle bundle")
    program = Path("verify.py")
    program.write_bytes(verifier_program())
    line = [sys.executable, "-I", program, "--lang", "en", "--key", key]
    return subprocess.run(
        [*line, "--checkpoint", KEPT, "bundle"], capture_output=True, text=True, check=False
    )


def test_a_report_that_the_log_issued_is_said_to_be_it(desk: CommandLine) -> None:
    desk.typed(f"audit verify --witness {KEPT}").done("The file is R-1, as it was issued")
    desk.given(f"audit checkpoint --key {KEY}")
    alone = verify_alone(desk)
    assert (alone.returncode, alone.stderr) == (0, ""), alone.stdout
    assert "is R-1" in alone.stdout


def test_a_report_whose_entry_was_taken_back_is_found(desk: CommandLine) -> None:
    shutil.rmtree("covid-19-reports")
    take_back()
    answer = desk.typed(f"audit verify --witness {KEPT}")
    assert answer.code == 3, answer
    assert "kept.pdf says that it is R-1, and no entry issued it" in answer.out
    alone = verify_alone(desk)
    assert alone.returncode == 3, alone.stdout
    assert "The given file says that it is this report, and no entry issued it" in alone.stdout


def test_a_report_whose_pages_were_changed_is_found(desk: CommandLine) -> None:
    with pikepdf.open(KEPT, allow_overwriting_input=True) as pdf:
        pdf.add_blank_page()
        pdf.save(KEPT)
    answer = desk.typed(f"audit verify --witness {KEPT}")
    assert (answer.code, "or the file was altered" in answer.out) == (3, True), answer
    alone = verify_alone(desk)
    assert (alone.returncode, "[report]" in alone.stdout) == (3, True), alone.stdout


def test_a_draft_says_to_be_no_report(desk: CommandLine) -> None:
    desk.given(f"report situation --key {KEY} --templates {PLAIN} --output {KEPT}")
    desk.typed(f"audit verify --witness {KEPT}").done("it is a draft")
    assert verify_alone(desk).returncode == 0


@pytest.mark.parametrize(
    "line", ["audit checkpoint", "audit prove 1", "audit bundle b", "audit timestamp --query a.tsq"]
)
def test_nothing_is_signed_beside_a_report_that_was_taken_back(
    desk: CommandLine, line: str
) -> None:
    take_back()
    desk.typed(f"{line} --key {KEY}").failed(1, "Nothing was signed: R-1 lies beside the register")


def test_a_number_that_was_given_is_not_given_again(desk: CommandLine) -> None:
    with shell(REGISTER) as connection:
        connection.execute("DELETE FROM state WHERE collection = 'decision'")
    desk.typed("decision propose 'Close the parks'").failed(4, "decision/1 .* run “rebuild”")
    desk.given("rebuild --yes")
    desk.typed("decision propose 'Close the parks'").done("D-2 proposed")


def test_a_key_that_was_replaced_is_told_where_it_signed_last(desk: CommandLine) -> None:
    before = desk.document("key show")[-1]["verifier_key"]
    desk.given(f"key rotate --reason Lost --yes --key next.pem --previous {KEY}")
    after = desk.document("key show")[-1]["verifier_key"]
    for key in (before, after):
        answer = desk.typed(f"audit verify --key {key} --witness {KEPT}")
        answer.done("Signed up to n° 3 of 5 by .*")
        assert "was replaced since: whoever still holds it" in answer.out
    Path("next.pem").rename("away.pem")  # the bundle is signed by no newer key
    alone = verify_alone(desk)
    assert (alone.returncode, "was replaced since" in alone.stdout) == (0, True), alone.stdout
    desk.given("audit checkpoint --key away.pem")
    assert "was replaced since" not in desk.typed(f"audit verify --key {after}").out
