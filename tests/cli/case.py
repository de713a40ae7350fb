"""A case of the table that shows every verb, once done and once refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

RECORDED: Final = "decision record 'Remote work'"
SUPERSEDED: Final = (RECORDED, "decision record 'Schools open' --supersedes D-1")
PROPOSED: Final = "decision propose 'Masks for all'"
ORDERED: Final = "measure order 'Licences' --due 2099-01-01 --category 'work tools'"
PLAN: Final = (
    "pca register pca --title 'Continuity plan' --level 1=Watch --level 2=Crisis "
    "--mission asr='Child protection' --secondary com=Communication --headcount 2185"
)
ACTIVE: Final = "pca activate pca --level 1"
LINE: Final = "log 'A first line'"
WATCH: Final = "handover --to 'Day watch'"
ASKED: Final = "log 'Masks, please' --kind request"
ANSWERED: Final = "decision record 'Give masks' --answers 2"
OBJECTIVE: Final = "objective set 'Pay every agent' --owner HR --due 2099-01-31"
SITE: Final = "site add mantes='Mantes-la-Jolie' --organisation 78"
ASSUMING: Final = (
    "decision record 'Remote work' --assumes 'Enough licences' --indicator licences --at-least 1500"
)


@dataclass(frozen=True)
class Case:
    """A command line typed after `past` in a register, if one is `opened`.

    What it says goes to standard error when it is refused.
    """

    verb: str
    rest: str
    code: int
    says: str
    past: Sequence[str] = ()
    opened: bool = True

    @property
    def line(self) -> str:
        """What is typed."""
        return f"{self.verb} {self.rest}"

    def __str__(self) -> str:
        return f"{self.verb}-{self.code}-{self.says[:30]}"


def done(verb: str, rest: str, says: str, *past: str) -> Case:
    """Return a case that succeeds in an opened register."""
    return Case(verb, rest, 0, says, past)


def refused(verb: str, rest: str, says: str, *past: str, code: int = 1) -> Case:
    """Return a case that fails in an opened register."""
    return Case(verb, rest, code, says, past)
