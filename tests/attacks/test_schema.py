"""The schema of the file: SQLite acts on all that stands in it, whatever it is called."""

from __future__ import annotations

import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from crisis_log.audit.doctor import examine
from crisis_log.outcome import Outcome, begin
from crisis_log.register import Register
from crisis_log.slices import journal
from crisis_log.storage import (
    AlteredTablesError,
    StorageError,
    Store,
    StoredCheckpoint,
    place,
)
from crisis_log.storage.sqlite import limits
from tests.attacks.scene import SIZE, Scene, record
from tests.cli.running import CommandLine
from tests.storage.registers import files_in

SWALLOWS = "WHEN NEW.topic LIKE 'journal%' BEGIN SELECT RAISE(IGNORE); END"
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT {columns} FROM n"


def renamed(kind: str, name: str, new: str) -> list[str]:
    """Return how something gets a name that no statement would give it."""
    return [
        "PRAGMA writable_schema=ON",
        (
            f"UPDATE sqlite_master SET name = '{new}', sql = replace(sql, '{name}', '{new}') "
            f"WHERE type = '{kind}' AND name = '{name}'"
        ),
    ]


def replaced(old: str, new: str, name: str) -> list[str]:
    """Return how the text of something in the schema is edited."""
    return [
        "PRAGMA writable_schema=ON",
        f"UPDATE sqlite_master SET sql = replace(sql, '{old}', '{new}') WHERE name = '{name}'",
    ]


def in_place_of(table: str, columns: str) -> list[str]:
    """Return how a view that never ends takes the place of a table."""
    return [f"DROP TABLE {table}", f"CREATE VIEW {table} AS {ENDLESS.format(columns=columns)}"]


UNSAFE_TO_WRITE = {
    "a trigger named as a table": [f"CREATE TRIGGER subjects BEFORE INSERT ON entries {SWALLOWS}"],
    "a trigger named as those of the database": [
        f"CREATE TRIGGER hidden BEFORE INSERT ON entries {SWALLOWS}",
        *renamed("trigger", "hidden", "sqlite_hidden"),
    ],
    "a trigger on evidence": [
        "CREATE TRIGGER kinds BEFORE INSERT ON checkpoints BEGIN SELECT RAISE(IGNORE); END"
    ],
    "a trigger on the state": [
        "CREATE TRIGGER state AFTER INSERT ON state BEGIN DELETE FROM state; END"
    ],
    "a protection that does nothing": replaced(
        "ABORT, ''entries are append-only''", "IGNORE", "entries_are_never_changed"
    ),
    "a protection that is gone": ["DROP TRIGGER tree_grows_without_gap"],
    "a space that is another": replaced(
        "entries are append", "entries\u00a0are append", "entries_are_never_changed"
    ),
    "a rollback journal": ["PRAGMA journal_mode=DELETE"],
}
UNSAFE_TO_READ = {
    "a view that never ends": in_place_of("state", "'a' AS collection, i AS key, '' AS value"),
    "a view of the register's name": in_place_of("register", "'register_id' AS name, i AS value"),
    "a view of entries": in_place_of(
        "entries", "'x' AS originator_id, i AS originator_version, '' AS topic, '' AS state"
    ),
    "a view beside": [f"CREATE VIEW sqlite AS {ENDLESS.format(columns='i')}"],
    "an index": ["CREATE INDEX faster ON subjects (entry)"],
    "a generated column": [
        "DROP TABLE kinds",
        "CREATE TABLE kinds (kind TEXT PRIMARY KEY, more AS (length(kind))) WITHOUT ROWID",
    ],
    "a table with rowids": [
        "DROP TABLE kinds",
        "CREATE TABLE kinds (\n    kind TEXT PRIMARY KEY\n)",
    ],
    "a collation": replaced(
        "request_id TEXT PRIMARY", "request_id TEXT COLLATE NOCASE PRIMARY", "requests"
    ),
    "a conflict clause": replaced("PRIMARY KEY,", "PRIMARY KEY ON CONFLICT IGNORE,", "checkpoints"),
    "a virtual table": ["CREATE VIRTUAL TABLE pages USING dbstat"],
    "statistics": ["ANALYZE"],
}
MALFORMED = {
    "a view called a trigger": [
        "CREATE VIEW more AS SELECT 1",
        "PRAGMA writable_schema=ON",
        "UPDATE sqlite_master SET type = 'trigger' WHERE name = 'more'",
    ],
    "bytes that are no text": [
        "CREATE VIEW more AS SELECT 1",
        "PRAGMA writable_schema=ON",
        "UPDATE sqlite_master SET tbl_name = CAST(x'ff' AS TEXT) WHERE name = 'more'",
    ],
    "a protection of another table": [
        "PRAGMA writable_schema=ON",
        "UPDATE sqlite_master SET tbl_name = 'kinds' WHERE name = 'entries_are_never_changed'",
    ],
}
"""What SQLite itself refuses to open."""


def alter(path: Path, statements: list[str]) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            try:
                connection.execute(statement)
            except sqlite3.OperationalError as error:
                if "no such module" in str(error):
                    pytest.skip("this SQLite has no such module")
                raise


