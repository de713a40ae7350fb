"""Which files are registers, where they may lie, and how they come to be."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from crisis_log.register import Register
from crisis_log.slices import journal
from crisis_log.storage import AlteredTablesError, NotARegisterError, StorageError
from crisis_log.storage.sqlite import file
from crisis_log.words import reason_of
from tests.storage.registers import check_sound, create, files_in, path_of, run_sql


def _text(path: Path) -> None:
    path.write_text("Main courante du 18 mars\n" * 100, encoding="utf-8")


def _empty(path: Path) -> None:
    path.touch()


def _foreign_database(path: Path) -> None:
    run_sql(path, "CREATE TABLE entries (number INTEGER)")


def _foreign_database_in_wal_mode(path: Path) -> None:
    run_sql(path, "PRAGMA journal_mode=WAL")
    run_sql(path, "CREATE TABLE entries (number INTEGER)")


def _other_application(path: Path) -> None:
    run_sql(path, "PRAGMA application_id=1196444487")


def _newer_version(path: Path) -> None:
    create(path)
    run_sql(path, "PRAGMA user_version=99")


def _older_version(path: Path) -> None:
    create(path)
    run_sql(path, "PRAGMA user_version=1")


def _beginning_of_a_database(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0")


def _folder(path: Path) -> None:
    path.mkdir()
    (path / "kept").touch()


NOT_REGISTERS: list[tuple[Callable[[Path], None], str]] = [
    (_text, "not an SQLite database"),
    (_empty, "not an SQLite database"),
    (_foreign_database, "another program"),
    (_foreign_database_in_wal_mode, "another program"),
    (_other_application, "another program"),
    (_newer_version, "newer version"),
    (_older_version, "older version of Crisis Log, which this one cannot read"),
    (_beginning_of_a_database, "not a register|another program"),
    (_folder, "not a file"),
]


@pytest.mark.parametrize(("make", "why"), NOT_REGISTERS)
def test_what_is_not_a_register_is_a_sentence_and_left_untouched(
    tmp_path: Path, make: Callable[[Path], None], why: str
) -> None:
    path = tmp_path / "covid-19.crisis"
    make(path)
    before = files_in(tmp_path)
    with pytest.raises(NotARegisterError, match=why) as refusal:
        Register.open(path)
    assert str(path) in str(refusal.value)
    assert files_in(tmp_path) == before
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("name", ["missing.crisis", "missing/covid-19.crisis", "x" * 300, "\0"])
def test_a_register_that_is_missing_is_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(StorageError):
        Register.open(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name",
    [
        "ENOENT",
        "ENOTDIR",
        "EISDIR",
        "EACCES",
        "EROFS",
        "ENOSPC",
        "EDQUOT",
        "EMFILE",
        "ENAMETOOLONG",
    ],
)
def test_what_the_operating_system_refuses_is_said_in_our_words(name: str) -> None:
    number = getattr(errno, name)
    reason = reason_of(OSError(number, os.strerror(number)))
    assert reason != os.strerror(number)
    assert reason[0].islower()


def test_a_refusal_of_the_operating_system_without_words_of_ours_is_told_by_its_code() -> None:
    assert reason_of(OSError(99999, "Moon phase")) == "error 99999 of the system"
    assert reason_of(OSError("no number")) == "the system does not say why"
    assert reason_of(OSError(None, "in our words")) == "in our words"


def test_a_register_whose_tables_are_gone_is_a_sentence(path: Path) -> None:
    run_sql(path, "DROP TABLE register")
    with (
        Register.open(path) as register,
        pytest.raises(AlteredTablesError, match="not as they were made"),
    ):
        register.size()


def test_a_register_that_lost_its_name_is_a_sentence(path: Path) -> None:
    run_sql(path, "DELETE FROM register")
    with pytest.raises(StorageError):
        Register.open(path)


@pytest.mark.parametrize(("make", "_why"), NOT_REGISTERS)
def test_a_register_is_never_created_over_something(
    tmp_path: Path, make: Callable[[Path], None], _why: str
) -> None:
    path = tmp_path / "covid-19.crisis"
    make(path)
    before = files_in(tmp_path)
    with pytest.raises(StorageError, match="already exists"):
        create(path)
    assert files_in(tmp_path) == before
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_neither_a_register_nor_a_copy_replaces_a_register(register: Register) -> None:
    before = list(register.stored())
    with pytest.raises(StorageError, match="already exists"):
        create(path_of(register))
    with pytest.raises(StorageError, match="already exists"):
        register.back_up(path_of(register))
    assert list(register.stored()) == before


def test_a_register_is_not_created_through_a_dangling_link(tmp_path: Path) -> None:
    path = tmp_path / "covid-19.crisis"
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StorageError):
        create(path)
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_a_new_register_lies_alone_in_its_folder(path: Path) -> None:
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_a_register_that_someone_else_creates_meanwhile_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "covid-19.crisis"
    link = os.link

    def someone_is_faster(source: Path, target: Path) -> None:
        path.write_text("faster")
        link(source, target)

    monkeypatch.setattr(os, "link", someone_is_faster)
    with pytest.raises(StorageError, match="already exists"):
        create(path)
    assert path.read_text() == "faster"
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "name",
    [
        "épidémie de 2020.crisis",
        "100 % #1 ?mode=memory&x=:memory:.crisis",
        "file:x.crisis",
        "مستشفى 🏥.crisis",
        "no-suffix",
        'it\'s "quoted".crisis',
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="Windows forbids some of these names")
def test_a_register_can_bear_any_name(tmp_path: Path, name: str) -> None:
    path = create(tmp_path / name)
    with Register.open(path) as register:
        register.record(journal.log("A"), by="secretary")
        register.rebuild()
        register.back_up(tmp_path / f"copy of {name}")
    assert len(check_sound(path)) == 2
    assert len(check_sound(tmp_path / f"copy of {name}")) == 2


def test_a_register_can_be_named_from_the_folder_it_is_in(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(path.parent)
    with Register.open(Path(path.name)) as register:
        register.record(journal.log("A"), by="secretary")
        register.back_up(Path("copy.crisis"))
    assert len(check_sound(path.with_name("copy.crisis"))) == 2


def test_a_copied_register_is_a_register(path: Path) -> None:
    copy = path.with_name("copied.crisis")
    copy.write_bytes(path.read_bytes())
    with Register.open(copy) as register:
        assert register.record(journal.log("A"), by="secretary").entries[0].number == 2
    check_sound(copy)


MOUNTS = r"""sysfs /sys sysfs rw 0 0
/dev/sda1 / ext4 rw 0 0
server:/shared {folder}/shared nfs4 rw 0 0
//server/my\040share {folder}/with\040space cifs rw 0 0
/dev/sdb1 {folder}/shared/local\134disk ext4 rw 0 0
agents@server: {folder}/ssh fuse.sshfs rw 0 0
/dev/sdc1 {folder}/Œuvres\040日本 vfat rw 0 0
//server/x {folder}/Réseau\040Œuvres cifs rw 0 0
overlay {folder}/twice nfs rw 0 0
overlay {folder}/twice ext4 rw 0 0
"""


@pytest.fixture
def mounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the system says that file systems are mounted."""
    table = tmp_path / "mounts"
    table.write_text(MOUNTS.format(folder=tmp_path), encoding="utf-8")

    def told(*parts: str) -> Path:
        return table if parts == ("/proc/self/mounts",) else Path(*parts)

    monkeypatch.setattr(file, "Path", told)
    return tmp_path


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no table of mounts")
@pytest.mark.parametrize(
    ("folder", "system"),
    [
        (".", None),
        ("local", None),
        ("shared", "nfs4"),
        ("shared/deep/down", "nfs4"),
        ("sharedbutnot", None),
        ("shared/local\\disk", None),
        ("with space", "cifs"),
        ("ssh", "fuse.sshfs"),
        ("Œuvres 日本", None),
        ("Réseau Œuvres", "cifs"),
        ("twice", None),
    ],
)
def test_a_network_file_system_is_known_by_the_mount_that_holds_the_folder(
    mounts: Path, folder: str, system: str | None
) -> None:
    assert file.network_file_system(mounts / folder) == system


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no table of mounts")
def test_no_register_is_created_on_a_network_file_system(mounts: Path) -> None:
    (mounts / "shared").mkdir()
    with pytest.raises(StorageError, match=r"network file system \(nfs4\)"):
        create(mounts / "shared" / "covid-19.crisis")
    assert list((mounts / "shared").iterdir()) == []
