"""The demonstration on a board: who looks sees the story pass, and it ends when told."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urljoin

import httpx
import pytest
from demo_board import Pace, SimulatedClock, listening, main
from demo_register import FILE_NAME, story

from crisis_log.audit.verify import verify
from crisis_log.register import Register
from tests.speaking import speaking

ROOT: Final = Path(__file__).parents[1]
SCRIPT: Final = ROOT / "scripts" / "demo_board.py"
PATIENCE_SECONDS: Final = 240.0
NOON: Final = datetime(2020, 3, 2, 11, tzinfo=UTC)


@contextmanager
def shown(folder: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """Start the demonstration as people do."""
    with subprocess.Popen(
        [sys.executable, str(SCRIPT), str(folder), *options],
        env=os.environ | {"XDG_STATE_HOME": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def read_until(process: subprocess.Popen[str], word: str) -> str:
    """Return the first line of the demonstration that says `word`."""
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if word in line:
            return line
    pytest.fail("".join(said))


@contextmanager
def a_reader(link: str) -> Iterator[httpx.Client]:
    """Let a reader in by a link, as its page does."""
    entrance, _hash, code = link.partition("#")
    with httpx.Client(base_url=urljoin(link, "/"), timeout=PATIENCE_SECONDS) as client:
        assert client.post(entrance, data={"code": code}).status_code == 303
        yield client


def sees(client: httpx.Client, words: str) -> None:
    """Wait until the first page says `words`."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while words not in (page := client.get("/").text):
        assert time.monotonic() < deadline, page
        time.sleep(0.1)


def test_who_looks_sees_the_story_from_its_first_entry_to_its_last(tmp_path: Path) -> None:
    with shown(tmp_path, "--speed", "1e9", "--port", str(free_port())) as process:
        link = read_until(process, "http://").split()[-1]
        with a_reader(link) as reader:
            sees(reader, "Épidémie de COVID-19")
            read_until(process, "Le récit est terminé")
            with Register.open(tmp_path / FILE_NAME, read_only=True) as register:
                size = register.size()
                assert verify(register).findings == ()
            sees(reader, f"n°\N{NO-BREAK SPACE}{size}")
        process.send_signal(signal.SIGTERM)
        assert str(tmp_path / FILE_NAME) in read_until(process, "Terminé")
        assert process.wait(PATIENCE_SECONDS) == 0
    assert size >= len(story())


def test_it_ends_in_the_middle_of_the_story_with_one_sentence(tmp_path: Path) -> None:
    with shown(tmp_path, "--speed", "1", "--port", str(free_port())) as process:
        read_until(process, "sans inscription")
        process.send_signal(signal.SIGTERM)
        assert process.stdout is not None
        (line,) = process.stdout.read().splitlines()
        assert line.startswith("Terminé")
        assert process.wait(PATIENCE_SECONDS) == 0


def test_it_is_made_anew_each_time_and_leaves_what_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("an earlier one", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with shown(tmp_path, "--speed", "1", "--port", str(free_port())) as process:
        read_until(process, "http://")
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"
    with Register.open(tmp_path / FILE_NAME, read_only=True) as register:
        assert register.is_exercise()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


def test_a_port_that_is_taken_leads_to_the_next_free_one() -> None:
    with listening(free_port()) as first, listening(first.getsockname()[1]) as second:
        assert first.getsockname()[1] < second.getsockname()[1]


def test_where_no_port_is_free_a_sentence_says_so_and_nothing_is_made(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("demo_board.PORTS_TRIED", 1)
    with socket.create_server(("127.0.0.1", 0)) as taken, speaking("fr"):
        port = taken.getsockname()[1]
        assert main([str(tmp_path / "none"), "--port", str(port)]) == 1
    said = capsys.readouterr().err
    assert said == f"Le port {port} est pris : indiquez-en un autre, --port N.\n"
    assert not (tmp_path / "none").exists()


def test_the_clock_jumps_to_each_entry_and_never_back() -> None:
    clock = SimulatedClock(NOON)
    assert NOON <= clock() < NOON + timedelta(minutes=30)
    clock.jump(NOON + timedelta(hours=1))
    clock.jump(NOON)
    assert NOON + timedelta(hours=1) <= clock() < NOON + timedelta(hours=1, minutes=30)


@pytest.mark.parametrize(
    ("gap", "seconds", "shortened"),
    [
        (timedelta(minutes=10), 1, False),
        (timedelta(minutes=200), 20, False),
        (timedelta(hours=15), 20, True),
    ],
)
def test_long_nights_are_shortened(gap: timedelta, seconds: float, *, shortened: bool) -> None:
    pace = Pace(600)
    assert (pace.seconds(gap), pace.shortens(gap)) == (seconds, shortened)
