"""What each command takes, time and memory, in registers of 1 000, 20 000 and 1 000 000 entries.

    python -m benchmarks --only scale

Time passes in these registers as in a crisis: 4 000 entries a week. Each command runs in a
process of its own, its memory is that of all the processes it begins. The growth of a row is its
time over that of the same in the shortest register.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks import registers, watching
from benchmarks.measuring import Row
from benchmarks.startup import environment
from benchmarks.watching import Cost
from crisis_log.command import Command, Request
from crisis_log.register import Register, stopped_clock
from crisis_log.slices import decision, decision_course, measure

LENGTHS: Final = (1_000, 20_000, 1_000_000)
_PER_WEEK: Final = 4_000
_OPENED: Final = datetime(2020, 3, 2, 7, tzinfo=UTC)
_STEP: Final = timedelta(weeks=1) / _PER_WEEK
_MANY: Final = 5_000
_WRITERS: Final = 32
_READERS: Final = 4
_LINES_EACH: Final = 20
_SHORT: Final = 2.0
_MB: Final = 1_000_000


class Reach(NamedTuple):
    """What a row must reach: seconds, those to the first line, bytes, and times the shortest."""

    seconds: float | None = None
    first_line: float | None = None
    memory: int | None = None
    growth: float | None = None


class Asked(NamedTuple):
    """A command, how its answer is read, and what it must reach in the longest register.

    `arguments` returns them for a register of so many entries and a folder that is thrown away.
    """

    name: str
    arguments: Callable[[int, Path], Sequence[str]]
    reach: Reach
    piped: bool = False
    changes: bool = False


def _same(*arguments: str) -> Callable[[int, Path], Sequence[str]]:
    return lambda _entries, _folder: arguments


def _written(*arguments: str) -> Callable[[int, Path], Sequence[str]]:
    return lambda _entries, folder: (*arguments, "--output", str(folder / "out.pdf"))


ASKED: Final = (
    Asked("log", _same("log", "Une ligne"), Reach(memory=60 * _MB, growth=1.2), changes=True),
    Asked("state", _same("state"), Reach(memory=60 * _MB, growth=1.2)),
    Asked("point", _same("point"), Reach(seconds=0.4, memory=60 * _MB, growth=1.2)),
    Asked("timeline", _same("timeline"), Reach(first_line=0.5, memory=200 * _MB), piped=True),
    Asked(
        "timeline --json",
        _same("timeline", "--json"),
        Reach(first_line=0.5, memory=200 * _MB),
        piped=True,
    ),
    Asked(
        "timeline --search, no hit",
        _same("timeline", "--search", "zzzz"),
        Reach(memory=100 * _MB),
    ),
    Asked("audit verify", _same("audit", "verify"), Reach(memory=300 * _MB)),
    Asked("rebuild", _same("rebuild", "--yes"), Reach(memory=300 * _MB), changes=True),
    Asked(
        "audit bundle",
        lambda _entries, folder: ("audit", "bundle", str(folder / "bundle.zip")),
        Reach(memory=500 * _MB),
    ),
    Asked(
        "state --entry",
        lambda entries, _folder: ("state", "--entry", str(entries - entries // 10)),
        Reach(seconds=1),
    ),
    Asked(
        "audit replay --from, last 100",
        lambda entries, _folder: ("audit", "replay", "--from", str(entries - 99)),
        Reach(seconds=1),
    ),
    Asked("report situation", _written("report", "situation"), Reach(growth=2)),
    Asked(
        "report weekly, 4 000 entries",
        lambda entries, folder: _written("report", "weekly", "--week", _week(entries))(0, folder),
        Reach(seconds=20, memory=600 * _MB),
    ),
)
"""What the long registers are asked, in the order of the table."""


def rows(folder: Path, lengths: Sequence[int]) -> Iterator[Row]:
    """Measure everything; the registers stay in `folder`, and are made where they are not yet."""
    yield from _growing(folder, lengths)
    yield from _many(folder)
    yield _writing(folder)


def _growing(folder: Path, lengths: Sequence[int]) -> Iterator[Row]:
    made = {entries: build(folder / f"scale-{entries}.crisis", entries) for entries in lengths}
    for asked in ASKED:
        shortest = None
        for entries, register in made.items():
            cost = _cost(asked, register, entries, folder)
            shortest = shortest or cost
            reach = asked.reach if entries == lengths[-1] else Reach()
            yield _row(f"{asked.name}, {entries:,} entries", cost, shortest, reach)


def _cost(asked: Asked, register: Path, entries: int, folder: Path) -> Cost:
    """Return what a command takes; what is short is run again, as the first finds a cold disk."""
    cost = _once(asked, register, entries, folder)
    if cost.seconds < _SHORT:
        again = [_once(asked, register, entries, folder) for _run in range(4)]
        cost = min(again, key=lambda one: one.seconds)
    return cost


def _once(asked: Asked, register: Path, entries: int, folder: Path) -> Cost:
    with tempfile.TemporaryDirectory(dir=folder) as name:
        answers = Path(name)
        kept = answers / "copy.crisis" if asked.changes else register
        if asked.changes:
            shutil.copyfile(register, kept)
            os.sync()  # else the command waits for it
        clock = ("--clock", at(entries + 1).isoformat())
        arguments = asked.arguments(entries, answers)
        command = [*program(), "--register", str(kept), *clock, *arguments]
        return watching.run(command, environment(), piped=asked.piped)


def _row(what: str, cost: Cost, shortest: Cost, reach: Reach) -> Row:
    return Row(
        name=what.replace(" ", "-"),
        what=what,
        ratio=cost.seconds / shortest.seconds,
        ratio_of_minima=cost.work / shortest.work,
        sense="at most",
        limit=reach.growth,
        floor="the same in the shortest register",
        floor_seconds=shortest.seconds,
        seconds=cost.seconds,
        pairs=1,
        memory=cost.memory,
        first_line=cost.first_line,
        most_seconds=reach.seconds,
        most_first_line=reach.first_line,
        most_memory=reach.memory,
    )


def program() -> list[str]:
    """Return how the program is run in a process of its own."""
    installed = shutil.which("crisis-log", path=str(Path(sys.executable).parent))
    in_python = [sys.executable, "-c", "from crisis_log.cli import main; main()"]
    return [installed] if installed else in_python


def at(number: int) -> datetime:
    """Return when entry `number` is recorded."""
    return _OPENED + number * _STEP


def _week(entries: int) -> str:
    """Return the last whole week of a register of so many entries, or its only one."""
    week = max(1, entries // _PER_WEEK)
    year, number, _day = (_OPENED + timedelta(weeks=week - 1)).isocalendar()
    return f"{year}-W{number:02d}"


def build(path: Path, entries: int) -> Path:
    """Make a register of so many entries, 4 000 a week, if it is not there yet."""
    return _recorded(path, registers.commands(), entries)


def _recorded(
    path: Path, commands: Iterator[Command], entries: int, step: timedelta = _STEP
) -> Path:
    if path.exists():
        return path
    print(f"building {path.name} …", file=sys.stderr)
    unfinished = path.with_name(f"unfinished-{path.name}")
    unfinished.unlink(missing_ok=True)
    Register.create(unfinished, registers.opening(exercise=True), stopped_clock(_OPENED))
    now = _OPENED
    with Register.open(unfinished, lambda: now) as register:
        while (missing := entries - register.size()) > 0:
            batch = islice(commands, min(registers.CHUNK // 10, missing))
            now = _OPENED + register.size() * step
            register.record_all(Request(command, registers.BY) for command in batch)
    return unfinished.rename(path)


def _many(folder: Path) -> Iterator[Row]:
    """Yield the reports on 5 000 decisions and 5 000 measures of one week."""
    commands = list(_busy_commands())
    entries = len(commands) + 1
    step = timedelta(days=6) / entries
    register = _recorded(folder / "scale-many.crisis", iter(commands), entries, step)
    reach = Reach(seconds=60, memory=1_000 * _MB)
    for name, arguments in (
        ("weekly", ("report", "weekly", "--week", _week(1))),
        ("decisions", ("report", "decisions")),
    ):
        what = f"report {name}, {_MANY:,} decisions and measures"
        cost = _cost(Asked(what, _written(*arguments), reach), register, _PER_WEEK, folder)
        yield _row(what, cost, cost, reach)


def _busy_commands() -> Iterator[Command]:
    for number in range(1, _MANY + 1):
        yield decision.record(f"Organiser le service {number}", owner="le directeur")
        yield measure.order(f"Équiper le service {number}", decision=number)
        if number % 5 == 0:
            yield decision_course.repeal(number, reason="Sans objet.")


def _writing(folder: Path) -> Row:
    """Return the worst wait of many writers on one file with readers, over the median one."""
    path = folder / "writers.crisis"
    path.unlink(missing_ok=True)
    Register.create(path, registers.opening())
    context = multiprocessing.get_context("spawn")
    ready, told = context.Barrier(_WRITERS + 1), context.Queue()
    writers = [
        context.Process(target=_write, args=(path, ready, told)) for _writer in range(_WRITERS)
    ]
    readers = [context.Process(target=_read, args=(path,), daemon=True) for _ in range(_READERS)]
    for process in (*writers, *readers):
        process.start()
    ready.wait()  # for all to begin
    ready.wait()  # and to have recorded
    waits = sorted(wait for _writer in writers for wait in told.get())
    for reader in readers:
        reader.terminate()
    for process in (*writers, *readers):
        process.join()
    worst, middle = waits[-1], waits[len(waits) // 2]
    cost, usual = Cost(worst, worst, worst, 0), Cost(middle, middle, middle, 0)
    return _row(f"{_WRITERS} writers and {_READERS} readers: worst wait", cost, usual, Reach(1))


def _write(path: Path, ready: Barrier, told: Queue[list[float]]) -> None:
    """Record without a pause, and tell each wait; stay until all have recorded.

    Else the ends of so many processes would be measured as waits.
    """
    lines = registers.lines(os.getpid())
    with Register.open(path) as register:
        register.record(next(lines), by=registers.BY)  # what it imports is no wait
        ready.wait()
        waits = []
        for command in islice(lines, _LINES_EACH):
            begin = time.perf_counter()
            register.record(command, by=registers.BY)
            waits.append(time.perf_counter() - begin)
        ready.wait()
    told.put(waits)


def _read(path: Path) -> None:
    with Register.open(path, read_only=True) as register:
        while True:
            sum(1 for _entry in register.stored())
