"""Is each entry what its row says, in order, recorded once, and does a state follow?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, NamedTuple

from crisis_log.audit.finding import Finding
from crisis_log.audit.order_check import misnumbered
from crisis_log.audit.spelling import Spelling
from crisis_log.audit.untaken import Untaken
from crisis_log.entry import Entry, read_entry
from crisis_log.fact import UnknownFact, UnreadableEntryError, UntakenFact
from crisis_log.language import _
from crisis_log.slices.checkpoint import CheckpointFact
from crisis_log.slices.crisis import CrisisOpened
from crisis_log.slices.issued_report import ReportIssued
from crisis_log.slices.seal import ClockAnomalyNoted, KeyFact
from crisis_log.state import take, untaken
from crisis_log.storage import NoScratchError, ScannedEntry, StorageError
from crisis_log.storage.expected import Expected, Numbers

MOST_LATE: Final = 10_000
"""How many of the entries that were recorded long after their facts are told one by one."""


class LateEntry(NamedTuple):
    """An entry recorded long after its fact."""

    entry: int
    lag: timedelta


@dataclass
class EntryCheck:
    """The check of entries one after the other, and what is gathered on the way.

    What they make of everything beside the log goes to `expected`: little is kept here.
    """

    register_id: str
    late_after: timedelta
    expected: Expected
    issued: list[tuple[int, ReportIssued]] = field(default_factory=list)
    given: list[tuple[int, CheckpointFact]] = field(default_factory=list)
    seal: list[Entry] = field(default_factory=list)
    late: list[LateEntry] = field(default_factory=list)
    late_untold: int = 0
    last: Entry | None = None
    position: int = 0
    untaken: Untaken = field(default_factory=Untaken)
    _spelling: Spelling = field(default_factory=Spelling)
    _requests: dict[str, Numbers] = field(default_factory=dict)

    def take(self, scanned: Sequence[ScannedEntry]) -> Iterator[Finding]:
        """Take the next entries in; return what is wrong with them."""
        for one in scanned:
            yield from self._take(one)
        for request_id, before in self.expected.answer(self._requests).items():
            if before.last != self._requests[request_id].first - 1:
                yield _recorded_again(self._requests[request_id].first, request_id)
        self._requests = {}

    def _take(self, scanned: ScannedEntry) -> Iterator[Finding]:
        self.position += 1
        if scanned.number != self.position:
            self.untaken.miss(self.position, scanned.number - 1)
            yield misnumbered(self.position, scanned.number)
            self.position = scanned.number
        try:
            entry = read_entry(scanned.content or b"", tolerant=True)
        except UnreadableEntryError as error:
            self.untaken.refuse(scanned.number, scanned.kind.decode(errors="replace"))
            yield _unreadable(scanned.number, str(error))
            return
        if not self._spelling.is_as_written(entry.kind, scanned.content or b""):
            yield Finding(
                code="unreadable",
                entry=scanned.number,
                expected=_("an entry"),
                found=entry.kind,
                meaning=_(
                    "The entry is not spelled as it is written: the stored bytes were altered."
                ),
            )
        yield from self._check_envelope(scanned, entry)
        yield from self._check_times(entry)
        entry = entry if entry.number == scanned.number else entry.but(number=scanned.number)
        yield from self._check_request(entry)
        self._gather(entry)
        yield from self._fold(entry)

    def _check_envelope(self, scanned: ScannedEntry, entry: Entry) -> Iterator[Finding]:
        row = self.register_id, scanned.number, scanned.kind.decode(errors="replace")
        held = entry.register_id, entry.number, entry.kind
        if row != held:
            for expected, found in zip(row, held, strict=True):
                if expected != found:
                    yield Finding(
                        code="envelope",
                        entry=scanned.number,
                        expected=str(expected),
                        found=str(found),
                        meaning=_("The row says otherwise than the entry that it holds."),
                    )
        if isinstance(entry.fact, UnknownFact):
            yield Finding(
                code="unknown_kind",
                entry=scanned.number,
                expected=_("a kind this version knows"),
                found=entry.kind,
                meaning=_("A newer version wrote it, or it was altered."),
            )

    def _check_times(self, entry: Entry) -> Iterator[Finding]:
        if self.last and entry.recorded_at <= self.last.recorded_at:
            yield Finding(
                code="clock",
                entry=entry.number,
                expected=_("later than {time}").format(time=self.last.recorded_at.isoformat()),
                found=entry.recorded_at.isoformat(),
                meaning=_("Entries were reordered, or a time was altered."),
            )
        if entry.occurred_at > entry.recorded_at:
            yield Finding(
                code="future",
                entry=entry.number,
                expected=_("not after {time}").format(time=entry.recorded_at.isoformat()),
                found=entry.occurred_at.isoformat(),
                meaning=_("A fact is dated after its recording: a time was altered."),
            )
        elif entry.lag > self.late_after:
            self._note_late(LateEntry(entry.number, entry.lag))
        yield from _check_reception(entry)
        self.last = entry

    def _note_late(self, late: LateEntry) -> None:
        if len(self.late) < MOST_LATE:
            self.late.append(late)
        else:
            self.late_untold += 1

    def _check_request(self, entry: Entry) -> Iterator[Finding]:
        """Return whether a request was answered before, in this run; `take` looks at the others."""
        number, request_id = entry.number, entry.request_id
        first, last = self._requests.get(request_id, (number, number - 1))
        if last != number - 1:
            yield _recorded_again(number, request_id)
        self._requests[request_id] = Numbers(first, number)

    def _gather(self, entry: Entry) -> None:
        if entry.attachments:
            self.expected.attach(entry)
        if isinstance(entry.fact, ReportIssued):
            self.issued.append((entry.number, entry.fact))
        elif isinstance(entry.fact, CheckpointFact):
            self.given.append((entry.number, entry.fact))
        elif isinstance(entry.fact, CrisisOpened | KeyFact | ClockAnomalyNoted):
            self.seal.append(entry)

    def _fold(self, entry: Entry) -> Iterator[Finding]:
        if isinstance(entry.fact, UnknownFact):
            self.untaken.refuse(entry.number, entry.kind)
            return
        folding = self.expected.folding
        try:
            told = take(folding.state, entry)
        except NoScratchError:
            raise
        except StorageError as error:  # a row that none can make
            told = untaken(entry, str(error))
        if isinstance(told.fact, UntakenFact):
            self.untaken.leave(entry)
            yield Finding(
                code="fold",
                entry=entry.number,
                expected=_("a fact that can follow those before it"),
                found=told.fact.problem,
                meaning=_(
                    "An earlier entry is missing or was altered, or another program recorded it."
                ),
            )
        folding.note(told)


def _check_reception(entry: Entry) -> Iterator[Finding]:
    """Return whether what was declared received was so before it happened, or since recorded."""
    happened, received, recorded = entry.occurred_at, entry.received_at, entry.recorded_at
    if received and not happened <= received <= recorded:
        yield Finding(
            code="future",
            entry=entry.number,
            expected=f"{happened.isoformat()} – {recorded.isoformat()}",
            found=received.isoformat(),
            meaning=_(
                "A reception is dated before the fact, or after its recording: a time was altered."
            ),
        )


def _unreadable(number: int, found: str) -> Finding:
    return Finding(
        code="unreadable",
        entry=number,
        expected=_("an entry"),
        found=found,
        meaning=_(
            "The stored bytes are no entry that this register writes: they were damaged or "
            "altered, or recorded so by another program."
        ),
    )


def _recorded_again(number: int, request_id: str) -> Finding:
    return Finding(
        code="request",
        entry=number,
        expected=_("one request, one run of entries"),
        found=request_id,
        meaning=_("An old entry was recorded again."),
    )
