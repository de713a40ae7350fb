"""The stored checkpoints that hold: a row that was altered, or put there, stops no command."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import NamedTuple

from crisis_log.evidence.keys import origin_of
from crisis_log.evidence.note import Checkpoint, open_checkpoint, unverified_checkpoint
from crisis_log.register import Register
from crisis_log.slices.seal import Seal
from crisis_log.storage import CheckpointRow, StoredCheckpoint


class Kept(NamedTuple):
    """The `sound` checkpoints, in the order they were taken, and how many are not."""

    sound: list[StoredCheckpoint]
    unsound: int


def kept(register: Register) -> Kept:
    """Return the stored checkpoints that the register's key signed, each as its row says."""
    seal, origin = register.seal(), origin_of(register.register_id)
    with register.examining() as seen:
        rows = seen.checkpoints()
    sound = list(_signed(rows, seal, origin))
    return Kept(sound, len(rows) - len(sound))


def said_by(sound: Iterable[StoredCheckpoint]) -> list[Checkpoint]:
    """Return what sound checkpoints say, each once, the smallest first."""
    found = {unverified_checkpoint(one.note) for one in sound}
    return sorted(found, key=lambda one: (one.size, one.root))


def _signed(rows: Iterable[CheckpointRow], seal: Seal, origin: str) -> Iterator[StoredCheckpoint]:
    for row in rows:
        with suppress(ValueError):  # as any `NoteError` is
            one = row.checkpoint()
            found = open_checkpoint(one.note, *seal.keys_at(one.size))
            if (found.origin, found.size) == (origin, one.size):
                yield one
