"""The power fails at any moment: every state of the files that the disk may then hold.

A disk keeps the order of writes only across an fsync. With `synchronous=FULL` the database
program (https://www.sqlite.org/wal.html)

1. writes the pages of a transaction to the write-ahead log, its commit record last, then
   fsyncs: only then do we acknowledge;
2. at a checkpoint, which follows each transaction unless a reader is in the way, has that log
   fsynced, writes its pages into the database, fsyncs that;
3. only then uses the log again from its start: it writes a header with other salts, fsyncs,
   and goes on as in 1; or removes the log, whole.

So a register is made to record, its files are copied at each acknowledgement, and the states
between two copies are enumerated: of the sectors that differ, any may be new, old or zero,
and a file that grew may have any length in between. That the program does fsync where this
says so is shown by `test_syncs`.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import combinations, pairwise
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

import pytest

from crisis_log.audit.verify import verify
from crisis_log.register import Register
from crisis_log.slices import decision, decision_course, journal
from tests.attacks.scene import ORDER
from tests.storage.processes import child
from tests.storage.registers import check_sound, create, run_sql

SECTOR = 512
LOG_HEADER = 32
"""Bytes: https://www.sqlite.org/fileformat.html#walformat."""
PAIRS, SUBSETS = 200, 80
SEED = 20200318

Rows = dict[str, list[tuple[object, ...]]]
"""All rows of each table."""
States = dict[int, Rows]
"""What a register holds, by the number of its entries."""


class Disk(NamedTuple):
    """What the two files of a register hold; no log is an empty one."""

    database: bytes
    log: bytes


class Moment(NamedTuple):
    """What was on disk when so many entries were acknowledged."""

    disk: Disk
    acknowledged: int


# The workload


def work(there: Connection, path: Path) -> None:
    """Record, say each time how many entries are acknowledged, and go on when told.

    A reader is in the way, so that each transaction is seen before it is put back.
    """
    with Register.open(path) as register, closing(sqlite3.connect(path)) as reader:

        def acknowledge() -> None:
            there.send(register.size())
            there.recv()

        def look() -> None:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM entries").fetchone()

        look()
        acknowledge()
        register.record(decision.record("First"), by="director", files=[ORDER])
        acknowledge()
        register.record(decision_course.record_superseding("Newer", supersedes=(1,)), by="director")
        acknowledge()
        reader.rollback()
        run_sql(path, "PRAGMA wal_checkpoint(RESTART)")
        acknowledge()
        look()
        for line in ("One", "Two", "Three"):
            register.record(journal.log(line), by="secretary")
            acknowledge()
    there.send(None)
    there.recv()


def seen_at(path: Path, acknowledged: int) -> Moment:
    log = Path(f"{path}-wal")
    return Moment(Disk(path.read_bytes(), log.read_bytes() if log.exists() else b""), acknowledged)


@pytest.fixture(scope="module")
def moments(tmp_path_factory: pytest.TempPathFactory) -> list[Moment]:
    """The files at each acknowledgement, after a checkpoint, and after the closing."""
    path = create(tmp_path_factory.mktemp("work") / "covid-19.crisis")
    found = [seen_at(path, 1)]
    with child(work, path) as other:
        while (size := other.hear()) is not None:
            found.append(seen_at(path, size))
            other.say("go on")
        found.append(seen_at(path, found[-1].acknowledged))
    return found


@pytest.fixture(scope="module")
def states(moments: list[Moment], tmp_path_factory: pytest.TempPathFactory) -> States:
    """Every row of the register when so many entries were acknowledged, each verified."""
    folder = tmp_path_factory.mktemp("states")
    found = {moment.acknowledged: after_power_failure(folder, moment.disk) for moment in moments}
    for moment in moments:
        put(folder / "covid-19.crisis", moment.disk)
        with Register.open(folder / "covid-19.crisis") as register:
            assert verify(register).findings == ()
    return found


# The states that a disk may hold


def mixed(old: bytes, new: bytes, kept: set[int], length: int) -> bytes:
    """Return `new` cut to `length`, but with the sectors `kept` as they were, or zero."""
    mix = bytearray(new[:length])
    for sector in kept:
        start, end = sector * SECTOR, min((sector + 1) * SECTOR, length)
        if start < end:
            mix[start:end] = old[start:end].ljust(end - start, b"\0")
    return bytes(mix)


