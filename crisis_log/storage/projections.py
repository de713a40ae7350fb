"""What is kept beside the log to find and answer fast, made again from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from crisis_log.entry import Entry
from crisis_log.fact import UntakenFact
from crisis_log.storage.backend import Cursor
from crisis_log.storage.errors import damaged
from crisis_log.storage.log import LARGEST
from crisis_log.storage.rows import STATE_FORMAT

Index = Literal["subjects", "marks"]
FORMAT: Final = "SELECT value FROM register WHERE name = 'state_format'"
_NUMBERS: Final[dict[Index, str]] = {
    "subjects": "SELECT entry FROM subjects WHERE subject = ? AND entry > ? AND entry <= ? "
    "ORDER BY entry",
    "marks": "SELECT entry FROM marks WHERE mark = ? AND entry > ? AND entry <= ? ORDER BY entry",
}


def are_current(cursor: Cursor, place: str) -> bool:
    """Whether the projections are those of this version's models and tables.

    Raises:
        StorageError: the register does not say; `place` names it.

    """
    cursor.execute(FORMAT)
    found = cursor.fetchone()
    if found is None:
        raise damaged(place)
    return bool(found[0] == str(STATE_FORMAT))


def note_outdated(cursor: Cursor) -> None:
    """Note that the projections are to be made again: those of no version are kept."""
    cursor.execute("UPDATE register SET value = '0' WHERE name = 'state_format'")


def note_current(cursor: Cursor) -> None:
    """Note that the projections are those of this version."""
    cursor.execute(
        "UPDATE register SET value = ? WHERE name = 'state_format'", (str(STATE_FORMAT),)
    )


def write_index(cursor: Cursor, entries: Sequence[Entry]) -> None:
    """Note which subjects each entry changes, and which marks it bears."""
    cursor.executemany(
        "INSERT INTO subjects VALUES (?, ?) ON CONFLICT DO NOTHING",
        [
            (subject, entry.number)
            for entry in entries
            if type(entry.fact) is not UntakenFact
            for subject in entry.subjects
        ],
    )
    cursor.executemany(
        "INSERT INTO marks VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(mark, entry.number) for entry in entries for mark in entry.marks],
    )


def numbers(
    cursor: Cursor,
    table: Index,
    name: str,
    after: int = 0,
    upto: int = LARGEST,
) -> list[int]:
    """Return the numbers of the entries about a subject, or that bear a mark, in order."""
    cursor.execute(_NUMBERS[table], (name, after, upto))
    return [number for (number,) in cursor.fetchall()]
