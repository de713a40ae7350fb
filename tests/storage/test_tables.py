"""What the file itself guarantees, whatever program holds it."""

import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from crisis_log.register import Register
from crisis_log.slices import journal, line_course
from crisis_log.storage import BusyError, StorageError, Store
from crisis_log.storage.sqlite.schema import APPLICATION_ID, SCHEMA_VERSION
from tests.storage.registers import check_sound, folded_rows, path_of, run_sql, stored_rows

ENTRY = "SELECT originator_id, {number}, topic, state FROM entries LIMIT 1"
FORBIDDEN = [
    "UPDATE entries SET state = x'00' WHERE originator_version = 2",
    "UPDATE entries SET originator_version = 9 WHERE originator_version = 3",
    "UPDATE OR REPLACE entries SET originator_version = 2 WHERE originator_version = 3",
    "UPDATE OR IGNORE entries SET topic = 'x'",
    "DELETE FROM entries WHERE originator_version = 3",
    "DELETE FROM entries",
    f"INSERT INTO entries {ENTRY.format(number=2)}",
    f"INSERT OR REPLACE INTO entries {ENTRY.format(number=2)}",
    f"REPLACE INTO entries {ENTRY.format(number=3)}",
    f"INSERT INTO entries {ENTRY.format(number=5)}",
    f"INSERT INTO entries {ENTRY.format(number=0)}",
    f"INSERT INTO entries {ENTRY.format(number=-1)}",
    "UPDATE requests SET last_entry = 99",
    "UPDATE OR REPLACE requests SET request_id = 'one' WHERE request_id = 'two'",
    "DELETE FROM requests",
    "INSERT INTO requests VALUES ('one', 9, 9)",
    "INSERT OR REPLACE INTO requests VALUES ('one', 9, 9)",
    "REPLACE INTO requests VALUES ('one', 9, 9)",
    "INSERT INTO requests VALUES ('one', 9, 9) ON CONFLICT DO UPDATE SET last_entry = 9",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
@pytest.mark.parametrize("pragma", ["PRAGMA user_version", "PRAGMA recursive_triggers=ON"])
def test_the_log_is_append_only_for_every_program(path: Path, statement: str, pragma: str) -> None:
    with Register.open(path) as register:
        for request_id in ("one", "two"):
            register.record(journal.log("A"), by="secretary", request_id=request_id)
        before = list(register.stored())
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(pragma)
    with pytest.raises(sqlite3.IntegrityError, match=r"append-only|without gap|answered once"):
        connection.execute(statement)
    connection.close()
    with Register.open(path) as register:
        assert list(register.stored()) == before
    check_sound(path)


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("journal_mode", "wal"),
        ("application_id", APPLICATION_ID),
        ("user_version", SCHEMA_VERSION),
    ],
)
def test_entries_are_written_with_safe_settings(
    register: Register, pragma: str, value: object
) -> None:
    with Store.open(register.place) as store, store.writing() as writing:
        writing.state.rows.cursor.execute(f"PRAGMA {pragma}")
        assert writing.state.rows.cursor.fetchone()[0] == value


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no POSIX permissions")
def test_a_register_and_all_beside_it_are_its_owners_alone(register: Register) -> None:
    register.record(journal.log("A"), by="secretary")
    register.back_up(path_of(register).with_name("copy.crisis"))
    modes = {
        file.name: stat.S_IMODE(file.stat().st_mode) for file in path_of(register).parent.iterdir()
    }
    assert {"covid-19.crisis", "covid-19.crisis-wal", "copy.crisis"} <= set(modes)
    assert {name for name, mode in modes.items() if mode != 0o600} == set()


HOSTILE = {
    "PERSISTENCE_MODULE": "eventsourcing.popo",
    "SQLITE_DBNAME": ":memory:",
    "SQLITE_LOCK_TIMEOUT": "0",
    "CREATE_TABLE": "no",
    "COMPRESSOR_TOPIC": "zlib",
    "CIPHER_TOPIC": "eventsourcing.cipher:AESCipher",
    "CIPHER_KEY": "AAAAAAAAAAAAAAAAAAAAAA==",
    "MAPPER_TOPIC": "eventsourcing.persistence:Mapper",
    "TRANSCODER_TOPIC": "eventsourcing.persistence:JSONTranscoder",
    "AGGREGATE_RECORDER_TOPIC": "eventsourcing.popo:POPOAggregateRecorder",
    "IS_SNAPSHOTTING_ENABLED": "y",
    "ORIGINATOR_ID_TYPE": "uuid",
    "TZ": "Pacific/Apia",
}
_RECORD = """
import sys
from pathlib import Path
from crisis_log.slices import journal
from crisis_log.register import Register
from tests.storage.registers import create

with Register.open(create(Path(sys.argv[1]))) as register:
    register.record(journal.log("Hostile"), by="secretary")
"""