@pytest.fixture(params=[*UNSAFE_TO_WRITE, *UNSAFE_TO_READ])
def altered(scene: Scene, request: pytest.FixtureRequest) -> Scene:
    """The register with a schema that is not the one we make."""
    alter(scene.path, (UNSAFE_TO_WRITE | UNSAFE_TO_READ)[request.param])
    return scene


def test_nothing_is_written_under_a_schema_that_is_not_as_made(altered: Scene) -> None:
    Path(f"{altered.path}.lock").touch()
    before = files_in(altered.path.parent)
    with closing(Store.open(altered.path)) as store:
        register = Register(store)
        for write in (
            lambda: record(register, journal.log("Swallowed")),
            lambda: register.add_checkpoint(StoredCheckpoint(SIZE, "R-1", register.now(), "note")),
            register.rebuild,
            register.check_writable,
        ):
            with pytest.raises(AlteredTablesError, match=r"not as they were made .*: nothing was"):
                write()
    assert files_in(altered.path.parent) == before


def test_a_schema_that_is_not_as_made_is_found(altered: Scene) -> None:
    assert ("schema", None) in altered.found()
    assert ("schema", None) in altered.found_in_log()
    with Register.open(altered.path, read_only=True) as register:
        (protections,) = [one for one in examine(register) if one.name == "Protections"]
    assert protections.verdict == "bad"


def test_a_backup_with_such_a_schema_is_said_to_be_one_and_never_restored(altered: Scene) -> None:
    line = CommandLine(("--register", str(altered.path), "--by", "secretary"))
    copy = altered.path.with_name("copy.bak")
    answer = line("backup", str(copy))
    if copy.exists():
        assert (answer.code, "“restore” refuses this copy" in answer.out) == (3, True)
        with closing(sqlite3.connect(copy)) as connection:
            connection.execute("PRAGMA user_version")
    else:
        answer.failed(4, "not as they were made")
        copy.write_bytes(altered.path.read_bytes())
    altered.path.unlink()
    line("restore", str(copy)).failed(1, "is not sound")
    assert not altered.path.exists()


@pytest.mark.parametrize("what", UNSAFE_TO_READ)
def test_tables_that_are_not_ours_are_not_read(scene: Scene, what: str) -> None:
    alter(scene.path, UNSAFE_TO_READ[what])
    begun = time.monotonic()
    line = CommandLine(("--register", str(scene.path), "--by", "secretary"))
    for command in ("timeline", "state", "audit status", "key show", "audit replay"):
        line.typed(command).failed(4, "not as they were made .*: nothing was read from them")
    line.typed("audit verify").failed(3, "")
    line.typed("doctor").failed(3, "")
    assert time.monotonic() - begun < limits.FLOOR_SECONDS


@pytest.mark.parametrize("what", MALFORMED)
def test_a_schema_that_contradicts_itself_is_refused_by_every_command(
    scene: Scene, what: str
) -> None:
    alter(scene.path, MALFORMED[what])
    before = files_in(scene.path.parent)
    line = CommandLine(("--register", str(scene.path), "--by", "secretary"))
    for command in ("timeline", "log Lost", "audit verify", "doctor", "rebuild --yes"):
        line.typed(command).failed(4, "is damaged. Keep it as it is and restore a backup")
    assert files_in(scene.path.parent) == before


@pytest.mark.parametrize("what", UNSAFE_TO_WRITE)
def test_what_only_writing_would_run_leaves_the_register_readable(scene: Scene, what: str) -> None:
    alter(scene.path, UNSAFE_TO_WRITE[what])
    CommandLine(("--register", str(scene.path))).typed("timeline").done("Field hospital")


def test_a_trigger_made_while_the_register_is_open_is_seen_before_the_next_entry(
    scene: Scene,
) -> None:
    with Register.open(scene.path) as register:
        record(register, journal.log("Kept"))
        alter(scene.path, UNSAFE_TO_WRITE["a trigger named as a table"])
        with pytest.raises(AlteredTablesError):
            record(register, journal.log("Swallowed"))
        assert register.size() == SIZE + 1


# Statements that never end, and values that are too large


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FLOOR_SECONDS", 0.2)


def endless(path: Path) -> Callable[[], object]:
    """Return a read of the register that never ends."""
    store = Store.open(path)

    def read() -> object:
        with closing(store), store.reading() as seen:
            seen.cursor.execute(ENDLESS.format(columns="max(i)"))
            return seen.cursor.fetchone()

    return read


@pytest.mark.usefixtures("impatient")
def test_no_statement_runs_for_ever(scene: Scene) -> None:
    with pytest.raises(StorageError, match="took longer than any sound register of its size"):
        endless(scene.path)()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such timer")
def test_a_signal_interrupts_a_statement_as_such(scene: Scene) -> None:
    read, outcome = endless(scene.path), Outcome()
    begin(outcome)
    before = signal.signal(signal.SIGALRM, outcome.interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        with pytest.raises(KeyboardInterrupt):
            read()
    finally:
        signal.signal(signal.SIGALRM, before)
        begin(Outcome())


def test_a_value_larger_than_any_of_ours_is_not_read(scene: Scene) -> None:
    with (
        closing(place(scene.path).open(read_only=True)) as backend,
        backend.reading() as cursor,
        pytest.raises(StorageError, match="is damaged"),
    ):
        cursor.execute("SELECT zeroblob(900000000)")
