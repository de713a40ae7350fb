"""The folder for temporary files is empty after every command, however it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.case import RECORDED
from tests.cli.running import CommandLine, environment, installed
from tests.reports.drafts import PLAIN

_DOCUMENTS = (
    "register",
    *(
        f"{document} --templates {PLAIN}"
        for document in (
            f"weekly --week {datetime.now(UTC):%G-W%V}",
            "situation",
            "decisions",
            "dossier D-1",
            "after-action",
        )
    ),
)
"""The long one as it is laid out, by workers; the others without a layout."""
_MAKING_ALL = """
import shlex, sys
from crisis_log.cli.root import run

if __name__ == "__main__":
    for number, document in enumerate(sys.argv[1:]):
        code = run(["report", *shlex.split(document), "--output", f"made-{number}.pdf"])
        assert code == 0, document
"""
_OLD = 2 * 3600


@pytest.fixture
def temporary(desk: CommandLine, tmp_path: Path) -> Path:
    """An empty folder for temporary files, beside a register of one decision."""
    desk.given(RECORDED)
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


def test_nothing_is_left_by_any_document(temporary: Path) -> None:
    making = ("-c", _MAKING_ALL, *_DOCUMENTS)
    answer = installed(*making, program=(sys.executable,), TMPDIR=str(temporary))
    assert answer.code == 0, answer.err
    assert len(list(Path().glob("made-*.pdf"))) == len(_DOCUMENTS)
    assert list(temporary.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without asking it")
@pytest.mark.parametrize(
    ("number", "later"), [(signal.SIGTERM, (0.0, 0.8)), (signal.SIGINT, (0.3, 1.3))]
)
def test_nothing_is_left_when_it_is_interrupted_while_it_is_made(
    temporary: Path, number: int, later: tuple[float, ...]
) -> None:
    for further in later:
        process = _making(temporary)
        _wait_for(temporary)
        time.sleep(further)
        process.send_signal(number)
        _out, said = process.communicate(timeout=30)
        assert process.returncode in {128 + number, 0}, said
        assert list(temporary.iterdir()) == []


def test_what_a_killed_run_left_is_swept_once_it_is_old(
    desk: CommandLine, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    process = _making(temporary)
    _wait_for(temporary)
    process.kill()
    process.communicate(timeout=30)
    (left,) = temporary.glob("crisis-log-scratch-*")
    for age, swept in ((0, False), (_OLD, True)):
        then = time.time() - age
        os.utime(left, (then, then))
        desk.given(f"report situation --templates {PLAIN} --output {age}.pdf")
        assert left.exists() is not swept


def test_folders_that_people_named_alike_stay(
    desk: CommandLine, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    folders = [temporary / name for name in ("crisis-log-backups", "crisis-log-scratch-mine")]
    for folder in folders:
        folder.mkdir()
        (folder / "b.crisis").write_bytes(b"kept")
        then = time.time() - _OLD
        os.utime(folder, (then, then))
    desk.given(f"report decisions --templates {PLAIN} --output made.pdf")
    assert all((folder / "b.crisis").exists() for folder in folders)


def _making(temporary: Path) -> subprocess.Popen[bytes]:
    """Begin to make a long document; Ctrl-C reaches it, even from a shell in the background."""
    code = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
    code += "from crisis_log.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", code, "report", "register", "--output", "made.pdf"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(TMPDIR=str(temporary)),
    )


def _wait_for(temporary: Path) -> None:
    limit = time.monotonic() + 30
    while not list(temporary.glob("crisis-log-scratch-*/in-use")):
        assert time.monotonic() < limit
        time.sleep(0.01)
