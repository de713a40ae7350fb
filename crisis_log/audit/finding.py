"""What an audit finds: data, collected, never raised."""

from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator

from crisis_log.fact import Frozen
from crisis_log.language import _
from crisis_log.text import visible

_MOST_SHOWN: Final = 2000
MOST_TOLD: Final = 1000
"""How many findings of a code are told one by one; of a log rewritten whole, each entry is one."""

Code = Literal[
    "attachment",  # a file kept with an entry is missing, or is not the one recorded
    "bag",  # a file of a bundle is not the one that its manifest names
    "checkpoint",  # a stored checkpoint does not hold
    "clock",  # `recorded_at` does not increase
    "database",  # SQLite's own integrity check
    "envelope",  # the row says otherwise than the entry it holds
    "fold",  # a fact does not follow from those before it
    "fork",  # a witness saw another log
    "future",  # a fact is dated after its recording, or its reception is outside of the two
    "key",  # a key that is not the register's, or a rotation that does not hold
    "kinds",  # the projection of kinds
    "leaf",  # an entry is not the one that was hashed when it was recorded
    "link",  # the file has another name, under which others may have recorded
    "marks",  # the index of marks
    "numbering",  # an entry is missing, or was inserted
    "past",  # the rows of earlier states
    "report",  # the file of an issued report is not the one that was issued
    "request",  # an old entry was recorded again
    "requests",  # the table of requests
    "schema",  # a table or a protection is not as it was made
    "state",  # the rows of the state
    "subjects",  # the index of subjects
    "timestamp",  # a stored timestamp does not hold
    "tree",  # a node of the stored tree does not follow from the leaves
    "truncated",  # somebody saw more entries than there are
    "unknown_kind",  # a kind that this version does not know
    "unreadable",  # stored bytes that are not an entry
    "unsigned",  # nothing is signed by the given key
    "words",  # the index of words
    "witness",  # a witness is not readable, not genuine, or of another register
]


def _shown(text: str) -> str:
    shown = visible(text[:_MOST_SHOWN])
    return shown + "…" if len(text) > _MOST_SHOWN else shown


Shown = Annotated[str, BeforeValidator(_shown)]
"""Text that may hold what others put into a register or a file's name: nothing of it acts."""


_OF_ENTRIES: Final = ("leaf", "numbering", "tree")
"""Codes of what makes the entries others than those in the stored tree."""


class Finding(Frozen):
    """Something that is not as it must be; `entry` is the number of the entry it is about."""

    code: Code
    entry: int | None
    expected: Shown
    found: Shown
    meaning: Shown


def finding(code: Code, entry: int | None, expected: str, found: str, meaning: str) -> Finding:
    """Return a finding from its parts, in the order in which they are told."""
    return Finding(code=code, entry=entry, expected=expected, found=found, meaning=meaning)


class Findings:
    """What was found, in order: the first `MOST_TOLD` of each code, and how many more there are."""

    def __init__(self) -> None:
        self.told: list[Finding] = []
        self._counts: Counter[Code] = Counter()

    def take(self, found: Iterable[Finding]) -> None:
        """Take in what a check finds."""
        for one in found:
            self._counts[one.code] += 1
            if self._counts[one.code] <= MOST_TOLD:
                self.told.append(one)

    def untold(self) -> dict[Code, int]:
        """Return how many more of a code were found than are told."""
        return {c: n - MOST_TOLD for c, n in self._counts.items() if n > MOST_TOLD}


class Notice(Frozen):
    """Something to know that is not wrong in itself: of the log's keys, of clocks."""

    entry: int
    meaning: Shown


def sound_entries(findings: Iterable[Finding], size: int) -> int:
    """Return how many of the first `size` entries come before one that is not as it was hashed.

    The first `findings` of each code are enough: they were found in order of the entries.
    """
    named = (one for one in findings if one.code in _OF_ENTRIES and one.entry is not None)
    first = min((_first_altered(one) for one in named), default=size + 1)
    return max(0, min(size, first - 1))


def _first_altered(finding: Finding) -> int:
    """Return the entry that a finding is about: where one is missing, the missing one."""
    entry = finding.entry or 0
    return min(entry, int(finding.expected)) if finding.code == "numbering" else entry


def code_name(code: Code) -> str:
    """Return what people call the kind of a finding; programs are told its code."""
    names: dict[Code, str] = {
        "attachment": _("attached file"),
        "bag": _("file of the bundle"),
        "checkpoint": _("checkpoint"),
        "clock": _("order of recording"),
        "database": _("database"),
        "envelope": _("row of an entry"),
        "fold": _("sequence of facts"),
        "fork": _("two logs"),
        "future": _("date to come"),
        "key": _("signing key"),
        "kinds": _("kinds of facts"),
        "leaf": _("entry altered"),
        "link": _("another name of the file"),
        "marks": _("index of marks"),
        "words": _("index of words"),
        "numbering": _("numbering"),
        "past": _("earlier states"),
        "report": _("issued report"),
        "request": _("request recorded twice"),
        "requests": _("table of requests"),
        "schema": _("structure of the database"),
        "state": _("state"),
        "subjects": _("index of subjects"),
        "timestamp": _("timestamp"),
        "tree": _("proof tree"),
        "truncated": _("end cut off"),
        "unknown_kind": _("unknown kind of fact"),
        "unreadable": _("unreadable entry"),
        "unsigned": _("nothing signed"),
        "witness": _("witness"),
    }
    return names[code]
