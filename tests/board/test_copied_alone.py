"""While a board is read and desks record, the register's file alone holds what they recorded."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

import httpx
import pytest

from crisis_log.audit.verify import verify
from crisis_log.register import Register
from crisis_log.slices import journal
from tests.board.following import until
from tests.cli.running import PROGRAM
from tests.desk import Desk

_RECORDED = 20
_SECONDS = 60


class Cell(NamedTuple):
    """A register in a folder, and the program as each of the cell starts it."""

    register: Path
    elsewhere: Path
    environment: dict[str, str]

    def typed(self, *words: str) -> None:
        """Run the program to its end, as one of the cell."""
        line = [PROGRAM, "--lang", "fr", "--register", str(self.register), "--par", "alice", *words]
        subprocess.run(
            line, env=self.environment, capture_output=True, timeout=_SECONDS, check=True
        )

    def lines_alone(self) -> list[str]:
        """Copy the file alone, with `cp`; return the lines of the copy, none of one not sound."""
        copy = self.elsewhere / self.register.name
        subprocess.run(["cp", "--", self.register, copy], check=True)
        with Register.open(copy, read_only=True) as register:
            if verify(register).findings:
                return []
            facts = [entry.fact for entry in register.entries()]
        return [fact.text for fact in facts if isinstance(fact, journal.LineLogged)]

    def check_alone(self, lines: list[str]) -> None:
        """Check that the file alone holds these; a reader is in the way for a moment at most."""
        until(lambda: self.lines_alone() == lines)

    @contextmanager
    def board(self) -> Iterator[tuple[subprocess.Popen[bytes], httpx.Client]]:
        """Start a board; return its process, and a reader who was let in."""
        line = [PROGRAM, "--lang", "fr", "--json", "--register", str(self.register)]
        with subprocess.Popen(
            [*line, "tableau", "--ecoute", "127.0.0.1:0"],
            env=self.environment,
            stdout=subprocess.PIPE,
        ) as process:
            try:
                assert process.stdout
                told = json.loads(_document(process.stdout))
                address, _hash, code = told["link"].partition("/entrer#")
                with httpx.Client(base_url=address, timeout=_SECONDS) as client:
                    client.post("/entrer", data={"code": code}, headers={"Origin": address})
                    yield process, client
            finally:
                process.send_signal(signal.SIGTERM)
                process.communicate(timeout=_SECONDS)

    @contextmanager
    def desk(self) -> Iterator[IO[bytes]]:
        """Start a desk; return where its lines are typed, which ends it."""
        line = [PROGRAM, "--lang", "fr", "--register", str(self.register), "--par", "bob"]
        with subprocess.Popen(
            [*line, "pupitre"], env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as process:
            assert process.stdin
            yield process.stdin
            process.communicate(timeout=_SECONDS)
            assert process.returncode == 0


def _document(lines: Any) -> bytes:
    told = b""
    while not told.endswith(b"}\n"):
        line = lines.readline()
        assert line, "the board did not start"
        told += line
    return told


@pytest.fixture
def cell(tmp_path: Path) -> Cell:
    folders = [tmp_path / name for name in ("register", "elsewhere", "state")]
    for folder in folders:
        folder.mkdir()
    with Desk(folders[0]).register as register:
        where = Path(register.place.text)
    environment = {**os.environ, "XDG_STATE_HOME": str(folders[2]), "PYTHONUNBUFFERED": "1"}
    return Cell(where, folders[1], environment)


def _beside(cell: Cell) -> set[str]:
    return {file.name for file in cell.register.parent.glob(f"{cell.register.name}-*")}


def test_a_board_is_followed_and_the_file_alone_holds_each_line(cell: Cell) -> None:
    lines: list[str] = []
    with cell.board() as (_process, reader), reader.stream("GET", "/suivi/") as stream:
        assert next(stream.iter_bytes())
        while len(lines) < _RECORDED:
            lines.append(f"Ligne {len(lines)}")
            cell.typed("journal", lines[-1])
            cell.check_alone(lines)
            assert reader.get("/chronologie").status_code == 200
        until(lambda: lines[-1] in reader.get("/chronologie").text)
    assert _beside(cell) == set()
    assert cell.lines_alone() == lines
    cell.typed("audit", "controler")


def test_a_killed_board_takes_nothing_along(cell: Cell) -> None:
    with cell.board() as (process, reader):
        cell.typed("journal", "Avant")
        until(lambda: "Avant" in reader.get("/").text)
        cell.check_alone(["Avant"])
        process.kill()
        process.wait(_SECONDS)
    cell.typed("journal", "Après")
    assert cell.lines_alone() == ["Avant", "Après"]
    assert _beside(cell) == set()


def test_two_desks_and_a_board_are_open_and_the_file_alone_holds_each_line(cell: Cell) -> None:
    lines: list[str] = []
    with cell.board() as (_process, reader), cell.desk() as first, cell.desk() as second:
        for desk in (first, second) * 3:
            lines.append(f"Ligne {len(lines)}")
            desk.write(f"{lines[-1]}\n".encode())
            desk.flush()
            cell.check_alone(lines)
            assert reader.get("/").status_code == 200
    assert _beside(cell) == set()
    assert cell.lines_alone() == lines
