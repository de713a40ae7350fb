"""What we write is whole or not there; what a killed process left is removed, no more."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from crisis_log.files import FileError
from crisis_log.outputs import name_aside, prepared, write
from crisis_log.rights import Rights, rights_of
from tests.storage.rights import small_disk

pytestmark = pytest.mark.usefixtures("english")
only_posix = pytest.mark.skipif(sys.platform == "win32", reason="of POSIX systems")

_KILLED_HALFWAY = """
import os, signal, sys
from pathlib import Path
from crisis_log import outputs
outputs.os.fsync = lambda _descriptor: os.kill(os.getpid(), signal.SIGKILL)
outputs.write(Path(sys.argv[1]), b"half", over=sys.argv[2] == "over")
"""


def aged(path: Path, seconds: float) -> Path:
    """Make a file or folder as old as that."""
    then = time.time() - seconds
    os.utime(path, (then, then))
    return path


@only_posix
@pytest.mark.parametrize("over", ["over", "new"])
def test_a_process_killed_while_it_writes_leaves_no_part_of_a_file(
    tmp_path: Path, over: str
) -> None:
    path = tmp_path / "report.pdf"
    if over == "over":
        path.write_bytes(b"before")
    killed = subprocess.run([sys.executable, "-c", _KILLED_HALFWAY, path, over], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert path.exists() == (over == "over")
    (left,) = [one for one in tmp_path.iterdir() if one != path]
    aged(left, 3700)
    write(path, b"after")
    assert path.read_bytes() == b"after"
    assert list(tmp_path.iterdir()) == [path]


def test_what_another_process_is_making_now_is_left_to_it(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    with prepared(path, b"theirs"):
        write(path, b"ours")
        assert len(list(tmp_path.iterdir())) == 2
    assert path.read_bytes() == b"theirs"


@pytest.mark.parametrize(
    "name",
    [
        ".other.pdf.0123abcd",
        ".report.pdf.0123abc",
        ".report.pdf.0123abcde",
        ".report.pdf.0123ABCD",
        ".report.pdf.notes",
        "report.pdf.0123abcd",
        ".report.pdf.0123abcd.bak",
    ],
)
def test_only_our_own_leftovers_of_this_file_are_removed(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    aged(tmp_path / name, 100_000)
    write(tmp_path / "report.pdf", b"")
    assert (tmp_path / name).exists()


@only_posix
def test_a_link_named_like_a_leftover_is_not_removed(tmp_path: Path) -> None:
    (tmp_path / "mine").write_bytes(b"mine")
    link = tmp_path / ".report.pdf.0123abcd"
    link.symlink_to("mine")
    aged(tmp_path / "mine", 100_000)
    os.utime(link, (0, 0), follow_symlinks=False)
    write(tmp_path / "report.pdf", b"")
    assert link.is_symlink()
    assert (tmp_path / "mine").exists()


def test_a_folder_is_old_when_all_that_is_in_it_is(tmp_path: Path) -> None:
    left = tmp_path / ".bundle.0123abcd"
    left.mkdir()
    (left / "entries.jsonl").touch()
    aged(left, 100_000)
    name_aside(tmp_path / "bundle")
    assert left.exists()
    aged(left / "entries.jsonl", 100_000)
    aged(left, 100_000)
    name_aside(tmp_path / "bundle")
    assert not left.exists()


def test_what_sqlite_left_beside_a_copy_being_made_goes_with_it(tmp_path: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal", ".lock"):
        (tmp_path / f".copy.0123abcd{ending}").touch()
        aged(tmp_path / f".copy.0123abcd{ending}", 100_000)
    name_aside(tmp_path / "copy")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("over", [True, False])
def test_a_full_disk_leaves_what_was_there_and_nothing_else(tmp_path: Path, *, over: bool) -> None:
    with small_disk(tmp_path / "small", kilobytes=100) as folder:
        path = folder / "report.pdf"
        if over:
            path.write_bytes(b"before")
        with pytest.raises(FileError, match="no space is left on the disk"):
            write(path, b"x" * 200_000, over=over)
        assert [one.read_bytes() for one in folder.iterdir()] == [b"before"] * over


def test_a_file_that_appears_meanwhile_is_not_replaced_by_a_new_one(tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    with pytest.raises(FileError, match="it already exists"), prepared(path, b"ours", over=False):
        path.write_bytes(b"theirs")
    assert path.read_bytes() == b"theirs"
    assert list(tmp_path.iterdir()) == [path]


def test_the_longest_name_that_the_system_takes_can_be_written(tmp_path: Path) -> None:
    for name in ("x" * 255, "報" * 85):
        write(tmp_path / name, b"whole")
        assert (tmp_path / name).read_bytes() == b"whole"


@only_posix
def test_a_circle_of_links_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(FileError, match="lead round in a circle"):
        write(tmp_path / "a", b"")


@only_posix
def test_a_dangling_link_leads_to_a_new_file(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    write(tmp_path / "a", b"new")
    assert (tmp_path / "a").is_symlink()
    assert (tmp_path / "b").read_bytes() == b"new"


@only_posix
def test_a_reader_that_leaves_is_a_sentence(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)

    def look_and_leave() -> None:
        with fifo.open("rb") as reader:
            reader.read(1)

    reader = threading.Thread(target=look_and_leave)
    reader.start()
    with pytest.raises(FileError, match="nobody reads what is written to it"):
        write(fifo, b"x" * 5_000_000)
    reader.join()


@pytest.fixture
def of_another_group(tmp_path: Path) -> Path:
    """A register that another group shares."""
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root gives a file to any group")
    path = tmp_path / "shared.crisis"
    path.touch()
    path.chmod(0o640)
    os.chown(path, 1234, 4321)
    return path


def test_the_group_that_shares_a_register_shares_what_is_made_of_it(
    of_another_group: Path, tmp_path: Path
) -> None:
    write(tmp_path / "report.pdf", b"", rights_of(of_another_group))
    made = (tmp_path / "report.pdf").stat()
    assert (made.st_mode & 0o777, made.st_uid, made.st_gid) == (0o640, 1234, 4321)


def test_where_the_group_cannot_be_given_no_other_group_reads(
    of_another_group: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_arguments: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "chown", refused)
    write(tmp_path / "report.pdf", b"", rights_of(of_another_group))
    assert (tmp_path / "report.pdf").stat().st_mode & 0o777 == 0o600


def test_a_register_for_reading_alone_gives_files_that_can_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "archived.crisis").touch()
    (tmp_path / "archived.crisis").chmod(0o440)
    assert rights_of(tmp_path / "archived.crisis").mode == 0o640


def test_who_may_read_files_may_enter_their_folder() -> None:
    assert Rights(0o640).of_folder().mode == 0o750
    assert Rights(0o644).of_folder().mode == 0o755
    assert Rights().of_folder().mode == 0o700
