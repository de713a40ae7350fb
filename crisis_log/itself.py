"""What a register says of itself: its crisis, its keys, the checkpoints and reports it gave out.

Whoever signs asks for it, and whoever checks what was signed. So it is folded from the log, every
entry of which is held to the tree; but those about anything else are not read: no fact of another
kind changes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from crisis_log.slices.checkpoint import Checkpoint
from crisis_log.slices.crisis import Crisis
from crisis_log.slices.issued_report import IssuedReport
from crisis_log.slices.seal import Seal
from crisis_log.state import State, replay
from crisis_log.storage import StoredEntry, typed

_COLLECTIONS: Final = {one.collection for one in (Crisis, Seal, Checkpoint, IssuedReport)}
_KINDS: Final = tuple(f"{name}.".encode() for name in sorted({*_COLLECTIONS, "entry.struck"}))
"""How the kinds of its facts begin, in every version; some may be struck: `entry.struck`."""
_KIND: Final = b'"kind":"'


class Itself:
    """What the first `size` entries say of their register."""

    def __init__(self) -> None:
        self.size = 0
        self._state = State()

    def read(self, news: Iterable[StoredEntry]) -> State:
        """Take in the entries that follow those read before; return what all of them say.

        Facts of a kind that this version does not know change nothing in it.

        Raises:
            UnreadableEntryError: one that is about the register cannot be read.

        """
        state, size = self._state.copy(), self.size  # so that an interruption leaves no half
        for stored in news:
            if is_of_itself(stored.content):
                replay([typed(stored, tolerant=True)], state, _COLLECTIONS)
            size = stored.number
        self._state, self.size = state, size
        return state


def is_of_itself(content: bytes) -> bool:
    """Whether these bytes are an entry about its register, by the first kind that they name.

    The row beside them names it too, which is not held to the tree.
    """
    return content.startswith(_KINDS, content.find(_KIND) + len(_KIND))


def vouches(content: bytes) -> bool:
    """Whether these bytes may be an entry that tells of files: its own, or a report it issued."""
    return b'"attachments":' in content or is_of_itself(content)
