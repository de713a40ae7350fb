"""A server whose disk is full refuses what it cannot keep, loses nothing, and goes on with room."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from secrets import token_bytes
from typing import Final

import psycopg
import pytest
from psycopg import errors

from crisis_log.audit.verify import verify
from crisis_log.command import File
from crisis_log.register import Register
from crisis_log.slices import journal
from crisis_log.storage import StorageError
from crisis_log.storage.postgres.errors import storage_error
from tests.servers.programs import account, missing
from tests.servers.server import Server
from tests.storage.postgres.desks import House, built
from tests.storage.postgres.paired import patience

_ROOM: Final = "220m"
_BALLAST: Final = 60_000_000
_MOST: Final = 200
"""Files that are more than the disk has room for."""


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of its own, small, in memory."""
    if reason := missing():
        pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="crisis-disk-", dir="/tmp"))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={_ROOM},mode=0700", "tmpfs", str(folder)]
    try:
        if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("no disk can be mounted here")
        if other := account():
            shutil.chown(folder, other)
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], capture_output=True, check=False)
        folder.rmdir()


@pytest.fixture
def house(small_disk: Path) -> Iterator[House]:
    """A register on a server whose data lie on that disk."""
    settings = {"max_wal_size": "48MB", "min_wal_size": "32MB"}
    with Server(settings, durable=True, disk=small_disk) as server, server.database() as database:
        yield built(server, database)


def test_a_full_disk_loses_nothing_that_was_acknowledged(house: House, small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(_BALLAST))
    acknowledged, refusal = [], None
    with patience(tries=2), Register.open(house.place("recorder")) as register:
        for number in range(_MOST):
            file = File(f"{number}.bin", "application/octet-stream", token_bytes(1_000_000))
            try:
                register.record(journal.log(f"Map {number}"), by="secretary", files=[file])
            except StorageError as error:
                refusal = str(error)
                break
            acknowledged.append(f"Map {number}")
    assert acknowledged
    assert refusal
    assert re.search(r"is full: nothing was|nothing was recorded|not known whether", refusal)
    ballast.unlink()
    house.server.stop()  # where its log could not be written it has ended by itself
    house.server.start()
    with Register.open(house.place("recorder")) as register:
        texts = [getattr(entry.fact, "text", "") for entry in register.entries()]
        assert [text for text in texts if text.startswith("Map")][: len(acknowledged)] == (
            acknowledged
        )
        assert len(texts) - 2 - len(acknowledged) in {0, 1}  # one may be there unacknowledged
        register.record(journal.log("There is room"), by="secretary")
        assert verify(register).findings == ()


@pytest.mark.parametrize("error", [errors.DiskFull, errors.IoError])
def test_the_disk_that_is_full_is_said_to_be_the_server_s(error: type[psycopg.Error]) -> None:
    said = str(storage_error(error("could not extend file"), "the register"))
    assert "The disk of the server of the register failed or is full: nothing was recorded" in said
