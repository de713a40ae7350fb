"""`board` as it is run: it says where it is, lets its reader in, follows, and ends with a word."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

import httpx
import pytest

from tests.cli.running import PROGRAM, REGISTER, CommandLine, environment, installed

_PATIENCE_SECONDS: Final = 60.0
_ENDED: Final = "The board has ended. The register is as it was."
_TERMINATED: Final = 143


@contextmanager
def _board(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start a board on a free port; return it, and a link to it.

    It tells none by itself: what it says may be kept, and read by others.
    """
    with subprocess.Popen(
        [PROGRAM, *options, "board", "--bind", "127.0.0.1:0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        text=True,
    ) as process:
        try:
            said = next(line for line in iter(_out(process).readline, "") if "board link" in line)
            assert "/entrer#" not in said
            made = installed("--json", "board", "link", "--for", "the wall").document
            yield process, made["link"]
        finally:
            process.kill()


def _out(process: subprocess.Popen[str]) -> IO[str]:
    assert process.stdout is not None
    return process.stdout


@contextmanager
def _reader(link: str) -> Iterator[httpx.Client]:
    """Take a link as a browser does; read with it from then on."""
    address, code = link.split("/entrer#")
    with httpx.Client(base_url=address, timeout=_PATIENCE_SECONDS) as reader:
        taken = reader.post("/entrer", data={"code": code}, headers={"Origin": address})
        assert taken.is_redirect, taken.text
        yield reader


@pytest.mark.usefixtures("desk")
def test_a_board_is_read_by_its_link_follows_what_is_recorded_and_ends_when_it_is_told() -> None:
    with _board() as (process, link), _reader(link) as reader:
        assert "COVID-19 epidemic" in reader.get("/").text
        with reader.stream("GET", "/suivi/") as news:
            lines = news.iter_lines()
            installed("decision", "record", "Remote work", "--decided-by", "D", "--by", "B").done()
            assert any("Remote work" in line for line in lines)
            process.send_signal(signal.SIGTERM)
            assert [*lines][-1:] != ["event: refused"], "its news end, in good order"
        out, err = process.communicate(timeout=_PATIENCE_SECONDS)
        assert (process.returncode, out.strip().splitlines()[-1:], err) == (
            _TERMINATED,
            [_ENDED],
            "",
        )
    # who only reads removes nothing that a recording left; whoever records next does
    installed("decision", "record", "Masks", "--decided-by", "D", "--by", "B").done()
    assert {each.name for each in Path.cwd().glob(f"{REGISTER}-*")} == set()


def test_the_clock_of_an_exercise_goes_on_on_a_board(drill: CommandLine) -> None:
    with (
        _board("--clock", "2020-03-17 10:00") as (_process, link),
        _reader(link) as reader,
        reader.stream("GET", "/suivi/") as news,
    ):
        told = (line for line in news.iter_lines() if line.startswith("data: 2020-03-17T09:0"))
        assert next(told) < next(told)


@pytest.mark.usefixtures("desk")
def test_a_bundle_is_shown_as_a_register_is_whenever_a_board_is_started() -> None:
    installed("log", "A line of the bundle").done()
    installed("audit", "bundle", "audit.zip").done()
    for shown in ("audit.zip", REGISTER, REGISTER):
        with _board("--register", shown) as (_process, link), _reader(link) as reader:
            assert "A line of the bundle" in reader.get("/chronologie").text


@pytest.mark.usefixtures("desk")
def test_a_port_that_is_taken_is_a_sentence() -> None:
    with _board() as (_process, link):
        port = link.split("/entrer#")[0].rpartition(":")[2]
        installed("board", "--bind", f"127.0.0.1:{port}").failed(2, f"port {port}")