def test_a_hostile_environment_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "covid-19.crisis"
    root = Path(__file__).parents[2]
    subprocess.run(
        [sys.executable, "-c", _RECORD, str(path)],
        check=True,
        cwd=root,
        env={"PATH": "", "PYTHONPATH": str(root)} | HOSTILE,
    )
    check_sound(path)
    ((topic, state),) = run_sql(
        path, "SELECT topic, state FROM entries WHERE originator_version = 2"
    )
    assert topic == "journal.logged.v3"
    assert b'"text":"Hostile"' in state
    assert b'Z"' in state


def test_rows_of_an_older_format_are_rebuilt_by_the_next_write(path: Path) -> None:
    with Register.open(path) as register:
        register.record(journal.log("A"), by="secretary")
    run_sql(path, "UPDATE register SET value = '0' WHERE name = 'state_format'")
    run_sql(path, "UPDATE state SET value = x'7b7d'")
    run_sql(path, "DELETE FROM subjects")
    with Register.open(path) as register:
        assert [line.number for line in register.state().members(journal.Line)] == [2]
        register.record(line_course.verify(2), by="secretary")
        assert stored_rows(register) == folded_rows(register)
    check_sound(path)


def test_rows_that_were_tampered_with_are_put_right_by_a_rebuild(path: Path) -> None:
    with Register.open(path) as register:
        register.record(journal.log("A"), by="secretary")
        before = stored_rows(register)
        run_sql(path, "DELETE FROM state")
        forged = "('decision', '0000000001', x'7b7d')"
        run_sql(path, f"INSERT INTO state (collection, key, value) VALUES {forged}")
        assert stored_rows(register) != before
        assert register.rebuild() == len(before)
        assert stored_rows(register) == before


def test_who_waits_too_long_for_another_writer_is_told_to_try_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crisis_log.storage.sqlite.backend.BUSY_SECONDS", 0.05)
    with Register.open(path) as waiting, Store.open(path) as writing:
        with (
            writing.writing(),
            pytest.raises(BusyError, match="busy; nothing was recorded"),
        ):
            waiting.record(journal.log("A"), by="secretary")
        assert waiting.record(journal.log("A"), by="secretary").entries[0].number == 2


def test_who_waits_too_long_for_another_program_is_told_to_try_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crisis_log.storage.sqlite.connecting.BUSY_SECONDS", 0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Register.open(path) as register:
        assert register.size() == 1, "reading goes on"
        with pytest.raises(BusyError, match="busy; nothing was recorded"):
            register.record(journal.log("A"), by="secretary")
        other.execute("ROLLBACK")
        other.close()
        assert register.record(journal.log("A"), by="secretary").entries[0].number == 2


def test_nobody_else_can_write_between_the_look_and_the_entry(register: Register) -> None:
    other = sqlite3.connect(path_of(register), isolation_level=None, timeout=0)
    with (
        Store.open(register.place) as store,
        store.writing(),
        pytest.raises(sqlite3.OperationalError, match="locked"),
    ):
        other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.close()


def test_a_damaged_register_is_a_sentence(path: Path) -> None:
    with Register.open(path) as register:
        register.record(journal.log("A" * 50_000), by="secretary")
    damaged = bytearray(path.read_bytes())
    damaged[4096:-4096] = b"\xff" * (len(damaged) - 8192)
    path.write_bytes(damaged)
    with pytest.raises(StorageError, match=r"damaged|cannot be used"), Register.open(path) as found:
        list(found.entries())


def test_nothing_is_written_over_a_log_with_a_kind_this_version_does_not_know(
    path: Path,
) -> None:
    with Register.open(path) as register:
        register.record(journal.log("A"), by="secretary")
        run_sql(path, "INSERT INTO kinds VALUES ('drone.sent.v1')")
        with pytest.raises(StorageError, match=r"drone\.sent\.v1, which this version"):
            register.record(journal.log("B"), by="secretary")
        assert register.size() == 2, "reading goes on"
        register.rebuild()
        register.record(journal.log("B"), by="secretary")


def test_the_kinds_of_the_log_are_kept_and_rebuilt(path: Path) -> None:
    with Register.open(path) as register:
        for _ in range(2):
            register.record(journal.log("A"), by="secretary")
        kinds = run_sql(path, "SELECT kind FROM kinds")
        assert kinds == [("crisis.opened.v2",), ("journal.logged.v3",)]
        run_sql(path, "DELETE FROM kinds")
        register.rebuild()
    assert run_sql(path, "SELECT kind FROM kinds") == kinds
