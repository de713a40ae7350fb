"""A bundle opened: a private register is made of it, which is gone with its block or process.

It holds what the bundle holds, altered or not, so that whatever is asked is answered, and whatever
was altered is found, as in the register itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, NoReturn

from crisis_log.scratch import VARIABLE, scratch_folder
from crisis_log.storage import tree
from crisis_log.storage.backend import Backend, Cursor, Place
from crisis_log.storage.bundle.contents import BundleContents
from crisis_log.storage.bundle.files import files_of
from crisis_log.storage.bundle.place import BundlePlace
from crisis_log.storage.errors import (
    AlteredBundleError,
    AlteredEntryError,
    NoScratchError,
    NotARegisterError,
    StorageError,
    sealed,
)
from crisis_log.storage.place import SUFFIX, place
from crisis_log.storage.transfer import transfer

if TYPE_CHECKING:
    from crisis_log.storage.batch import Batch
    from crisis_log.storage.health import Health, Lodging
    from crisis_log.storage.words import WordIndex


class BundleBackend:
    """An open bundle: what it vouches for is read, what it does not is only examined."""

    def __init__(self, bundle: BundlePlace) -> None:
        self._flaw: AlteredEntryError | AlteredBundleError | None = None
        with ExitStack() as opened:
            folder = opened.enter_context(scratch_folder())
            self._kept = self._made(bundle, folder)
            opened.callback(self._kept.close)
            self._opened = opened.pop_all()
        self.place = bundle._replace(unpacked=folder)
        self.source = self._kept.source
        self.register_id = self._kept.register_id

    def _made(self, bundle: BundlePlace, folder: Path) -> Backend:
        """Return the register that is made of the bundle in `folder`.

        Raises:
            NotARegisterError: it is no bundle, or cannot be read.
            NoScratchError: there is no room for it.

        """
        there = place(folder / f"register{SUFFIX}")
        try:
            with files_of(bundle.path) as files:
                _check_room(files.size, folder)
                contents = BundleContents(bundle.path, files)
                with there.create(contents.register_id) as new, new.writing() as (cursor, _head):
                    transfer(contents, cursor)
                    self._hold(contents, cursor)
                for name, content in contents.issued():
                    Path(folder, f"{bundle.name}-{name}").write_bytes(content)
        except NotARegisterError:
            raise
        except (StorageError, OSError) as error:
            raise NoScratchError(VARIABLE) from error
        return there.open(read_only=True)

    def _hold(self, contents: BundleContents, cursor: Cursor) -> None:
        try:
            contents.check(tree.Nodes(cursor))
        except (AlteredEntryError, AlteredBundleError) as error:
            self._flaw = error

    def close(self) -> None:
        self._opened.close()

    def reading(self) -> AbstractContextManager[Cursor]:
        if self._flaw:
            raise self._flaw
        return self._kept.reading()

    def as_seen_by(self, cursor: Cursor) -> Place:  # noqa: ARG002 - see `Backend`
        return self.source

    def examining(self) -> AbstractContextManager[Cursor]:
        return self._kept.examining()

    def writing(self, ahead: object = ()) -> NoReturn:  # noqa: ARG002 - see `Backend`
        raise sealed(self.place.text)

    mending = filling = writing

    def put(
        self,
        cursor: Cursor,  # noqa: ARG002 - see `Backend`
        table: str,  # noqa: ARG002 - see `Backend`
        columns: Sequence[str],  # noqa: ARG002 - see `Backend`
        rows: Iterable[Sequence[Any]],  # noqa: ARG002 - see `Backend`
    ) -> NoReturn:
        raise sealed(self.place.text)

    def confirm(self) -> None:
        """Return at once: what can be read here is kept."""

    def check_right(self, kind: str) -> NoReturn:  # noqa: ARG002 - see `Backend`
        raise sealed(self.place.text)

    def append(self, cursor: Cursor, batch: Batch) -> NoReturn:  # noqa: ARG002 - see `Backend`
        raise sealed(self.place.text)

    def scratch(self) -> AbstractContextManager[Cursor]:
        return self._kept.scratch()

    def words(self, cursor: Cursor) -> WordIndex:
        return self._kept.words(cursor)

    def changes(self, stop: Event) -> Iterator[None]:
        return self._kept.changes(stop)

    def health(self, cursor: Cursor) -> Health:
        return _Health(self._kept.health(cursor))

    def back_up(self, path: Path) -> None:
        if self._flaw:
            raise self._flaw
        self._kept.back_up(path)


def _check_room(size: int, folder: Path) -> None:
    """Refuse to fill the disk with what a bundle says that it holds."""
    from shutil import disk_usage

    if size > disk_usage(folder).free:
        raise NoScratchError(VARIABLE)


class _Health:
    """The health of the private register; where that lies says nothing of the bundle."""

    def __init__(self, kept: Health) -> None:
        self.program = kept.program
        self.altered = kept.altered
        self.is_readable = kept.is_readable
        self.mistyped = kept.mistyped
        self.integrity = kept.integrity
        self.durability = kept.durability

    def hosting(self) -> None:
        return None

    def lodging(self) -> Lodging | None:
        return None