def changed(old: bytes, new: bytes) -> list[int]:
    """Return the sectors in which two contents differ."""
    count = -(-len(new) // SECTOR)
    sectors = (slice(number * SECTOR, (number + 1) * SECTOR) for number in range(count))
    return [number for number, part in enumerate(sectors) if old[part] != new[part]]


def between(old: bytes, new: bytes) -> Iterator[bytes]:
    """Return what may be on disk while `old` becomes `new` without an fsync.

    Every length; every sector not written, or alone written; a number of pairs of sectors
    not written, and of any sectors at any length.
    """
    sectors, chosen = changed(old, new), random.Random(SEED)
    yield new
    yield old
    for length in range(len(old), len(new), SECTOR):
        yield new[:length]
    for sector in sectors:
        yield mixed(old, new, {sector}, len(new))
        yield mixed(old, new, set(sectors) - {sector}, len(new))
    every_pair = list(combinations(sectors, 2))
    for pair in chosen.sample(every_pair, min(PAIRS, len(every_pair))):
        yield mixed(old, new, set(pair), len(new))
    for _ in range(SUBSETS):
        kept = set(chosen.sample(sectors, chosen.randrange(len(sectors) + 1)))
        yield mixed(old, new, kept, chosen.randrange(min(len(old), len(new)), len(new) + 1))


def logs_between(old: bytes, new: bytes) -> Iterator[bytes]:
    """Return what the write-ahead log may be while a transaction is written to it."""
    if old and new[:LOG_HEADER] != old[:LOG_HEADER]:
        yield old
        old = new[:LOG_HEADER] + old[LOG_HEADER:]
    yield from between(old, new)


def after_power_failure(folder: Path, disk: Disk, *, shared: bytes = b"") -> Rows:
    """Return every row of a database that is opened again from what the disk held.

    It is opened to read, which recovers the log all the same and leaves the database as it is.
    """
    path = folder / "covid-19.crisis"
    put(path, disk, shared)
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {
            name: connection.execute(f"SELECT * FROM {name}").fetchall()
            for (name,) in names.fetchall()
        }


def put(path: Path, disk: Disk, shared: bytes = b"") -> None:
    """Put the files of a register at `path` as the disk held them."""
    if not path.exists() or path.read_bytes() != disk.database:
        path.write_bytes(disk.database)
    for suffix, content in (("-wal", disk.log), ("-shm", shared)):
        file = Path(f"{path}{suffix}")
        if content:
            file.write_bytes(content)
        else:
            file.unlink(missing_ok=True)


# What must hold in each of them


def commits(moments: list[Moment]) -> list[tuple[Moment, Moment]]:
    """Return the pairs of moments between which something was recorded."""
    return [(a, b) for a, b in pairwise(moments) if a.acknowledged < b.acknowledged]


def test_the_workload_is_what_it_claims(moments: list[Moment], states: States) -> None:
    assert [moment.acknowledged for moment in moments] == [1, 1, 2, 4, 4, 5, 6, 7, 7]
    recorded = commits(moments)
    assert all(before.disk.database == after.disk.database for before, after in recorded)
    reused = [before.disk.log[:32] != after.disk.log[:32] for before, after in recorded]
    assert reused == [True, False, True, False, False], "the first time, there was no log"
    assert moments[3].disk.database != moments[4].disk.database
    assert (moments[0].disk.log, moments[-1].disk.log) == (b"", b"")
    assert [len(states[moment.acknowledged]["entries"]) for moment in moments] == [
        moment.acknowledged for moment in moments
    ]


@pytest.mark.parametrize("which", range(5))
def test_a_power_failure_while_recording_loses_nothing_acknowledged(
    moments: list[Moment], states: States, tmp_path: Path, which: int
) -> None:
    before, after = commits(moments)[which]
    possible = [states[before.acknowledged], states[after.acknowledged]]
    seen = set()
    for log in logs_between(before.disk.log, after.disk.log):
        found = after_power_failure(tmp_path, Disk(before.disk.database, log))
        assert found in possible
        seen.add(possible.index(found))
    assert seen == {0, 1}
    assert after_power_failure(tmp_path, after.disk) == possible[1]


def test_a_power_failure_during_a_checkpoint_loses_nothing(
    moments: list[Moment], states: States, tmp_path: Path
) -> None:
    before, after = moments[3], moments[4]
    for database in between(before.disk.database, after.disk.database):
        found = after_power_failure(tmp_path, Disk(database, before.disk.log))
        assert found == states[before.acknowledged]


def test_a_power_failure_at_the_closing_loses_nothing(
    moments: list[Moment], states: States, tmp_path: Path
) -> None:
    before, after = moments[-2], moments[-1]
    for database in between(before.disk.database, after.disk.database):
        found = after_power_failure(tmp_path, Disk(database, before.disk.log))
        assert found == states[before.acknowledged]
    for log in (before.disk.log, b""):
        found = after_power_failure(tmp_path, Disk(after.disk.database, log))
        assert found == states[after.acknowledged]


def test_a_stale_index_of_the_log_is_not_believed(
    moments: list[Moment], states: States, tmp_path: Path
) -> None:
    for _before, after in commits(moments):
        for shared in (b"\0" * 32768, b"\xff" * 32768, b"x" * 100):
            found = after_power_failure(tmp_path, after.disk, shared=shared)
            assert found == states[after.acknowledged]


def test_these_tests_can_fail(moments: list[Moment], states: States, tmp_path: Path) -> None:
    before, after = commits(moments)[0]
    lost = after_power_failure(tmp_path, Disk(after.disk.database, b""))
    assert lost == states[before.acknowledged] != states[after.acknowledged]


def test_a_register_is_sound_and_goes_on_after_a_power_failure(
    moments: list[Moment], tmp_path: Path
) -> None:
    path = tmp_path / "covid-19.crisis"
    for before, after in commits(moments):
        for length in range(len(after.disk.log) - 9000, len(after.disk.log), 2000):
            torn = mixed(before.disk.log, after.disk.log, set(), length)
            put(path, Disk(before.disk.database, torn))
            with Register.open(path) as register:
                size = register.size()
                assert size in {before.acknowledged, after.acknowledged}
                assert verify(register).findings == ()
                register.record(journal.log("On we go"), by="secretary")
            assert len(check_sound(path)) == size + 1
