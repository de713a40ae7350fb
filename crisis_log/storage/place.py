"""From what people type to where a register lies: the only way to a back end."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Final

from crisis_log.storage.backend import Place
from crisis_log.storage.bundle.place import BundlePlace, is_bundle
from crisis_log.storage.errors import lacks_library
from crisis_log.storage.postgres.address import address, is_address

__all__ = ["SUFFIX", "Where", "is_address", "new_place", "place", "places_here", "places_in"]
SUFFIX: Final = ".crisis"
"""The ending of a register that is a file."""
Where = Place | str | PathLike[str]
"""A place, or how it is written."""


def place(where: Where) -> Place:
    """Return the place that `where` names: a server's, an auditor's bundle, or a file.

    Raises:
        NotARegisterError: the address of a server names no register, cannot be read or holds a
            password.
        StorageError: what speaks to servers is not installed.

    """
    if not isinstance(where, str | PathLike):
        return where
    if isinstance(where, str) and is_address(where):
        check_library()
        from crisis_log.storage.postgres.place import ServerPlace

        return ServerPlace(address(where))
    from crisis_log.storage.sqlite.place import FilePlace

    file = FilePlace(Path(where))
    return BundlePlace(file.path) if is_bundle(file.path, file.beginning) else file


def is_server(text: str) -> bool:
    """Whether `text` reads as the address of a server."""
    return is_address(text)


def check_library() -> None:
    """Check that what speaks to servers can be loaded: who keeps registers in files needs none.

    Raises:
        StorageError: it cannot.

    """
    try:
        import psycopg  # noqa: F401 - loaded for its refusal
    except ImportError as error:
        raise lacks_library(str(error).partition("\n")[0]) from error


def new_place(name: str, within: str | None = None) -> Place:
    """Return the place of a new register `name`: in the folder `within`, or `within` itself.

    A name that is the address of a register on a server is its place.
    """
    if is_address(name):
        return place(name)
    file = name if name.endswith(SUFFIX) else f"{name}{SUFFIX}"
    if within is None:
        return place(file)
    if is_address(within):
        return place(within)
    folder = Path(within)
    return place(folder / file if folder.is_dir() else within)


def places_here() -> list[Place]:
    """Return the registers that are files of this folder, by name."""
    return places_in(Path())


def places_in(folder: Path) -> list[Place]:
    """Return the registers that are files of `folder`, by name."""
    return [place(path) for path in sorted(folder.glob(f"*{SUFFIX}")) if path.is_file()]
