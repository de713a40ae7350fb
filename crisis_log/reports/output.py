"""How a report reaches its file: whole, or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from crisis_log.language import _
from crisis_log.storage import StorageError
from crisis_log.words import reason_of

_READABLE: Final = 0o666


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
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(_READABLE & ~_umask())
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
    return Path(name)


def _failure(path: Path, error: OSError) -> StorageError:
    return StorageError(
        _("The report cannot be written to {path}: {reason}.").format(
            path=path, reason=reason_of(error)
        )
    )


def _umask() -> int:
    """Return the process's mask of permissions, which can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
