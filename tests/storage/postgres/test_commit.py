"""How a commit on a server ends that did not do what it was told."""

from __future__ import annotations

from contextlib import suppress
from threading import Event

import pytest

from crisis_log.command import Request
from crisis_log.register import Register
from crisis_log.slices import journal
from crisis_log.storage import ConnectionLostError, Place, StorageError
from crisis_log.storage.postgres.address import address
from crisis_log.storage.postgres.connection import Connections
from tests.servers.fixtures import Databases
from tests.servers.registers import EVERYTHING, login, prepare, register_at
from tests.servers.server import Server
from tests.storage.registers import opening


@pytest.fixture
def there(server: Server, database: Databases) -> Place:
    """The place of a register with its opening and nothing else, on a server."""
    name = database()
    prepare(server, name)
    there = register_at(login(server, name, "secretary", *EVERYTHING), "covid")
    Register.create(there, Request(opening(), by="secretary"))
    return there


def test_a_commit_that_rolled_back_is_no_acknowledgement(there: Place) -> None:
    connections = Connections(address(there.text))
    with (
        pytest.raises(StorageError, match="nothing was recorded"),
        connections.writing() as cursor,
        suppress(StorageError),
    ):
        cursor.execute("SELECT 1 / 0").fetchone()
    connections.close()


def test_connections_that_were_lost_while_nobody_used_them_are_made_again(
    server: Server, there: Place
) -> None:
    with Register.open(there) as register:
        register.record(journal.log("A"), by="secretary")
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'secretary'"
        )
        assert register.size() == 2
        register.record(journal.log("B"), by="secretary")
        assert register.size() == 3


def test_who_listens_is_told_that_the_server_was_lost(server: Server, there: Place) -> None:
    with Register.open(there, read_only=True) as register:
        changes = register.changes(Event())
        next(changes)
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'secretary'"
        )
        with pytest.raises(ConnectionLostError):
            next(changes)


def test_a_server_that_is_not_there_is_said_at_once() -> None:
    nowhere = register_at("host=127.0.0.1 port=1 user=secretary dbname=crisis", "covid")
    for ask in (Register.open, lambda place: Register.create(place, Request(opening(), by="x"))):
        with pytest.raises(ConnectionLostError, match="No server answers"):
            ask(nowhere)
