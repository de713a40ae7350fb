"""Files that the board gives: issued reports, and those kept with entries. No byte but vouched for.

    shelf, register ──copy, digest──▶ a folder of this process ──▶ readers

What is given is a private copy, whose SHA-256 was what the log says when it was made: whatever
becomes of the file it was taken from, a reader gets the bytes that the log vouches for.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from crisis_log.board.aside import Aside
from crisis_log.board.beside import Beside, opened
from crisis_log.board.turn import CannotTellError
from crisis_log.files import FileError
from crisis_log.language import _
from crisis_log.register import Register
from crisis_log.scratch import scratch_folder
from crisis_log.storage import StorageError
from crisis_log.words import reason_of

if TYPE_CHECKING:
    from crisis_log.storage import Place

_MOST_BYTES: Final = 256 << 20
"""Of copies kept for who asks next; those asked for just now are kept, however large."""
_OPENED_SECONDS: Final = 30.0
"""Within which whoever asked for a copy has opened it."""
_CHUNK: Final = 1 << 20


class Wanted(NamedTuple):
    """A file that the log knows: of `size` bytes, with this SHA-256; report R-`number`, if it is.

    `name` is what people are told of it, and what it is saved as.
    """

    sha256: str
    size: int
    name: str
    media_type: str
    number: int | None = None


class Files:
    """Gives the files of the register at `place`, one after another, from a thread of its own."""

    def __init__(self, place: Place, beside: Beside) -> None:
        self._place = place
        self._beside = beside
        self._kept = ExitStack()
        self._folder: Path | None = None
        self._aside = Aside("files")

    async def given(self, wanted: Wanted) -> Path:
        """Return a copy of a file, which is what the log says.

        Raises:
            CannotTellError: there is none, or it is another one; or it cannot be copied now.

        """
        return await self._aside.ask(asyncio.get_running_loop(), self._given, wanted)

    def close(self) -> None:
        """Give no more, and leave no copy."""
        self._aside.close()
        with suppress(OSError):
            self._kept.close()

    def _given(self, wanted: Wanted) -> Path:
        try:
            copy = self._copies() / wanted.sha256
            if not copy.is_file():
                self._make(wanted, copy)
            os.utime(copy)
            self._forget_others(copy)
        except OSError as error:
            sentence = _("{name} cannot be given now: {reason}.").format(
                name=wanted.name, reason=reason_of(error)
            )
            raise CannotTellError(HTTPStatus.SERVICE_UNAVAILABLE, sentence) from error
        return copy

    def _copies(self) -> Path:
        if self._folder is None:
            self._folder = self._kept.enter_context(scratch_folder())
        return self._folder

    def _make(self, wanted: Wanted, copy: Path) -> None:
        """Copy a file from where it is as the log says."""
        found_other = False
        for content in self._sources(wanted):
            part = copy.with_suffix(".part")
            if _written(content, part, wanted.size) == wanted.sha256:
                part.rename(copy)
                return
            part.unlink()
            found_other = True
        raise _altered(wanted) if found_other else _nowhere(wanted)

    def _sources(self, wanted: Wanted) -> Iterator[Iterator[bytes]]:
        """Return the contents of what may be it: first beside the register, where it is read."""
        if wanted.number is not None:
            with suppress(OSError, StorageError, FileError):
                file = opened(self._beside.shelf().path_of(wanted.number))
                with file:
                    yield iter(lambda: file.read(_CHUNK), b"")
        with Register.open(self._place, read_only=True) as register:
            content = register.attachment(wanted.sha256)
        if content is not None:
            yield iter((content,))

    def _forget_others(self, last: Path) -> None:
        """Remove the copies that were not asked for the longest, where they are too large."""
        others = (one for one in last.parent.iterdir() if len(one.name) == len(last.name))
        left, now = _MOST_BYTES, time.time()
        for of, one in sorted(((one.stat(), one) for one in others), key=_age):
            left -= of.st_size
            if left < 0 and now - of.st_mtime > _OPENED_SECONDS:
                one.unlink()


def _age(of: tuple[os.stat_result, Path]) -> int:
    return -of[0].st_mtime_ns


def _written(content: Iterator[bytes], path: Path, size: int) -> str:
    """Write what is not larger than it should be; return its SHA-256."""
    digest, left = sha256(), size
    with path.open("wb") as file:
        for chunk in content:
            left -= len(chunk)
            if left < 0:
                return ""
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()


def _nowhere(wanted: Wanted) -> CannotTellError:
    return CannotTellError(
        HTTPStatus.NOT_FOUND,
        _(
            "The file {name} lies neither beside the register nor in it: the log knows its digest "
            "alone, and nothing else is given in its place."
        ).format(name=wanted.name),
    )


def _altered(wanted: Wanted) -> CannotTellError:
    return CannotTellError(
        HTTPStatus.CONFLICT,
        _(
            "The file {name} is not the one that the log vouches for: it was altered, and is not "
            "given. Verify the register with “audit verify”."
        ).format(name=wanted.name),
    )
