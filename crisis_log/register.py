"""The one door to a register: create it, open it, record, read entries and states.

    with Register.open("covid.crisis") as register:
        register.record(decision.adopt(3), by="le directeur de crise")

A request that was recorded before, known by its id, answers with the entries it made.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Self

from crisis_log.account import Account
from crisis_log.command import Command, File, Heed, Known, Recorded, Request
from crisis_log.entry import Entry
from crisis_log.evidence.merkle import NodeAt
from crisis_log.fact import Refused, UnreadableEntryError
from crisis_log.itself import Itself, vouches
from crisis_log.language import _
from crisis_log.outcome import deciding
from crisis_log.progress import passing
from crisis_log.recording import Clock, Recording
from crisis_log.rehearsal import Rehearsed
from crisis_log.slices import crisis, seal
from crisis_log.storage import (
    AlteredBundleError,
    AlteredEntryError,
    AlteredTablesError,
    Evidence,
    Examination,
    Folding,
    Place,
    StorageError,
    Store,
    StoredCheckpoint,
    StoredEntry,
    StoredTimestamp,
    Where,
    place,
    typed,
)
from crisis_log.trying import once_writable, until_known

if TYPE_CHECKING:
    from crisis_log.recording import Transaction
    from crisis_log.search import Search
    from crisis_log.storage import Copied


def system_clock() -> datetime:
    """Return the present instant, UTC."""
    return datetime.now(UTC)


def stopped_clock(instant: datetime) -> Clock:
    """Return a clock that always tells `instant`, for exercises."""
    return lambda: instant


def new_register_id(name: str) -> str:
    """Return an id for a register whose place has that name."""
    return f"{name}-{os.urandom(4).hex()}"


class Register:
    """An open register.

    Raises:
        StorageError: from every method, when it cannot be read or written.
        Refused: from those that record, when a rule refuses.

    """

    def __init__(self, store: Store, clock: Clock = system_clock) -> None:
        self._store = store
        self._clock = clock
        self._itself = Itself()

    @classmethod
    def open(cls, where: Where, clock: Clock = system_clock, *, read_only: bool = False) -> Self:
        """Open the register at `where`; if `read_only`, nothing can be recorded.

        Else a server that takes writes is waited for, where one answers that takes none now.
        """
        opening = partial(Store.open, where, read_only=read_only)
        return cls(opening() if read_only else once_writable(opening), clock)

    @classmethod
    def create(
        cls,
        where: Where,
        request: Request,
        clock: Clock = system_clock,
        register_id: str | None = None,
    ) -> Recorded:
        """Make a register at `where` whose first entries are those of `request`.

        A request that already made that register answers with its entries.
        """
        there = place(where)
        made_id = register_id or there.prepared_id() or new_register_id(there.name)

        def made() -> Recorded:
            return cls._made(there, request, clock, made_id)

        def found_or_made() -> Recorded:
            return cls._earlier(there, request) or made()

        is_looked_up = request.request_id or there.folder is None
        earlier = cls._earlier(there, request) if is_looked_up else None
        return earlier or until_known(made, found_or_made)

    @classmethod
    def _made(cls, there: Place, request: Request, clock: Clock, register_id: str) -> Recorded:
        """Make the register; one that is a file is there only when all of it is."""
        if there.folder is None:
            with there.create(register_id) as backend:
                return cls(Store(backend), clock).record_all([request])[0]
        with deciding() as decision, there.create(register_id) as backend:
            recorded = cls(Store(backend), clock).record_all([request])[0]
            decision.made(recorded.entries)
        return recorded

    @classmethod
    def _earlier(cls, there: Place, request: Request) -> Recorded | None:
        """Return the entries that the request made when it was given before."""
        if not there.exists():
            return None
        with (
            deciding() as decision,
            cls.open(there, read_only=there.folder is not None) as register,
        ):
            earlier = register.answer(request.id)
            if earlier:
                decision.made(earlier.entries)
        return earlier

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def now(self) -> datetime:
        """Return the present instant by the register's clock, UTC."""
        return self._clock().astimezone(UTC)

    def close(self) -> None:
        """Close the register's connections."""
        self._store.close()

    def release(self) -> None:
        """Let the states go that it told: nobody reads them any more, and writers need not care."""
        self._store.release()

    @property
    def place(self) -> Place:
        """Where the register lies."""
        return self._store.place

    @property
    def source(self) -> Place:
        """What is read: the register, or a private copy where it cannot be opened."""
        return self._store.source

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
        received_at: datetime | None = None,
        request_id: str | None = None,
        note: str | None = None,
        files: Sequence[File] = (),
        evidence: Sequence[Evidence] = (),
        heed: Heed | None = None,
    ) -> Recorded:
        """Record what `command` decides, and keep the `evidence` it notes, in one transaction.

        Raises:
            OutcomeUnknownError: it may have been recorded, or not; the same request made again
                under the id that the error names is recorded once.

        """
        request = Request(command, by, occurred_at, request_id, note, files, received_at, heed)
        return until_known(lambda: self._record([request], evidence))[0]

    def record_all(self, requests: Iterable[Request]) -> list[Recorded]:
        """Record several requests in one transaction: all of them, or none.

        Those of a list are asked again where a server is lost; others are asked as they come.
        """
        if isinstance(requests, Sequence):
            return until_known(lambda: self._record(requests))
        with self.recording() as recording:
            return [*map(recording.record, requests)]

    def _record(
        self, requests: Sequence[Request], evidence: Sequence[Evidence] = ()
    ) -> list[Recorded]:
        first = requests[0].id if requests else ""
        with deciding() as decision, self._store.writing(first) as writing:
            recorded = [*map(self._recording(writing).record, requests)]
            writing.keep(evidence)
            decision.made([entry for one in recorded for entry in one.entries])
        return recorded

    @contextmanager
    def recording(self) -> Iterator[Recording]:
        """Record any number of requests in one transaction: what is recorded in the block, or none.

            with register.recording() as recording:
                for request in requests:
                    recording.record(request)

        They are written run by run, so that memory does not follow their number. A request that
        is refused leaves nothing: the block may go on to the next one, or end with the refusal.
        Others who record wait meanwhile: what takes long is best done before. Where a server is
        lost, a block is not run again: it ends with `ConnectionLostError`, or with an unknown
        outcome.
        """
        with deciding() as decision, self._store.writing() as writing:
            yield self._recording(writing)
            decision.made(writing.last_entries, writing.numbers)

    def rehearsal(self) -> Recording:
        """Try requests, one after another: they are refused as they would be, nothing is recorded.

        It cannot tell which of them were recorded before.
        """
        return self._recording(Rehearsed(self.state()))

    def _recording(self, writing: Transaction) -> Recording:
        is_real = self._clock is system_clock
        return Recording(writing, self.register_id, self._clock, is_real=is_real)

    def nodes(self) -> AbstractContextManager[NodeAt]:
        """See the proof tree as it is now: what returns its nodes, within one transaction."""
        return self._store.nodes()

    def checkpoints(self) -> list[StoredCheckpoint]:
        """Return every stored checkpoint, in the order they were taken."""
        return self._store.checkpoints()

    def check_writable(self) -> None:
        """Look whether entries can be recorded now; none is.

        Nothing is given out where that it was could not be noted.
        """
        self._store.check_writable()

    def check_right(self, kind: str = "") -> None:
        """Look whether whoever opened it may record facts of a kind, before much is asked.

        Raises:
            ReadOnlyError: not here: on a server, the account lacks the right.

        """
        self._store.check_right(kind)

    def add_checkpoint(self, checkpoint: StoredCheckpoint) -> None:
        """Keep a checkpoint that an entry holds already: that of an issued report."""
        self._store.add_checkpoint(checkpoint)

    def timestamps(self) -> list[StoredTimestamp]:
        """Return every stored timestamp, in the order they were kept."""
        return self._store.timestamps()

    def attachment(self, sha256: str) -> bytes | None:
        """Return the attachment that has this SHA-256 (hexadecimal), if it is there."""
        return self._store.attachment(sha256)

    def authority(self) -> str:
        """Return the name of the authority that keeps the register, as the log says."""
        return crisis.current(self.itself()).authority

    def seal(self) -> seal.Seal:
        """Return what vouches for the register, as the log says: its keys."""
        return seal.current(self.itself())

    def itself(self) -> Known:
        """Return what the log says of the register itself, held to the tree: see `Itself`."""
        seen, size = self._itself.size, self.size()
        return self._itself.read(passing(self.stored(seen, size), total=size - seen))

    def answer(self, request_id: str) -> Recorded | None:
        """Return the entries that an earlier request made, if it was recorded."""
        earlier = self._store.answer(request_id.strip())
        return None if earlier is None else Recorded(earlier, repeated=True)

    def entries(
        self, after: int = 0, upto: int | None = None, *, tolerant: bool = False
    ) -> Iterator[Entry]:
        """Return the entries `after` < number ≤ `upto`, in order, each held to the proof tree.

        Raises:
            AlteredEntryError: one is not what was recorded.
            UnreadableEntryError: one cannot be read; `tolerant` reads those of a kind that
                this version does not know as `UnknownFact`.

        """
        return self._store.entries(after, upto, tolerant=tolerant)

    def vouching(self) -> Iterator[Entry]:
        """Return the entries that vouch for files, and perhaps others; as `entries`, tolerant."""
        found = (stored for stored in self.stored() if vouches(stored.content))
        return (typed(stored, tolerant=True) for stored in found)

    def stored(
        self, after: int = 0, upto: int | None = None, *, held: bool = True
    ) -> Iterator[StoredEntry]:
        """Return the same entries as they are stored.

        They are `held` to the tree, but where what lies in the file is itself the question.
        """
        return self._store.stored(after, upto, held=held)

    def legible(self, spans: Iterable[tuple[int, int]]) -> Iterator[Entry | int]:
        """Return the entries `after` < number ≤ `upto` of `spans`; for an altered one, its number.

        For people who must read on in a register that was altered.
        """
        return self._store.legible(spans)

    def entry(self, number: int, *, tolerant: bool = False, held: bool = True) -> Entry:
        """Return entry `number`; refuse when there is none. As `entries` and `stored`."""
        found = None
        if 0 < number <= sys.maxsize:
            found = self._store.entry(number, tolerant=tolerant, held=held)
        if found is None:
            raise Refused(
                _("There is no entry n° {number}; the last is n° {last}.").format(
                    number=number, last=self.size()
                )
            )
        return found

    def recorded_at(self, number: int) -> datetime:
        """Return when entry `number` was recorded, whatever fact it holds; refuse as `entry`."""
        found = self._store.recorded_at(number) if 0 < number <= sys.maxsize else None
        return found or self.entry(number, tolerant=True).recorded_at

    def size(self) -> int:
        """Return the number of the last entry."""
        return self._store.size()

    def last(self) -> int:
        """Return the number of the last entry that is there, or was."""
        return self._store.last()

    def is_exercise(self) -> bool:
        """Whether the opening says that this is an exercise; no, when it cannot be read."""
        try:
            first = self.stored(upto=1, held=False)
            return any(crisis.opens_exercise(opening.content) for opening in first)
        except AlteredTablesError:
            return False
        except (AlteredEntryError, AlteredBundleError):  # of a bundle, which is not to be read
            with self.examining() as seen:
                return any(crisis.opens_exercise(one.content) for one in seen.found(0, 1))

    def clock_lag(self) -> timedelta:
        """Return by how much the clock is behind the last entry, if that can be read."""
        try:
            last = self.recorded_at(self.size())
        except (Refused, UnreadableEntryError, StorageError):
            return timedelta()
        return max(last - self._clock(), timedelta())

    def unknown_kinds(self) -> list[str]:
        """Return the kinds of facts in the log that this version does not know: it tells none."""
        return self._store.unknown_kinds()

    def history(self, subject: str) -> list[Entry]:
        """Return the entries that changed `subject`, in order."""
        account = self.account()
        return [*account.those(account.about(subject))]

    def state(self) -> Known:
        """Return the state after the last entry, from its rows: not for audits nor what is signed.

        Its rows may be altered, and nothing would tell: see `proven`.
        """
        return self._store.state()

    def account(self, upto: int | None = None) -> Account:
        """Return what the register tells up to entry `upto`, read from its projections.

        What they say may be altered, and nothing would tell: not for audits nor what is signed.
        """
        return self._store.account(upto)

    def proven(self, upto: int | None = None) -> Account:
        """Return the same, folded from the held log: for what is signed, and for audits.

        Facts of a kind that this version does not know change nothing in its states.
        """
        return self._store.proven(upto)

    def number_at(self, instant: datetime) -> int:
        """Return the number of the last entry recorded by `instant`, 0 when none was."""
        return self._store.number_at(instant, self.size())

    def scratch(self, *, words: bool = False) -> AbstractContextManager[Folding]:
        """Make projections from entries that are fed, beside the register, until the block ends."""
        return self._store.scratch(words=words)

    def find(self, search: Search, after: int, upto: int, most: int) -> Sequence[int] | None:
        """Return the last entries `after` < number ≤ `upto` that may say it, last first.

        At most so many. They are to be looked at; None where nothing but the log can tell.
        """
        return self._store.find(search, after, upto, most)

    def rebuild(self) -> int:
        """Make the projections again, while others work; return the number of subjects."""
        return self._store.rebuild()

    def back_up(self, path: Path) -> None:
        """Copy the register to `path`, consistent while others write."""
        self._store.back_up(path)

    def copy_to(self, where: Where, then: Callable[[Self], object] = lambda _copy: None) -> Copied:
        """Copy the register to `where`: every stored byte, whole or not at all.

        `then` is done with the copy before it is there.

        Raises:
            AlteredEntryError: an entry is not what was recorded: nothing is copied.

        """

        def made(copy: Store) -> None:
            then(type(self)(copy, self._clock))

        return self._store.copy_to(place(where), made)

    def is_continued_by(self, other: Self) -> bool:
        """Whether the log of `other` begins with this one, to the byte."""
        return self._store.is_continued_by(other._store)

    def changes(self, stop: Event) -> Iterator[None]:
        """Say that it looks, then each time something was recorded since, until `stop` is set."""
        return self._store.changes(stop)
