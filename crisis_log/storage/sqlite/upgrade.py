"""From a register of an older version to one of this version, within one transaction."""

from __future__ import annotations

from eventsourcing.sqlite import SQLiteCursor

from crisis_log.storage.log import chunk
from crisis_log.storage.sqlite.schema import EVIDENCE, SCHEMA_VERSION
from crisis_log.storage.tree import append_leaves


def schema_version(cursor: SQLiteCursor) -> int:
    """Return the version of the register's tables."""
    cursor.execute("PRAGMA user_version")
    version: int = cursor.fetchone()[0]
    return version


def upgrade(cursor: SQLiteCursor, register_id: str) -> bool:
    """Add the tables of the evidence, and grow the tree of the entries that are there.

    Returns whether there was anything to do.
    """
    if schema_version(cursor) >= SCHEMA_VERSION:
        return False
    for statement in EVIDENCE:
        cursor.execute(statement)
    after = 0
    while rows := chunk(cursor, register_id, after):
        append_leaves(cursor, after, [row.content for row in rows])
        after = rows[-1].number
    cursor.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
    return True
