"""Whatever a register's file holds, every command answers, finds or refuses; none breaks down."""

from __future__ import annotations

import contextlib
import random
import re
import shlex
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from crisis_log.storage.sqlite import limits
from tests.attacks.attacker import contents
from tests.cli.running import OPENING, REGISTER, SECRETARY, CommandLine
from tests.fuzz.mutation import SEED, TIMES, change_pages, mutated
from tests.reports.drafts import PLAIN
from tests.speaking import speaking

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


class Desk(NamedTuple):
    """A folder with a register, and what it was when it was sound."""

    folder: Path
    file: bytes
    key: str
    entries: list[bytes]


@pytest.fixture(scope="module")
def made(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A register with an attachment, a signed checkpoint and an issued report."""
    folder = tmp_path_factory.mktemp("fuzzed")
    desk = CommandLine(("--by", SECRETARY))
    with contextlib.chdir(folder), speaking("en"):
        Path("out").mkdir()
        Path("letter").write_bytes(b"a letter")
        desk.given(
            f"{OPENING} --key k.pem",
            "decision record 'Remote work'",
            "measure order 'Licences' --due 2099-01-01 --category 'work tools'",
            "log 'A line' --attach letter",
            f"report issue dossier D-1 --templates {PLAIN} --key k.pem",
        )
        Path("note.txt").write_text(desk.typed("audit checkpoint --key k.pem").out)
        key = desk.document("audit status")["verifier_key"]
        with closing(sqlite3.connect(REGISTER)) as connection:
            entries = contents(connection)
    return Desk(folder, Path(folder, REGISTER).read_bytes(), key, entries)


@pytest.fixture(autouse=True)
def _fresh(made: Desk, english: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Work beside a copy, and let no statement run for long."""
    shutil.copytree(made.folder, tmp_path / "desk")
    monkeypatch.chdir(tmp_path / "desk")
    monkeypatch.setenv("CRISIS_LOG_BY", SECRETARY)
    monkeypatch.setenv("CRISIS_LOG_REGISTER", REGISTER)
    monkeypatch.setattr(limits, "FLOOR_SECONDS", 2.0)


def answers(made: Desk, hostile: bytes, chance: random.Random) -> None:
    """Verify a hostile file, and give it to some other commands, as register or as backup."""
    for line in (VERIFY, *chance.sample(OTHERS, 3)):
        for left in (*Path().glob(f"{REGISTER}*"), *map(Path, MADE)):
            left.unlink(missing_ok=True)
        Path("hostile.backup").write_bytes(hostile)
        Path(REGISTER).write_bytes(made.file if "hostile.backup" in line else hostile)
        answer = CommandLine()(*shlex.split(line.format(key=made.key)))
        assert answer.code in ENDINGS, (line, answer)
        assert "Traceback" not in answer.err
        if line == VERIFY and answer.code == 0:
            with closing(sqlite3.connect(REGISTER)) as connection:
                assert contents(connection) == made.entries


def test_a_file_of_any_bytes_is_answered_for(made: Desk) -> None:
    chance = random.Random(SEED)
    for hostile in mutated(made.file, 12, change_pages):
        answers(made, hostile, chance)


def test_any_value_in_any_column_is_answered_for(made: Desk) -> None:
    chance, altered = random.Random(SEED), Path("altered")
    for _case in range(12 * TIMES):
        altered.write_bytes(made.file)
        with closing(sqlite3.connect(altered)) as connection:
            schema = connection.execute("SELECT sql, rowid FROM sqlite_master").fetchall()
        _write_schema(altered, [(_loosened(sql), rowid) for sql, rowid in schema])
        with closing(sqlite3.connect(altered, isolation_level=None)) as connection:
            for _change in range(chance.randint(1, 3)):
                _put_something_strange(connection, chance)
        _write_schema(altered, schema)
        answers(made, altered.read_bytes(), chance)


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
