"""What recording takes: one entry made durable, and many at once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from benchmarks.bare import Bare, rows_after, sync_seconds
from benchmarks.measuring import MILLISECONDS, Claim, Row, row_of, timed
from benchmarks.registers import BY, CHUNK, lines, opening
from crisis_log.command import Request
from crisis_log.register import Register


def rows(folder: Path, appends: int, batches: int) -> Iterator[Row]:
    """Compare one append, and one transaction of 1 000, with bare `sqlite3`."""
    sync = f"{sync_seconds(folder) * MILLISECONDS:.2f} ms"
    yield _compare(
        folder / "append",
        Claim(
            "append",
            f"one acknowledged append (one page made durable takes {sync} here)",
            "the same rows, bare sqlite3, synchronous=FULL",
            "at most",
            1.6,
        ),
        pairs=appends,
        size=1,
    )
    yield _compare(
        folder / "bulk",
        Claim(
            "bulk",
            "bulk recording, speed, one transaction per 1 000",
            "the same rows, bare sqlite3 executemany",
            "at least",
            0.3,
        ),
        pairs=batches,
        size=CHUNK,
    )


def _compare(folder: Path, claim: Claim, pairs: int, size: int) -> Row:
    folder.mkdir()
    path = folder / "ours.crisis"
    Register.create(path, opening())
    bare = Bare(folder / "bare.db")
    commands = lines()
    times = []
    with Register.open(path) as register:
        for pair in range(pairs + 1):
            before = register.size()
            requests = [Request(command, BY) for command in islice(commands, size)]
            ours = timed(partial(register.record_all, requests))
            floor = timed(partial(bare.append, rows_after(path, before)))
            if pair > 0:
                times.append((floor, ours))
    bare.close()
    return row_of(claim, times)
