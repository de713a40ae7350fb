"""What a verification returns: what was read, what is wrong, and how far the log is signed."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

from pydantic import Field

from crisis_log.audit.finding import Code, Finding, Notice
from crisis_log.audit.witness_check import CheckedWitness
from crisis_log.fact import Frozen

Mode = Literal["full", "log-only", "witness-only"]
Part = Literal[
    "attachments",
    "authorities",  # of timestamps
    "bag",  # the files of an auditor's bundle, beside its manifest
    "contents",  # what the facts say
    "database",
    "entries",
    "pages",  # what the files of issued reports show
    "reports",  # these files, and what their entries say of checkpoints
    "signatures",  # and witnesses
    "state",
]
"""What a verification may leave unseen."""
LEFT_OUT: Final[dict[Mode, tuple[Part, ...]]] = {
    "full": (),
    "log-only": ("attachments", "contents", "database", "reports", "state"),
    "witness-only": ("attachments", "contents", "database", "entries", "reports", "state"),
}
UNREADABLE: Final[frozenset[Part]] = frozenset(
    ("attachments", "contents", "entries", "reports", "signatures", "state")
)
"""What cannot be looked at where the tables are not as they were made, or not to its end."""


class Late(Frozen):
    """An entry recorded long after its fact; `lag` in seconds."""

    entry: int
    lag: float


class Span(Frozen):
    """Entries recorded between the same two stamped instants: see `evidence.timestamp`."""

    first: int
    last: int
    after: datetime | None
    before: datetime | None


class Verification(Frozen):
    """What a verification read and found; `root` is in hexadecimal, None where unknown.

    The first `signed` entries are, as they are here, those of a checkpoint whose signature by
    the verifier key `signed_by` holds; it is one that was given, or that statements tie to it,
    or where none was given one that the log itself names.
    `beside` are the files of reports beside the register that it does not know: what they
    contradict is among the findings. Whoever holds the register holds them too, so that where
    they are consistent they prove nothing.
    `untold` counts, by their code, the findings that are not among `findings`: see `MOST_TOLD`;
    `late_untold` the entries that are not in `late`.
    `has_tree` tells readers of the JSON document what every register has.
    """

    origin: str
    entries: int
    root: str | None
    has_tree: Literal[True] = True
    findings: tuple[Finding, ...]
    untold: dict[Code, int] = {}
    notices: tuple[Notice, ...] = ()
    witnesses: tuple[CheckedWitness, ...] = ()
    beside: tuple[CheckedWitness, ...] = Field(default=(), exclude=True)
    checkpoints: int = 0
    mode: Mode = "full"
    not_looked_at: tuple[Part, ...] = ()
    signed: int = 0
    signed_by: str | None = None
    keys_in_force: tuple[str, ...] = Field(default=(), exclude=True)
    keys_given: tuple[str, ...] = ()
    late: tuple[Late, ...] = ()
    late_untold: int = 0
    spans: tuple[Span, ...] = ()
    authorities_checked: bool = False

    def wrong(self, *but: Code) -> int:
        """Return how many things are wrong, `but` for those of these codes."""
        told = sum(one.code not in but for one in self.findings)
        return told + sum(n for code, n in self.untold.items() if code not in but)

    @property
    def witnessed(self) -> int:
        """How many entries the given witnesses, found consistent, have seen."""
        sound = [one.size for one in self.witnesses if one.verdict == "consistent"]
        return max(sound, default=0)
