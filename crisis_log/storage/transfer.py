"""What one keeper holds of a register, put into the empty tables of another, as it is stored.

    entries and their leaves ─▶ log, tree, requests, indexes
    files, checkpoints, timestamps ─▶ as they are

Nothing is judged: what was altered stays so, and is found where it is read. States and words are
left to be made from the log, by who needs them or by `rebuild`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Final, NamedTuple, Protocol

from crisis_log.entry import Entry, read_entry
from crisis_log.fact import UnknownFact, UnreadableEntryError
from crisis_log.storage import evidence, tree
from crisis_log.storage.backend import Cursor
from crisis_log.storage.log import RUN
from crisis_log.storage.projections import note_outdated, write_index

_KIND: Final = re.compile(rb'"kind":"([^"\\]*)"')


class Kept(NamedTuple):
    """An entry as it was kept, and the hash of its leaf; at the end one of the two may lack."""

    content: bytes | None
    leaf: bytes | None


class Contents(Protocol):
    """What a register consists of, wherever it is kept; each part is read once, in this order."""

    @property
    def register_id(self) -> str:
        """The id of the register."""
        ...

    def entries(self) -> Iterable[Kept]:
        """Return the entries in order."""
        ...

    def files(self) -> Iterable[tuple[str, bytes]]:
        """Return the files that entries name, with the SHA-256 under which each is kept."""
        ...

    def evidence(self) -> Iterable[evidence.Evidence]:
        """Return the checkpoints and timestamps."""
        ...


def transfer(contents: Contents, cursor: Cursor) -> None:
    """Put `contents` into the tables of a new register, within the transaction of `cursor`."""
    log = _Log(contents.register_id, cursor)
    entries = iter(contents.entries())
    while run := list(islice(entries, RUN)):
        log.write(run)
    log.close()
    for sha256, content in contents.files():
        evidence.add_attachments(cursor, {sha256: content})
    for one in contents.evidence():
        evidence.add(cursor, one)
    note_outdated(cursor)


class _Log:
    """The log that is written, run by run, with what leads to its entries."""

    def __init__(self, register_id: str, cursor: Cursor) -> None:
        self._register_id = register_id
        self._cursor = cursor
        self._size = 0
        self._request = ("", 0, 0)
        """The id of the last request, and its entries so far."""

    def write(self, run: Sequence[Kept]) -> None:
        """Write the entries that follow."""
        stored = [one.content for one in run if one.content is not None]
        rows = (
            (self._register_id, number, _kind(content), content)
            for number, content in enumerate(stored, start=self._size + 1)
        )
        self._cursor.executemany("INSERT INTO entries VALUES (?, ?, ?, ?)", rows)
        leaves = [one.leaf for one in run if one.leaf is not None]
        tree.append_hashes(self._cursor, self._size, leaves)
        entries = list(_readable(stored))
        self._answer(list(self._requests(entries)))
        write_index(self._cursor, [one for one in entries if not isinstance(one.fact, UnknownFact)])
        self._size += len(run)

    def _requests(self, entries: Iterable[Entry]) -> Iterator[tuple[str, int, int]]:
        """Return the requests that ended, each with its first and its last entry."""
        for entry in entries:
            request_id, first, last = self._request
            if entry.request_id == request_id and entry.number == last + 1:
                self._request = request_id, first, entry.number
                continue
            yield self._request
            self._request = entry.request_id, entry.number, entry.number

    def _answer(self, requests: Sequence[tuple[str, int, int]]) -> None:
        """Note requests; in an altered log one may be there twice, of which the first counts."""
        self._cursor.executemany(
            "INSERT INTO requests SELECT ?, ?, ? "
            "WHERE NOT EXISTS (SELECT 1 FROM requests WHERE request_id = ?)",
            [(*one, one[0]) for one in requests if one[0]],
        )

    def close(self) -> None:
        """Note the last request."""
        self._answer([self._request])


def _kind(content: bytes) -> str:
    """Return the first kind that the bytes of an entry name, which its row bears."""
    found = _KIND.search(content)
    return found[1].decode(errors="replace") if found else ""


def _readable(stored: Iterable[bytes]) -> Iterator[Entry]:
    for content in stored:
        with suppress(UnreadableEntryError):
            yield read_entry(content, tolerant=True)
