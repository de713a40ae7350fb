"""Files that people name, other than registers: read within a bound, errors as sentences.

How they are written is told in `outputs`.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from crisis_log.language import _
from crisis_log.rights import PRIVATE
from crisis_log.words import reason_of, size_text

LARGEST: Final = 200_000_000
"""In bytes: more than any report, and what a small machine can hold."""
_CHUNK: Final = 1_000_000
PATIENCE_SECONDS: Final = 5.0
"""How long a FIFO is waited for that nobody has opened on the other side."""
POLL_SECONDS: Final = 0.02
NOT_WAITING: Final[int] = getattr(os, "O_NONBLOCK", 0)  # Windows has none, and no such FIFO
_BINARY: Final[int] = getattr(os, "O_BINARY", 0)  # of Windows
_HEAD: Final = 65_536
_PRIVATE_KEY: Final = re.compile(
    rb"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----"
    rb"|\A\x30(?:[\x00-\x80]|\x81.|\x82..|\x83...)\x02\x01\x03\x30",  # PKCS #12: RFC 7292
    re.DOTALL,
)
_DATABASE: Final = re.compile(rb"\A(SQLite format 3\0|\x37\x7f\x06[\x82\x83])")
"""A database or its write-ahead log: https://www.sqlite.org/fileformat.html."""


class FileError(Exception):
    """A file that is not a register cannot be read or written; the message says why."""


@contextmanager
def file_errors(sentence: str, path: Path, raising: type[Exception] = FileError) -> Iterator[None]:
    """Say what the system refuses as `sentence`, which names `{path}` and `{reason}`."""
    try:
        yield
    except OSError as error:
        raise raising(sentence.format(path=path, reason=reason_of(error))) from error


def read(path: Path, raising: type[Exception] = FileError, *, most: int = LARGEST) -> bytes:
    """Return all that a file holds; of a FIFO, all that is written to it.

    Raises:
        raising: it cannot be read, or holds more than `most` bytes; no more of it is read.

    """
    with file_errors(_("{path} cannot be read: {reason}."), path, raising):
        descriptor = os.open(path, os.O_RDONLY | _BINARY | NOT_WAITING)
        try:
            found = os.fstat(descriptor)
            is_larger = stat.S_ISREG(found.st_mode) and found.st_size > most
            content = b"" if is_larger else _received(descriptor, most + 1)
        finally:
            os.close(descriptor)
    if is_larger or len(content) > most:
        raise raising(
            _("{path} is too large: at most {size} are read.").format(
                path=path, size=size_text(most)
            )
        )
    return content


def wait_again(descriptor: int) -> None:
    """Let reading and writing wait, once the other side is known to be there."""
    if sys.platform != "win32":
        os.set_blocking(descriptor, True)


def _received(descriptor: int, most: int) -> bytes:
    """Return what a file or FIFO gives until its end, or its first `most` bytes."""
    mode = os.fstat(descriptor).st_mode
    received = bytearray(_first_byte(descriptor) if stat.S_ISFIFO(mode) else b"")
    wait_again(descriptor)
    while len(received) < most:
        chunk = os.read(descriptor, min(_CHUNK, most - len(received)))
        if not chunk:
            break
        received += chunk
    return bytes(received)


def _first_byte(descriptor: int) -> bytes:
    """Wait until somebody writes to a FIFO; return the first byte if it is there already."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            first = os.read(descriptor, 1)
        except BlockingIOError:  # somebody has opened it, and has not written yet
            return b""
        if first:
            return first
        time.sleep(POLL_SECONDS)
    raise OSError(None, _("nobody writes to it"))


def is_same(path: Path, other: Path) -> bool:
    """Whether two paths lead to one file by links of any kind, or would if it were there."""
    try:
        return path.samefile(other)
    except OSError:
        (folder, name), (others, its_name) = (
            os.path.split(os.path.realpath(each)) for each in (path, other)
        )
        return folder == others and name.casefold() == its_name.casefold()


def holds_private_key(path: Path) -> bool:
    """Whether a private key is in the file at `path`, by what it holds."""
    return bool(_PRIVATE_KEY.search(_head(path)))


def is_database(path: Path) -> bool:
    """Whether the file at `path` is a database such as a register, by what it holds."""
    return holds_database(_head(path))


def holds_database(content: bytes) -> bool:
    """Whether bytes begin as those of a database such as a register."""
    return bool(_DATABASE.search(content))


def _head(path: Path) -> bytes:
    """Return the beginning of a file that is there; nothing of what is no file."""
    try:
        if not path.is_file():
            return b""
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError:
        return b""


def give_name(made: Path, path: Path) -> None:
    """Name what was made aside, never over something of that name.

    Raises:
        FileExistsError: something is there.

    """
    try:
        os.link(made, path)
    except FileExistsError:
        raise
    except OSError:  # a folder, or a file system without hard links, as on a USB stick
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
        made.rename(path)


def create_private(path: Path) -> None:
    """Create `path`, empty, readable and writable by its owner alone."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, PRIVATE))


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable, where the system can."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
