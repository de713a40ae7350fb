"""A verification changes nothing: not a byte of the register, nothing in its folder."""

import hashlib
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crisis_log.audit.verification import Verification
from crisis_log.audit.verify import Question, verify, verify_log, verify_witnesses
from crisis_log.register import Register
from crisis_log.slices import decision, decision_course, journal
from crisis_log.storage import StorageError, StoredCheckpoint
from tests.storage import workers
from tests.storage.processes import child, in_another_process
from tests.storage.registers import create, files_in, read_as_it_is, run_sql
from tests.storage.rights import as_nobody, modes

Check = Callable[[Register, Question], Verification]
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that even nobody reaches, all the way from the root."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.fixture
def path(folder: Path) -> Path:
    """The path of a closed register with three entries, alone in its folder."""
    path = create(folder / "covid-19.crisis")
    with Register.open(path) as register:
        register.record(decision.record("Close the schools"), by="secretary")
        register.record(decision_course.suspend(1), by="secretary")
    return path


@pytest.mark.parametrize("check", [verify, verify_log, verify_witnesses])
def test_a_verification_leaves_the_register_as_it_was(path: Path, check: Check) -> None:
    before = digest(path)
    with Register.open(path, read_only=True) as register:
        found = check(register, Question())
    assert (found.entries, found.findings) == (3, ())
    assert digest(path) == before
    ahead = path.with_name(f"{path.name}-wal")
    assert not ahead.exists() or ahead.stat().st_size == 0


def test_a_verification_leaves_a_damaged_register_as_it_was(path: Path) -> None:
    run_sql(path, "DROP TRIGGER entries_are_never_changed")
    run_sql(path, "UPDATE entries SET state = 'x' WHERE originator_version = 2")
    run_sql(path, "PRAGMA wal_checkpoint(TRUNCATE)")
    before = digest(path)
    with Register.open(path, read_only=True) as register:
        assert verify(register).findings
    assert digest(path) == before


def test_a_verification_does_not_bring_in_what_others_wrote_ahead(path: Path) -> None:
    with read_as_it_is(path), Register.open(path) as writing:
        writing.record(journal.log("In the log ahead"), by="secretary")
        ahead = path.with_name(f"{path.name}-wal")
        before = digest(path), digest(ahead)
        with Register.open(path, read_only=True) as register:
            assert verify(register).entries == 4
        assert (digest(path), digest(ahead)) == before


def test_a_verification_sees_one_moment_while_others_write(path: Path) -> None:
    with child(workers.record_until_killed, path, "writer") as other:
        other.hear()
        with Register.open(path, read_only=True) as register:
            for _ in range(5):
                found = verify(register)
                assert found.findings == ()
                assert found.entries <= register.size()


def test_what_is_open_read_only_refuses_to_record(path: Path) -> None:
    with Register.open(path, read_only=True) as register:
        for write in (
            lambda: register.record(journal.log("A"), by="secretary"),
            lambda: register.add_checkpoint(StoredCheckpoint(3, "screen", register.now(), "note")),
            register.rebuild,
        ):
            with pytest.raises(StorageError, match="read-only: nothing was recorded"):
                write()
        assert register.size() == 3


def _verified(path: Path) -> tuple[int, int]:
    with as_nobody(), Register.open(path, read_only=True) as register:
        found = verify(register)
        return found.entries, len(found.findings)


@posix_only
def test_a_register_on_a_medium_that_cannot_be_written_is_verified(
    folder: Path, path: Path
) -> None:
    for file in folder.iterdir():
        if file != path:
            file.unlink()
    before = files_in(folder)
    with modes({folder: 0o555, path: 0o444}):
        assert in_another_process(_verified, path) == (3, 0)
    assert files_in(folder) == before


@posix_only
def test_a_register_with_entries_written_ahead_is_verified_where_nothing_can_be_written(
    folder: Path, path: Path
) -> None:
    seized = folder / "seized" / path.name
    seized.parent.mkdir(mode=0o755)
    with read_as_it_is(path), Register.open(path) as writing:
        writing.record(journal.log("In the log ahead"), by="secretary")
        for suffix in ("", "-wal"):
            shutil.copy(f"{path}{suffix}", seized.parent)
    for file in seized.parent.iterdir():
        file.chmod(0o444)
    before = files_in(seized.parent)
    with modes({seized.parent: 0o555}):
        assert in_another_process(_verified, seized) == (4, 0)
    assert files_in(seized.parent) == before


def _numbers(path: Path) -> list[int]:
    with as_nobody(), Register.open(path, read_only=True) as register:
        return [entry.number for entry in register.entries()]


@posix_only
@pytest.mark.parametrize("endings", [(), ("-wal",), ("-wal", "-shm")], ids=str)
@pytest.mark.parametrize("rights", [(0o555, 0o444), (0o777, 0o444), (0o555, 0o666)], ids=str)
def test_whatever_may_be_written_nothing_is(
    folder: Path, path: Path, endings: tuple[str, ...], rights: tuple[int, int]
) -> None:
    seized = folder / "seized" / path.name
    seized.parent.mkdir()
    with read_as_it_is(path), Register.open(path) as writing:
        writing.record(journal.log("In the log ahead"), by="secretary")
        for ending in ("", *endings):
            shutil.copy(f"{path}{ending}", seized.parent)
    before = files_in(seized.parent)
    files = dict.fromkeys(seized.parent.iterdir(), rights[1])
    with modes({seized.parent: rights[0]} | files):
        expected = [1, 2, 3, 4] if endings else [1, 2, 3]
        assert in_another_process(_numbers, seized) == expected
    assert files_in(seized.parent) == before
