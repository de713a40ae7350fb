"""Killed at any moment of making, copying or restoring a register: it works, nothing is lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from crisis_log.register import Register
from crisis_log.slices import decision, journal
from crisis_log.storage import StorageError, place
from tests.storage import workers
from tests.storage.killing import killed_at_each_change, linux_only
from tests.storage.processes import child
from tests.storage.registers import check_sound, create, read_as_it_is

NAME, BACKUP = "covid-19.crisis", "b.bak"
pytestmark = linux_only


def _record(path: Path, *lines: str) -> None:
    with Register.open(path) as register:
        for line in lines:
            register.record(journal.log(line), by="secretary")


def _open(folder: Path) -> None:
    create(folder / NAME)


def _back_up(folder: Path) -> None:
    with Register.open(folder / NAME) as register:
        register.back_up(folder / BACKUP)


def _restore(folder: Path) -> None:
    place(folder / NAME).restore(folder / BACKUP)


def _contents(path: Path) -> list[bytes]:
    with Register.open(path, read_only=True) as register:
        return [entry.content for entry in register.stored()]


def _check_works(path: Path) -> None:
    """Check that it takes an entry, under the one name that it then has."""
    _record(path, "On we go")
    check_sound(path)
    assert path.stat().st_nlink == 1


@pytest.fixture
def start(tmp_path: Path) -> Path:
    """A folder with a register of two entries."""
    folder = tmp_path / "start"
    folder.mkdir()
    with Register.open(create(folder / NAME)) as register:
        register.record(decision.record("First"), by="director")
    return folder


def test_a_register_being_made_is_not_there_yet_or_works(tmp_path: Path) -> None:
    (tmp_path / "start").mkdir()
    made = 0
    for folder in killed_at_each_change(_open, tmp_path / "start", tmp_path / "work"):
        made += (folder / NAME).exists()
        if not (folder / NAME).exists():
            create(folder / NAME)
        _check_works(folder / NAME)
    assert made > 1, "killed between its two names, too"


def test_a_backup_being_made_is_not_there_yet_or_works(start: Path, tmp_path: Path) -> None:
    made = 0
    for folder in killed_at_each_change(_back_up, start, tmp_path / "work"):
        made += (folder / BACKUP).exists()
        if not (folder / BACKUP).exists():
            _back_up(folder)
        assert _contents(folder / BACKUP) == _contents(folder / NAME)
        _check_works(folder / BACKUP)
        _check_works(folder / NAME)
    assert made > 1


def _closed(folder: Path) -> None:
    _record(folder / NAME, "C", "D")


def _with_a_log_ahead(folder: Path) -> None:
    with child(workers.record_until_killed, folder / NAME, "writer") as other:
        other.hear()
    assert (folder / f"{NAME}-wal").stat().st_size


def _nothing(folder: Path) -> None:
    (folder / NAME).unlink()
    (folder / f"{NAME}.lock").unlink(missing_ok=True)


@pytest.mark.parametrize("prepare", [_closed, _with_a_log_ahead, _nothing])
def test_a_restoration_leaves_the_old_register_or_the_new_one_and_loses_nothing(
    start: Path, tmp_path: Path, prepare: Callable[[Path], None]
) -> None:
    _back_up(start)
    prepare(start)
    shutil.copytree(start, tmp_path / "looked-at")
    new = _contents(start / BACKUP)
    old = _contents(tmp_path / "looked-at" / NAME) if (start / NAME).exists() else None
    found = set()
    for folder in killed_at_each_change(_restore, start, tmp_path / "work"):
        now = _contents(folder / NAME) if (folder / NAME).exists() else None
        assert now in (old, new)
        found.add(now == new)
        if old and now != old:
            (kept,) = folder.glob(f"{NAME}.re*-*[0-9]")
            assert _contents(kept) == old
        for kept in folder.glob(f"{NAME}.re*-*"):
            kept.unlink()
        _restore(folder)
        assert _contents(folder / NAME) == new
        _check_works(folder / NAME)
    assert found == {True, False}


def test_a_backup_put_over_a_crashed_register_is_restored_from_any_moment(
    start: Path, tmp_path: Path
) -> None:
    _back_up(start)
    _record(start / NAME, *map(str, range(100)))
    with (
        read_as_it_is(start / NAME),  # so that the log ahead keeps all that is recorded
        child(workers.record_until_killed, start / NAME, "writer") as other,
    ):
        other.hear()
    shutil.copyfile(start / BACKUP, start / NAME)
    with pytest.raises(StorageError, match="does not belong to"):
        Register.open(start / NAME)
    ahead = (start / f"{NAME}-wal").read_bytes()
    for folder in killed_at_each_change(_restore, start, tmp_path / "work", step=3):
        still = folder / f"{NAME}-wal"
        logs = [*folder.glob(f"{NAME}.re*-*-wal"), *([still] if still.exists() else [])]
        assert ahead in [log.read_bytes() for log in logs]
        for kept in folder.glob(f"{NAME}.re*-*"):
            kept.unlink()
        _restore(folder)
        assert _contents(folder / NAME) == _contents(folder / BACKUP)
        _check_works(folder / NAME)
