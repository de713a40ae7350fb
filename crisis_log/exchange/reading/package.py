"""Spreadsheets are zips of XML: unpacked within bounds, a piece at a time, without entities.

A piece never unpacks to more than it says, so what is said is held to the bounds before.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from typing import IO, Final
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from crisis_log.exchange.reading.problem import NotATableError
from crisis_log.language import _
from crisis_log.words import size_text

_CHUNK: Final = 262_144
_LARGEST: Final = 2_000_000_000
"""In bytes, for all pieces: a million rows, which go by, so that nothing of them stays."""
LARGEST_TEXTS: Final = 100_000_000
"""In bytes, for the texts that sheets share: they are kept in memory."""
LARGEST_TREE: Final = 20_000_000
"""In bytes, for a piece whose elements are kept in memory, ten times as large."""
_COMPRESSIONS: Final = {ZIP_STORED, ZIP_DEFLATED}
_ENCRYPTED: Final = 1

_DAMAGE: Final = (
    ArithmeticError,
    BadZipFile,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    ValueError,
    expat.ExpatError,
    zlib.error,
)

_Started = Callable[[str, dict[str, str]], object]
_Told = Callable[[str], object]


@lru_cache(maxsize=1_000)
def _local(name: str) -> str:
    """Return a name without the prefix that stands for its namespace."""
    return name.rpartition(":")[2]


class Package:
    """The pieces of a spreadsheet, found by their names whatever their case."""

    def __init__(self, content: bytes) -> None:
        self.bytes = content
        with damage_told():
            self._zip = ZipFile(BytesIO(content))
        pieces = self._zip.infolist()
        size = sum(piece.file_size for piece in pieces)
        if size > _LARGEST:
            raise _too_large(size)
        self._pieces = {_plain(piece.filename): piece for piece in pieces}

    def __contains__(self, name: str) -> bool:
        return _plain(name) in self._pieces

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all pieces, in small letters."""
        return (*self._pieces,)

    def content(self, name: str) -> bytes:
        """Return a whole piece.

        Raises:
            NotATableError: it is not there, damaged, or too large.

        """
        self.bound(name, LARGEST_TREE)
        with damage_told():
            return self._zip.read(self._piece(name))

    def bound(self, name: str, most: int = LARGEST_TEXTS) -> None:
        """Refuse a piece that is too large to be kept in memory."""
        if (size := self.size(name)) > most:
            raise _too_large(size)

    def size(self, name: str) -> int:
        """Return the size of a piece once it is unpacked."""
        return self._piece(name).file_size

    def steps(self, name: str, start: _Started, end: _Told, data: _Told) -> Iterator[None]:
        """Tell the elements of a piece of any size as they go by, some at each step.

        The names of elements are told without their namespaces, those of attributes as they are.
        """
        with damage_told(), self._zip.open(self._piece(name)) as stream:
            yield from _parsed(stream, start, end, data)

    def _piece(self, name: str) -> ZipInfo:
        piece = self._pieces.get(_plain(name))
        if piece is None or piece.compress_type not in _COMPRESSIONS:
            raise NotATableError(damaged())
        if piece.flag_bits & _ENCRYPTED:
            raise NotATableError(protected())
        return piece


def protected() -> str:
    """Return why a file with a password is not read, and what to do."""
    return _("it is protected by a password. Save it without one, and give that file.")


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def damaged() -> str:
    """Return why a file that cannot be understood is not read, and what to do."""
    return _("it is damaged or incomplete. Copy it again, or open it in a spreadsheet to mend it.")


def _too_large(size: int) -> NotATableError:
    return NotATableError(
        _("it unpacks to {size}. No table is so large, and nothing was unpacked.").format(
            size=size_text(size)
        )
    )


@contextmanager
def damage_told(*more: type[Exception]) -> Iterator[None]:
    """Say that a file is damaged whose zip, XML or numbers cannot be understood."""
    damage: tuple[type[Exception], ...] = (*_DAMAGE, *more)
    try:
        yield
    except NotATableError:
        raise
    except damage as error:
        raise NotATableError(damaged()) from error


def _parsed(stream: IO[bytes], start: _Started, end: _Told, data: _Told) -> Iterator[None]:
    """Tell the elements of a stream; a declaration of entities is refused before it is read."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: start(_local(name), attributes)
    parser.EndElementHandler = lambda name: end(_local(name))
    parser.CharacterDataHandler = data
    parser.StartDoctypeDeclHandler = _refuse_entities
    while chunk := stream.read(_CHUNK):
        parser.Parse(chunk, False)
        yield
    parser.Parse(b"", True)
    yield


def _refuse_entities(*_declaration: object) -> None:
    raise NotATableError(
        _("its XML declares entities, which no spreadsheet does. It may have been made to harm.")
    )
