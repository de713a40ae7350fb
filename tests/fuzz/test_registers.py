"""Whatever a register's file holds, every command answers, finds or refuses; none breaks down."""

from __future__ import annotations

import json
import random
import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final

from tests.attacks.attacker import contents, regrow, shell
from tests.cli.running import REGISTER, CommandLine
from tests.fuzz.conftest import Desk
from tests.fuzz.mutation import SEED, TIMES, change_pages, mutated

VERIFY: Final = "audit verify --key {key}"
OTHERS: Final = (
    "audit verify --log-only",
    "audit verify --witness-only --witness note.txt",
    "audit status",
    "audit diff 1 5",
    "timeline",
    "doctor",
    "state",
    "show 2",
    "show 4 --extract out",
    "report list",
    "report decisions --output decisions.json --format json",
    "backup copy.backup",
    "restore hostile.backup --yes",
    "audit checkpoint --key k.pem",
    "audit prove 2 --key k.pem",
    "audit bundle bundle.zip --key k.pem",
    "log 'A line'",
    "rebuild --yes",
)
MADE: Final = ("out/letter", "copy.backup", "bundle.zip", "n2.tlog-proof", "n2.json")
ENDINGS: Final = {0, 1, 3, 4}
STRANGE: Final = (
    None,
    0,
    -1,
    2**63 - 1,
    1.5,
    1e308,
    "",
    "é" * 9,
    "3",
    b"",
    b"\xff\xfe\0",
    b"{}",
    b'{"number":' + b"[" * 5000,
    "x\x1b[31m\u202e",
    b"\0" * 32,
)
SAID: Final[tuple[object, ...]] = (
    *(None, True, 0, -1, 1.5, 1e400, 10**400, 2**63, [], {}, [[]] * 9, {"": None}),
    *("", "\0", "\ud800", "\u202e", "D-1", "é" * 5000, "-" * 50, "Europe/../Paris", "../x"),
    *("0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "9999-12-31", "P-1", "crisis-log/x"),
)


def answers(desk: CommandLine, made: Desk, hostile: bytes, chance: random.Random) -> None:
    """Verify a hostile file, and give it to some other commands, as register or as backup."""
    for line in (VERIFY, *chance.sample(OTHERS, 3)):
        for left in (*Path().glob(f"{REGISTER}*"), *map(Path, MADE)):
            left.unlink(missing_ok=True)
        Path("hostile.backup").write_bytes(hostile)
        Path(REGISTER).write_bytes(made.register if "hostile.backup" in line else hostile)
        answer = desk.typed(line.format(key=made.key))
        assert answer.code in ENDINGS | ({2} if "no signing key" in answer.err else set()), (
            line,
            answer,
        )
        assert "Traceback" not in answer.err
        if line == VERIFY and answer.code == 0:
            with closing(sqlite3.connect(REGISTER)) as connection:
                assert contents(connection) == made.entries


def test_a_file_of_any_bytes_is_answered_for(desk: CommandLine, made: Desk) -> None:
    chance = random.Random(SEED)
    for hostile in mutated(made.register, 12, change_pages):
        answers(desk, made, hostile, chance)


def test_any_value_in_any_column_is_answered_for(desk: CommandLine, made: Desk) -> None:
    chance, altered = random.Random(SEED), Path("altered")
    for _case in range(12 * TIMES):
        altered.write_bytes(made.register)
        with closing(sqlite3.connect(altered)) as connection:
            schema = connection.execute("SELECT sql, rowid FROM sqlite_master").fetchall()
        _write_schema(altered, [(_loosened(sql), rowid) for sql, rowid in schema])
        with closing(sqlite3.connect(altered, isolation_level=None)) as connection:
            for _change in range(chance.randint(1, 3)):
                _put_something_strange(connection, chance)
        _write_schema(altered, schema)
        answers(desk, made, altered.read_bytes(), chance)


def _loosened(sql: str | None) -> str | None:
    """Return a table that takes anything, a trigger that does nothing."""
    loose = re.sub(r" NOT NULL| TEXT| BLOB| INTEGER(?! PRIMARY)", "", sql or "")
    return (
        re.sub(
            r"BEFORE (.*?) ON (\w+)\b.*",
            r"BEFORE \1 ON \2 BEGIN SELECT 1; END",
            loose,
            flags=re.DOTALL,
        )
        or None
    )


def _write_schema(path: Path, rows: Sequence[tuple[str | None, int]]) -> None:
    """Write the schema as it is told, whatever the tables hold."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.executemany("UPDATE sqlite_master SET sql = ? WHERE rowid = ?", rows)


def _put_something_strange(connection: sqlite3.Connection, chance: random.Random) -> None:
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    (table,) = chance.choice(tables)
    columns = [column[1] for column in connection.execute(f"PRAGMA table_info({table})")]
    changed, picked = chance.choice(columns), chance.choice(columns)
    ((count,),) = connection.execute(f"SELECT count(*) FROM {table}")
    with suppress(sqlite3.Error):  # what even a loose table refuses
        connection.execute(
            f"UPDATE {table} SET {changed} = ? WHERE {picked} IS "
            f"(SELECT {picked} FROM {table} LIMIT 1 OFFSET ?)",
            (chance.choice(STRANGE), chance.randrange(count or 1)),
        )


def test_entries_that_say_anything_are_answered_for(desk: CommandLine, made: Desk) -> None:
    """Whoever rewrites entries, and the tree with them, can say anything in them."""
    chance, altered = random.Random(SEED), Path("altered")
    for _case in range(8 * TIMES):
        altered.write_bytes(made.register)
        with shell(altered) as connection:
            for number, content in enumerate(contents(connection), start=1):
                if chance.random() < 0.3:
                    said = json.loads(content)
                    _say_something_strange(said, chance)
                    connection.execute(
                        "UPDATE entries SET state = ? WHERE originator_version = ?",
                        (json.dumps(said).encode(), number),
                    )
            regrow(connection)
        with closing(sqlite3.connect(altered)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        answers(desk, made, altered.read_bytes(), chance)


def _say_something_strange(said: Any, chance: random.Random) -> None:
    """Change one value, however deep it lies, or leave it out."""
    key = chance.choice(list(said)) if isinstance(said, dict) else chance.randrange(len(said))
    if isinstance(said[key], dict | list) and said[key] and chance.random() < 0.8:
        _say_something_strange(said[key], chance)
    elif chance.random() < 0.2:
        del said[key]
    else:
        said[key] = chance.choice(SAID)
