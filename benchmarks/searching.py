"""What the index of words costs whoever records, and saves whoever searches."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.growth import command
from benchmarks.measuring import Claim, Row, compare
from benchmarks.registers import BY, lines
from crisis_log.entry import Entry
from crisis_log.register import Register
from crisis_log.storage.sqlite.words import FullText

_PAGE: Final = ("--last", "50")
_FIRST_PAGE_SECONDS: Final = 0.02
_LIMIT: Final = 1.1
_PAGE_LIMIT: Final = 2.0
_SEARCHES: Final = {
    "rare": "vague 7",
    "frequent": "masques",
    "both": "gants sessions",
    "none": "tsunami",
    "passage": "« file d'attente normale »",
}


def rows(folder: Path, register: Path, entries: int, pairs: int, appends: int) -> Iterator[Row]:
    """Compare an append with one that indexes nothing, a page of hits with one of the timeline."""
    yield _appending(folder, register, entries, appends)
    last = command(register, ("timeline", *_PAGE))
    for name, words in _SEARCHES.items():
        claim = Claim(
            f"search-{name}-{entries}",
            f"the first page of “{words}” in {entries:,} entries",
            "the last page of the timeline",
            "at most",
            _PAGE_LIMIT,
        )
        row = compare(claim, last, command(register, ("search", words, *_PAGE)), pairs)
        yield replace(row, most_seconds=_FIRST_PAGE_SECONDS)


def _appending(folder: Path, register: Path, entries: int, pairs: int) -> Row:
    copies = [folder / "indexed.crisis", folder / "bare.crisis"]
    for copy in copies:
        shutil.copyfile(register, copy)
    claim = Claim(
        f"append-indexed-{entries}",
        f"one append, its words indexed, to {entries:,} entries",
        "the same, its words left out",
        "at most",
        _LIMIT,
    )
    with Register.open(copies[0]) as indexed, Register.open(copies[1]) as bare:
        return compare(claim, partial(_append_bare, bare), partial(_append, indexed), pairs)


def _append(register: Register) -> None:
    register.record(next(lines(register.size())), by=BY)


def _append_bare(register: Register) -> None:
    add = FullText.add
    FullText.add = _leave_out  # type: ignore[assignment,method-assign]  # for as long as this takes
    try:
        _append(register)
    finally:
        FullText.add = add  # type: ignore[method-assign]  # as it was


def _leave_out(_index: FullText, _entries: Sequence[Entry]) -> None:
    pass
