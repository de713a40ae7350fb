"""Is what was given out still there: each checkpoint and timestamp that an entry notes?

The rows lie beside the log, where one can be deleted without a trace in it; the entries hold
their digests. Rows that no entry notes accuse nobody: registers of before have them.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple

from crisis_log.audit.entry_check import EntryCheck
from crisis_log.audit.finding import Finding, Notice, finding
from crisis_log.evidence.note import digest, unverified_checkpoint
from crisis_log.evidence.signing_key import NoteError
from crisis_log.language import _, counted
from crisis_log.slices.checkpoint import CheckpointFact, CheckpointTimestamped
from crisis_log.storage import Examination


class _Stamp(NamedTuple):
    """A stored reply, and the digest of the note that its row says it is about."""

    about: str
    reply: bytes


class _Stored(NamedTuple):
    """What is stored, by its SHA-256: notes with the size that they sign, and replies."""

    notes: dict[str, int | None]
    stamps: dict[str, _Stamp]

    def of_size(self, size: int) -> str:
        """Return the digest of a note that signs `size` entries, or that there is none."""
        return next((sha256 for sha256, signed in self.notes.items() if signed == size), _("none"))


def check_given(seen: Examination, log: EntryCheck) -> Iterator[Finding]:
    """Return what entries note of checkpoints and timestamps and is not there, or is otherwise."""
    stored = _stored(seen)
    for number, fact in log.given:
        if fact.position >= number:
            yield finding(
                "checkpoint",
                number,
                _("a checkpoint of entries before this one"),
                str(fact.position),
                _("No checkpoint signs entries to come: the entry is false."),
            )
        yield from _check_note(number, fact, stored)
        if isinstance(fact, CheckpointTimestamped):
            yield from _check_reply(number, fact, stored)


def unnoted(seen: Examination, log: EntryCheck, *, own: bool = False) -> Iterator[Notice]:
    """Say how many stored checkpoints no entry notes, at the last entry that these sign.

    A bundle's `own` signs all that it holds: the register notes it after the bundle is made.
    """
    noted = {fact.sha256 for _number, fact in log.given}
    noted |= {digest(fact.checkpoint) for _number, fact in log.issued}
    sizes = [size or 0 for sha256, size in _stored(seen).notes.items() if sha256 not in noted]
    sizes = [size for size in sizes if not (own and size == log.position)]
    if sizes:
        yield Notice(
            entry=max(sizes),
            meaning=counted(
                "{count} stored checkpoint is noted by no entry, as those that earlier versions "
                "of the program kept: if it were deleted, nothing would show it.",
                "{count} stored checkpoints are noted by no entry, as those that earlier versions "
                "of the program kept: if they were deleted, nothing would show it.",
                len(sizes),
            ),
        )


def _stored(seen: Examination) -> _Stored:
    return _Stored(
        {digest(row.note): _size(row.note) for row in seen.checkpoints()},
        {
            sha256(row.reply).hexdigest(): _Stamp(digest(row.note), row.reply)
            for row in seen.timestamps()
        },
    )


def _check_note(number: int, fact: CheckpointFact, stored: _Stored) -> Iterator[Finding]:
    if fact.sha256 not in stored.notes:
        found = stored.of_size(fact.position)
        yield finding(
            "checkpoint",
            number,
            fact.sha256,
            found,
            _("A checkpoint that was given out is missing: its row was deleted, or altered."),
        )
    elif stored.notes[fact.sha256] != fact.position:
        yield finding(
            "checkpoint",
            number,
            str(fact.position),
            str(stored.notes[fact.sha256]),
            _("The entry says otherwise than the checkpoint that it is about."),
        )


def _check_reply(number: int, fact: CheckpointTimestamped, stored: _Stored) -> Iterator[Finding]:
    stamp = stored.stamps.get(fact.reply_sha256)
    if stamp is None:
        yield finding(
            "timestamp",
            number,
            fact.reply_sha256,
            _("none"),
            _("A timestamp that was kept is missing: its row was deleted, or altered."),
        )
        return
    expected = fact.sha256, fact.stamped_at.isoformat()
    found = stamp.about, _time_of(stamp.reply, fact)
    if found != expected:
        yield finding(
            "timestamp",
            number,
            ", ".join(expected),
            ", ".join(found),
            _("The entry says otherwise than the timestamp that it is about."),
        )


def _time_of(reply: bytes, fact: CheckpointTimestamped) -> str:
    """Return the time that a reply tells; one that cannot be read is found by its own check."""
    from crisis_log.evidence.timestamp import TimestampError, read_reply

    try:
        return read_reply(reply).gen_time.isoformat()
    except TimestampError:
        return fact.stamped_at.isoformat()


def _size(note: str) -> int | None:
    try:
        return unverified_checkpoint(note).size
    except NoteError:
        return None
