"""A register that is a file: where it lies, how it is opened and made."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from crisis_log.rights import Rights, rights_of
from crisis_log.storage.shelf import Shelves, shelves_beside

if TYPE_CHECKING:
    from crisis_log.storage.sqlite.backend import SQLiteBackend


class FilePlace(NamedTuple):
    """A register file, which may not be there yet; its reports lie in a folder beside it."""

    path: Path

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
        return False

    def astray(self) -> None:
        """Nothing lists the files of a register."""

    def shelves(self, register_id: str) -> Shelves:
        return shelves_beside(self.path, register_id)

    @property
    def rights(self) -> Rights:
        return rights_of(self.path)

    def beginning(self, count: int) -> bytes:
        """Return the first bytes of the file, nothing of one that this process has open.

        Raises:
            OSError: it cannot be read.

        """
        from crisis_log.storage.sqlite.hold import beginning

        return beginning(self.path, count)

    def keeps(self, path: Path) -> bool:
        from crisis_log.storage.sqlite.kept import keeps

        return keeps(self.path, path)

    def exists(self) -> bool:
        return self.path.exists()

    def prepared_id(self) -> None:
        """Nobody prepares a file."""

    def open(self, *, read_only: bool = False) -> SQLiteBackend:
        from crisis_log.storage.sqlite.backend import SQLiteBackend

        return SQLiteBackend(self, read_only=read_only)

    def create(self, register_id: str) -> AbstractContextManager[SQLiteBackend]:
        from crisis_log.storage.sqlite.creation import create

        return create(self, register_id)

    def restore(self, backup: Path, expected: int | None = None) -> str | None:
        from crisis_log.storage.sqlite.restoration import restore

        kept = restore(self.path, backup, expected)
        return str(kept) if kept else None
