"""A register on a pair of servers, and what happens to it while somebody records."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final, TypeVar
from unittest.mock import patch

from crisis_log import trying
from crisis_log.command import Request
from crisis_log.register import Register
from crisis_log.storage import Place
from crisis_log.storage.postgres import commit, connection, patient
from tests.servers.pair import Pair
from tests.servers.registers import EVERYTHING, login, prepare, register_at
from tests.servers.server import Server
from tests.storage.registers import opening

SECRETARY: Final = "secretary"
DATABASE: Final = "postgres"
_WITHIN: Final = 60  # seconds
_Done = TypeVar("_Done")


class Paired:
    """A register with its opening; whoever opens `place` finds the server that takes writes."""

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        prepare(pair.primary, DATABASE)
        login(pair.primary, DATABASE, SECRETARY, *EVERYTHING)
        self.place: Place = register_at(pair.address(dbname=DATABASE, user=SECRETARY), "covid")
        Register.create(self.place, Request(opening(), by=SECRETARY))

    def texts(self) -> list[str]:
        """Return what the lines of the journal say."""
        with Register.open(self.place) as register:
            return [getattr(entry.fact, "text", "") for entry in register.entries(after=1)]


@contextmanager
def patience(*, tries: float, commits: float = 60, silence: float = 60) -> Iterator[None]:
    """Wait only so long, in seconds: for a server to come back, for a commit, for any answer."""
    with (
        patch.object(trying, "SECONDS", tries),
        patch.object(commit, "COMMIT_SECONDS", commits),
        patch.object(patient.Patient, "_seconds", silence),
        patch.object(connection, "CONNECT_SECONDS", 2),
    ):
        yield


@contextmanager
def meanwhile(work: Callable[[], _Done]) -> Iterator[Future[_Done]]:
    """Do some work in another thread during the block."""
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(work)


def wait_for_commit(server: Server, *, many: int = 1) -> None:
    """Wait until so many commits wait for the standby."""
    question = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
    until(lambda: server.execute(question) == [(many,)])


def until(is_so: Callable[[], bool]) -> None:
    """Wait until it is so."""
    deadline = time.monotonic() + _WITHIN
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)
