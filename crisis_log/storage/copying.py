"""A whole register, as it is stored, put into the empty tables of another back end.

    one snapshot of the source ──rows, table by table──▶ one transaction of the target
    the target read again: its entries held to its tree, each table's digest that of the source

Stored bytes are carried, never made again: so root, proofs, files, checkpoints and timestamps are
the same, and every report issued before bears witness to the copy too. The index of words is each
back end's own: it is made from the entries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any, Final, NamedTuple

from crisis_log.evidence.merkle import root_at
from crisis_log.progress import passing
from crisis_log.storage import evidence, projections, tree
from crisis_log.storage.backend import Backend, Cursor
from crisis_log.storage.errors import altered_projections, not_kept
from crisis_log.storage.log import RUN, as_bytes, as_number, as_text
from crisis_log.storage.reading import Reading, typed

Row = tuple[Any, ...]
Read = Callable[[object], Any]
"""From a value as bytes to that of the column, whatever type it was stored as."""
_PAGE: Final = 1_000


class Column(NamedTuple):
    """A column of a table, and how its values are read."""

    name: str
    read: Read


class Table(NamedTuple):
    """A table that is carried: its columns, of which the first so many are its key."""

    name: str
    columns: tuple[Column, ...]
    key: int = 1

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]


def _text(stored: object) -> str:
    return as_bytes(stored).decode()


def _number(stored: object) -> int:
    found = as_number(stored)
    if not isinstance(found, int):
        raise ValueError(found)  # noqa: TRY004 - what others put in the place of a number
    return found


def _table(
    name: str, texts: str = "", numbers: str = "", contents: str = "", key: int = 1
) -> Table:
    """Return a table by the names of its columns, in their order by kind: texts come first."""
    reads: list[tuple[str, Read]] = [(texts, _text), (numbers, _number), (contents, as_bytes)]
    columns = [Column(one, read) for names, read in reads for one in names.split()]
    return Table(name, tuple(columns), key)


_ENTRIES: Final = Table(
    "entries",
    (
        Column("originator_id", _text),
        Column("originator_version", _number),
        Column("topic", _text),
        Column("state", as_bytes),
    ),
    key=2,
)
_LOG: Final = (
    _ENTRIES,
    _table("tree", numbers="entry", contents="nodes"),
    _table("requests", "request_id", "first_entry last_entry"),
    Table(
        "checkpoints",
        (
            Column("number", _number),
            Column("size", _number),
            Column("carrier", _text),
            Column("made_at", _text),
            Column("note", _text),
        ),
    ),
    Table(
        "timestamps",
        (Column("number", _number), Column("note", _text), Column("reply", as_bytes)),
    ),
)
_ABOUT: Final = _table("register", "name value")
"""Which register it is, and by which version its projections were made."""
_PROJECTIONS: Final = (
    _table("kinds", "kind"),
    _table("subjects", "subject", "entry", key=2),
    _table("marks", "mark", "entry", key=2),
    _table("state", "collection key", "since", "value", key=2),
    _table("past", "collection key", "upto since", "value", key=3),
)


class Copied(NamedTuple):
    """What a copy holds: so many entries under this root, and so many files that they name.

    Its projections are to be made again unless those that came along are of this version.
    """

    size: int
    root: bytes
    files: int
    is_current: bool


def copy(source: Backend, target: Backend) -> Copied:
    """Put the register of `source` into `target`, which is new; all of it, or nothing.

    Raises:
        AlteredEntryError: an entry is not what was recorded.
        StorageError: the source cannot be read as it was written, or the target not be written.

    """
    with source.reading() as cursor, target.filling() as filled:
        carried = _Carried(source, cursor, target, filled)
        carried.take()
        return carried.checked()


class _Carried:
    """The rows of one register on their way into another, with a digest of each table."""

    def __init__(self, source: Backend, cursor: Cursor, target: Backend, filled: Cursor) -> None:
        self._source, self._cursor = source, cursor
        self._target, self._filled = target, filled
        self._is_current = projections.are_current(cursor, source.place.text)
        self._tables = (_ABOUT, *_LOG, *(_PROJECTIONS if self._is_current else ()))
        self._digests: dict[str, bytes] = {}
        self._size = tree.size(cursor)

    def take(self) -> None:
        """Put every row."""
        for table in self._tables:
            digest = sha256()
            rows = _digested(_rows(self._cursor, table, self._source.place.text), digest.update)
            if table is _ENTRIES:
                rows = passing(rows, self._size)
            if table is _ABOUT:  # rows that are there, which others may be waiting for
                kept = [(value, name) for name, value in rows]
                self._filled.executemany("UPDATE register SET value = ? WHERE name = ?", kept)
            else:
                self._target.put(self._filled, table.name, table.names, rows)
            self._digests[table.name] = digest.digest()
        for name in _attached(self._cursor):
            content = evidence.attachment(self._cursor, name) or b""
            self._target.put(self._filled, "attachments", ["sha256", "content"], [(name, content)])

    def checked(self) -> Copied:
        """Read everything again, and make the index of words; say what is there.

        Raises:
            StorageError: it is not what was read.

        """
        place = self._target.place.text
        for table in self._tables:
            digest = sha256()
            for _row in _digested(_rows(self._filled, table, place), digest.update):
                pass
            if digest.digest() != self._digests[table.name]:
                raise not_kept(place)
        if not self._is_current:
            projections.note_outdated(self._filled)
        return Copied(self._size, self._held(), self._files(), self._is_current)

    def _held(self) -> bytes:
        """Hold each entry to the tree of the target, and note its words; return the root."""
        reading = Reading(self._filled, self._source.register_id)
        words = self._target.words(self._filled)
        run = []
        for stored in passing(reading.stored(), self._size):
            run.append(typed(stored, tolerant=True))
            if len(run) >= RUN:
                words.add(run)
                run = []
        words.add(run)
        if reading.size() != self._size:
            raise not_kept(self._target.place.text)
        return root_at(self._size, tree.Nodes(self._filled))

    def _files(self) -> int:
        names = list(_attached(self._filled))
        for name in names:
            kept = evidence.attachment(self._filled, name)
            if kept != (evidence.attachment(self._cursor, name) or b""):
                raise not_kept(self._target.place.text)
        return len(names)


def _rows(cursor: Cursor, table: Table, place: str) -> Iterator[Row]:
    """Return the rows of a table in the order of its key.

    Raises:
        StorageError: one holds what was never written there.

    """
    values = ", ".join(f"CAST({name} AS BLOB)" for name in table.names)
    key = ", ".join(table.names[: table.key])
    cursor.execute(f"SELECT {values} FROM {table.name} ORDER BY {key}")
    while found := cursor.fetchmany(_PAGE):
        for row in found:
            try:
                yield tuple(
                    column.read(value) for column, value in zip(table.columns, row, strict=True)
                )
            except ValueError as error:
                raise altered_projections(place, table.name) from error


def _digested(rows: Iterable[Row], update: Callable[[bytes], object]) -> Iterator[Row]:
    for row in rows:
        update(repr(row).encode())
        yield row


def _attached(cursor: Cursor) -> Iterator[str]:
    cursor.execute("SELECT CAST(sha256 AS BLOB) FROM attachments ORDER BY sha256")
    names: Sequence[Any] = cursor.fetchall()
    return (as_text(name) for (name,) in names)
