"""How far is a register signed and witnessed, as its file says itself?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Final

from crisis_log.audit.kept import kept
from crisis_log.evidence.keys import origin_of
from crisis_log.evidence.merkle import root_at
from crisis_log.evidence.note import unverified_checkpoint
from crisis_log.fact import Frozen
from crisis_log.register import Register
from crisis_log.slices.checkpoint import AUTHORITY, SCREEN, notes_after
from crisis_log.storage import AlteredEntryError, StoredCheckpoint

_NO_WITNESS: Final = (SCREEN, AUTHORITY)
"""Carriers of checkpoints that nobody may have kept."""


class Status(Frozen):
    """How far the register is covered by checkpoints, and by witnesses out of its reach.

    Sizes count entries from the first on; 0 when there is none. Of the entries that no witness
    has seen, `notes_only` note no more than that a checkpoint was given out or stamped.
    `verifier_keys` are those of all keys that sign, `verifier_key` that of the last one named.
    `unsound` counts the stored checkpoints that were altered, are not signed by the register's
    key, or are of another log than the one that is here.
    """

    origin: str
    size: int
    verifier_key: str | None
    verifier_keys: tuple[str, ...] = ()
    checkpoint_size: int = 0
    checkpoint_at: datetime | None = None
    witnessed_size: int = 0
    witnessed_at: datetime | None = None
    witness: str | None = None
    notes_only: int = 0
    unsound: int = 0

    @property
    def unwitnessed(self) -> int:
        """How many entries no witness has seen yet."""
        return max(0, self.size - self.witnessed_size)


def status(register: Register) -> Status:
    """Return how far checkpoints and witnesses cover the register, as it says itself.

    Only those count that its key signed, of the log that is here, and as witnesses those that
    were given out: written what carries them.
    """
    size = register.size()
    keys = register.seal().keys_at(size)
    stored = kept(register)
    found = list(_of_this_log(register, stored.sound))
    left = [one for one in found if one.carrier not in _NO_WITNESS]
    last = max(found, key=lambda one: one.size, default=None)
    witness = max(left, key=lambda one: one.size, default=None)
    return Status(
        origin=origin_of(register.register_id),
        size=size,
        verifier_key=next(iter(keys[::-1]), None),
        verifier_keys=keys,
        checkpoint_size=last.size if last else 0,
        checkpoint_at=last.made_at if last else None,
        witnessed_size=witness.size if witness else 0,
        witnessed_at=witness.made_at if witness else None,
        witness=witness.carrier if witness else None,
        notes_only=notes_after(register.itself(), witness.size if witness else 0),
        unsound=stored.unsound + len(stored.sound) - len(found),
    )


def _of_this_log(
    register: Register, sound: Iterable[StoredCheckpoint]
) -> Iterator[StoredCheckpoint]:
    """Return the checkpoints of entries that are here, as they are here."""
    with register.nodes() as node:
        for one in sound:
            with suppress(AlteredEntryError):  # it is of more entries than there are
                if root_at(one.size, node) == unverified_checkpoint(one.note).root:
                    yield one
