"""Registers made before there was a proof tree: what is refused, said, and proven since."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from crisis_log.audit.checkpoints import take
from crisis_log.audit.witness import read_witnesses
from crisis_log.evidence.keys import rotation_statement
from crisis_log.register import Register
from crisis_log.slices import journal
from crisis_log.slices.seal import rotate_key
from crisis_log.storage import OutdatedError
from crisis_log.storage.sqlite.schema import APPLICATION_ID, STATE_FORMAT, TABLES, WITHOUT_TREE
from tests.attacks.attacker import edit, regrow, shell, sql
from tests.attacks.scene import REGISTER_ID, SCHOOLS, SIZE, Scene, make_report, record
from tests.cli.running import CommandLine

_LOG_TABLES = ("entries", "requests", "subjects", "kinds", "state")


@pytest.fixture
def older(untouched: Scene, tmp_path: Path) -> Scene:
    """The same log in a file of the version that had no tree, and no attachments."""
    path = tmp_path / "older.crisis"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={WITHOUT_TREE}")
        for statement in TABLES[WITHOUT_TREE]:
            connection.execute(statement)
        connection.execute("ATTACH ? AS newer", (str(untouched.path),))
        for table in _LOG_TABLES:
            connection.execute(f"INSERT INTO {table} SELECT * FROM newer.{table}")
        connection.executemany(
            "INSERT INTO register VALUES (?, ?)",
            [("register_id", REGISTER_ID), ("state_format", str(STATE_FORMAT))],
        )
        connection.commit()
    forget(path)
    return untouched._replace(path=path)


def forget(path: Path) -> None:
    """Take out of the entries what older registers did not know."""
    statement = "json_remove(state, '$.attachments', '$.fact.verifier_key')"
    sql(path, f"UPDATE entries SET state = CAST({statement} AS BLOB)")
    with Register.open(path) as register:
        register.rebuild()


def upgraded(older: Scene) -> Scene:
    with Register.open(older.path) as register:
        assert register.upgrade(by="secretary")
    return older


def test_an_older_register_is_read_but_not_written_to(older: Scene) -> None:
    with Register.open(older.path) as register:
        assert register.size() == SIZE
        with pytest.raises(OutdatedError, match="upgrade"):
            record(register, journal.log("A"))
        with pytest.raises(OutdatedError, match="upgrade"):
            register.add_checkpoint(1, "note", "screen")
        with pytest.raises(OutdatedError, match="upgrade"):
            register.add_timestamp("note", b"")
        assert register.size() == SIZE


def test_without_a_tree_an_edited_entry_does_not_show_and_that_is_said(older: Scene) -> None:
    sql(older.path, edit("told by telephone", "told by messenger", 3))
    with Register.open(older.path) as register:
        register.rebuild()
    found = older.verified()
    assert (found.findings, found.has_tree, found.root, found.witnessed) == ((), False, None, 0)


def test_what_can_be_found_without_a_tree_is_found(older: Scene) -> None:
    sql(older.path, "DELETE FROM entries WHERE originator_version = 5")
    assert ("numbering", 6) in older.found()


def test_an_upgrade_is_recorded_and_verified_from_then_on(older: Scene) -> None:
    found = upgraded(older).verified()
    assert (found.findings, found.has_tree, found.entries) == ((), True, SIZE + 1)
    (notice,) = found.notices
    assert notice.entry == SIZE + 1
    assert f"up to n° {SIZE}" in notice.meaning
    sql(older.path, edit("told by telephone", "told by messenger", 3))
    assert ("leaf", 3) in older.found()


def test_an_upgrade_is_done_once(older: Scene) -> None:
    with Register.open(upgraded(older).path) as register:
        assert register.upgrade(by="secretary") is None
        assert register.size() == SIZE + 1


def test_entries_and_tree_rewritten_since_the_upgrade_contradict_what_it_recorded(
    older: Scene,
) -> None:
    with shell(upgraded(older).path) as connection:
        connection.execute(edit("told by telephone", "told by messenger", 3))
        regrow(connection)
    with Register.open(older.path) as register:
        register.rebuild()
    assert older.found() == [("tree", SIZE + 1)]


def test_an_upgraded_register_has_witnesses_like_any_other(older: Scene) -> None:
    with Register.open(upgraded(older).path) as register:
        statement = rotation_statement(older.key.name, None, older.key, None)
        record(register, rotate_key(verifier_key=older.key.verifier_key, statement=statement))
        taken = take(register, older.key, "report.pdf")
    (witness,) = read_witnesses(str(make_report(older.path.with_name("report.pdf"), taken)))
    found = older.verified(witness)
    assert (found.findings, found.witnessed) == ((), SIZE + 2)
    assert [notice.entry for notice in found.notices] == [SIZE + 1, SIZE + 2]
    assert "first signing key" in found.notices[1].meaning


def test_a_tree_taken_away_from_a_register_that_had_one_is_found(scene: Scene) -> None:
    with closing(sqlite3.connect(scene.path)) as connection:
        for table in ("tree", "attachments", "checkpoints", "timestamps"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute(f"PRAGMA user_version={WITHOUT_TREE}")
    assert scene.found() == [("attachment", SCHOOLS), ("tree", 1)]
    assert scene.found_in_log() == [("tree", 1)]
    forget(scene.path)
    assert scene.found() == []
    assert not scene.verified().has_tree
    assert scene.found(scene.witness) == scene.found_in_log(scene.witness) == [("tree", None)]
    assert scene.found(keys=(scene.key.verifier_key,)) == [("tree", None)]


def test_the_command_line_says_what_is_not_proven_and_what_to_do(older: Scene) -> None:
    desk = CommandLine(("--register", str(older.path)))
    desk.typed("audit verify").done("Not proven: the register has no proof tree")
    desk.typed("log A").failed(4, "run “upgrade” once")
    desk.typed("upgrade").done()
    desk.typed("audit verify").done("was made afterwards, by an upgrade")
    desk.typed("log A").done()


def test_an_upgrade_killed_or_refused_leaves_the_older_register(older: Scene) -> None:
    with Register.open(older.path) as register:
        with pytest.raises(RuntimeError):
            _interrupt(register)
        assert register.size() == SIZE
    assert not older.verified().has_tree
    assert upgraded(older).found() == []


def _interrupt(register: Register) -> None:
    """Begin the upgrade and fail before its fact is recorded."""
    with register._store.writing(upgrading=True):  # noqa: SLF001 - in the middle of it
        raise RuntimeError
