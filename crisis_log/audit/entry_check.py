"""Is each entry what its row says, in order, recorded once, and does a state follow?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

from crisis_log.audit.finding import Finding
from crisis_log.audit.log_check import misnumbered
from crisis_log.audit.spelling import Spelling
from crisis_log.fact import Attachment, Entry, UnknownFact, UnreadableEntryError, read_entry
from crisis_log.language import _
from crisis_log.slices.checkpoint import CheckpointFact
from crisis_log.slices.crisis import CrisisOpened
from crisis_log.slices.issued_report import ReportIssued
from crisis_log.slices.seal import ClockAnomalyNoted, KeyRotated
from crisis_log.state import State
from crisis_log.storage import ScannedEntry
from crisis_log.views.reading import step


class LateEntry(NamedTuple):
    """An entry recorded long after its fact."""

    entry: int
    lag: timedelta


@dataclass
class EntryCheck:
    """The check of entries one after the other, and what is gathered on the way."""

    register_id: str
    late_after: timedelta
    state: State = field(default_factory=State)
    index: set[tuple[str, int]] = field(default_factory=set)
    requests: dict[str, tuple[int, int]] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    attachments: dict[str, tuple[int, Attachment]] = field(default_factory=dict)
    issued: list[tuple[int, ReportIssued]] = field(default_factory=list)
    given: list[tuple[int, CheckpointFact]] = field(default_factory=list)
    seal: list[Entry] = field(default_factory=list)
    spelling: Spelling = field(default_factory=Spelling)
    late: list[LateEntry] = field(default_factory=list)
    last: Entry | None = None
    position: int = 0
    is_whole: bool = True

    def take(self, scanned: ScannedEntry) -> Iterator[Finding]:
        """Take the next entry in; return what is wrong with it."""
        self.position += 1
        if scanned.number != self.position:
            self.is_whole = False
            yield misnumbered(self.position, scanned.number)
            self.position = scanned.number
        try:
            entry = read_entry(scanned.content or b"", tolerant=True)
        except UnreadableEntryError as error:
            self.is_whole = False
            yield Finding(
                code="unreadable",
                entry=scanned.number,
                expected=_("an entry"),
                found=str(error),
                meaning=_("The stored bytes were damaged or altered."),
            )
            return
        if not self.spelling.is_as_written(entry.kind, scanned.content or b""):
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
        yield from self._check_request(entry)
        self.attachments |= {one.sha256: (entry.number, one) for one in entry.attachments}
        if isinstance(entry.fact, ReportIssued):
            self.issued.append((entry.number, entry.fact))
        elif isinstance(entry.fact, CheckpointFact):
            self.given.append((entry.number, entry.fact))
        elif isinstance(entry.fact, CrisisOpened | KeyRotated | ClockAnomalyNoted):
            self.seal.append(entry)
        yield from self._fold(entry)

    def _check_envelope(self, scanned: ScannedEntry, entry: Entry) -> Iterator[Finding]:
        pairs = (
            (self.register_id, entry.register_id),
            (str(scanned.number), str(entry.number)),
            (scanned.kind.decode(errors="replace"), entry.kind),
        )
        for expected, found in pairs:
            if expected != found:
                yield Finding(
                    code="envelope",
                    entry=scanned.number,
                    expected=expected,
                    found=found,
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
            self.late.append(LateEntry(entry.number, entry.lag))
        self.last = entry

    def _check_request(self, entry: Entry) -> Iterator[Finding]:
        first, last = self.requests.get(entry.request_id, (entry.number, entry.number - 1))
        if last != entry.number - 1:
            yield Finding(
                code="request",
                entry=entry.number,
                expected=_("one request, one run of entries"),
                found=entry.request_id,
                meaning=_("An old entry was recorded again."),
            )
        self.requests[entry.request_id] = (first, entry.number)

    def _fold(self, entry: Entry) -> Iterator[Finding]:
        if isinstance(entry.fact, UnknownFact):
            self.is_whole = False
            return
        self.kinds.add(entry.kind)
        self.index.update((subject, entry.number) for subject in entry.subjects)
        problem = step(entry, self.state, tolerant=True).problem
        if problem is not None:
            self.is_whole = False
            yield Finding(
                code="fold",
                entry=entry.number,
                expected=_("a fact that can follow those before it"),
                found=str(problem),
                meaning=_("An earlier entry is missing or was altered."),
            )
