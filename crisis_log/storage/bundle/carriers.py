"""What carried checkpoints out of a register: a bundle holds the notes, its entries tell."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Final

from crisis_log.entry import read_entry, recorded_at_of
from crisis_log.evidence.note import digest
from crisis_log.fact import UnreadableEntryError
from crisis_log.slices.checkpoint import AUTHORITY, CheckpointGiven, CheckpointTimestamped
from crisis_log.slices.issued_report import ReportIssued, label
from crisis_log.storage.evidence import StoredCheckpoint

_UNTOLD: Final = "bundle"
"""What carried a note of which no entry tells: the bundle, for all that is known."""
_KINDS: Final = tuple(f'"kind":"{kind}.'.encode() for kind in ("checkpoint", "report.issued"))


class Carriers:
    """The carriers of notes, by the digests of these, as the entries that were taken in tell."""

    def __init__(self) -> None:
        self._told: dict[str, list[tuple[str, datetime]]] = {}
        self._last = b""

    def take(self, content: bytes) -> None:
        """Take in what the bytes of an entry tell of a checkpoint, if they can be read."""
        self._last = content
        if any(kind in content for kind in _KINDS):
            with suppress(UnreadableEntryError):
                entry = read_entry(content, tolerant=True)
                match entry.fact:
                    case CheckpointGiven(sha256=sha256, carrier=carrier):
                        self._tell(sha256, carrier, entry.recorded_at)
                    case CheckpointTimestamped(sha256=sha256):  # signed for it, unless told before
                        self._told.setdefault(sha256, [(AUTHORITY, entry.recorded_at)])
                    case ReportIssued(checkpoint=note, number=number, issued_at=issued_at):
                        self._tell(digest(note), f"report/{label(number)}", issued_at)

    def _tell(self, sha256: str, carrier: str, at: datetime) -> None:
        self._told.setdefault(sha256, []).append((carrier, at))

    def rows(self, note: str, size: int) -> list[StoredCheckpoint]:
        """Return what a register keeps of a note that signs `size` entries, once a carrier."""
        told = self._told.get(digest(note), [])
        with suppress(UnreadableEntryError):
            told = told or [(_UNTOLD, recorded_at_of(self._last, tolerant=True))]
        return [StoredCheckpoint(size, carrier, at, note) for carrier, at in told]
