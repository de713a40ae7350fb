"""The one door to a register: create it, open it, record, read entries and states.

    with Register.open(path) as register:
        register.record(decision.adopt(3), by="le directeur de crise")

A request that was recorded before, known by its id, answers with the entries it made.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Self

from pydantic import ValidationError

from crisis_log import crisis
from crisis_log.command import Command, Known, problem_sentence
from crisis_log.fact import Entry, Refused, UnreadableEntryError
from crisis_log.language import _
from crisis_log.state import State, decide, evolve, replay
from crisis_log.storage import Store, StoredEntry, Writing, back_up, create

_TICK: Final = timedelta(microseconds=1)

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Return the present instant, UTC."""
    return datetime.now(UTC)


def new_request_id() -> str:
    """Return an id for a request; ids made later sort later, which keeps their index small."""
    return f"{time.time_ns():016x}{os.urandom(8).hex()}"


@dataclass(frozen=True)
class Request:
    """What one person asks the register to record, once."""

    command: Command
    by: str
    occurred_at: datetime | None = None
    request_id: str | None = None
    note: str | None = None

    def id(self) -> str:
        """Return the id that was given, without the spaces around it, or a new one."""
        given = (self.request_id or "").strip()
        if not given.isprintable():
            raise Refused(_("The id of a request is printable text."))
        return given or new_request_id()


@dataclass(frozen=True)
class Recorded:
    """The entries that a request made; `repeated` when an earlier call had made them."""

    entries: Sequence[Entry]
    repeated: bool = False


class Register:
    """An open register.

    Raises:
        StorageError: from every method, when the file cannot be read or written.
        Refused: from those that record, when a rule refuses.

    """

    def __init__(self, store: Store, clock: Clock = system_clock) -> None:
        self._store = store
        self._clock = clock

    @classmethod
    def open(cls, path: Path, clock: Clock = system_clock) -> Self:
        """Open the register at `path`."""
        return cls(Store(path), clock)

    @classmethod
    def create(cls, path: Path, request: Request, clock: Clock = system_clock) -> Recorded:
        """Make a register at `path` whose first entries are those of `request`.

        A request that already made that register answers with its entries.
        """
        if request.request_id and path.exists():
            with cls.open(path) as register:
                earlier = register.answer(request.request_id)
            if earlier:
                return earlier
        register_id = f"{path.stem}-{os.urandom(4).hex()}"
        with create(path, register_id) as store:
            return cls(store, clock).record_all([request])[0]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the register's connections."""
        self._store.close()

    @property
    def path(self) -> Path:
        """Where the register lies."""
        return self._store.path

    @property
    def register_id(self) -> str:
        """The id of the register, in each of its entries."""
        return self._store.register_id

    @property
    def store(self) -> Store:
        """The storage, for audits."""
        return self._store

    def record(
        self,
        command: Command,
        *,
        by: str,
        occurred_at: datetime | None = None,
        request_id: str | None = None,
        note: str | None = None,
    ) -> Recorded:
        """Record what `command` decides, in one transaction."""
        return self.record_all([Request(command, by, occurred_at, request_id, note)])[0]

    def record_all(self, requests: Iterable[Request]) -> list[Recorded]:
        """Record several requests in one transaction: all of them, or none."""
        with self._store.writing() as writing:
            return [self._record(writing, request) for request in requests]

    def answer(self, request_id: str) -> Recorded | None:
        """Return the entries that an earlier request made, if it was recorded."""
        with self._store.reading() as cursor:
            earlier = self._store.answer(cursor, request_id.strip())
        return None if earlier is None else Recorded(earlier, repeated=True)

    def entries(
        self, after: int = 0, upto: int | None = None, *, tolerant: bool = False
    ) -> Iterator[Entry]:
        """Return the entries `after` < number ≤ `upto`, in order.

        Raises:
            UnreadableEntryError: one cannot be read; `tolerant` reads those of a kind that
                this version does not know as `UnknownFact`.

        """
        return self._store.entries(after, upto, tolerant=tolerant)

    def stored(self, after: int = 0, upto: int | None = None) -> Iterator[StoredEntry]:
        """Return the same entries as they are stored."""
        return self._store.stored(after, upto)

    def entry(self, number: int) -> Entry:
        """Return entry `number`; refuse when there is none."""
        found = self._store.entry(number) if 0 < number <= self.size() else None
        if found is None:
            raise Refused(
                _("There is no entry n° {number}; the last is n° {last}.").format(
                    number=number, last=self.size()
                )
            )
        return found

    def size(self) -> int:
        """Return the number of the last entry."""
        return self._store.size()

    def is_exercise(self) -> bool:
        """Whether the opening says that this is an exercise; no, when it cannot be read."""
        try:
            opening = self.entry(1).fact
        except (Refused, UnreadableEntryError):
            return False
        return isinstance(opening, crisis.CrisisOpened) and opening.exercise

    def history(self, subject: str) -> list[Entry]:
        """Return the entries that changed `subject`, in order."""
        return [self.entry(number) for number in self._store.numbers_about(subject)]

    def state(self) -> Known:
        """Return the state after the last entry."""
        return self._store.state()

    def state_after(self, number: int) -> State:
        """Return the state after entry `number`, folded from the log."""
        return replay(self.entries(upto=number))

    def number_at(self, instant: datetime) -> int:
        """Return the number of the last entry recorded by `instant`, 0 when none was.

        `recorded_at` is strictly increasing, so a few entries are read, not the log.
        """
        low, high = 0, self.size()
        while low < high:
            middle = (low + high + 1) // 2
            if self.entry(middle).recorded_at <= instant:
                low = middle
            else:
                high = middle - 1
        return low

    def rebuild(self) -> int:
        """Make the state rows again from the log; return how many there are."""
        return self._store.rebuild()

    def back_up(self, path: Path) -> None:
        """Copy the register to `path`, consistent while others write."""
        back_up(self._store, path)

    def _record(self, writing: Writing, request: Request) -> Recorded:
        request_id = request.id()
        earlier = writing.answer(request_id) if request.request_id else None
        if earlier is not None:
            return Recorded(earlier, repeated=True)
        facts = decide(writing.state, request.command)
        recorded_at = self._next_instant(writing.last_recorded_at)
        occurred_at = (request.occurred_at or recorded_at).astimezone(UTC)
        if occurred_at > recorded_at:
            raise Refused(
                _("A fact cannot be recorded before it happened; check its date and time.")
            )
        entries = []
        for offset, fact in enumerate(facts):
            entry = _entry(
                register_id=self.register_id,
                number=writing.state.size + 1,
                kind=fact.kind,
                recorded_at=recorded_at + offset * _TICK,
                occurred_at=occurred_at,
                by=request.by,
                request_id=request_id,
                note=request.note,
                fact=fact,
            )
            writing.state.advance(entry.number, evolve(writing.state, entry))
            entries.append(entry)
        self._check_clock(writing.state)
        writing.append(entries)
        return Recorded(entries)

    def _check_clock(self, known: Known) -> None:
        if self._clock is not system_clock and not crisis.current(known).exercise:
            raise Refused(
                _("Only an exercise takes a simulated clock: this register keeps a real crisis.")
            )

    def _next_instant(self, last: datetime | None) -> datetime:
        now = self._clock().astimezone(UTC)
        return max(now, last + _TICK) if last else now


def _entry(**fields: object) -> Entry:
    try:
        return Entry.model_validate(fields)
    except ValidationError as error:
        raise Refused(problem_sentence(error)) from error
