"""Files that people name, other than registers: errors as sentences, written whole or not at all.

Keys, bundles, reports and attachments are read and written here and there; what the system
refuses is said in one way, and what is written is private or complete from its first moment.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from uuid import uuid4

from crisis_log.language import _
from crisis_log.words import reason_of

PRIVATE: Final = 0o600
_UNLIKE_OTHERS: Final = 8
"""Letters that tell a file being written from those that others write."""


class FileError(Exception):
    """A file that is not a register cannot be read or written; the message says why."""


@contextmanager
def file_errors(sentence: str, path: Path, raising: type[Exception] = FileError) -> Iterator[None]:
    """Say what the system refuses as `sentence`, which names `{path}` and `{reason}`."""
    try:
        yield
    except OSError as error:
        raise raising(sentence.format(path=path, reason=reason_of(error))) from error


def read(path: Path, raising: type[Exception] = FileError, *, most: int = -1) -> bytes:
    """Return what a file holds, its first `most` bytes if that is given."""
    with (
        file_errors(_("{path} cannot be read: {reason}."), path, raising),
        path.open("rb") as file,
    ):
        return file.read(most)


def write(path: Path, content: bytes) -> None:
    """Write a report to `path`, replacing what is there only once all of it is on disk.

    Raises:
        FileError: it cannot be written; what was there is as it was.

    """
    with prepared(path, content):
        pass


@contextmanager
def prepared(path: Path, content: bytes) -> Iterator[None]:
    """Have a report on disk beside `path`; put it in its place once the block is done.

    Raises:
        FileError: it cannot be written; what was there is as it was.

    """
    sentence = _("The report cannot be written to {path}: {reason}.")
    with file_errors(sentence, path):
        written = _written(path, content)
    try:
        yield
        with file_errors(sentence, path):
            os.replace(written, path)  # noqa: PTH105 - the same on every system
    finally:
        with suppress(OSError):
            written.unlink()


def _written(path: Path, content: bytes) -> Path:
    """Write `content` to a new file in the folder of `path`."""
    if path.is_dir():
        raise IsADirectoryError(None, _("it is a folder"))
    written = path.with_name(f".{path.name}.{uuid4().hex[:_UNLIKE_OTHERS]}")
    written.touch(exist_ok=False)  # as readable as any new file of this process
    try:
        with written.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        with suppress(OSError):
            written.unlink()
        raise
    return written


def give_name(made: Path, path: Path) -> None:
    """Name what was made aside, never over something of that name.

    Raises:
        FileExistsError: something is there.

    """
    try:
        os.link(made, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links, as on a USB stick
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
