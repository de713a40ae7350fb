from collections.abc import Iterator

import pytest

from tests.servers.fixtures import Databases
from tests.servers.server import Server
from tests.storage.postgres.desks import House, built


@pytest.fixture
def house(server: Server, database: Databases) -> House:
    """A register on a server, with one person for each right."""
    return built(server, database())


@pytest.fixture(scope="module")
def unharmed(server: Server) -> Iterator[House]:
    """The same, for all tests that must leave it as it was."""
    with server.database() as database:
        yield built(server, database)
