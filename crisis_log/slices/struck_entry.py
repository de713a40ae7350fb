"""Entries recorded by mistake and struck: they stay legible, and tell nothing any more.

    n° 12 about D-3      ──▶ D-3 as its other entries tell it
    n° 15 strikes n° 12  ──▶ told as the struck entry n° 12, until n° 15 is struck itself

What a strike makes of the subjects of the struck entry follows from their own histories: see
`state.become`. The command, which looks at what rests on an entry, is in `striking`.
"""

from collections.abc import Sequence
from typing import Annotated

from pydantic import PositiveInt, StringConstraints
from typing_extensions import override

from crisis_log.collection import Collection, Slice
from crisis_log.command import Subject
from crisis_log.entry import Entry
from crisis_log.fact import Fact, Text
from crisis_log.language import _
from crisis_log.words import Words

SubjectName = Annotated[str, StringConstraints(min_length=1)]
"""Of something that the log speaks about: `decision/3`."""


# Facts


class EntryStruck(Fact, kind="entry.struck.v1"):
    """Entry `entry`, which changed these `subjects`, was recorded by mistake."""

    is_correction = True
    entry: PositiveInt
    subjects: tuple[SubjectName, ...]
    reason: Text

    @override
    def subject(self, number: int) -> str:
        return StruckEntry.named(self.entry)

    @override
    def also_about(self) -> tuple[str, ...]:
        return self.subjects

    @override
    def headline(self) -> str:
        return _("entry n° {entry} struck").format(entry=self.entry)


# State


class StruckEntry(Subject, collection="entry"):
    """An entry that is struck, by entry `struck_by`; it changed these `subjects`."""

    number: PositiveInt
    struck_by: PositiveInt
    reason: str
    subjects: tuple[str, ...]


def holding(entries: Sequence[Entry], but: int | None = None) -> list[Entry]:
    """Return those of `entries` that no other one strikes, in order, as if `but` were struck too.

    A strike that is struck itself takes nothing out, so they are looked at from the last on.
    """
    struck = {but}
    held: list[Entry] = []
    for entry in reversed(entries):
        if entry.number not in struck:
            held.append(entry)
            if isinstance(entry.fact, EntryStruck):
                struck.add(entry.fact.entry)
    return held[::-1]


# Evolve


def evolve(_struck: StruckEntry | None, fact: EntryStruck, entry: Entry) -> StruckEntry:
    return StruckEntry.built(
        number=fact.entry, struck_by=entry.number, reason=fact.reason, subjects=fact.subjects
    )


# Declaration


def words() -> Words:
    return Words(fields={"subjects": _("was about")})


SLICE = Slice(
    (
        Collection(
            StruckEntry,
            evolve,
            prefix="n° ",
            numbered=True,
            title=lambda: _("Struck entries"),
            in_situation=True,
        ),
    ),
    words,
)
