"""A checkpoint extends earlier ones: two reports are compared without the log.

Each report embeds such a history. Whoever holds two reports knows what the later one
says of the log the earlier one saw, though the log itself is out of reach. The text:

    crisis-log-history@v1
    120 WMZhrb0ZScGtWgGF6VO3zFvVNWpQiQGCYkXJQQvmPvg=      size and root of an earlier log,
    B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=          then the consistency proof from
    EKNzoDWG8LGC0Yp9o+sv3qllpMP9uHQ9B20KNL+Q1zs=          it to the checkpoint below
                                                          an empty line
    845 sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=      the next one, in order of size
    RoopEkOdqkYqMB4MJXrbt/hMjOxsVn0IrWjpz1ZMMes=
                                                          an empty line
    crisis-log/covid-19                                   the present checkpoint: a signed
    1024                                                  note (C2SP tlog-checkpoint)
    AHCioX9nLjsrse6YhjRRmk1WUEirVOLLRoOQ6vfO5vk=

    — crisis-log/covid-19 hI2DJw…

The earlier logs stand between the header and the checkpoint; there may be none. Sizes
increase, and none is larger than the checkpoint's. The proofs are those of RFC 9162
section 2.1.4, empty for size 0 and for the checkpoint's own size. What a history states is
proven; that it leaves no earlier log out is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple, Self

from crisis_log.evidence.exact import decimal, from_base64, to_base64
from crisis_log.evidence.merkle import (
    HASH_SIZE,
    NodeAt,
    ProofError,
    consistency_proof,
    verify_consistency,
)
from crisis_log.evidence.note import Checkpoint, open_checkpoint, unverified_checkpoint
from crisis_log.language import _

HEADER: Final = "crisis-log-history@v1"


class Earlier(NamedTuple):
    """A log as it was: its size and root, and the proof that the present one extends it."""

    size: int
    root: bytes
    proof: tuple[bytes, ...]

    def to_text(self) -> str:
        """Return the lines of this log, the last without its newline."""
        return "\n".join([f"{self.size} {to_base64(self.root)}", *map(to_base64, self.proof)])

    @classmethod
    def parse(cls, lines: str) -> Self:
        """Read what `to_text` wrote.

        Raises:
            ProofError: when it is anything else.

        """
        log, *path = lines.split("\n")
        size, _space, root = log.partition(" ")
        try:
            return cls(
                decimal(size),
                from_base64(root, HASH_SIZE),
                tuple(from_base64(line, HASH_SIZE) for line in path),
            )
        except ValueError:
            raise ProofError(_not_a_history()) from None


@dataclass(frozen=True)
class History:
    """Earlier states of a log, smallest first, and its present signed checkpoint."""

    earlier: tuple[Earlier, ...]
    checkpoint: str

    def to_text(self) -> str:
        """Return the history as reports embed it."""
        logs = "\n\n".join(log.to_text() for log in self.earlier)
        return "\n".join([HEADER, *([logs] if logs else []), "", self.checkpoint])

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `to_text` wrote, without verifying it.

        Raises:
            ProofError: when it is not exactly a history.
            NoteError: when it does not end with a signed checkpoint.

        """
        head, *note = text.rsplit("\n\n", 2)
        header, newline, logs = head.partition("\n")
        if header != HEADER or (newline and not logs):
            raise ProofError(_not_a_history())
        checkpoint = "\n\n".join(note)
        unverified_checkpoint(checkpoint)
        blocks = logs.split("\n\n") if logs else []
        return cls(tuple(Earlier.parse(block) for block in blocks), checkpoint)

    def verify(self, *vkeys: str) -> tuple[Checkpoint, dict[int, bytes]]:
        """Check it all; return the present checkpoint, and the earlier roots by their size.

        Raises:
            ProofError: when a proof does not hold.
            NoteError: when no key of `vkeys` vouches for the checkpoint.

        """
        present = open_checkpoint(self.checkpoint, *vkeys)
        _check(self.earlier, present)
        return present, {log.size: log.root for log in self.earlier}


def make_history(checkpoint: str, earlier: Iterable[tuple[int, bytes]], node: NodeAt) -> str:
    """Prove from stored nodes that `checkpoint` extends each `(size, root)` of `earlier`.

    Raises:
        ProofError: when it does not: the log was altered, or an earlier root is not its.
        NoteError: when `checkpoint` is not a signed checkpoint.

    """
    present = unverified_checkpoint(checkpoint)
    logs = tuple(
        Earlier(size, root, tuple(consistency_proof(size, present.size, node)))
        for size, root in sorted(set(earlier))
    )
    _check(logs, present)
    return History(logs, checkpoint).to_text()


def _check(earlier: Sequence[Earlier], present: Checkpoint) -> None:
    if any(log.size >= following.size for log, following in pairwise(earlier)):
        raise ProofError(_("The earlier logs are not in order of size, one for each size."))
    for size, root, proof in earlier:
        verify_consistency(size, present.size, proof, root, present.root)


def _not_a_history() -> str:
    return _("This is not a history of a log: its first line is “{header}”.").format(header=HEADER)
