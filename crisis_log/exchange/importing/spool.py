"""Rows that wait to be recorded: in memory where they are few, else in a file without a name."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Final, Generic, TypeVar, cast
from weakref import finalize

_IN_MEMORY: Final = 16_000_000
"""In bytes: what more there is goes to the file, which the system removes in any case."""

_Thing = TypeVar("_Thing")


class Spool(Generic[_Thing]):
    """Keeps things in their order, and reads them again as often as one likes."""

    def __init__(self) -> None:
        self._file = cast("IO[bytes]", SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115 - closed with it
        self._size = 0
        finalize(self, self._file.close)

    def add(self, thing: _Thing) -> None:
        """Keep one more."""
        pickle.dump(thing, self._file, pickle.HIGHEST_PROTOCOL)
        self._size += 1

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[_Thing]:
        self._file.seek(0)
        for _turn in range(self._size):
            yield pickle.load(self._file)  # noqa: S301 - see above
