"""How a report reaches its file: whole, or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from uuid import uuid4

from crisis_log.language import _
from crisis_log.storage import StorageError
from crisis_log.words import reason_of

_UNLIKE_OTHERS: Final = 8
"""Letters that tell a file being written from those that others write."""


def write(path: Path, content: bytes) -> None:
    """Write `content` to `path`, replacing what is there only once all of it is on disk.

    Raises:
        StorageError: it cannot be written; what was there is as it was.

    """
    with prepared(path, content):
        pass


@contextmanager
def prepared(path: Path, content: bytes) -> Iterator[None]:
    """Have `content` on disk beside `path`; put it in its place once the block is done.

    Raises:
        StorageError: it cannot be written; what was there is as it was.

    """
    try:
        written = _written(path, content)
    except OSError as error:
        raise _failure(path, error) from error
    try:
        yield
        os.replace(written, path)  # noqa: PTH105 - the same on every system
    except OSError as error:
        raise _failure(path, error) from error
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


def _failure(path: Path, error: OSError) -> StorageError:
    return StorageError(
        _("The report cannot be written to {path}: {reason}.").format(
            path=path, reason=reason_of(error)
        )
    )
