"""An examination goes on where the server cannot read a part, and says what it could not read."""

from __future__ import annotations

from collections.abc import Iterator
from secrets import token_bytes

import pytest

from crisis_log.audit.verify import verify
from crisis_log.command import File
from crisis_log.register import Register
from crisis_log.slices import journal
from crisis_log.storage import StorageError
from tests.servers.server import Server
from tests.storage.postgres.desks import House, built


@pytest.fixture
def damaged(server: Server) -> Iterator[House]:
    """A register of which a file was damaged on the server's disk, and a state row altered."""
    with Server() as broken, broken.database() as database:
        house = built(broken, database)
        with Register.open(house.place("recorder")) as register:
            file = File("map.bin", "application/octet-stream", token_bytes(20_000))
            register.record(journal.log("A map"), by="secretary", files=[file])
        with house.owning() as owner:
            ((path,),) = owner.execute(
                "SELECT pg_relation_filepath(reltoastrelid) FROM pg_class "
                "WHERE oid = 'attachments'::regclass"
            )
            owner.execute("ALTER TABLE state DISABLE TRIGGER ALL")
            owner.execute(
                "UPDATE state SET value = replace(encode(value, 'escape'), 'first', 'last')::bytea"
            )
            owner.execute("ALTER TABLE state ENABLE TRIGGER ALL")
            owner.execute("CHECKPOINT")
        broken.stop()
        with (broken.data / str(path)).open("r+b") as kept:
            kept.write(b"\xff" * 8192)
        broken.start()
        yield house


def test_what_cannot_be_read_hides_nothing_else(damaged: House) -> None:
    with Register.open(damaged.place("auditor"), read_only=True) as register:
        found = verify(register)
    assert {"database", "state"} <= {one.code for one in found.findings}
    assert found.root is not None
    assert found.entries == 3


def test_after_a_statement_that_fails_the_same_instant_is_seen(damaged: House) -> None:
    with (
        Register.open(damaged.place("auditor"), read_only=True) as register,
        Register.open(damaged.place("recorder")) as desk,
        register.examining() as seen,
    ):
        size = seen.size()
        for _twice in range(2):
            with pytest.raises(StorageError):
                list(seen.attachments())
            desk.record(journal.log("Meanwhile"), by="secretary")
            assert seen.size() == size
