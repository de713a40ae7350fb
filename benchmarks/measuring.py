"""How things are compared: in interleaved pairs, floor and ours in turn.

A shared machine slows down and speeds up while it is measured. Each pair meets the
same moment, so the median of the pairs' ratios holds where means of times do not.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final, Literal

MILLISECONDS: Final = 1e3
MEGABYTE: Final = 1_000_000
Step = Callable[[], object]
Sense = Literal["at most", "at least", "no target"]


@dataclass(frozen=True)
class Row:
    """One line of the table; times in seconds, `ratio` as `sense` reads it.

    `ratio` is the median of the pairs' ratios, `ratio_of_minima` that of the two best
    times. Both are ours over the floor, or its inverse for a speed (`at least`). `memory` is in
    bytes; what is `most_…` is a limit of its own.
    """

    name: str
    what: str
    ratio: float
    ratio_of_minima: float
    sense: Sense
    limit: float | None
    floor: str
    floor_seconds: float
    seconds: float
    pairs: int
    memory: int | None = None
    first_line: float | None = None
    most_seconds: float | None = None
    most_first_line: float | None = None
    most_memory: int | None = None

    @property
    def verdict(self) -> str:
        """Whether the median, and what else has a limit, reaches its target."""
        reached = [
            found <= most
            for found, most in (
                (self.seconds, self.most_seconds),
                (self.first_line, self.most_first_line),
                (self.memory, self.most_memory),
            )
            if found is not None and most is not None
        ]
        if self.limit is not None:
            is_most = self.sense == "at most"
            reached.append(self.ratio <= self.limit if is_most else self.ratio >= self.limit)
        if not reached:
            return "-"
        return "reached" if all(reached) else "missed"

    @property
    def target(self) -> str:
        """What it must reach, in a few letters."""
        sign = "≤" if self.sense == "at most" else "≥"
        told = [f"{sign} {self.limit}"] if self.limit is not None else []
        told += [f"≤ {self.most_seconds:g} s"] if self.most_seconds else []
        told += [f"first ≤ {self.most_first_line:g} s"] if self.most_first_line else []
        told += [f"≤ {self.most_memory / MEGABYTE:g} MB"] if self.most_memory else []
        return ", ".join(told)


@dataclass(frozen=True)
class Claim:
    """What a row says before it is measured."""

    name: str
    what: str
    floor: str
    sense: Sense = "no target"
    limit: float | None = None


def timed(step: Step) -> float:
    """Return the seconds `step` takes."""
    begin = time.perf_counter()
    step()
    return time.perf_counter() - begin


def compare(claim: Claim, floor: Step, ours: Step, pairs: int) -> Row:
    """Measure `floor` and `ours` in turn, after one run of each that does not count."""
    floor()
    ours()
    gc.collect()
    times = [(timed(floor), timed(ours)) for _pair in range(pairs)]
    return row_of(claim, times)


def row_of(claim: Claim, times: Sequence[tuple[float, float]]) -> Row:
    """Return the row that pairs of times, floor and ours, make."""
    floors, ours = zip(*times, strict=True)
    inverse = claim.sense == "at least"
    ratios = [(floor / own) if inverse else (own / floor) for floor, own in times]
    minima = min(floors) / min(ours) if inverse else min(ours) / min(floors)
    return Row(
        name=claim.name,
        what=claim.what,
        ratio=median(ratios),
        ratio_of_minima=minima,
        sense=claim.sense,
        limit=claim.limit,
        floor=claim.floor,
        floor_seconds=median(floors),
        seconds=median(ours),
        pairs=len(times),
    )
