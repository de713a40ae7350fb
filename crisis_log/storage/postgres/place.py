"""A register on a server: where it lies, how it is opened and made."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from crisis_log.language import _
from crisis_log.rights import OWNER_ALONE, Rights
from crisis_log.storage.errors import StorageError
from crisis_log.storage.postgres.address import Address
from crisis_log.storage.shelf import Shelves, shelves_beside

if TYPE_CHECKING:
    from crisis_log.storage.postgres.backend import PostgresBackend


class ServerPlace(NamedTuple):
    """A register of a server, which may not be there yet; its reports lie where one stands."""

    address: Address
    snapshot: str = ""
    """The moment that is read, as a transaction that is still open exported it; or now."""

    @property
    def name(self) -> str:
        return self.address.register

    @property
    def text(self) -> str:
        return self.address.text

    @property
    def folder(self) -> None:
        return None

    @property
    def is_sealed(self) -> bool:
        return False

    def astray(self) -> None:
        """Nothing lists the files of a register."""

    def shelves(self, register_id: str) -> Shelves:
        return shelves_beside(Path(self.name), register_id)

    @property
    def rights(self) -> Rights:
        return OWNER_ALONE

    def keeps(self, path: Path) -> bool:
        """Whether `path` is in the folder of its issued reports."""
        return path.resolve().is_relative_to(Path(f"{self.name}-reports").resolve())

    def exists(self) -> bool:
        """Whether an entry was recorded there: a register that was only prepared is empty."""
        from crisis_log.storage.postgres.administration import size_of

        return bool(size_of(self.address))

    def prepared_id(self) -> str | None:
        from crisis_log.storage.postgres.creation import prepared_id

        return prepared_id(self)

    def open(self, *, read_only: bool = False) -> PostgresBackend:
        from crisis_log.storage.postgres.backend import PostgresBackend

        return PostgresBackend(self, read_only=read_only)

    def create(self, register_id: str) -> AbstractContextManager[PostgresBackend]:
        from crisis_log.storage.postgres.creation import create

        return create(self, register_id)

    def restore(self, backup: Path, expected: int | None = None) -> NoReturn:  # noqa: ARG002 - see `Place`
        raise StorageError(
            _(
                "A register on a server is not replaced by a backup: {path} is left as it is. Put "
                "the backup beside it, under another name, with “copy”."
            ).format(path=self.text)
        )
