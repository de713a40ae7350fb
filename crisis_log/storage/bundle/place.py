"""The place of a bundle: a zip, or a folder, as `audit bundle` makes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn

from crisis_log.files import is_same
from crisis_log.rights import Rights, rights_of
from crisis_log.storage.errors import sealed, taken
from crisis_log.storage.shelf import Shelf, Shelves

if TYPE_CHECKING:
    from crisis_log.storage.backend import Astray
    from crisis_log.storage.bundle.backend import BundleBackend

ENTRIES: Final = "entries.jsonl"
_ZIPS: Final = (b"PK\x03\x04", b"PK\x05\x06")
"""How a zip begins that is written in one go, and an empty one."""
_FOLDERS: Final = (ENTRIES, f"*/{ENTRIES}", f"*/data/{ENTRIES}")
"""Where the entries lie in a folder: some programs unpack a zip into a folder of its name."""


def is_bundle(path: Path, beginning: Callable[[int], bytes]) -> bool:
    """Whether a zip lies at `path`, whatever it holds, or a folder that holds entries.

    `beginning` returns so many of the first bytes of a file: none but who knows which registers
    are open may look at one.
    """
    with suppress(OSError):
        if path.is_dir():
            return any(True for _each in data_folders(path))
        if path.is_file():
            return beginning(4) in _ZIPS
    return False


def data_folders(folder: Path) -> Iterator[Path]:
    """Return the folders that hold the entries of a bundle in `folder`, two at most."""
    found = (one.parent for each in _FOLDERS for one in folder.glob(each))
    return islice(found, 2)


class BundlePlace(NamedTuple):
    """A bundle; `unpacked` is the folder of its issued reports, once it was opened."""

    path: Path
    unpacked: Path | None = None

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def text(self) -> str:
        return str(self.path)

    @property
    def folder(self) -> Path:
        return self.path.resolve().parent

    @property
    def is_sealed(self) -> bool:
        return True

    def astray(self) -> Sequence[Astray] | None:
        from crisis_log.storage.bundle.manifest import astray

        return astray(self.path)

    def shelves(self, register_id: str) -> Shelves:  # noqa: ARG002 - a bundle holds those of one
        folder = self.unpacked or self.path / "issued"
        return Shelves([Shelf(folder, self.name, unpacked=True)], [])

    @property
    def rights(self) -> Rights:
        return rights_of(self.path)

    def keeps(self, path: Path) -> bool:
        goal, real = path.resolve(), self.path.resolve()
        return is_same(path, self.path) or (real.is_dir() and goal.is_relative_to(real))

    def exists(self) -> bool:
        return self.path.exists()

    def prepared_id(self) -> None:
        """Nobody prepares a file."""

    def open(self, *, read_only: bool = False) -> BundleBackend:
        from crisis_log.storage.bundle.backend import BundleBackend

        if not read_only:
            raise sealed(self.text)
        return BundleBackend(self)

    def create(self, register_id: str) -> NoReturn:  # noqa: ARG002 - see `Place`
        raise taken(self.text)

    def restore(self, backup: Path, expected: int | None = None) -> NoReturn:  # noqa: ARG002 - see `Place`
        raise sealed(self.text)
