"""The extension amcheck, where an administrator put it in, finds what pages have lost."""

from contextlib import suppress

import psycopg
import pytest

from crisis_log.storage.servers import Server as Administered
from tests.storage.postgres.desks import House


def test_an_index_that_lost_a_row_is_found(house: House) -> None:
    with house.owning() as owner:
        with suppress(psycopg.Error):
            owner.execute("CREATE EXTENSION amcheck SCHEMA pg_catalog")
        if not owner.execute("SELECT 1 FROM pg_extension WHERE extname = 'amcheck'").fetchone():
            pytest.skip("this PostgreSQL has no amcheck")
        with Administered(house.server.conninfo(dbname=house.database)) as server:
            _program, _durability, hosting, (sound,) = server.examine()
        assert (hosting.is_examined, sound.integrity) == (True, "ok")
        ready = "UPDATE pg_index SET indisready = {} WHERE indexrelid = 'subjects_pkey'::regclass"
        owner.execute(ready.format("false").encode())
        owner.execute("INSERT INTO subjects VALUES ('decision/1', 1)")
        owner.execute(ready.format("true").encode())
    with Administered(house.server.conninfo(dbname=house.database)) as server:
        (damaged,) = server.examine()[3]
    assert "subjects_pkey: " in damaged.integrity
