"""What is kept beside the log to find and answer fast, made again from it."""

from __future__ import annotations

from collections.abc import Sequence

from crisis_log.fact import Entry
from crisis_log.state import State, replay
from crisis_log.storage.backend import Cursor
from crisis_log.storage.errors import damaged
from crisis_log.storage.reading import Reading
from crisis_log.storage.rows import STATE_FORMAT, rewrite_rows


def are_current(reading: Reading, place: str) -> bool:
    """Whether the state rows are those of this version's models.

    Raises:
        StorageError: the register does not say; `place` names it.

    """
    reading.cursor.execute("SELECT value FROM register WHERE name = 'state_format'")
    found = reading.cursor.fetchone()
    if found is None:
        raise damaged(place)
    return bool(found[0] == str(STATE_FORMAT))


def write_index(cursor: Cursor, entries: Sequence[Entry]) -> None:
    """Note which subjects each entry changes."""
    cursor.executemany(
        "INSERT INTO subjects VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(subject, entry.number) for entry in entries for subject in entry.subjects],
    )


def rebuild(reading: Reading) -> int:
    """Throw index, kinds and state rows away and make them again; return the number of rows."""
    cursor = reading.cursor
    cursor.execute("DELETE FROM subjects WHERE true")  # row by row: see `rewrite_rows`
    cursor.execute("DELETE FROM kinds WHERE true")
    state, kinds = State(), set()
    for entry in reading.entries():
        write_index(cursor, [entry])
        kinds.add(entry.kind)
        replay([entry], state)
    cursor.executemany("INSERT INTO kinds VALUES (?)", [(kind,) for kind in kinds])
    rewrite_rows(cursor, state)
    cursor.execute(
        "UPDATE register SET value = ? WHERE name = 'state_format'", (str(STATE_FORMAT),)
    )
    return sum(1 for _subject in state.items())
