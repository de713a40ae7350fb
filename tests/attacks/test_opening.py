"""Opening a register harms neither the files of whoever opens it nor the register."""

from __future__ import annotations

import os
import sqlite3
import struct
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from crisis_log.register import Register
from crisis_log.slices import journal
from crisis_log.storage import StorageError, place
from tests.attacks.scene import SIZE, Scene, record
from tests.cli.running import CommandLine
from tests.storage.registers import files_in

_MAGIC = bytes.fromhex("d9d505f920a163d7")
"""Of a rollback journal: https://www.sqlite.org/fileformat.html#the_rollback_journal."""
_PAGE, _SECTOR = 4096, 512


def hot_journal(path: Path, victim: Path) -> Path:
    """Leave a rollback journal beside `path` that has SQLite delete `victim`."""
    pages, name = path.stat().st_size // _PAGE, os.fsencode(victim)
    header = _MAGIC + struct.pack(">5I", 0, 0, pages, _SECTOR, _PAGE)
    lock_page = 0x40000000 // _PAGE + 1
    naming = struct.pack(">I", lock_page) + name
    naming += struct.pack(">II", len(name), sum(name)) + _MAGIC
    beside = Path(f"{path}-journal")
    beside.write_bytes(header.ljust(_SECTOR, b"\0") + naming)
    return beside


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """A file of the reader's that has nothing to do with the register."""
    path = tmp_path / "mine.txt"
    path.write_text("mine", encoding="utf-8")
    return path


def at(scene: Scene) -> CommandLine:
    return CommandLine(("--register", str(scene.path), "--by", "secretary"))


@pytest.mark.parametrize(
    "command",
    [
        "timeline",
        "state",
        "show 1",
        "audit verify",
        "audit status",
        "doctor",
        "backup copy.bak",
        "log Lost",
        "rebuild --yes",
        "report situation --format html --output draft.html",
    ],
)
def test_a_journal_beside_a_register_is_refused_before_it_is_played_back(
    scene: Scene, victim: Path, command: str
) -> None:
    hot_journal(scene.path, victim)
    before = files_in(scene.path.parent)
    at(scene).typed(command).failed(4, "no register leaves such a file.* Nothing was opened")
    assert files_in(scene.path.parent) == before


def test_the_journal_of_this_test_is_one_that_the_database_program_obeys(
    scene: Scene, victim: Path
) -> None:
    hot_journal(scene.path, victim)
    with closing(sqlite3.connect(scene.path)) as connection:
        connection.execute("SELECT * FROM entries").fetchone()
    assert not victim.exists()


@pytest.mark.parametrize("content", [b"", b"\0" * _SECTOR])
def test_a_journal_that_would_do_nothing_is_refused_too(scene: Scene, content: bytes) -> None:
    Path(f"{scene.path}-journal").write_bytes(content)
    at(scene).typed("timeline").failed(4, "Nothing was opened")


def test_a_backup_with_a_journal_beside_it_is_not_restored(scene: Scene, victim: Path) -> None:
    backup = scene.path.with_name("copy.bak")
    with Register.open(scene.path) as register:
        register.back_up(backup)
    hot_journal(backup, victim)
    before = files_in(scene.path.parent)
    at(scene)("restore", str(backup)).failed(4, "Nothing was opened.* Nothing was restored")
    with pytest.raises(StorageError, match="Nothing was opened"):
        place(scene.path).restore(backup)
    assert {k: v for k, v in files_in(scene.path.parent).items() if "lock" not in k} == {
        k: v for k, v in before.items() if "lock" not in k
    }


def test_a_register_with_a_journal_beside_it_is_replaced_and_both_are_kept(
    scene: Scene, victim: Path
) -> None:
    beside = hot_journal(scene.path, victim)
    journal_bytes = beside.read_bytes()
    at(scene)("restore", str(scene.backup)).failed(1, "cannot be read as it lies there")
    at(scene)("restore", str(scene.backup), "--yes").done("restored from")
    assert victim.exists()
    assert not beside.exists()
    (kept,) = scene.path.parent.glob("*.replaced-*-journal")
    assert kept.read_bytes() == journal_bytes


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFO")
@pytest.mark.parametrize("ending", ["-wal", "-shm"])
@pytest.mark.parametrize("command", ["timeline", "log Lost", "audit verify"])
def test_what_is_called_a_log_and_is_no_file_is_refused(
    scene: Scene, ending: str, command: str
) -> None:
    os.mkfifo(f"{scene.path}{ending}")
    at(scene).typed(command).failed(4, "not a file of its own.*: nothing was opened")


@pytest.mark.skipif(sys.platform == "win32", reason="links take a right there")
@pytest.mark.parametrize("ending", ["-wal", "-shm"])
@pytest.mark.parametrize("command", ["timeline", "log Lost", "audit verify"])
def test_a_link_called_a_log_is_not_followed(
    scene: Scene, victim: Path, ending: str, command: str
) -> None:
    for goal in (victim, victim.with_name("gone")):
        link = Path(f"{scene.path}{ending}")
        link.symlink_to(goal)
        at(scene).typed(command).failed(4, "not a file of its own.*: nothing was opened")
        link.unlink()
    assert victim.read_text(encoding="utf-8") == "mine"
    assert not victim.with_name("gone").exists()


@pytest.mark.parametrize("made", [Path.mkdir, Path.touch])
def test_a_register_that_is_no_file_or_no_database_is_a_sentence(
    scene: Scene, made: Callable[[Path], None]
) -> None:
    scene.path.unlink()
    made(scene.path)
    Path(f"{scene.path}-wal").write_bytes(b"x" * 100)
    at(scene).typed("timeline").failed(4, "is not a register")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFO")
def test_a_register_that_is_a_fifo_is_a_sentence(scene: Scene) -> None:
    scene.path.unlink()
    os.mkfifo(scene.path)
    Path(f"{scene.path}-wal").write_bytes(b"x" * 100)
    for command in ("timeline", "log Lost"):
        at(scene).typed(command).failed(4, "it is not a file")


def test_reading_does_not_keep_others_from_recording(scene: Scene) -> None:
    with Register.open(scene.path, read_only=True) as reading, Register.open(scene.path) as other:
        with reading.examining() as seen:
            assert seen.size() == SIZE
            record(other, journal.log("Meanwhile"))
            assert seen.size() == SIZE
        assert reading.size() == SIZE + 1
