"""The stored checkpoints that hold: a row that was altered, or put there, stops no command."""

from __future__ import annotations

from typing import NamedTuple

from crisis_log.evidence.keys import origin_of
from crisis_log.evidence.note import open_checkpoint
from crisis_log.evidence.signing_key import NoteError
from crisis_log.register import Register
from crisis_log.slices.seal import Seal
from crisis_log.storage import StoredCheckpoint


class Kept(NamedTuple):
    """The `sound` checkpoints, in the order they were taken, and how many are not."""

    sound: list[StoredCheckpoint]
    unsound: int


def kept(register: Register) -> Kept:
    """Return the stored checkpoints that the register's key signed, each as its row says."""
    with register.examining() as seen:
        rows = len(seen.checkpoints())
    seal, origin = register.seal(), origin_of(register.register_id)
    sound = [one for one in register.checkpoints() if _is_signed(one, seal, origin)]
    return Kept(sound, rows - len(sound))


def _is_signed(one: StoredCheckpoint, seal: Seal, origin: str) -> bool:
    try:
        found = open_checkpoint(one.note, seal.key_at(one.size) or "")
    except NoteError:
        return False
    return (found.origin, found.size) == (origin, one.size)
