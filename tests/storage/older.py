"""Registers of an older version, made as that version made them."""

import sqlite3
from contextlib import closing
from pathlib import Path

from crisis_log.storage.sqlite.schema import APPLICATION_ID, TABLES, WITHOUT_TREE
from tests.storage.registers import run_sql

_COPIED = ("register", "entries", "requests", "subjects", "kinds", "state")


def without_tree(path: Path) -> Path:
    """Replace the register at `path` by one of version 1 that holds the same log."""
    run_sql(path, "PRAGMA wal_checkpoint(TRUNCATE)")
    newer = path.rename(path.with_name("newer"))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={WITHOUT_TREE}")
        for statement in TABLES[WITHOUT_TREE]:
            connection.execute(statement)
        connection.execute("ATTACH ? AS newer", (str(newer),))
        for table in _COPIED:
            connection.execute(f"INSERT INTO {table} SELECT * FROM newer.{table}")
        connection.execute("DETACH newer")
    for suffix in ("", "-wal", "-shm"):
        Path(f"{newer}{suffix}").unlink(missing_ok=True)
    path.chmod(0o600)
    return path
