"""A register of an older version is read as it is, and written to once it was upgraded."""

from base64 import b64encode
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crisis_log.audit.verify import verify
from crisis_log.evidence.merkle import leaf_hash, root
from crisis_log.fact import Refused
from crisis_log.register import Register
from crisis_log.slices import journal, seal
from crisis_log.storage import OutdatedError, StoredCheckpoint, StoredTimestamp
from crisis_log.storage.sqlite.schema import SCHEMA_VERSION, WITHOUT_TREE
from tests.storage.older import without_tree
from tests.storage.registers import check_sound, create, files_in, run_sql


def older(path: Path, lines: int = 3) -> Path:
    """Make a register of version 1 with its opening and `lines` lines."""
    with Register.open(create(path)) as register:
        for number in range(lines):
            register.record(journal.log(f"Line {number}"), by="secretary")
    return without_tree(path)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The path of a register of version 1 with four entries."""
    return older(tmp_path / "older.crisis")


def version(path: Path) -> int:
    ((found,),) = run_sql(path, "PRAGMA user_version")
    return int(found)


def test_an_older_register_is_read_as_it_is(old: Path) -> None:
    before = files_in(old.parent)[old.name]
    with Register.open(old) as register:
        assert [entry.number for entry in register.entries()] == [1, 2, 3, 4]
        assert [*register.checkpoints(), *register.timestamps()] == []
        assert register.attachment("0" * 64) is None
        found = verify(register)
        assert (found.findings, found.has_tree, found.root) == ((), False, None)
    assert files_in(old.parent)[old.name] == before
    assert version(old) == WITHOUT_TREE


Writing = Callable[[Register], object]
WRITINGS: list[Writing] = [
    lambda register: register.record(journal.log("A"), by="secretary"),
    lambda register: register.add_checkpoint(1, "note", "screen"),
    lambda register: register.add_timestamp("note", b"reply"),
    lambda register: ExitStack().enter_context(register.nodes()),
]


@pytest.mark.parametrize("write", WRITINGS)
def test_an_older_register_is_not_written_to_before_its_upgrade(old: Path, write: Writing) -> None:
    with (
        Register.open(old) as register,
        pytest.raises(OutdatedError, match="run “upgrade” once, which is recorded"),
    ):
        write(register)
    assert version(old) == WITHOUT_TREE
    check_sound(old)


def test_an_upgrade_is_recorded_with_the_root_of_what_was_there(old: Path) -> None:
    with Register.open(old) as register:
        contents = [entry.content for entry in register.stored()]
        recorded = register.upgrade(by="the archivist")
        assert recorded is not None
        (entry,) = recorded.entries
        assert (entry.number, entry.by) == (5, "the archivist")
        expected = b64encode(root([leaf_hash(content) for content in contents])).decode()
        assert entry.fact == seal.TreeMade(size=4, root=expected)
        assert [stored.content for stored in register.stored(upto=4)] == contents
    check_sound(old)


def test_an_upgraded_register_is_verified_whole_and_says_when_its_tree_was_made(old: Path) -> None:
    with Register.open(old) as register:
        register.upgrade(by="secretary")
        register.record(journal.log("After"), by="secretary")
        found = verify(register)
    assert (found.findings, found.has_tree, found.entries) == ((), True, 6)
    (notice,) = found.notices
    assert notice.entry == 5
    assert "up to n° 4 was made afterwards" in notice.meaning


def test_an_upgraded_register_has_the_tables_of_a_new_one(old: Path, path: Path) -> None:
    with Register.open(old) as register:
        register.upgrade(by="secretary")
    schema = "SELECT type, name, sql FROM sqlite_master ORDER BY name"
    assert run_sql(old, schema) == run_sql(path, schema)
    assert version(old) == SCHEMA_VERSION


def test_a_register_is_upgraded_once(old: Path) -> None:
    with Register.open(old) as register:
        assert register.upgrade(by="secretary")
        assert register.upgrade(by="secretary") is None
        assert register.size() == 5


def test_a_register_of_this_version_is_not_upgraded(register: Register) -> None:
    assert register.upgrade(by="secretary") is None
    assert register.size() == 1


def test_an_upgrade_that_is_refused_changes_nothing(old: Path) -> None:
    with Register.open(old) as register:
        with pytest.raises(Refused, match="recorded by: some text"):
            register.upgrade(by="")
        assert verify(register).has_tree is False
    assert version(old) == WITHOUT_TREE
    check_sound(old)


def test_an_upgraded_register_keeps_checkpoints_and_timestamps(old: Path) -> None:
    with Register.open(old) as register:
        register.upgrade(by="secretary")
        register.add_checkpoint(5, "note", "screen")
        register.add_timestamp("note", b"reply")
        (checkpoint,) = register.checkpoints()
        assert checkpoint == StoredCheckpoint(5, "screen", checkpoint.made_at, "note")
        assert register.timestamps() == [StoredTimestamp("note", b"reply")]


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.integers(0, 40))
def test_the_tree_of_an_upgrade_is_that_of_a_register_which_always_had_one(
    tmp_path_factory: pytest.TempPathFactory, english: None, lines: int
) -> None:
    path = tmp_path_factory.mktemp("older") / "older.crisis"
    with Register.open(create(path)) as register:
        for number in range(lines):
            register.record(journal.log(f"Line {number}"), by="secretary")
    grown = run_sql(path, "SELECT entry, nodes FROM tree ORDER BY entry")
    with Register.open(without_tree(path)) as register:
        register.upgrade(by="secretary")
    made = run_sql(path, f"SELECT entry, nodes FROM tree WHERE entry <= {lines + 1} ORDER BY entry")
    assert made == grown
