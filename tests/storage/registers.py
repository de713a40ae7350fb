"""Real register files for the tests of storage, and what must always hold of them."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

from crisis_log.command import Command, Request
from crisis_log.recording import Clock
from crisis_log.register import Register, system_clock
from crisis_log.slices.crisis import open_crisis
from crisis_log.state import replay
from crisis_log.storage import rows_of


def opening(*, title: str = "Épidémie de COVID-19", exercise: bool = False) -> Command:
    """Return the command that opens the registers of these tests."""
    return open_crisis(
        title=title,
        authority="Établissement interdépartemental",
        organisations=[("78", "Yvelines"), ("92", "Hauts-de-Seine")],
        timezone="Europe/Paris",
        exercise=exercise,
    )


def create(path: Path, clock: Clock = system_clock) -> Path:
    """Make a register at `path` whose entry 1 is its opening; an exercise with a `clock`."""
    command = opening(exercise=clock is not system_clock)
    Register.create(path, Request(command, by="secretary"), clock)
    return path


@contextmanager
def read_as_it_is(path: Path) -> Iterator[None]:
    """Read the register at `path` as it is now, without the right to write, until the block ends.

    What is recorded meanwhile stays in the log ahead of it.
    """
    uri = f"file:{quote(str(path))}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM entries").fetchone()
        yield


def path_of(register: Register) -> Path:
    """Return the file of a register."""
    return Path(register.place.text)


def run_sql(path: Path, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """Run `statement` on the file as any other program could."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return connection.execute(statement, parameters).fetchall()


def files_in(folder: Path) -> dict[str, str]:
    """Return every file of a folder with a digest of its bytes."""
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.iterdir()
        if file.is_file()
    }


def stored_rows(register: Register) -> dict[tuple[str, str], bytes]:
    """Return the state rows as they are stored."""
    with register.examining() as seen:
        rows = seen.rows("state")
        return {(name.decode(), key.decode()): value for name, key, _since, value in rows}


def stored_index(register: Register) -> set[tuple[str, int]]:
    """Return the index of subjects as it is stored."""
    with register.examining() as seen:
        return {(subject.decode(), int(entry)) for subject, entry in seen.rows("subjects")}


def folded_rows(register: Register) -> dict[tuple[str, str], bytes]:
    """Return the state rows as they must be, folded from the log alone."""
    return rows_of(replay(register.entries()))


def check_sound(path: Path) -> list[str]:
    """Check that the register at `path` is whole; return its request ids in order."""
    assert run_sql(path, "PRAGMA integrity_check") == [("ok",)]
    with Register.open(path) as register:
        entries = list(register.entries())
        assert [entry.number for entry in entries] == list(range(1, register.size() + 1))
        instants = [entry.recorded_at for entry in entries]
        assert all(earlier < later for earlier, later in pairwise(instants))
        assert stored_rows(register) == folded_rows(register)
        assert stored_index(register) == {
            (subject, entry.number) for entry in entries for subject in entry.subjects
        }
        answered = run_sql(path, "SELECT request_id, first_entry, last_entry FROM requests")
        by_request: dict[str, list[int]] = {}
        for entry in entries:
            by_request.setdefault(entry.request_id, []).append(entry.number)
        assert {request: (first, last) for request, first, last in answered} == {
            request: (numbers[0], numbers[-1]) for request, numbers in by_request.items()
        }
        return [entry.request_id for entry in entries]
