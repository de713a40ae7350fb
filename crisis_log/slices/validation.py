"""Entries that somebody validated: who, when, by which entry. Each validation is one of its own.

    n° 42 adopts D-3     recorded by the secretary
    n° 57 validates 42   the director stands for what n° 42 said then

What is validated is one entry, as it stood: what corrects it later is not. Nothing says of any
entry that it is not validated.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Self, assert_never

from pydantic import PositiveInt
from typing_extensions import override

from crisis_log.collection import Collection, Slice
from crisis_log.command import Known, Request, Subject, command_of, require
from crisis_log.entry import Entry, Login
from crisis_log.fact import Fact, Frozen, Instant, Refused
from crisis_log.language import _
from crisis_log.slices import cell, journal, topic
from crisis_log.slices.decision import Decision
from crisis_log.slices.journal import Line
from crisis_log.slices.struck_entry import StruckEntry, holding
from crisis_log.slices.topic import Topic
from crisis_log.when import to_minute
from crisis_log.words import Words, author, status_word


def mark(number: int) -> str:
    """Return the mark of the entries that validate entry `number`, and so rest on it."""
    return f"validates:{number}"


# Facts


class EntryValidated(Fact, kind="entry.validated.v1"):
    """Entry `entry` is validated; `about` is what it tells of, where people have a label for it."""

    entry: PositiveInt
    about: Topic | None = None

    @property
    @override
    def outlives_closing(self) -> bool:
        """The last entries of a crisis, its closing too, are validated after it."""
        return True

    @override
    def subject(self, number: int) -> str:
        return Validation.named(self.entry)

    @override
    def marks(self) -> tuple[str, ...]:
        return (mark(self.entry),)

    @override
    def headline(self) -> str:
        if self.about:
            return _("entry n° {entry} ({label}) validated").format(
                entry=self.entry, label=self.about
            )
        return _("entry n° {entry} validated").format(entry=self.entry)


# State


class Validated(Frozen):
    """That somebody validated, at an instant, as entry `entry` says: see `Entry.by`."""

    entry: PositiveInt
    occurred_at: Instant
    by: str
    recorded_by: Login = None

    @classmethod
    def told(cls, entry: Entry) -> Self:
        """Return what an entry that validates another tells."""
        return cls.built(
            entry=entry.number,
            occurred_at=entry.occurred_at,
            by=entry.by,
            recorded_by=entry.recorded_by,
        )

    def is_of(self, by: str, login: str | None) -> bool:
        """Whether it is that of a person: of a name, however it is spelled, or of a login."""
        is_vouched = login is not None and login == self.recorded_by
        return is_vouched or cell.key(self.by) == cell.key(by)


class Validation(Subject, collection="validation"):
    """Who validated entry `number`, in the order of the recording."""

    number: PositiveInt
    validated: tuple[Validated, ...]


# Evolve


def evolve(validation: Validation | None, fact: EntryValidated, entry: Entry) -> Validation:
    match fact:
        case EntryValidated():
            earlier = validation.validated if validation else ()
            return Validation.built(number=fact.entry, validated=(*earlier, Validated.told(entry)))
        case _:
            assert_never(fact)


# Commands


@command_of
def validate(known: Known, request: Request, /, what: Topic) -> Sequence[Fact]:
    """Validate an entry, or that which made what people call `D-3` what it is.

    Whoever recorded it does not validate it, where a server vouches for both logins; where none
    does, both names are statements, and `views.surprises` asks.
    """
    number = _number_of(known, what)
    entry = known.entry(number)
    if entry is None:
        raise Refused(journal.no_entry(known, number))
    if isinstance(entry.fact, EntryValidated):
        raise Refused(
            _("Entry n° {number} is a validation itself: validate n° {entry} instead.").format(
                number=number, entry=entry.fact.entry
            )
        )
    _check_struck(known, number)
    _check_time(entry, request)
    require(
        request.login is None or request.login != entry.recorded_by,
        _(
            "Entry n° {number} was recorded with the account {login}, which is yours: somebody "
            "else must validate it."
        ).format(number=number, login=request.login),
    )
    _check_first(known, number, request)
    return [EntryValidated(entry=number, about=topic.topic_of(entry.subject))]


def _number_of(known: Known, what: Topic) -> int:
    """Return the entry that is meant: of a decision that which adopted it, else the first one."""
    topic.check(known, what)
    number, subject = topic.entry_of(what), topic.subject_of(what)
    if number or subject is None:
        return number or 0
    found = known.get(subject)
    if not isinstance(found, Decision):
        return holding([*known.history(subject)])[0].number
    adopted = found.adopted()
    if adopted is None:
        raise Refused(
            _(
                "{label} was not adopted ({status}): give the number of the entry to validate "
                "instead."
            ).format(label=what, status=status_word("decision", found.status))
        )
    return adopted.entry


def _check_struck(known: Known, number: int) -> None:
    struck, line = known.find(StruckEntry, number), known.find(Line, number)
    by = struck.struck_by if struck else line.struck_by if line else None
    require(
        by is None,
        _("Entry n° {number} was struck by entry n° {entry}.").format(number=number, entry=by),
    )


def _check_time(entry: Entry, request: Request) -> None:
    """Refuse a validation of what was not written yet."""
    when: datetime | None = request.occurred_at or request.received_at
    require(
        when is None or when >= to_minute(entry.recorded_at),
        _("Entry n° {number} was not recorded yet at that time; check “--at”.").format(
            number=entry.number
        ),
    )


def _check_first(known: Known, number: int, request: Request) -> None:
    found = known.find(Validation, number)
    had = [
        one for one in (found.validated if found else ()) if one.is_of(request.by, request.login)
    ]
    require(
        not had,
        _("That {who} validates entry n° {number} is recorded already, under n° {entry}.").format(
            who=author(had[0]) if had else "", number=number, entry=had[0].entry if had else ""
        ),
    )


# Declaration


def words() -> Words:
    return Words(fields={"validated": _("validated")})


SLICE = Slice(
    (
        Collection(
            Validation,
            evolve,
            prefix="n° ",
            numbered=True,
            title=lambda: _("Validations"),
            in_situation=True,
        ),
    ),
    words,
)
