"""Which lines of the journal hold, what do they say, and which requests does nothing take up?

The log has no link from a request to what was done about it but its number: an entry that
follows it up names it, `n° 42`, in its text or its note.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from crisis_log.command import Known
from crisis_log.fact import Frozen
from crisis_log.slices.journal import Line

KEY_POINT: Final = frozenset({"point-clé", "point-cle", "point clé", "key-point"})
"""Tags of lines that say what must be known first."""


class Said(Frozen):
    """What an entry says; `sources` are that entry and those that corrected it."""

    text: str
    occurred_at: datetime
    unverified: bool
    sources: tuple[int, ...]


def said(line: Line) -> Said:
    """Return what a line says, in its last wording."""
    return Said(
        text=line.text,
        occurred_at=line.occurred_at,
        unverified=line.verification == "unverified",
        sources=line.sources,
    )


def newest(lines: Iterable[Line]) -> tuple[Said, ...]:
    """Return what `lines` say, the last that happened first."""
    ordered = sorted(lines, key=lambda line: (line.occurred_at, line.number), reverse=True)
    return tuple(map(said, ordered))


def lines_that_hold(known: Known) -> Iterator[Line]:
    """Return the lines of the journal that were neither struck nor refuted, in order."""
    return (line for line in known.members(Line) if line.holds)


def tagged(lines: Iterable[Line], tags: frozenset[str]) -> list[Line]:
    """Return those of `lines` that have one of `tags`, which are lower-case."""
    return [line for line in lines if tags & {tag.casefold() for tag in line.tags}]


def unanswered(lines: Iterable[Line], named: set[int]) -> Iterator[Line]:
    """Return those of `lines` that are requests and that no entry names.

    `named` are the numbers of all entries that later ones name.
    """
    return (line for line in lines if line.line_kind == "request" and line.number not in named)
