"""Files that we write where people say: whole or not at all, for those who may read them.

What is there is replaced by a file made whole beside it, through links, and its rights are
kept; a new file has the rights of the register that it is made from. What is no file, a FIFO
or a device, is written to.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

from crisis_log.files import (
    NOT_WAITING,
    PATIENCE_SECONDS,
    POLL_SECONDS,
    create_private,
    file_errors,
    give_name,
    sync_folder,
    wait_again,
)
from crisis_log.language import _
from crisis_log.names import shortened
from crisis_log.rights import OWNER_ALONE, Rights, give

_ANY_WRITE: Final = 0o222
_PRIVATE_FOLDER: Final = 0o700
_LONGEST_NAME: Final = 230
"""In bytes, of a name to which signs are added for what is being made."""
_OLD_SECONDS: Final = 3600.0
"""After which what was being made is what a killed process left."""
_SIGNS: Final = re.compile(r"[0-9a-f]{8}(-wal|-shm|-journal|\.lock)?")
"""What tells a file being made from others, and what SQLite puts beside one."""


def write(path: Path, content: bytes, rights: Rights = OWNER_ALONE, *, over: bool = True) -> None:
    """Write `content` to `path`, all of it or nothing; see `prepared`."""
    with prepared(path, content, rights, over=over):
        pass


@contextmanager
def prepared(
    path: Path, content: bytes, rights: Rights = OWNER_ALONE, *, over: bool = True
) -> Iterator[None]:
    """Have `content` on disk beside `path`; put it in its place once the block is done.

    Raises:
        FileError: it cannot be written, or something is there and may not be written `over`;
            what was there is as it was.

    """
    with _errors(path):
        begun = _begun(path, content, rights, over=over)
    try:
        yield
        with _errors(path):
            begun.finish()
    finally:
        begun.discard()


def check(path: Path) -> None:
    """Look whether `path` can be written, as far as can be known beforehand.

    Raises:
        FileError: it cannot.

    """
    with _errors(path):
        _there(path)


def _errors(path: Path) -> AbstractContextManager[None]:
    return file_errors(_("{path} cannot be written: {reason}."), path)


def _there(path: Path) -> os.stat_result | None:
    """Return what `path` leads to, if anything is there; it may be written to or replaced."""
    try:
        there = path.stat()
    except FileNotFoundError:
        _check_folder(path)
        return None
    if stat.S_ISDIR(there.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    is_locked = not there.st_mode & _ANY_WRITE or not os.access(path, os.W_OK)
    if stat.S_ISREG(there.st_mode) and is_locked:
        raise PermissionError(None, _("it is there, and read-only; choose another name"))
    if stat.S_ISREG(there.st_mode):
        _check_folder(path)
    return there


def _check_folder(path: Path) -> None:
    """Look whether a file can be made in the folder that `path` leads to."""
    folder = Path(os.path.realpath(path)).parent
    folder.stat()
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _begun(path: Path, content: bytes, rights: Rights, *, over: bool) -> _Whole | _Stream:
    there = _there(path)
    if there is not None and not stat.S_ISREG(there.st_mode):
        return _Stream(path, content)
    if not over and os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
    if there is not None:
        rights = Rights(stat.S_IMODE(there.st_mode), there.st_uid, there.st_gid)
    goal = Path(os.path.realpath(path))
    return _Whole(written_aside(goal, content, rights), goal, over)


class _Whole(NamedTuple):
    """A file made aside that will bear the name `goal`."""

    aside: Path
    goal: Path
    over: bool

    def finish(self) -> None:
        if self.over:
            os.replace(self.aside, self.goal)  # noqa: PTH105 - the same on every system
        else:
            give_name(self.aside, self.goal)
        with suppress(OSError):  # a folder that may be written to, not read
            sync_folder(self.goal.parent)

    def discard(self) -> None:
        with suppress(OSError):
            self.aside.unlink()


class _Stream(NamedTuple):
    """A FIFO or a device, and what will be written to it."""

    path: Path
    content: bytes

    def finish(self) -> None:
        try:
            with open(_open_for_writing(self.path), "wb") as stream:
                stream.write(self.content)
        except BrokenPipeError as error:
            raise OSError(None, _("nobody reads what is written to it")) from error

    def discard(self) -> None:
        """Nothing is kept of it."""


def _open_for_writing(path: Path) -> int:
    """Return a descriptor of a FIFO or a device, once somebody reads what is written to it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            descriptor = os.open(path, os.O_WRONLY | NOT_WAITING)
        except OSError as error:
            if error.errno != errno.ENXIO:
                raise
            if time.monotonic() > deadline:
                raise OSError(None, _("nobody reads what is written to it")) from error
            time.sleep(POLL_SECONDS)
        else:
            wait_again(descriptor)
            return descriptor


def written_aside(goal: Path, content: bytes, rights: Rights = OWNER_ALONE) -> Path:
    """Write `content` to a new file beside `goal`, private until it is whole."""
    written = name_aside(goal)
    create_private(written)
    try:
        with written.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        give(written, rights)
    except BaseException:
        with suppress(OSError):
            written.unlink()
        raise
    return written


def name_aside(path: Path) -> Path:
    """Return a new name beside `path` to make it under; remove what killed processes left."""
    beginning = f".{shortened(path.name, _LONGEST_NAME)}."
    with suppress(OSError):
        for one in path.parent.iterdir():
            if one.name.startswith(beginning) and _SIGNS.fullmatch(one.name[len(beginning) :]):
                _remove_if_old(one)
    return path.with_name(beginning + os.urandom(4).hex())


def _remove_if_old(left: Path) -> None:
    with suppress(OSError):
        mode = left.lstat().st_mode
        newest = max(one.lstat().st_mtime for one in (left, *left.rglob("*")))
        if time.time() - newest < _OLD_SECONDS:
            return
        if stat.S_ISDIR(mode):
            import shutil  # 3 ms, for this alone

            shutil.rmtree(left)
        elif stat.S_ISREG(mode):
            left.unlink()


def make_folder(folder: Path, rights: Rights = OWNER_ALONE) -> None:
    """Make a folder and those it lies in, durably, for who has `rights` on what it will hold."""
    if folder.is_dir():
        return
    if os.path.lexists(folder) and not folder.is_dir():  # perhaps another was faster just now
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
    make_folder(folder.parent, rights)
    with suppress(FileExistsError):  # another process was faster
        folder.mkdir(mode=_PRIVATE_FOLDER)
        give(folder, rights.of_folder())
        sync_folder(folder.parent)
