"""What comes in as a table and goes out as one: rows a second, and memory."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

from benchmarks import watching
from benchmarks.bare import Bare, rows_after
from benchmarks.measuring import MEGABYTE, Claim, Row, row_of, timed
from benchmarks.registers import BY, lines, opening, sentences
from benchmarks.scale import program
from benchmarks.startup import environment
from crisis_log.command import Request
from crisis_log.register import Register

_AT_LEAST: Final = 0.3
_MOST_MEMORY: Final = 300 * MEGABYTE
_FIRST: Final = datetime(2019, 11, 24, 8)  # noqa: DTZ001 - on a wall; 24 is no month
_STEP: Final = timedelta(minutes=1)
_HEADERS: Final = ("Date", "Heure", "Origine", "Événement", "Rédacteur")


def rows(folder: Path, count: int, pairs: int) -> Iterator[Row]:
    """Compare one transaction, whole imports and an export of `count` lines with their floors."""
    yield _recording(folder, count, pairs)
    table = _table(folder / "main-courante.csv", count)
    yield from _importing(folder, table, count, pairs)
    yield _exporting(folder, table, count, pairs)


def _recording(folder: Path, count: int, pairs: int) -> Row:
    claim = Claim(
        f"record-together-{count}",
        f"{count:,} lines recorded in one transaction, speed",
        "the same rows, bare sqlite3 executemany, one transaction",
        "at least",
        _AT_LEAST,
    )
    times = []
    for pair in range(pairs):
        path = folder / f"together-{pair}.crisis"
        Register.create(path, opening())
        ours = timed(partial(_record, path, count))
        times.append((_floor(folder, path, pair), ours))
    return row_of(claim, times)


def _record(path: Path, count: int) -> None:
    with Register.open(path) as register, register.recording() as recording:
        for command in islice(lines(), count):
            recording.record(Request(command, BY))


def _importing(folder: Path, table: Path, count: int, pairs: int) -> Iterator[Row]:
    """Import in a process of its own, and once more: then all is known."""
    first, again, memory = [], [], []
    for pair in range(pairs):
        path = folder / f"imported-{pair}.crisis"
        Register.create(path, opening())
        costs = [_run(path, "import", "--yes", str(table)) for _turn in range(2)]
        floor = _floor(folder, path, pair)
        memory.append([cost.memory for cost in costs])
        first.append((floor, costs[0].seconds))
        again.append((floor, costs[1].seconds))
    for name, times, limit, most in (
        ("import", first, _AT_LEAST, _MOST_MEMORY),
        ("import-again", again, None, _MOST_MEMORY),
    ):
        what = "imported from CSV" if name == "import" else "imported again: all known"
        claim = Claim(
            f"{name}-{count}",
            f"{count:,} lines {what}, whole command, speed",
            "the rows of the register, bare sqlite3, one transaction",
            "at least",
            limit,
        )
        held = max(costs[name != "import"] for costs in memory)
        yield replace(row_of(claim, times), memory=held, most_memory=most)


def _exporting(folder: Path, table: Path, count: int, pairs: int) -> Row:
    claim = Claim(
        f"export-{count}",
        f"{count:,} lines exported as CSV, whole command, speed",
        "the rows of that file, csv.writer alone",
        "at least",
    )
    path = folder / "imported-0.crisis"
    times, memory = [], []
    for pair in range(pairs):
        made = folder / f"export-{pair}.csv"
        cost = _run(path, "export", "--what", "entries", "--output", str(made))
        with made.open(encoding="utf-8-sig", newline="") as file:
            found = list(csv.reader(file, delimiter=";"))
        times.append((timed(partial(_write, table.with_suffix(".bare"), found)), cost.seconds))
        memory.append(cost.memory)
    return replace(row_of(claim, times), memory=max(memory), most_memory=_MOST_MEMORY)


def _run(register: Path, *arguments: str) -> watching.Cost:
    command = [*program(), "--register", str(register), "--by", BY, *arguments]
    return watching.run(command, environment())


def _floor(folder: Path, register: Path, pair: int) -> float:
    """Return the seconds that the rows of a register take in bare `sqlite3`."""
    path = folder / f"bare-{pair}.db"
    made = rows_after(register, 1)
    bare = Bare(path)
    seconds = timed(partial(bare.append, made))
    bare.close()
    path.unlink()
    return seconds


def _table(path: Path, count: int) -> Path:
    """Make a table as cells keep them: a date, an hour, who called, what, who wrote it down."""
    said = sentences()
    instants = (_FIRST + number * _STEP for number in range(count))
    made = (
        (f"{at:%d/%m/%Y}", f"{at:%H:%M}", "standard", f"{next(said)} (point {number})", "M. Roche")
        for number, at in enumerate(instants)
    )
    return _write(path, [_HEADERS, *made])


def _write(path: Path, found: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(found)
    return path
