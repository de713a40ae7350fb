"""Two accounts on one register: who may write to it may take its lock and read its log ahead."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from crisis_log import language
from crisis_log.register import Register
from crisis_log.slices import journal
from crisis_log.storage import StorageError, place
from tests.storage.processes import child, in_another_process
from tests.storage.registers import check_sound, create
from tests.storage.rights import as_account

CELL, FIRST, SECOND, THIRD = 4000, 4001, 4002, 4003
pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root can act as two accounts"
)


@pytest.fixture
def path() -> Iterator[Path]:
    """The register of a cell, in a folder of the cell: its group may write."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        shared = create(folder / "covid-19.crisis")
        os.chown(folder, FIRST, CELL)
        folder.chmod(0o770)
        os.chown(shared, FIRST, CELL)
        shared.chmod(0o660)
        yield shared


def _record(path: Path, user: int) -> int:
    with as_account(user, user, of=CELL), Register.open(path) as register:
        return register.record(journal.log("A"), by=f"account {user}").entries[0].number


def _sentence(path: Path, user: int) -> str:
    language.use("en")
    try:
        _record(path, user)
    except StorageError as error:
        return str(error)
    return "no error"


def _record_and_stay(there: Connection, path: Path) -> None:
    with as_account(FIRST, FIRST, of=CELL), Register.open(path) as register:
        register.record(journal.log("A"), by="first")
        there.send("open")
        there.recv()
        there.send(register.record(journal.log("B"), by="first").entries[0].number)


def _restore(path: Path, user: int) -> None:
    with as_account(user, user, of=CELL):
        place(path).restore(path.with_name("b.bak"))


def _rights(path: Path) -> tuple[int, int, int]:
    found = path.stat()
    return found.st_uid, found.st_gid, found.st_mode & 0o777


def test_the_lock_has_the_rights_of_the_register(path: Path) -> None:
    assert in_another_process(_record, path, FIRST) == 2
    assert _rights(path.with_name(f"{path.name}.lock")) == (FIRST, CELL, 0o660)
    assert in_another_process(_record, path, SECOND) == 3
    assert in_another_process(_record, path, FIRST) == 4
    assert len(check_sound(path)) == 4


def test_a_lock_that_root_made_is_that_of_the_registers_owner(path: Path) -> None:
    with Register.open(path) as register:
        register.record(journal.log("A"), by="root")
        assert {_rights(file) for file in path.parent.iterdir()} == {(FIRST, CELL, 0o660)}
        assert in_another_process(_record, path, SECOND) == 3


@pytest.mark.parametrize("mode", [0o600, 0o644])
def test_a_lock_of_its_owner_alone_is_named_until_the_owner_records(path: Path, mode: int) -> None:
    lock = path.with_name(f"{path.name}.lock")
    lock.touch()
    lock.chmod(mode)
    os.chown(lock, FIRST, CELL)
    sentence = in_another_process(_sentence, path, SECOND)
    assert f"The lock file {lock} cannot be used" in sentence
    assert "nothing was recorded" in sentence
    assert in_another_process(_record, path, FIRST) == 2
    assert in_another_process(_record, path, SECOND) == 3


def test_two_accounts_write_while_both_have_it_open(path: Path) -> None:
    with child(_record_and_stay, path) as first:
        assert first.hear() == "open"
        assert in_another_process(_record, path, SECOND) == 3
        first.say("go on")
        assert first.hear() == 4
    assert len(check_sound(path)) == 4


def _use_again_and_again(there: Connection, path: Path, user: int, read_only: bool) -> None:
    language.use("en")
    refusals = []
    there.recv()
    with as_account(user, user, of=CELL):
        for _turn in range(100):
            try:
                with Register.open(path, read_only=read_only) as register:
                    if read_only:
                        register.size()
                    else:
                        register.record(journal.log("A"), by=f"account {user}")
            except (StorageError, OSError) as error:
                refusals.append(str(error))
    there.send(refusals)


def test_nobody_is_refused_in_the_instant_before_a_log_ahead_is_shared(path: Path) -> None:
    """SQLite makes it with the group of the account, in a folder that hands none down."""
    with (
        child(_use_again_and_again, path, FIRST, False) as first,
        child(_use_again_and_again, path, SECOND, False) as second,
        child(_use_again_and_again, path, THIRD, True) as third,
    ):
        for account in (first, second, third):
            account.say("go")
        assert [account.hear() for account in (first, second, third)] == [[], [], []]
    assert len(check_sound(path)) == 201


def test_a_backup_and_a_restored_register_keep_the_rights_of_the_one_before(path: Path) -> None:
    with Register.open(path) as register:
        register.back_up(path.with_name("b.bak"))
    assert _rights(path.with_name("b.bak")) == (FIRST, CELL, 0o660)
    os.chown(path.with_name("b.bak"), FIRST, FIRST)
    in_another_process(_restore, path, FIRST)
    assert _rights(path) == (FIRST, CELL, 0o660)
    assert in_another_process(_record, path, SECOND) == 2


def test_a_register_that_was_gone_has_the_rights_of_its_backup(path: Path) -> None:
    with Register.open(path) as register:
        register.back_up(path.with_name("b.bak"))
    path.unlink()
    in_another_process(_restore, path, FIRST)
    assert _rights(path) == (FIRST, CELL, 0o660)
