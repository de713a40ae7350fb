"""Which lines of the journal hold, and what do they say?"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from crisis_log.account import Account
from crisis_log.command import Known
from crisis_log.fact import Frozen
from crisis_log.slices.journal import UNVERIFIED, Line, LineKind

KEY_POINT: Final = frozenset({"point-clé", "point-cle", "point clé", "key-point"})
"""Tags of lines that say what must be known first."""


class Said(Frozen):
    """What an entry says; `sources` are that entry and those that corrected it."""

    text: str
    occurred_at: datetime
    unverified: bool
    confidential: bool = False
    sources: tuple[int, ...]


def said(line: Line) -> Said:
    """Return what a line says, in its last wording."""
    return Said(
        text=line.text,
        occurred_at=line.occurred_at,
        unverified=line.verification == "unverified",
        confidential=line.confidential,
        sources=line.sources,
    )


def newest(lines: Iterable[Line]) -> tuple[Said, ...]:
    """Return what `lines` say, the last that happened first."""
    ordered = sorted(lines, key=lambda line: (line.occurred_at, line.number), reverse=True)
    return tuple(map(said, ordered))


def lines_that_hold(known: Known) -> Iterator[Line]:
    """Return the lines of the journal that were neither struck nor refuted, in order."""
    return (line for line in known.members(Line) if line.holds)


def tagged(lines: Iterable[Line], tags: frozenset[str]) -> list[Line]:
    """Return those of `lines` that have one of `tags`, which are lower-case."""
    return [line for line in lines if tags & {tag.casefold() for tag in line.tags}]


class Journal:
    """The lines that hold, found by the marks of the entries that logged them.

    Only those that are asked for are read. No mark says that a line is information.
    """

    def __init__(self, account: Account) -> None:
        self._account = account
        self._known = account.state()

    def tagged(self, tags: frozenset[str], after: int = 0) -> Iterator[Line]:
        """Return the lines logged after entry `after` with one of `tags`, the last first.

        Tags are given in lower case.
        """
        return self._marked((f"tag:{tag}" for tag in tags), after)

    def unverified(self) -> Iterator[Line]:
        """Return the lines that are still to be verified, the last first."""
        return (line for line in self._marked([UNVERIFIED]) if line.verification == UNVERIFIED)

    def of_kind(self, kind: LineKind, after: int = 0) -> Iterator[Line]:
        """Return the lines of `kind` logged after entry `after`, the last first."""
        return self._marked([f"kind:{kind}"], after)

    def since(self, kind: LineKind, instant: datetime) -> tuple[Line, ...]:
        """Return the lines of `kind` that tell of the time since `instant`.

        They were logged since, as nothing is recorded before it happened.
        """
        logged = self.of_kind(kind, self._account.number_at(instant))
        return tuple(line for line in logged if line.occurred_at > instant)

    def latest(self, kind: LineKind) -> Line | None:
        """Return the line of `kind` that tells of the latest time; in doubt, the last one.

        One is looked for until no earlier one can be it: all were logged before that time.
        """
        latest: Line | None = None
        for line in self.of_kind(kind):
            if latest and line.recorded_at <= latest.occurred_at:
                break
            if latest is None or line.occurred_at > latest.occurred_at:
                latest = line
        return latest

    def _marked(self, marks: Iterable[str], after: int = 0) -> Iterator[Line]:
        numbers = {n for mark in marks for n in self._account.marked(mark, after)}
        return self._holding(sorted(numbers, reverse=True))

    def _holding(self, numbers: Iterable[int]) -> Iterator[Line]:
        found = (self._known.find(Line, number) for number in numbers)
        return (line for line in found if line and line.holds)
