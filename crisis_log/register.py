"""The one door to a register: create it, open it, record, read entries and states.

    with Register.open(path) as register:
        register.record(decision.adopt(3), by="le directeur de crise")

A request that was recorded before, known by its id, answers with the entries it made.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Self

from pydantic import ValidationError

from crisis_log import crisis
from crisis_log.command import Command, Known, Subject, problem_sentence
from crisis_log.fact import Entry, Refused, UnreadableEntryError
from crisis_log.language import _
from crisis_log.state import State, decide, evolve, replay
from crisis_log.storage import (
    Examination,
    StorageError,
    Store,
    StoredEntry,
    Writing,
    back_up,
    create,
)
from crisis_log.when import show_instant
from crisis_log.words import label_of

_TICK: Final = timedelta(microseconds=1)

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Return the present instant, UTC."""
    return datetime.now(UTC)


def stopped_clock(instant: datetime) -> Clock:
    """Return a clock that always tells `instant`, for exercises."""
    return lambda: instant


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

    def examining(self) -> AbstractContextManager[Examination]:
        """See the register as it is stored now, unchanged by others, for an audit."""
        return self._store.examining()

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

    def entry(self, number: int, *, tolerant: bool = False) -> Entry:
        """Return entry `number`; refuse when there is none. `tolerant` as for `entries`."""
        is_possible = 0 < number <= sys.maxsize
        found = self._store.entry(number, tolerant=tolerant) if is_possible else None
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

    def clock_lag(self) -> timedelta:
        """Return by how much the clock is behind the last entry, if that can be read."""
        try:
            last = self.entry(self.size(), tolerant=True).recorded_at
        except (Refused, UnreadableEntryError, StorageError):
            return timedelta()
        return max(last - self._clock(), timedelta())

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
            if self.entry(middle, tolerant=True).recorded_at <= instant:
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
        recorded_at, occurred_at = self._instants(writing.last_recorded_at, request.occurred_at)
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
            changes = evolve(writing.state, entry)
            _check_dates(writing, changes)
            writing.state.advance(entry.number, changes)
            entries.append(entry)
        self._check_clock(writing.state)
        writing.append(entries)
        return Recorded(entries)

    def _check_clock(self, known: Known) -> None:
        if self._clock is not system_clock and not crisis.current(known).exercise:
            raise Refused(
                _("Only an exercise takes a simulated clock: this register keeps a real crisis.")
            )

    def _instants(self, last: datetime | None, given: datetime | None) -> tuple[datetime, datetime]:
        """Return when the next entry is recorded, and when its fact happened."""
        now = self._clock().astimezone(UTC)
        happened = given and given.astimezone(UTC)
        if happened and happened > now:
            raise Refused(
                _("A fact cannot be recorded before it happened; check its date and time.")
            )
        recorded_at = max(now, last + _TICK) if last else now
        return recorded_at, happened or recorded_at


def _check_dates(writing: Writing, changes: Mapping[str, Subject]) -> None:
    """Refuse a phase of a thing's life that begins before the thing itself.

    A thing begins with its first phase: when that was decided, where it takes effect later.
    What follows a proposal may come before it: proposals are often recorded late.
    """
    for subject, after in changes.items():
        label = label_of(subject)
        known = getattr(writing.state.get(subject), "phases", ())
        added = getattr(after, "phases", ())[len(known) :]
        before = [phase for phase in known if phase.status != "proposed"]
        if not (label and before and added) or added[0].since >= before[0].since:
            continue
        decided = writing.entry(before[0].entry)
        began = min(before[0].since, decided.occurred_at) if decided else before[0].since
        if added[0].since < began:
            zone = crisis.current(writing.state).zone
            raise Refused(
                _("{label} began on {first}; it cannot be dated {date}.").format(
                    label=label,
                    first=show_instant(began, zone),
                    date=show_instant(added[0].since, zone),
                )
            )


def _entry(**fields: object) -> Entry:
    try:
        return Entry.model_validate(fields)
    except ValidationError as error:
        raise Refused(problem_sentence(error)) from error
