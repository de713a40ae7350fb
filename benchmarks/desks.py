"""Many desks at one register on a server: how long each waits, and that none is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from multiprocessing import get_context
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from statistics import median
from threading import Event, Thread
from typing import Final

from benchmarks.measuring import Claim, Row, row_of, timed
from benchmarks.registers import BY, lines
from crisis_log.register import Register
from crisis_log.storage import Place

_LINES: Final = 20
"""What each desk records, without a pause."""
_WORST_SECONDS: Final = 0.25
_JUDGED: Final = 8
_DESKS: Final = (_JUDGED, 32, 64)


def rows(register: Place, other: Place, pairs: int) -> Iterator[Row]:
    """Record from many processes at once, and in one register while another is held."""
    for desks in _DESKS:
        yield _together(register, desks)
    yield _apart(register, other, pairs)


def _together(register: Place, desks: int) -> Row:
    with Register.open(register) as watched:
        alone = _waits(watched, _LINES)
        before = watched.size()
        waits = _at_once(register, desks)
        numbers = [entry.number for entry in watched.entries(before)]
    if numbers != [*range(before + 1, before + 1 + _LINES * desks)]:
        raise RuntimeError(f"{desks} desks: lines are lost, or numbers left out")
    claim = Claim(
        f"desks-{desks}",
        f"the worst wait of {desks} desks without a pause, none lost (median "
        f"{median(waits):.3f} s)",
        "one desk alone, the median",
    )
    row = row_of(claim, [(median(alone), max(waits))])
    return replace(row, most_seconds=_WORST_SECONDS) if desks == _JUDGED else row


def _at_once(register: Place, desks: int) -> list[float]:
    """Return how long each line of so many processes took; they begin together."""
    context = get_context("spawn")
    barrier, told = context.Barrier(desks), context.Queue()
    children = [
        context.Process(target=_desk, args=(register, barrier, told)) for _child in range(desks)
    ]
    for child in children:
        child.start()
    waits = [wait for _child in children for wait in told.get()]
    for child in children:
        child.join()
    return waits


def _desk(register: Place, barrier: Barrier, told: Queue[list[float]]) -> None:
    with Register.open(register) as opened:
        _waits(opened, 1)  # which loads what recording needs
        barrier.wait()
        told.put(_waits(opened, _LINES - 1))


def _waits(register: Register, number: int) -> list[float]:
    return [timed(partial(register.record, line, by=BY)) for line in islice(lines(), number)]


def _apart(register: Place, other: Place, pairs: int) -> Row:
    """Compare an append with one while another register is held by somebody who takes his time."""
    claim = Claim(
        "registers-apart",
        "one append while another register is held, until after it: it waits for none",
        "the same while none is",
    )
    times = []
    with Register.open(register) as ours, Register.open(other) as theirs:
        recorded = lines()
        for pair in range(pairs + 1):
            alone = timed(partial(ours.record, next(recorded), by=BY))
            with _held(theirs):
                beside = timed(partial(ours.record, next(recorded), by=BY))
            if pair:
                times.append((alone, beside))
    return row_of(claim, times)


class _held:  # noqa: N801 - read as a word: with _held(…)
    """Holds a register in a thread of its own, until the block ends."""

    def __init__(self, register: Register) -> None:
        self._is_held, self._may_end = Event(), Event()
        self._thread = Thread(target=self._hold, args=(register,))

    def _hold(self, register: Register) -> None:
        with register.recording():
            self._is_held.set()
            self._may_end.wait()

    def __enter__(self) -> None:
        self._thread.start()
        self._is_held.wait()

    def __exit__(self, *_exception: object) -> None:
        self._may_end.set()
        self._thread.join()
