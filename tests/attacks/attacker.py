"""What somebody can do to a register who holds its file, a SQL shell and perhaps its key."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from crisis_log.evidence.signing_key import SigningKey
from crisis_log.register import Register
from crisis_log.storage.tree import append_leaves
from tests.sealing import take

Document = dict[str, Any]
"""An entry as JSON."""
_DERIVED = ("entries", "requests", "tree", "checkpoints", "timestamps")


@contextmanager
def shell(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a SQL shell with every trigger dropped, and put them all back at the end."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        protections = triggers.fetchall()
        for name, _sql in protections:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        for _name, sql in protections:
            connection.execute(sql)


def sql(path: Path, *statements: str) -> None:
    """Run statements in such a shell."""
    with shell(path) as connection:
        for statement in statements:
            connection.execute(statement)


def edit(old: str, new: str, number: int | None = None, table: str = "entries") -> str:
    """Return SQL that replaces text in an entry, or in all of them."""
    column = {"entries": "state", "state": "value"}[table]
    where = f" WHERE originator_version = {number}" if number else ""
    return f"UPDATE {table} SET {column} = CAST(replace({column}, '{old}', '{new}') AS BLOB){where}"


def contents(connection: sqlite3.Connection) -> list[bytes]:
    """Return the stored bytes of every entry."""
    rows = connection.execute("SELECT state FROM entries ORDER BY originator_version")
    return [bytes(content) for (content,) in rows]


def regrow(connection: sqlite3.Connection) -> None:
    """Compute the whole tree anew from the entries as they are now."""
    connection.execute("DELETE FROM tree")
    append_leaves(connection.cursor(), 0, contents(connection))


def renumber(connection: sqlite3.Connection, moves: dict[int, int]) -> None:
    """Give entries other numbers in their rows, all at once."""
    for old, new in moves.items():
        connection.execute(
            "UPDATE entries SET originator_version = ? WHERE originator_version = ?", (-new, old)
        )
    connection.execute(
        "UPDATE entries SET originator_version = -originator_version WHERE originator_version < 0"
    )


def insert(connection: sqlite3.Connection, document: Document, content: bytes = b"") -> None:
    """Add a row that holds an entry."""
    connection.execute(
        "INSERT INTO entries VALUES (?, ?, ?, ?)",
        (
            document["register_id"],
            document["number"],
            document["kind"],
            content or json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(),
        ),
    )


def rewrite(
    path: Path,
    change: Callable[[list[Document]], list[Document]],
    resign: SigningKey | None = None,
) -> None:
    """Rewrite history without a flaw: entries, tree, requests, index and state all agree.

    Checkpoints are thrown away, and one is made anew if there is a key to sign with.
    """
    with shell(path) as connection:
        documents = change([json.loads(content) for content in contents(connection)])
        for table in _DERIVED:
            connection.execute(f"DELETE FROM {table}")
        requests: dict[str, list[int]] = {}
        for number, document in enumerate(documents, start=1):
            insert(connection, document | {"number": number})
            requests.setdefault(document["request_id"], []).append(number)
        connection.executemany(
            "INSERT INTO requests VALUES (?, ?, ?)",
            [(name, numbers[0], numbers[-1]) for name, numbers in requests.items()],
        )
        regrow(connection)
    with Register.open(path) as register:
        register.rebuild()
        if resign:
            take(register, resign, "report.pdf")


def retitled(old: str, new: str) -> Callable[[list[Document]], list[Document]]:
    """Return the change that replaces a text wherever it stands in the log."""

    def change(documents: list[Document]) -> list[Document]:
        return [json.loads(json.dumps(one).replace(old, new)) for one in documents]

    return change


def overwrite(path: Path, number: int, old: bytes, new: bytes) -> None:
    """Replace bytes of entry `number` within the file, without any database program."""
    assert len(old) == len(new)
    with closing(sqlite3.connect(path)) as connection:
        content = contents(connection)[number - 1]
    raw = path.read_bytes()
    assert raw.count(content) == 1
    assert old in content
    path.write_bytes(raw.replace(content, content.replace(old, new)))
