"""One entry is in the log of a checkpoint: a file that proves it (C2SP tlog-proof).

The text of a proof: the line `c2sp.org/tlog-proof@v1`; perhaps `extra` and base64 of
bytes nobody vouches for; `index` and the number of the leaf, from 0; the hashes of the
path, one in base64 a line; an empty line; the signed checkpoint. With the entry's stored
bytes and a verifier key known from elsewhere, nothing else is needed, and no network.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

from crisis_log.evidence.exact import decimal, from_base64, to_base64
from crisis_log.evidence.merkle import HASH_SIZE, ProofError, leaf_hash, verify_inclusion
from crisis_log.evidence.note import Checkpoint, open_checkpoint, unverified_checkpoint
from crisis_log.language import _

HEADER: Final = "c2sp.org/tlog-proof@v1"
MEDIA_SUFFIX: Final = ".tlog-proof"
_EXTRA: Final = "extra "
_INDEX: Final = "index "


@dataclass(frozen=True)
class InclusionProof:
    """Leaf `index`, its path to the root, and the signed checkpoint that has this root.

    `extra` is for what the reader needs besides; it is not authenticated.
    """

    index: int
    proof: tuple[bytes, ...]
    checkpoint: str
    extra: bytes | None = None

    def to_text(self) -> str:
        """Return the proof as C2SP writes it."""
        extra = [f"{_EXTRA}{to_base64(self.extra)}"] if self.extra else []
        path = [to_base64(value) for value in self.proof]
        return "\n".join([HEADER, *extra, f"{_INDEX}{self.index}", *path, "", self.checkpoint])

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `to_text` wrote, without verifying it.

        Raises:
            ProofError: when it is not exactly a proof.
            NoteError: when what follows the proof is not a signed checkpoint.

        """
        head, _empty, checkpoint = text.partition("\n\n")
        header, *lines = head.split("\n")
        if header != HEADER:
            raise ProofError(_not_a_proof())
        extra = None
        try:
            if lines and lines[0].startswith(_EXTRA):
                extra = from_base64(lines.pop(0).removeprefix(_EXTRA))
            index, *path = lines
            if not index.startswith(_INDEX) or extra == b"":
                raise ProofError(_not_a_proof())
            number = decimal(index.removeprefix(_INDEX))
            hashes = tuple(from_base64(line, HASH_SIZE) for line in path)
        except ValueError:
            raise ProofError(_not_a_proof()) from None
        unverified_checkpoint(checkpoint)
        return cls(number, hashes, checkpoint, extra)

    def verify(self, data: bytes, *vkeys: str) -> Checkpoint:
        """Check that the entry stored as `data` is in the log; return the checkpoint it is under.

        Compare its `origin` with the log you expect.

        Raises:
            ProofError: when the path does not lead from `data` to the checkpoint's root.
            NoteError: when no key of `vkeys` vouches for the checkpoint.

        """
        checkpoint = open_checkpoint(self.checkpoint, *vkeys)
        verify_inclusion(leaf_hash(data), self.index, checkpoint.size, self.proof, checkpoint.root)
        return checkpoint


def _not_a_proof() -> str:
    return _("This is not a proof of inclusion: its first line is “{header}”.").format(
        header=HEADER
    )
