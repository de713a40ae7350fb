"""A register has one name: what is recorded under a second one would be lost under the first."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import BinaryIO

import pytest

from crisis_log.audit.doctor import examine
from crisis_log.audit.verify import verify, verify_log
from crisis_log.register import Register
from crisis_log.slices import decision, journal
from crisis_log.storage import BusyError, StorageError, place
from crisis_log.storage.sqlite import creation, hold, restoration
from crisis_log.storage.sqlite.copying import copied
from crisis_log.storage.sqlite.hold import copy_unchanged, let_alone
from crisis_log.storage.sqlite.limits import Deadline
from crisis_log.storage.sqlite.names import check_beside
from tests.attacks.attacker import sql
from tests.storage import workers
from tests.storage.processes import child, in_another_process
from tests.storage.registers import check_sound, create, files_in, run_sql


def record(path: Path, *lines: str) -> None:
    with Register.open(path) as register:
        for line in lines:
            register.record(journal.log(line), by="secretary")


@pytest.fixture
def other(path: Path) -> Path:
    """A second name of the register, in the same folder."""
    other = path.with_name("l.bak")
    os.link(path, other)
    return other


def test_a_register_with_two_names_is_not_written_under_either(path: Path, other: Path) -> None:
    before = files_in(path.parent)[path.name]
    for name in (path, other):
        with pytest.raises(StorageError, match=r"has another name .*: nothing was recorded"):
            record(name, "A")
        with Register.open(name) as register, pytest.raises(StorageError, match="another name"):
            register.rebuild()
    assert files_in(path.parent)[path.name] == before
    other.unlink()
    record(path, "A")
    assert len(check_sound(path)) == 2


def test_a_name_given_while_it_is_open_stops_it(path: Path) -> None:
    with Register.open(path) as register:
        register.record(journal.log("A"), by="secretary")
        os.link(path, path.with_name("l.bak"))
        with pytest.raises(StorageError, match="another name"):
            register.record(journal.log("B"), by="secretary")
        assert register.size() == 2


def test_doctor_and_verification_say_that_there_are_two_names(path: Path, other: Path) -> None:
    for name in (path, other):
        with Register.open(name, read_only=True) as register:
            (names,) = [check for check in examine(register) if check.name == "Names"]
            assert (names.verdict, names.found) == ("bad", "2 names")
            for check in (verify, verify_log):
                assert [finding.code for finding in check(register).findings] == ["link"]


def test_what_a_killed_writer_left_under_one_name_is_not_missed_under_the_other(
    path: Path, other: Path
) -> None:
    other.unlink()
    with Register.open(path) as register:
        register.record(decision.record("First"), by="director")
    with child(workers.record_until_killed, path, "writer") as writer:
        writer.hear()
    os.link(path, other)
    with pytest.raises(StorageError, match=f"is seen under the name {path} alone"):
        Register.open(other, read_only=True)
    with Register.open(path, read_only=True) as register:
        assert register.size() > 2


def test_a_register_moved_while_it_is_open_takes_nothing_more(path: Path) -> None:
    with Register.open(path) as register:
        path.rename(path.with_name("archive.crisis"))
        with pytest.raises(StorageError, match="moved or replaced while it was open"):
            register.record(journal.log("A"), by="secretary")


@pytest.mark.parametrize("command", ["record", "read_only"])
def test_a_symbolic_link_uses_the_log_and_the_lock_beside_the_register(
    path: Path, tmp_path: Path, command: str
) -> None:
    (tmp_path / "desk").mkdir()
    link = tmp_path / "desk" / "link.crisis"
    link.symlink_to(path)
    with Register.open(path) as there:
        there.record(journal.log("A"), by="secretary")
        with Register.open(link, read_only=command == "read_only") as register:
            assert register.size() == 2
            if command == "record":
                register.record(journal.log("B"), by="secretary")
                assert path.with_name(f"{path.name}.lock").exists()
        assert [file.name for file in link.parent.iterdir()] == ["link.crisis"]


# What is left of another register


@pytest.mark.parametrize("left", ["-wal", "-journal", "-shm"])
def test_nothing_is_created_or_copied_where_another_register_left_something(
    path: Path, left: str
) -> None:
    new = path.with_name("new.crisis")
    Path(f"{new}{left}").write_bytes(b"left")
    with pytest.raises(StorageError, match=f"new.crisis{left} lies there"):
        create(new)
    with Register.open(path) as register, pytest.raises(StorageError, match="lies there"):
        register.back_up(new)
    assert not new.exists()
    assert Path(f"{new}{left}").read_bytes() == b"left"


def test_a_log_that_goes_while_a_register_is_opened_stops_nobody(path: Path) -> None:
    """Who closes last removes it: here a thread does so again and again."""
    ahead, is_over = f"{path}-wal", Event()

    def come_and_go() -> None:
        while not is_over.is_set():
            os.close(os.open(ahead, os.O_CREAT | os.O_WRONLY))
            os.unlink(ahead)  # noqa: PTH108 - as quick as can be

    thread = Thread(target=come_and_go)
    thread.start()
    try:
        for _each in range(5_000):
            check_beside(path)
            Deadline(path)
    finally:
        is_over.set()
        thread.join()


def test_a_copy_never_takes_the_name_of_a_log(register: Register) -> None:
    for ending in ("-wal", "-journal", "-shm"):
        with pytest.raises(StorageError, match=r"already exists|a name that a register keeps"):
            register.back_up(Path(f"{register.place.text}{ending}"))


def test_a_copy_that_reads_otherwise_never_gets_its_name(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    def copied_otherwise(original: sqlite3.Connection, path: Path) -> None:
        copied(original, path)
        run_sql(path, "UPDATE register SET value = 'other' WHERE name = 'register_id'")

    monkeypatch.setattr(creation, "copied", copied_otherwise)
    copy = Path(register.place.text).with_name("copy")
    with pytest.raises(StorageError, match="did not read as what was copied; it was not kept"):
        register.back_up(copy)
    assert not copy.exists()


def test_a_log_ahead_does_not_outlive_its_register_into_the_next(path: Path) -> None:
    with Register.open(path) as register:
        register.record(decision.record("First"), by="director")
    with child(workers.record_until_killed, path, "writer") as writer:
        writer.hear()
    path.rename(path.with_name("archive"))
    with pytest.raises(StorageError, match="-wal lies there: it belongs to a register"):
        create(path)
    path.with_name("archive").rename(path)
    assert len(check_sound(path)) > 2


def test_reading_leaves_nothing_beside_a_register(path: Path) -> None:
    with Register.open(path, read_only=True) as register:
        assert register.size() == 1
    assert [file.name for file in path.parent.iterdir()] == [path.name]


# A register that is in use, or contradicts itself


def test_a_register_in_use_is_not_replaced(path: Path) -> None:
    backup = path.with_name("b.bak")
    with Register.open(path) as register:
        register.record(decision.record("First"), by="director")
        register.back_up(backup)
        register.record(journal.log("Later"), by="secretary")
        with pytest.raises(BusyError, match="in use by another program; nothing was changed"):
            place(path).restore(backup)
    with child(workers.open_twice_then_record, path) as writer:
        writer.hear()
        before = files_in(path.parent)[path.name]
        with pytest.raises(BusyError, match="in use by another program; nothing was changed"):
            place(path).restore(backup)
        assert files_in(path.parent)[path.name] == before
        writer.say("go on")
        size = writer.hear()
    assert len(check_sound(path)) == size
    assert list(path.parent.glob("*.re*-*")) == []


def _is_let_alone(path: Path) -> bool:
    try:
        with let_alone(path):
            return False
    except BusyError:
        return True


@pytest.mark.skipif(sys.platform == "win32", reason="nothing is held there")
def test_a_database_that_is_let_alone_stays_so_while_it_is_copied(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, seen = path.with_name("copy"), []
    with let_alone(path) as there:
        copy_unchanged(path, copy, there)
        assert in_another_process(_is_let_alone, path)
    assert not in_another_process(_is_let_alone, path)
    assert copy.read_bytes() == path.read_bytes()
    monkeypatch.setattr(  # what ends the copy of what is kept
        restoration,
        "sync_folder",
        lambda _folder: seen.append(in_another_process(_is_let_alone, path)),
    )
    place(path).restore(copy)
    assert seen[0]


@pytest.mark.skipif(sys.platform == "win32", reason="nobody can remove a file in use there")
@pytest.mark.parametrize("copied", [0, 1])
def test_a_log_that_goes_while_it_is_copied_is_not_in_the_copy(
    path: Path, monkeypatch: pytest.MonkeyPatch, copied: int
) -> None:
    copy, ahead = path.with_name("copy"), Path(f"{path}-wal")
    files, opened = [path, ahead], hold.read_through
    ahead.write_bytes(b"somebody had it open")

    def ended_meanwhile(file: Path, there: BinaryIO | None) -> AbstractContextManager[BinaryIO]:
        source = opened(file, there)
        if file == files[copied]:
            ahead.unlink(missing_ok=True)
        return source

    monkeypatch.setattr(hold, "read_through", ended_meanwhile)
    copy_unchanged(path, copy)
    assert copy.read_bytes() == path.read_bytes()
    assert not Path(f"{copy}-wal").exists()


def test_a_register_that_took_entries_since_they_were_counted_is_not_replaced(path: Path) -> None:
    backup = path.with_name("b.bak")
    with Register.open(path) as register:
        register.back_up(backup)
        register.record(journal.log("Later"), by="secretary")
    before = set(path.parent.iterdir())
    with pytest.raises(BusyError, match="in use by another program; nothing was changed"):
        place(path).restore(backup, expected=1)
    assert (set(path.parent.iterdir()), len(check_sound(path))) == (before, 2)


def test_a_log_seen_to_be_foreign_is_told_though_the_copies_cannot_be_removed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup, ahead = path.with_name("b.bak"), Path(f"{path}-wal")
    with Register.open(path) as register:
        register.back_up(backup)
    record(path, *["A" * 3000] * 9)
    with Register.open(path) as register:
        register.record(journal.log("C"), by="secretary")
        left = ahead.read_bytes()
    shutil.copyfile(backup, path)
    ahead.write_bytes(left)

    @contextmanager
    def folder_that_stays() -> Iterator[Path]:
        yield path.parent
        raise PermissionError

    monkeypatch.setattr(hold, "scratch_folder", folder_that_stays)
    with pytest.raises(StorageError, match="does not belong to"):
        Register.open(path)


def test_a_backup_is_not_restored_over_itself(path: Path) -> None:
    link = path.with_name("b.bak")
    link.symlink_to(path)
    for same in (path, link):
        with pytest.raises(StorageError, match="is the register itself"):
            place(path).restore(same)
    assert len(check_sound(path)) == 1


def test_a_log_and_a_tree_that_do_not_belong_together_take_nothing(path: Path) -> None:
    record(path, "A", "B")
    other = path.with_name("other.crisis")
    shutil.copy(path, other)
    sql(path, "DELETE FROM tree WHERE entry = 3")
    sql(other, "DELETE FROM entries WHERE originator_version = 3")
    for broken in (path, other):
        with pytest.raises(StorageError, match="contradicts itself"):
            record(broken, "C")
        with Register.open(broken) as register:
            (log,) = [check for check in examine(register) if check.name == "Log"]
        assert log.verdict == "bad"
        assert "restore" in log.advice
