"""Measure, print the table and write it as JSON: `python -m benchmarks --help`."""

from __future__ import annotations

import argparse
import gc
import json
import platform
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Final

from benchmarks import (
    board,
    board_pages,
    charts,
    desk,
    evidence,
    exchange,
    growth,
    reading,
    recording,
    reporting,
    scale,
    searching,
    server,
    startup,
)
from benchmarks.measuring import MEGABYTE, MILLISECONDS, Row
from benchmarks.registers import build

SELDOM: Final = 100_000
"""Objects made between collections, as the command line sets it; for the floors too."""
_SHORT: Final = 1000
_MILLION: Final = 1_000_000
_FULL_WEEK: Final = 150
_QUIET_WEEK: Final = 50


class Bench:
    """The registers to measure on, made when first asked for, and how often to measure."""

    def __init__(
        self, folder: Path, entries: int, *, million: bool, quick: bool, kept: Path | None
    ) -> None:
        self.folder = folder
        self.kept = kept
        self.entries = entries
        self.million = million
        self.quick = quick

    @cached_property
    def short(self) -> Path:
        """A register of 1 000 entries."""
        return self._built(_SHORT)

    @cached_property
    def long(self) -> Path:
        """A register of as many entries as asked for."""
        return self._built(self.entries)

    def startup(self) -> Iterator[Row]:
        return startup.rows(self.short, self._pairs(25))

    def recording(self) -> Iterator[Row]:
        return recording.rows(self.folder, self._pairs(600), self._pairs(15))

    def desk(self) -> Iterator[Row]:
        return desk.rows(self.folder, self.long, self.entries, self._pairs(60))

    def growth(self) -> Iterator[Row]:
        yield from growth.rows(self.short, self.long, self.entries, self._pairs(100))
        if self.million:
            longest = self._built(_MILLION)
            yield from growth.rows(self.short, longest, _MILLION, self._pairs(100))

    def reading(self) -> Iterator[Row]:
        return reading.rows(self.long, self.entries, self._pairs(9))

    def searching(self) -> Iterator[Row]:
        pairs, appends = self._pairs(50), self._pairs(600)
        return searching.rows(self.folder, self.long, self.entries, pairs, appends)

    def reporting(self) -> Iterator[Row]:
        entries = _QUIET_WEEK if self.quick else _FULL_WEEK
        return reporting.rows(self._built(entries), entries, self._pairs(7))

    def charts(self) -> Iterator[Row]:
        return charts.rows(self.folder, self._pairs(60))

    def evidence(self) -> Iterator[Row]:
        pairs, appends = self._pairs(9), self._pairs(200)
        yield from evidence.rows(self.folder, self.short, self.long, self.entries, pairs, appends)
        if self.million:
            longest = self._built(_MILLION)
            yield from evidence.rows(self.folder, self.short, longest, _MILLION, pairs, appends)

    def exchange(self) -> Iterator[Row]:
        return exchange.rows(self.folder, self.entries, self._pairs(3))

    def server(self) -> Iterator[Row]:
        return server.rows(self.long, self.entries, self._pairs(150))

    def board(self) -> Iterator[Row]:
        return board.rows(self.short, self._pairs(40))

    def scale(self) -> Iterator[Row]:
        lengths = scale.LENGTHS[:-1] if self.quick else scale.LENGTHS
        folder = self.kept or self.folder
        yield from scale.rows(folder, lengths)
        longest = scale.build(folder / f"scale-{lengths[-1]}.crisis", lengths[-1])
        yield from board_pages.rows(longest, lengths[-1], scale.at(lengths[-1] + 1))

    @cached_property
    def families(self) -> dict[str, Callable[[], Iterator[Row]]]:
        """The families of rows by name, in the order of the table."""
        return {
            "startup": self.startup,
            "recording": self.recording,
            "desk": self.desk,
            "growth": self.growth,
            "reading": self.reading,
            "searching": self.searching,
            "reporting": self.reporting,
            "charts": self.charts,
            "evidence": self.evidence,
            "exchange": self.exchange,
            "server": self.server,
            "board": self.board,
            "scale": self.scale,
        }

    def _built(self, entries: int) -> Path:
        print(f"building a register of {entries:,} entries …", file=sys.stderr)
        return build(self.folder / f"r{entries}.crisis", entries)

    def _pairs(self, number: int) -> int:
        return max(3, number // 5) if self.quick else number


def main() -> None:
    """Measure what the arguments ask for."""
    arguments = _arguments()
    gc.set_threshold(SELDOM)
    with tempfile.TemporaryDirectory(prefix="crisis-log-benchmarks-") as folder:
        bench = Bench(
            Path(folder),
            arguments.entries,
            million=arguments.million,
            quick=arguments.quick,
            kept=arguments.keep,
        )
        rows = []
        _print_header()
        for name in arguments.only or [name for name in bench.families if name != "scale"]:
            for row in bench.families[name]():
                rows.append(row)
                _print_row(row)
    document = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "machine": platform.platform(),
        "rows": [asdict(row) | {"verdict": row.verdict} for row in rows],
    }
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    arguments.json.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
    print(f"\n{arguments.json}", file=sys.stderr)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    names = ["startup", "recording", "desk", "growth", "reading", "searching", "reporting"]
    names += [
        "charts",
        "evidence",
        "exchange",
        "server",
        "board",
        "scale",
    ]  # the last only where it is asked for: an hour
    parser.add_argument("--only", nargs="+", choices=names, help="only these families of rows")
    parser.add_argument(
        "--entries", type=int, default=100_000, help="length of the long register (%(default)s)"
    )
    parser.add_argument("--million", action="store_true", help="a register of 1 000 000 as well")
    parser.add_argument("--quick", action="store_true", help="fewer pairs, for a first look")
    parser.add_argument(
        "--keep", type=Path, help="a folder where the registers of scale stay for the next run"
    )
    parser.add_argument(
        "--json",
        type=Path,
        default=Path(__file__).parent / "results" / "latest.json",
        help="where the figures go (%(default)s)",
    )
    arguments = parser.parse_args()
    if arguments.quick:
        arguments.entries = min(arguments.entries, 20_000)
    return arguments


_COLUMNS: Final = (
    "{what:<66} {ratio:>7} {minima:>7}  {limit:<24} {floor_ms:>10} {ms:>10} {mb:>7}  {verdict}"
)


def _print_header() -> None:
    print("ratio: median of interleaved pairs; best: of the two best times; times are medians\n")
    header = {"what": "what", "ratio": "ratio", "minima": "best", "limit": "target"}
    print(
        _COLUMNS.format(**header, floor_ms="floor, ms", ms="ours, ms", mb="MB", verdict="verdict")
    )


def _print_row(row: Row) -> None:
    print(
        _COLUMNS.format(
            what=row.what,
            ratio=f"{row.ratio:.2f}",
            minima=f"{row.ratio_of_minima:.2f}",
            limit=row.target,
            floor_ms=f"{row.floor_seconds * MILLISECONDS:.2f}",
            ms=f"{row.seconds * MILLISECONDS:.2f}",
            mb="" if row.memory is None else row.memory // MEGABYTE,
            verdict=row.verdict,
        ),
        flush=True,
    )


if __name__ == "__main__":
    main()
