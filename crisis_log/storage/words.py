"""The index of words: which entries say what a search asks.

Each back end has its own, which `Backend.words` gives for a transaction: SQLite its full-text
tables. It is a projection: written with the entries, made again by `rebuild`, compared by audits.
It only finds candidates: whoever searches looks at the entries themselves, so that an altered
index may hide an entry, but never shows one that does not say what is asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Final, Protocol

from crisis_log.entry import Entry
from crisis_log.storage.streams import Columns, Row

if TYPE_CHECKING:
    from crisis_log.search import Search

COLUMNS: Final = Columns(("word",), ("count", "print"))
"""Of the rows of an index: a word, how often it stands, and a print of all its places.

To be compared within a process: in each the prints are others.
"""


class WordIndex(Protocol):
    """The words of entries within one transaction.

    Raises:
        AlteredWordsError: from every method, where what is stored is not as it was written.

    """

    def add(self, entries: Sequence[Entry]) -> None:
        """Take in the words of entries that it does not know yet."""
        ...

    def find(self, search: Search, after: int, upto: int, most: int) -> list[int]:
        """Return the numbers `after` < n ≤ `upto` of the last entries that may say it, last first.

        Every entry that says it is among those, up to `most` of them.
        """
        ...

    def known(self, after: int, upto: int) -> Collection[int]:
        """Return the numbers `after` < n ≤ `upto` of the entries that it knows."""
        ...

    def is_of(self, size: int) -> bool:
        """Whether it knows each entry up to number `size`, and no other."""
        ...

    def rows(self) -> Iterator[Row]:
        """Return the row of each word, in order; nothing else is asked meanwhile."""
        ...

    def saying(self, word: str, most: int) -> list[int]:
        """Return the first entries that say a word, as it stands in its row."""
        ...

    def clear(self) -> None:
        """Forget everything, however damaged it is."""
        ...
