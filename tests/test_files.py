"""What people name is read within a bound; what cannot be read to its end is a sentence."""

import os
import resource
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from crisis_log import files
from crisis_log.files import FileError, holds_private_key, is_same, read

pytestmark = [
    pytest.mark.usefixtures("english"),
    pytest.mark.skipif(sys.platform == "win32", reason="FIFOs and devices are of POSIX systems"),
]


@pytest.fixture
def fifo(tmp_path: Path) -> Path:
    path = tmp_path / "fifo"
    os.mkfifo(path)
    return path


def test_a_file_of_the_largest_size_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * 1000)
    assert read(path, most=1000) == b"x" * 1000
    with pytest.raises(FileError, match="file is too large: at most 999 bytes are read"):
        read(path, most=999)


def test_a_file_without_an_end_is_refused_at_its_bound() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(FileError, match="/dev/zero is too large: at most 10 MB are read"):
        read(Path("/dev/zero"), most=10_000_000)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000


def test_a_folder_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="it is a folder"):
        read(tmp_path)


def test_a_fifo_that_nobody_writes_to_is_a_sentence(
    fifo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "PATIENCE_SECONDS", 0.2)
    with pytest.raises(FileError, match="fifo cannot be read: nobody writes to it"):
        read(fifo)


@pytest.mark.parametrize("pause", [0, 0.2])
def test_a_fifo_is_read_to_its_end_however_slowly_it_is_written(fifo: Path, pause: float) -> None:
    def write_slowly() -> None:
        time.sleep(pause)
        with fifo.open("wb", buffering=0) as writer:
            time.sleep(pause)
            for part in (b"one ", b"two ", b"x" * 200_000):
                writer.write(part)
                time.sleep(pause)

    writer = threading.Thread(target=write_slowly)
    writer.start()
    assert read(fifo) == b"one two " + b"x" * 200_000
    writer.join()


def test_a_fifo_without_an_end_is_refused_at_its_bound(fifo: Path) -> None:
    with subprocess.Popen(["cat", "/dev/zero"], stdout=subprocess.PIPE) as endless:
        assert endless.stdout is not None
        path = Path(f"/dev/fd/{endless.stdout.fileno()}")
        with pytest.raises(FileError, match="too large: at most 1 MB"):
            read(path, most=1_000_000)
        endless.kill()


def test_what_a_shell_substitutes_is_read() -> None:
    with subprocess.Popen(["sh", "-c", "sleep 0.1; echo late"], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert read(Path(f"/dev/fd/{process.stdout.fileno()}")) == b"late\n"


def test_names_of_one_file_are_the_same_and_of_two_are_not(tmp_path: Path) -> None:
    path, other = tmp_path / "a", tmp_path / "b"
    assert is_same(path, tmp_path / "." / "A")
    assert not is_same(path, other)
    path.write_bytes(b"same")
    other.write_bytes(b"same")
    assert not is_same(path, other)
    other.unlink()
    os.link(path, other)
    (tmp_path / "c").symlink_to("a")
    assert is_same(path, other)
    assert is_same(tmp_path / "c", other)


def test_a_certificate_and_a_public_key_are_no_private_key(tmp_path: Path) -> None:
    for begin in ("CERTIFICATE", "PUBLIC KEY"):
        (tmp_path / "a.pem").write_text(f"-----BEGIN {begin}-----\n")
        assert not holds_private_key(tmp_path / "a.pem")
