"""The one door to a register: create it, open it, record, read entries and states.

    with Register.open(path) as register:
        register.record(decision.adopt(3), by="le directeur de crise")

A request that was recorded before, known by its id, answers with the entries it made.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Self

from pydantic import ValidationError

from crisis_log.command import Command, File, Known, Recorded, Request, Subject, problem_sentence
from crisis_log.evidence.merkle import NodeAt
from crisis_log.fact import Entry, Fact, Refused, UnreadableEntryError, recorded_at_of
from crisis_log.language import _
from crisis_log.slices import crisis, label_of, seal
from crisis_log.state import State, decide, evolve, replay
from crisis_log.storage import (
    Examination,
    StorageError,
    Store,
    StoredCheckpoint,
    StoredEntry,
    StoredTimestamp,
    Writing,
    back_up,
    create,
)
from crisis_log.when import show_instant

_TICK: Final = timedelta(microseconds=1)
_TOLERATED_LAG: Final = timedelta(seconds=1)
"""By how much a clock may step back without a word: time servers adjust it by less."""

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Return the present instant, UTC."""
    return datetime.now(UTC)


def stopped_clock(instant: datetime) -> Clock:
    """Return a clock that always tells `instant`, for exercises."""
    return lambda: instant


def new_register_id(path: Path) -> str:
    """Return an id for a register that is to lie at `path`."""
    return f"{path.stem}-{os.urandom(4).hex()}"


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
    def open(cls, path: Path, clock: Clock = system_clock, *, read_only: bool = False) -> Self:
        """Open the register at `path`; `read_only` never writes to it by any means."""
        return cls(Store(path, read_only=read_only), clock)

    @classmethod
    def create(
        cls,
        path: Path,
        request: Request,
        clock: Clock = system_clock,
        register_id: str | None = None,
    ) -> Recorded:
        """Make a register at `path` whose first entries are those of `request`.

        A request that already made that register answers with its entries.
        """
        if request.request_id and path.exists():
            with cls.open(path) as register:
                earlier = register.answer(request.request_id)
            if earlier:
                return earlier
        with create(path, register_id or new_register_id(path)) as store:
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
    def file(self) -> Path:
        """The file that is read: the register, or a private copy where it cannot be opened."""
        return self._store.file

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
        files: Sequence[File] = (),
    ) -> Recorded:
        """Record what `command` decides, in one transaction."""
        return self.record_all([Request(command, by, occurred_at, request_id, note, files)])[0]

    def record_all(self, requests: Iterable[Request]) -> list[Recorded]:
        """Record several requests in one transaction: all of them, or none."""
        with self._store.writing() as writing:
            return [self._record(writing, request) for request in requests]

    def nodes(self) -> AbstractContextManager[NodeAt]:
        """See the proof tree as it is now: what returns its nodes, within one transaction."""
        return self._store.nodes()

    def checkpoints(self) -> list[StoredCheckpoint]:
        """Return every stored checkpoint, in the order they were taken."""
        return self._store.checkpoints()

    def add_checkpoint(self, size: int, note: str, carrier: str) -> None:
        """Keep the signed `note` of the first `size` entries, and what carries it out."""
        made_at = self._clock().astimezone(UTC)
        self._store.add_checkpoint(StoredCheckpoint(size, carrier, made_at, note))

    def timestamps(self) -> list[StoredTimestamp]:
        """Return every stored timestamp, in the order they were kept."""
        return self._store.timestamps()

    def add_timestamp(self, note: str, reply: bytes) -> None:
        """Keep a timestamp authority's reply about the signed `note` of a checkpoint."""
        self._store.add_timestamp(StoredTimestamp(note, reply))

    def attachment(self, sha256: str) -> bytes | None:
        """Return the attachment that has this SHA-256 (hexadecimal), if it is there."""
        return self._store.attachment(sha256)

    def authority(self) -> str:
        """Return the name of the authority that keeps the register."""
        return crisis.current(self.state()).authority

    def seal(self) -> seal.Seal:
        """Return what vouches for the register: its keys."""
        return seal.current(self.state())

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

    def recorded_at(self, number: int) -> datetime:
        """Return when entry `number` was recorded, whatever fact it holds; refuse as `entry`."""
        for stored in self.stored(number - 1, number):
            with suppress(UnreadableEntryError):
                return recorded_at_of(stored.content, tolerant=True)
        return self.entry(number, tolerant=True).recorded_at

    def size(self) -> int:
        """Return the number of the last entry."""
        return self._store.size()

    def is_exercise(self) -> bool:
        """Whether the opening says that this is an exercise; no, when it cannot be read."""
        return any(crisis.opens_exercise(opening.content) for opening in self.stored(upto=1))

    def clock_lag(self) -> timedelta:
        """Return by how much the clock is behind the last entry, if that can be read."""
        try:
            last = self.recorded_at(self.size())
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
            if self.recorded_at(middle) <= instant:
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
        now = self._clock().astimezone(UTC)
        recorded_at, occurred_at = _instants(now, writing.last_recorded_at, request.occurred_at)
        anomaly = self._clock_anomaly(writing, now)
        facts = [*anomaly, *decide(writing.state, request)]
        files = tuple(file.described() for file in request.files)
        entries = []
        for offset, fact in enumerate(facts):
            entry = _entry(
                register_id=self.register_id,
                number=writing.state.size + 1,
                kind=fact.kind,
                recorded_at=recorded_at + offset * _TICK,
                occurred_at=recorded_at if fact in anomaly else occurred_at,
                by=request.by,
                request_id=request_id,
                note=request.note,
                attachments=files if offset == len(anomaly) else (),
                fact=fact,
            )
            changes = evolve(writing.state, entry)
            _check_dates(writing, changes)
            writing.state.advance(entry.number, changes)
            entries.append(entry)
        self._check_clock(writing.state)
        writing.append(entries, {file.sha256: file.content for file in request.files})
        return Recorded(entries)

    def _clock_anomaly(self, writing: Writing, now: datetime) -> list[Fact]:
        """Return the fact to note when the system's clock is behind the log, once a lag."""
        last = writing.last_recorded_at
        if last is None or self._clock is not system_clock or last - now <= _TOLERATED_LAG:
            return []
        noted = seal.current(writing.state).anomaly
        if noted and last - noted.last_recorded_at <= _TOLERATED_LAG:
            return []
        return [seal.ClockAnomalyNoted(clock=now, last_recorded_at=last)]

    def _check_clock(self, known: Known) -> None:
        if self._clock is not system_clock and not crisis.current(known).exercise:
            raise Refused(
                _("Only an exercise takes a simulated clock: this register keeps a real crisis.")
            )


def _instants(
    now: datetime, last: datetime | None, given: datetime | None
) -> tuple[datetime, datetime]:
    """Return when the next entry is recorded, and when its fact happened."""
    happened = given and given.astimezone(UTC)
    if happened and happened > now:
        raise Refused(_("A fact cannot be recorded before it happened; check its date and time."))
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
