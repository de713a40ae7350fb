"""Which lines of the journal hold, and what do they say?"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final, TypeGuard

from crisis_log.account import Account
from crisis_log.command import Known, Subject
from crisis_log.fact import Frozen
from crisis_log.slices.journal import UNVERIFIED, Line, LineKind
from crisis_log.slices.line_course import CORRECTED
from crisis_log.slices.line_parts import Check

KEY_POINT: Final = frozenset({"point-clé", "point-cle", "point clé", "key-point"})
"""Tags of lines that say what must be known first."""


class Said(Frozen):
    """What an entry says; `sources` are that entry and those that corrected it.

    `checked` is what was found of it last, `duplicates` are the entries that say it once more.
    """

    text: str
    occurred_at: datetime
    unverified: bool
    checked: Check | None = None
    duplicates: tuple[int, ...] = ()
    confidential: bool = False
    sources: tuple[int, ...]


def said(line: Line) -> Said:
    """Return what a line says, in its last wording."""
    return Said(
        text=line.text,
        occurred_at=line.occurred_at,
        unverified=line.verification == "unverified",
        checked=line.checked,
        duplicates=line.duplicates,
        confidential=line.confidential,
        sources=line.sources,
    )


def newest(lines: Iterable[Line]) -> tuple[Said, ...]:
    """Return what `lines` say, the last that happened first."""
    ordered = sorted(lines, key=lambda line: (line.occurred_at, line.number), reverse=True)
    return tuple(map(said, ordered))


def lines_that_hold(known: Known) -> Iterator[Line]:
    """Return the lines of the journal that were neither struck nor refuted, each once, in order."""
    return (line for line in known.members(Line) if line.is_told)


def tagged(lines: Iterable[Line], tags: frozenset[str]) -> Iterator[Line]:
    """Return those of `lines` that have one of `tags`, which are lower-case."""
    return (line for line in lines if tags & {tag.casefold() for tag in line.tags})


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
        return tagged(self._marked([f"tag:{tag}" for tag in tags], after), tags)

    def unverified(self) -> Iterator[Line]:
        """Return the lines that are still to be verified, the last first."""
        return (line for line in self._marked([UNVERIFIED]) if line.verification == UNVERIFIED)

    def of_kind(self, kind: LineKind, after: int = 0) -> Iterator[Line]:
        """Return the lines of `kind` logged after entry `after`, the last first."""
        lines = self._marked([f"kind:{kind}"], after)
        return (line for line in lines if line.line_kind == kind)

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

    def _marked(self, marks: Sequence[str], after: int = 0) -> Iterator[Line]:
        """Return the lines that bore one of `marks` when logged, or since they were corrected."""
        logged = {number for mark in marks for number in self._account.marked(mark, after)}
        corrections = {n for mark in marks for n in self._account.marked(CORRECTED + mark, after)}
        subjects = {entry.subject for entry in self._account.those(sorted(corrections))}
        corrected = {line.number for line in map(self._known.get, subjects) if _is_line(line)}
        numbers = (number for number in logged | corrected if number > after)
        found = (self._known.find(Line, number) for number in sorted(numbers, reverse=True))
        return (line for line in found if line and line.is_told)


def _is_line(subject: Subject | None) -> TypeGuard[Line]:
    return isinstance(subject, Line)
