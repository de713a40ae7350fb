"""Does every entry stand where it must: numbered, and recorded, after the one before it?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from operator import lt
from typing import Final

from crisis_log.audit.finding import Finding
from crisis_log.language import _, counted
from crisis_log.storage import (
    ProvenLog,
    ScannedEntry,
)

_RECORDED_AT: Final = b'"recorded_at":"'
_WHOLE: Final = len("2020-03-18T17:30:15.250001Z")


def check_numbers(entries: Sequence[ScannedEntry], after: int) -> Iterator[Finding]:
    """Return the entries that are not numbered one more than the one before them, `after` first."""
    numbers = [entry.number for entry in entries]
    if numbers == list(range(after + 1, after + 1 + len(numbers))):
        return
    for earlier, number in pairwise([after, *numbers]):
        if number != earlier + 1:
            yield misnumbered(earlier + 1, number)


def check_fractions(log: ProvenLog, after: int, upto: int) -> Iterator[Finding]:
    """Return whether rows with a fraction for a number stand among entries."""
    count = log.unnumbered(after, upto)
    if count:
        yield Finding(
            code="numbering",
            entry=after + 1,
            expected=str(after + 1),
            found=counted("{count} row without a number", "{count} rows without a number", count),
            meaning=_("An entry is missing, or was inserted."),
        )


def misnumbered(expected: int, found: int) -> Finding:
    """Return that entry `found` stands where entry `expected` must."""
    return Finding(
        code="numbering",
        entry=int(found),
        expected=str(expected),
        found=str(found),
        meaning=_("An entry is missing, or was inserted."),
    )


def is_ordered(contents: Sequence[bytes]) -> bool:
    """Whether each entry was recorded after the one before; no, where bytes cannot tell."""
    times = [
        content[(start := content.find(_RECORDED_AT) + len(_RECORDED_AT)) : start + _WHOLE]
        for content in contents
    ]
    joined = b"".join(times)
    are_whole = len(joined) == _WHOLE * len(times)
    are_universal = joined[_WHOLE - 1 :: _WHOLE] == b"Z" * len(times)
    return are_whole and are_universal and all(map(lt, times, times[1:]))


def check_order(entries: Sequence[ScannedEntry]) -> Iterator[Finding]:
    """Return the entries recorded no later than the one before them, without reading facts."""
    for before, entry in pairwise(entries):
        earlier, later = _recorded_at(before), _recorded_at(entry)
        if _instant(later) <= _instant(earlier):
            yield Finding(
                code="clock",
                entry=entry.number,
                expected=_("later than {time}").format(time=earlier),
                found=later,
                meaning=_("Entries were reordered, or a time was altered."),
            )


def _recorded_at(entry: ScannedEntry) -> str:
    _before, _mark, time = (entry.content or b"").partition(_RECORDED_AT)
    return time[:_WHOLE].partition(b'"')[0].decode(errors="replace")


def _instant(stored: str) -> datetime:
    try:
        return datetime.fromisoformat(stored)
    except ValueError:
        return datetime.fromisoformat("0001-01-01T00:00:00Z")
