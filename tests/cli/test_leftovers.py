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

from tests.cli.running import environment, installed

_DOCUMENTS = (
    f"weekly --week {datetime.now(UTC):%G-W%V}",
    "situation",
    "decisions",
    "register",
    "dossier D-1",
    "after-action",
)
_OLD = 2 * 3600


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for temporary files, beside a register of one decision."""
    monkeypatch.chdir(tmp_path)
    installed(*_OPENING).done()
    installed("decision", "record", "Fermer l’accueil").done()
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


_OPENING = (*("open", "essai", "--exercise", "--title", "T", "--authority", "A", "--key", "k.pem"),)


@pytest.mark.parametrize("document", _DOCUMENTS)
def test_nothing_is_left_by_a_document(temporary: Path, document: str) -> None:
    installed(*("report", *document.split(), "--output", "made.pdf"), TMPDIR=str(temporary))
    assert Path("made.pdf").exists()
    assert list(temporary.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without asking it")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_nothing_is_left_when_it_is_interrupted_while_it_is_made(
    temporary: Path, number: int
) -> None:
    for further in (0.0, 0.3, 0.8, 1.3):
        process = _making(temporary)
        _wait_for(temporary)
        time.sleep(further)
        process.send_signal(number)
        _out, said = process.communicate(timeout=30)
        assert process.returncode in {128 + number, 0}, said
        assert list(temporary.iterdir()) == []


def test_what_a_killed_run_left_is_swept_once_it_is_old(temporary: Path) -> None:
    process = _making(temporary)
    _wait_for(temporary)
    process.kill()
    process.communicate(timeout=30)
    (left,) = temporary.glob("crisis-log-scratch-*")
    for age, swept in ((0, False), (_OLD, True)):
        then = time.time() - age
        os.utime(left, (then, then))
        installed("report", "situation", "--output", "made.pdf", TMPDIR=str(temporary))
        assert left.exists() is not swept


def test_folders_that_people_named_alike_stay(temporary: Path) -> None:
    folders = [temporary / name for name in ("crisis-log-backups", "crisis-log-scratch-mine")]
    for folder in folders:
        folder.mkdir()
        (folder / "b.crisis").write_bytes(b"kept")
        then = time.time() - _OLD
        os.utime(folder, (then, then))
    installed("report", "decisions", "--output", "made.pdf", TMPDIR=str(temporary))
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
