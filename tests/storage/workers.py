"""What other processes do to a register in these tests."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final
from unittest.mock import patch

from crisis_log.command import Known, Request
from crisis_log.fact import Fact, Refused
from crisis_log.register import Register
from crisis_log.slices import decision, decision_course, journal
from crisis_log.storage.sqlite.lock import locked
from tests.storage.processes import PATIENCE

RUN: Final = 4
"""Entries that are written together in these tests."""


def record_many(there: Connection, path: Path, name: str, count: int) -> None:
    """Wait for a word, record `count` lines, answer with the seconds that each took."""
    with Register.open(path) as register:
        there.send("ready")
        there.recv()
        waits = []
        for number in range(count):
            began = time.perf_counter()
            register.record(
                journal.log(f"Line {number} of {name}"),
                by=name,
                request_id=request_id(name, number),
            )
            waits.append(time.perf_counter() - began)
        there.send(waits)


def hold(there: Connection, path: Path, for_ever: bool = False) -> None:
    """Wait for the lock of the register and hold it; answer with the time since when."""
    with locked(path, PATIENCE):
        there.send(time.monotonic_ns())
        while for_ever:
            time.sleep(PATIENCE)


def adopt(there: Connection, path: Path, request: str | None) -> None:
    """Wait for a word, adopt D-1, answer with the entry's number or with None if refused."""
    with Register.open(path) as register:
        there.send("ready")
        there.recv()
        answer: int | None = None
        with suppress(Refused):
            recorded = register.record(decision.adopt(1), by="director", request_id=request)
            answer = recorded.entries[0].number
        there.send(answer)


def record_until_killed(there: Connection, path: Path, name: str) -> None:
    """Record without end, two entries in each request; tell each one as it is acknowledged."""
    with Register.open(path) as register:
        number = 0
        while True:
            made = record_pair(register, request_id(name, number))
            there.send((number, made))
            number += 1


def record_together_until_killed(there: Connection, path: Path) -> None:
    """Record without end in one transaction; tell each line that is taken in."""
    with (
        Register.open(path) as register,
        patch("crisis_log.storage.writing.RUN", RUN),
        register.recording() as recording,
    ):
        for number in count():
            recording.record(long_line(number))
            there.send(number)


def long_line(number: int) -> Request:
    """Return a line; some fill what SQLite holds in memory: it writes long before the end."""
    return Request(journal.log("x" * 50_000), by="secretary", request_id=request_id("long", number))


def record_pair(register: Register, request: str) -> list[int]:
    """Record a request that makes two entries; return their numbers."""
    last = register.state().next_number(decision.Decision) - 1
    recorded = register.record(
        decision_course.record_superseding("Newer", situation="x" * 2000, supersedes=(last,)),
        by="director",
        request_id=request,
    )
    return [entry.number for entry in recorded.entries]


def open_twice_then_record(there: Connection, path: Path) -> None:
    """Record between opening and closing the register once more, and go on when told to."""
    with Register.open(path) as register:
        register.record(journal.log("First"), by="secretary")
        Register.open(path).close()
        there.send(register.size())
        there.recv()
        for _ in range(3):
            register.record(journal.log("More"), by="secretary")
        there.send(register.size())
        there.recv()


def record_when_told(there: Connection, path: Path, name: str) -> None:
    """Record a line at each word, and answer with its text."""
    with Register.open(path) as register:
        for number in count():
            there.recv()
            line = f"Line {number} of {name}"
            register.record(journal.log(line), by=name)
            there.send(line)


def look_until_killed(there: Connection, path: Path) -> None:
    """See the register as it is, for ever."""
    with Register.open(path, read_only=True) as register, register.nodes():
        there.send("looking")
        time.sleep(PATIENCE)


def record_one(path: Path) -> int:
    """Open the register, record a line, close it; answer with its number."""
    with Register.open(path) as register:
        return register.record(journal.log("Other"), by="secretary").entries[0].number


def request_id(name: str, number: int) -> str:
    """Return the id of request `number` of the process `name`."""
    return f"{name}-{number:05}"


def _die(known: Known, request: Request) -> Sequence[Fact]:
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    time.sleep(60)
    return ()


def die_while_recording(there: Connection, path: Path) -> None:
    """Be killed in the middle of a transaction, after two requests."""
    with Register.open(path) as register:
        commands = [journal.log("One"), journal.log("Two"), _die]
        register.record_all(Request(command, by="secretary") for command in commands)


def die_while_creating(there: Connection, path: Path) -> None:
    """Be killed before the opening is recorded."""
    Register.create(path, Request(_die, by="secretary"))
