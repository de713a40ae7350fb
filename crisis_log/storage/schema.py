"""The tables of a register file.

`entries` is the log and the only truth: one row per entry, whose `state` column (the
event sourcing library's name for it) holds the bytes of the entry. `requests` is written
with it and only ever grows. `subjects`, `kinds` (of facts in the log) and `state` are
projections that `rebuild` makes again from the log.
"""

from __future__ import annotations

from typing import Final

APPLICATION_ID: Final = 0x43524C47
"""“CRLG”, in the header of every register file."""
SCHEMA_VERSION: Final = 1
"""Raised when the tables change; a register of a newer version is refused."""
STATE_FORMAT: Final = 1
"""Raised when the models of the state change; older rows are rebuilt from the log."""

ENTRIES: Final = "entries"

_APPEND_ONLY: Final = """
CREATE TRIGGER {table}_are_never_changed BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} are append-only'); END;
CREATE TRIGGER {table}_are_never_deleted BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} are append-only'); END;
"""

TABLES: Final = (
    f"""
CREATE TABLE register (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE {ENTRIES} (
    originator_id TEXT NOT NULL,
    originator_version INTEGER NOT NULL,
    topic TEXT NOT NULL,
    state BLOB NOT NULL,
    PRIMARY KEY (originator_id, originator_version)
) WITHOUT ROWID;
CREATE TRIGGER entries_are_numbered_without_gap BEFORE INSERT ON {ENTRIES}
WHEN NEW.originator_version <> 1 + coalesce(
    (SELECT max(originator_version) FROM {ENTRIES} WHERE originator_id = NEW.originator_id), 0
)
BEGIN SELECT RAISE(ABORT, 'entries are numbered without gap'); END;
CREATE TABLE requests (
    request_id TEXT PRIMARY KEY,
    first_entry INTEGER NOT NULL,
    last_entry INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TRIGGER requests_are_answered_once BEFORE INSERT ON requests
WHEN EXISTS (SELECT 1 FROM requests WHERE request_id = NEW.request_id)
BEGIN SELECT RAISE(ABORT, 'requests are answered once'); END;
CREATE TABLE subjects (
    subject TEXT NOT NULL,
    entry INTEGER NOT NULL,
    PRIMARY KEY (subject, entry)
) WITHOUT ROWID;
CREATE TABLE kinds (
    kind TEXT PRIMARY KEY
) WITHOUT ROWID;
CREATE TABLE state (
    collection TEXT NOT NULL,
    key TEXT NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (collection, key)
) WITHOUT ROWID;
"""
    + _APPEND_ONLY.format(table=ENTRIES)
    + _APPEND_ONLY.format(table="requests")
)
