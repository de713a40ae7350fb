"""The state after an entry as its rows tell it, with what was changed since."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from heapq import merge
from itertools import takewhile
from operator import itemgetter
from typing import Final, Protocol
from weakref import finalize

from crisis_log.command import Changed, Growing, Key, Model, Subject
from crisis_log.entry import Entry
from crisis_log.slices import COLLECTIONS, collection_of, sort_key
from crisis_log.state import told_by
from crisis_log.storage.errors import altered_state
from crisis_log.storage.projections import Index, numbers
from crisis_log.storage.rows import Changes, Rows


class Log(Protocol):
    """Returns entries of the log by their numbers, held to the tree: see `Reading`."""

    def entry(self, number: int, /) -> Entry | None: ...

    def those(self, numbers: Sequence[int], /) -> Iterator[Entry]: ...


class StoredState(Growing):
    """The state after entry `size`, read row by row."""

    _transaction: finalize[..., StoredState] | None = None
    """Ends the reading transaction behind it, if it has one of its own."""
    _behind: StoredState | None = None
    """The state whose transaction reads its rows, and lasts as long."""

    def __init__(self, rows: Rows, size: int, log: Log) -> None:
        """Begin with `rows`, of the state after entry `size`; `log` returns entries up to it."""
        self.rows = rows
        self.changes = Changes()
        self._size = self._of_rows = size
        self._log = log
        self._read: dict[str, Subject | None] = {}
        self._later: list[Entry] = []
        self._last: dict[str, int] = {}
        """The last number that was given in each collection, where that was asked."""

    @property
    def size(self) -> int:
        return self._size

    def hold(self, end: Callable[[], object]) -> None:
        """Keep the transaction behind it, which is ended by `end`, for as long as it is used."""
        self._transaction = finalize(self, end)

    def close(self) -> None:
        """End that transaction: no row is read any more."""
        if self._transaction:
            self._transaction()

    @property
    def is_held(self) -> bool:
        """Whether a reading transaction of its own is open behind it."""
        return self._transaction is not None and self._transaction.alive

    @property
    def has_ended(self) -> bool:
        """Whether it was ended."""
        return self._transaction is not None and not self._transaction.alive

    def get(self, subject: str) -> Subject | None:
        if subject not in self._read:
            self._read[subject] = self._found(subject)
        return self._read[subject]

    def history(self, subject: str) -> Iterator[Entry]:
        yield from self._log.those(self._numbers("subjects", subject))
        yield from (entry for entry in self._later if subject in entry.subjects)

    def entry(self, number: int) -> Entry | None:
        if number > self._of_rows:
            return next((entry for entry in self._later if entry.number == number), None)
        return self._log.entry(number)

    def marked(self, mark: str, after: int = 0) -> Sequence[int]:
        later = (e.number for e in self._later if e.number > after and mark in e.marks)
        return [*self._numbers("marks", mark, after), *later]

    def _numbers(self, table: Index, name: str, after: int = 0) -> list[int]:
        return numbers(self.rows.cursor, table, name, after, upto=self._of_rows)

    def _found(self, subject: str) -> Subject | None:
        name, _slash, key = subject.partition("/")
        if name not in COLLECTIONS:
            return None  # of a kind that this version does not know
        value = self.rows.find(name, COLLECTIONS[name].sort_key(key))
        return None if value is None else _model_again(subject, value)

    def members(self, model: type[Model]) -> Iterator[Model]:
        return (one for _key, one in self._after("", model) if isinstance(one, model))

    def within(self, model: type[Model], *key: Key) -> Iterator[Model]:
        begin = f"{sort_key(model.named(*key))}:"
        parts = takewhile(lambda pair: pair[0].startswith(begin), self._after(begin, model))
        return (one for _key, one in parts if isinstance(one, model))

    def _after(self, after: str, model: type[Subject]) -> Iterator[tuple[str, Subject]]:
        """Return the members whose keys follow `after`, each with its key, in order."""
        members = ((sort_key(s), one) for s, one in self.changes.members(model.collection))
        changed = {key: one for key, one in members if key >= after}
        stored = (row for row in self._stored(after, model) if row[0] not in changed)
        present = sorted((key, one) for key, one in changed.items() if one)
        return merge(stored, present, key=itemgetter(0))

    def _stored(self, after: str, model: type[Subject]) -> Iterator[tuple[str, Subject]]:
        """Return those of them that have a row, page by page."""
        collection, is_more = COLLECTIONS[model.collection], True
        while is_more:
            page, is_more = self.rows.page(collection.name, after)
            for key, value in page:
                with _believed(model.collection):
                    subject = model.named(collection.key(key))
                yield key, _model(subject, value)
            if is_more and page[-1].key <= after:  # pages of a damaged file may lead round
                raise altered_state(model.collection)
            after = page[-1].key if page else after

    def next_number(self, model: type[Subject]) -> int:
        name = model.collection
        if name not in self._last:
            changed = [sort_key(subject) for subject, _model in self.changes.members(name)]
            with _believed(name):
                self._last[name] = max(map(int, [self.rows.last_key(name), *changed]))
        number = self._last[name] + 1
        while self._numbers("subjects", subject := model.named(number)):  # it was given before
            if told_by(subject, [*self.history(subject)]) is not None:
                raise altered_state(subject)
            number += 1
        return number

    def advance(self, entry: Entry, changes: Changed) -> None:
        """Take in `entry`, and what it changed; `changes` holds it until it is written."""
        self._size = entry.number
        self._later.append(entry)
        for subject, model in changes.items():
            before = self.get(subject)
            if model != before:
                self.changes.take(entry.number, subject, model, is_new=before is None)
                self._count(subject)
            self._read[subject] = model

    def _count(self, subject: str) -> None:
        name, _slash, key = subject.partition("/")
        if name in self._last:
            self._last[name] = max(self._last[name], int(key))

    def copy(self) -> StoredState:
        """Return the same, to go on from; its rows are those of this one, which it holds."""
        copy = StoredState(self.rows, self._of_rows, self._log)
        copy._size, copy._later = self._size, list(self._later)
        copy.changes, copy._read = self.changes.copy(), dict(self._read)
        copy._last = dict(self._last)
        copy._behind = self._behind or self  # not the copies between, each as large
        return copy


def _model(subject: str, value: bytes) -> Subject:
    with _believed(subject):
        return collection_of(subject).model.model_validate_json(value)


@contextmanager
def _believed(subject: str) -> Iterator[None]:
    """Refuse rows, of a subject or a collection, that cannot be read as we write them."""
    try:
        yield
    except ValueError as error:
        raise altered_state(subject) from error


_model_again: Final = lru_cache(maxsize=32)(_model)
"""Bytes always give the same model: a command reads few of them, again and again."""
