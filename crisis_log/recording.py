"""From a request to its entries: what one writing transaction records, and when.

request ──decide──▶ facts ──numbered and dated──▶ entries ──evolve──▶ state
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple, Protocol

from pydantic import ValidationError

from crisis_log.command import Growing, Heed, Recorded, Request
from crisis_log.entry import Attachment, Entry
from crisis_log.fact import Fact, Refused
from crisis_log.language import _
from crisis_log.problems import problem_sentence
from crisis_log.slices import crisis, seal
from crisis_log.state import check_dates, decide, evolve
from crisis_log.text import holds_nul

_TICK: Final = timedelta(microseconds=1)
_TOLERATED_LAG: Final = timedelta(seconds=1)
"""By how much a clock may step back without a word: time servers adjust it by less."""
_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""A NUL in JSON, rather than a backslash before u0000."""
Clock = Callable[[], datetime]


class Times(NamedTuple):
    """The times that an entry knows: see `Entry`."""

    recorded_at: datetime
    occurred_at: datetime
    received_at: datetime | None = None


class Transaction(Protocol):
    """What requests are recorded through: see `Writing`."""

    @property
    def state(self) -> Growing: ...
    @property
    def last_recorded_at(self) -> datetime | None: ...
    @property
    def now(self) -> datetime | None: ...
    @property
    def recorder(self) -> str | None: ...

    def answer(self, request_id: str, /) -> Sequence[Entry] | None:
        """Return the entries that an earlier request with this id made, if there was one."""
        ...

    def entry(self, number: int) -> Entry | None:
        """Return entry `number`, if it is there."""
        ...

    def append(self, entries: Sequence[Entry], files: Mapping[str, bytes], /) -> None:
        """Add the entries that one request made, which the state has taken in."""
        ...


class Recording:
    """Records requests in one transaction; the `clock` is the system's if it `is_real`."""

    def __init__(
        self, writing: Transaction, register_id: str, clock: Clock, *, is_real: bool
    ) -> None:
        self._writing = writing
        self._register_id = register_id
        self._clock = clock
        self._is_real = is_real

    def record(self, request: Request) -> Recorded:
        """Record a request; answer one that was recorded before.

        Raises:
            Refused: a rule refuses it; then it leaves nothing.

        """
        earlier = self._writing.answer(request.id)
        if earlier is not None:
            return Recorded(earlier, repeated=True)
        now = self._now()
        times = self._times(now, request)
        anomaly = self._clock_anomaly(now)
        request.login = self._writing.recorder
        facts = decide(self._writing.state, request)
        with self._all_or_none(len(anomaly) + len(facts)):
            entries = self._entries(request, times, anomaly, facts)
            self._check_clock()
        kept = {file.sha256: file.content for file in request.files}
        self._writing.append(entries, kept)
        return Recorded(entries)

    @contextmanager
    def _all_or_none(self, facts: int) -> Iterator[None]:
        """Let the state be as it was before a request if one of its `facts` is refused.

        Of a single one nothing was taken in yet, where it is.
        """
        before = self._writing.state.copy() if facts > 1 or not self._is_real else None
        try:
            yield
        except BaseException:
            if before is not None:
                self._writing.state = before  # type: ignore[misc]  # its own, as it was
            raise

    def _entries(
        self, request: Request, times: Times, anomaly: Sequence[Fact], facts: Sequence[Fact]
    ) -> list[Entry]:
        """Return the entries of a request: the anomaly that it meets, then its facts."""
        noted = Times(times.recorded_at, times.recorded_at)
        entries = [self._entry(fact, request, noted) for fact in anomaly]
        files = tuple(file.described() for file in request.files)
        for fact in facts:
            at = times._replace(recorded_at=times.recorded_at + len(entries) * _TICK)
            attached = files if len(entries) == len(anomaly) else ()
            entries.append(self._entry(fact, request, at, attached, request.heed))
        return entries

    def _entry(
        self,
        fact: Fact,
        request: Request,
        times: Times,
        attachments: Sequence[Attachment] = (),
        heed: Heed | None = None,
    ) -> Entry:
        """Return the next entry, the state having taken it in; `heed` looks at it before."""
        state = self._writing.state
        try:
            entry = Entry(
                register_id=self._register_id,
                number=state.size + 1,
                kind=fact.kind,
                **times._asdict(),
                by=request.by,
                recorded_by=self._writing.recorder,
                request_id=request.id,
                note=request.note,
                taken_from=request.taken_from,
                attachments=tuple(attachments),
                fact=fact,
            )
        except ValidationError as error:
            raise Refused(problem_sentence(error)) from error
        _check_no_nul(entry)
        changes = evolve(state, entry)
        check_dates(state, changes, self._writing.entry)
        if heed:
            heed(state, changes, entry)
        state.advance(entry, changes)
        return entry

    def _now(self) -> datetime:
        """Return the present: that of the back end, where it has a clock and ours is real."""
        told = self._writing.now if self._is_real else None
        return (told or self._clock()).astimezone(UTC)

    def _times(self, now: datetime, request: Request) -> Times:
        """Return the times of the next entry; what was received then had happened by then."""
        received = request.received_at and request.received_at.astimezone(UTC)
        happened = request.occurred_at and request.occurred_at.astimezone(UTC)
        if happened and happened > now:
            raise Refused(
                _("A fact cannot be recorded before it happened; check its date and time.")
            )
        if received and received > now:
            raise Refused(_("What was received cannot be recorded before; check “--received”."))
        if received and happened and received < happened:
            raise Refused(
                _("A fact cannot be received before it happened; check “--at” and “--received”.")
            )
        last = self._writing.last_recorded_at
        recorded_at = max(now, last + _TICK) if last else now
        return Times(recorded_at, happened or received or recorded_at, received)

    def _clock_anomaly(self, now: datetime) -> list[Fact]:
        """Return the fact to note when the system's clock is behind the log, once a lag."""
        last = self._writing.last_recorded_at
        if last is None or not self._is_real or last - now <= _TOLERATED_LAG:
            return []
        noted = seal.current(self._writing.state).anomaly
        if noted and last - noted.last_recorded_at <= _TOLERATED_LAG:
            return []
        return [seal.ClockAnomalyNoted(clock=now, last_recorded_at=last)]

    def _check_clock(self) -> None:
        if not self._is_real and not crisis.current(self._writing.state).exercise:
            raise Refused(
                _("Only an exercise takes a simulated clock: this register keeps a real crisis.")
            )


def _check_no_nul(entry: Entry) -> None:
    """Refuse what a server could not read in a new entry; old ones, in files, stay readable."""
    if _NUL.search(entry.to_bytes()):
        raise Refused(holds_nul())
