"""What becomes of a checkpoint or a timestamp is an entry: a row that is deleted leaves a trace.

The row and the entry that holds its digest are one transaction, and the entry comes after the
log that the checkpoint signs: what carries a checkpoint never holds it. A bundle tells of those
that were given out before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING

from crisis_log.audit.checkpoints import Taken, signer_of
from crisis_log.audit.kept import kept
from crisis_log.evidence.keys import origin_of
from crisis_log.evidence.note import digest
from crisis_log.language import _
from crisis_log.outcome import TellsAllError
from crisis_log.register import Register
from crisis_log.slices.checkpoint import (
    AUTHORITY,
    CheckpointFact,
    CheckpointGiven,
    CheckpointTimestamped,
    note,
    notes_after,
    request_id,
)
from crisis_log.storage import Evidence, StorageError, StoredCheckpoint, StoredTimestamp

if TYPE_CHECKING:
    from crisis_log.evidence.timestamp import Stamp


@contextmanager
def giving_out(
    register: Register, taken: Taken, carrier: str, by: str | None = None
) -> Iterator[Taken]:
    """Note a checkpoint once the block has given it out: written what carries it, and whole.

    What fails before leaves no witness, and none is counted. Where nobody says who gives it
    out, the key that signed it stands for whoever holds it.

    Raises:
        NotKeptError: it was given out, and the register does not know.

    """
    yield taken
    fact = CheckpointGiven(position=taken.size, sha256=digest(taken.note), carrier=carrier)
    try:
        by = by or _signer(register, taken.note)
        _record(register, fact, [_row(register, taken, carrier)], by)
    except StorageError as error:
        raise NotKeptError from error


class NotKeptError(StorageError, TellsAllError):
    """A checkpoint was given out, and could not be noted as such."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "What was asked was written, but the register could not note that a checkpoint "
                "went out: “audit status” does not count it. Give the same command again."
            )
        )


def keep_timestamp(
    register: Register,
    checkpoint: Taken | StoredCheckpoint,
    reply: bytes,
    stamp: Stamp,
    by: str | None = None,
) -> None:
    """Note the reply of an authority about a checkpoint, and keep both; once."""
    fact = CheckpointTimestamped(
        position=checkpoint.size,
        sha256=digest(checkpoint.note),
        reply_sha256=sha256(reply).hexdigest(),
        stamped_at=stamp.gen_time,
    )
    evidence: list[Evidence] = [StoredTimestamp(checkpoint.note, reply)]
    if isinstance(checkpoint, Taken):
        evidence.append(_row(register, checkpoint, AUTHORITY))
    _record(register, fact, evidence, by or _signer(register, checkpoint.note))


def newest(register: Register) -> StoredCheckpoint | None:
    """Return the checkpoint kept of all the log, but for entries that only note checkpoints."""
    last = max(kept(register).sound, key=lambda one: one.size, default=None)
    if last is None or notes_after(register.itself(), last.size) < register.size() - last.size:
        return None
    return last


def _record(
    register: Register, fact: CheckpointFact, evidence: Sequence[Evidence], by: str
) -> None:
    register.record(note(fact), by=by, request_id=request_id(fact), evidence=evidence)


def _row(register: Register, taken: Taken, carrier: str) -> StoredCheckpoint:
    return StoredCheckpoint(taken.size, carrier, register.now(), taken.note)


def _signer(register: Register, note: str) -> str:
    """Return the name and the hash of the key that signed a checkpoint."""
    verifier_key = signer_of(register, note) or origin_of(register.register_id)
    return "+".join(verifier_key.split("+")[:2])
