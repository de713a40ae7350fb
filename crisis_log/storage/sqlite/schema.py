"""The tables of a register file.

`entries` is the log and the only truth: one row per entry, whose `state` column (the
event sourcing library's name for it) holds the bytes of the entry. `requests` is written
with it and only ever grows. `subjects` and `marks` (by what entries are found), `kinds` (of facts
in the log), `state` and `past` (see `storage.rows`), and `words` (see `words`) are projections
that `rebuild` makes again from the log.

The evidence: `tree` proves the entries (see `tree`), `attachments` holds the files that
entries name by their SHA-256, `checkpoints` the signed notes and what carried each out of
the register, `timestamps` the replies of timestamp authorities (RFC 3161) about them.
"""

from __future__ import annotations

from typing import Final

APPLICATION_ID: Final = 0x43524C47
"""“CRLG”, in the header of every register file."""
SCHEMA_VERSION: Final = 4
"""Raised when the tables change; a register of a newer version is refused."""
WORDS: Final = "words"
"""The full-text index, in tables of SQLite's own that are called `words_…`."""
FIRST_VERSION: Final = 2
"""The first that was released: nothing reads an older one."""


def _append_only(table: str) -> tuple[str, ...]:
    return tuple(
        f"CREATE TRIGGER {table}_are_never_{done} BEFORE {change} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} are append-only'); END"
        for done, change in (("changed", "UPDATE"), ("deleted", "DELETE"))
    )


def _never_replaced(table: str, key: str) -> str:
    return (
        f"CREATE TRIGGER {table}_are_never_replaced BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}) "
        f"BEGIN SELECT RAISE(ABORT, '{table} are append-only'); END"
    )


_FIRST_TABLES: Final = (
    """CREATE TABLE register (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID""",
    """CREATE TABLE entries (
    originator_id TEXT NOT NULL,
    originator_version INTEGER NOT NULL,
    topic TEXT NOT NULL,
    state BLOB NOT NULL,
    PRIMARY KEY (originator_id, originator_version)
) WITHOUT ROWID""",
    """CREATE TRIGGER entries_are_numbered_without_gap BEFORE INSERT ON entries
WHEN NEW.originator_version <> 1 + coalesce(
    (SELECT max(originator_version) FROM entries WHERE originator_id = NEW.originator_id), 0
)
BEGIN SELECT RAISE(ABORT, 'entries are numbered without gap'); END""",
    """CREATE TABLE requests (
    request_id TEXT PRIMARY KEY,
    first_entry INTEGER NOT NULL,
    last_entry INTEGER NOT NULL
) WITHOUT ROWID""",
    """CREATE TRIGGER requests_are_answered_once BEFORE INSERT ON requests
WHEN EXISTS (SELECT 1 FROM requests WHERE request_id = NEW.request_id)
BEGIN SELECT RAISE(ABORT, 'requests are answered once'); END""",
    """CREATE TABLE subjects (
    subject TEXT NOT NULL,
    entry INTEGER NOT NULL,
    PRIMARY KEY (subject, entry)
) WITHOUT ROWID""",
    """CREATE TABLE kinds (
    kind TEXT PRIMARY KEY
) WITHOUT ROWID""",
    """CREATE TABLE state (
    collection TEXT NOT NULL,
    key TEXT NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (collection, key)
) WITHOUT ROWID""",
    *_append_only("entries"),
    *_append_only("requests"),
    """CREATE TABLE tree (
    entry INTEGER PRIMARY KEY,
    nodes BLOB NOT NULL
)""",
    """CREATE TRIGGER tree_grows_without_gap BEFORE INSERT ON tree
WHEN NEW.entry <> 1 + coalesce((SELECT max(entry) FROM tree), 0)
BEGIN SELECT RAISE(ABORT, 'the tree grows without gap'); END""",
    *_append_only("tree"),
    """CREATE TABLE attachments (
    sha256 TEXT PRIMARY KEY,
    content BLOB NOT NULL
)""",
    _never_replaced("attachments", "sha256"),
    *_append_only("attachments"),
    """CREATE TABLE checkpoints (
    number INTEGER PRIMARY KEY,
    size INTEGER NOT NULL,
    carrier TEXT NOT NULL,
    made_at TEXT NOT NULL,
    note TEXT NOT NULL
)""",
    _never_replaced("checkpoints", "number"),
    *_append_only("checkpoints"),
    """CREATE TABLE timestamps (
    number INTEGER PRIMARY KEY,
    note TEXT NOT NULL,
    reply BLOB NOT NULL
)""",
    _never_replaced("timestamps", "number"),
    *_append_only("timestamps"),
)
MIGRATIONS: Final[dict[int, tuple[str, ...]]] = {
    2: (
        "ALTER TABLE state ADD COLUMN since INTEGER NOT NULL DEFAULT 0",
        """CREATE TABLE past (
    collection TEXT NOT NULL,
    key TEXT NOT NULL,
    upto INTEGER NOT NULL,
    since INTEGER NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (collection, key, upto)
) WITHOUT ROWID""",
        """CREATE TABLE marks (
    mark TEXT NOT NULL,
    entry INTEGER NOT NULL,
    PRIMARY KEY (mark, entry)
) WITHOUT ROWID""",
    ),
    3: (
        f"CREATE VIRTUAL TABLE {WORDS} USING fts5(said, stems, content='', tokenize='ascii')",
        f"INSERT INTO {WORDS} ({WORDS}, rank) VALUES ('automerge', 16)",  # seldom: it takes 20 ms
    ),
}
"""The statements that make a register of each older version one of the next."""


def tables(version: int = SCHEMA_VERSION) -> tuple[str, ...]:
    """Return the statements that make the tables of a register: the first, and what followed."""
    later = (MIGRATIONS[older] for older in range(FIRST_VERSION, version))
    return sum(later, _FIRST_TABLES)


TABLES: Final = tables()
"""The statements that make a register of this version."""
