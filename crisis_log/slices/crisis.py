"""The crisis itself: opened, its level, the organisations that share the register."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, assert_never
from zoneinfo import ZoneInfo

from pydantic_core import from_json
from typing_extensions import override

from crisis_log.codes import each_once, known_as
from crisis_log.collection import Collection, Slice
from crisis_log.command import Known, Subject, command, look_up, require
from crisis_log.deadline import Due
from crisis_log.entry import Entry
from crisis_log.fact import Code, Content, Fact, Frozen, Instant, Text, upcast
from crisis_log.language import _, pgettext
from crisis_log.lifecycle import Phase, moved
from crisis_log.words import Words
from crisis_log.zones import check_time_zone, zone_named

# Facts


class Organisation(Frozen):
    """A body that shares the register, known by a short code: `78`, Département des Yvelines."""

    code: Code
    name: Text


class _CrisisFact(Fact):
    @override
    def subject(self, number: int) -> str:
        return Crisis.named()


class NamingOrganisations(Fact):
    """A fact that may name organisations: while it holds, their joining is not struck."""

    @override
    def marks(self) -> tuple[str, ...]:
        told = vars(self) | getattr(self, "changes", {})
        codes = [*(told.get("organisations") or ()), told.get("organisation")]
        return (*super().marks(), *(_mark_of(code) for code in codes if code))


def _mark_of(code: str) -> str:
    return f"organisation:{code}"


class CrisisOpened(_CrisisFact, kind="crisis.opened.v2"):
    """The opening; `verifier_key` is that of the key that signs for the register."""

    stands = True
    title: Text
    authority: Text
    organisations: tuple[Organisation, ...] = ()
    timezone: Text
    exercise: bool
    verifier_key: Text | None = None

    def also_about(self) -> tuple[str, ...]:
        return ("seal",) if self.verifier_key else ()

    def headline(self) -> str:
        return _("exercise register opened") if self.exercise else _("register opened")


@upcast("crisis.opened.v1", to="crisis.opened.v2")
def _without_key(content: Content) -> Content:
    return content | {"verifier_key": None}


class LevelChanged(_CrisisFact, kind="crisis.level_changed.v1"):
    level: Text
    reason: Text | None = None

    def headline(self) -> str:
        return _("crisis level changed to “{level}”").format(level=self.level)


class OrganisationJoined(_CrisisFact, kind="crisis.organisation_joined.v1"):
    organisation: Organisation

    def headline(self) -> str:
        return _("organisation {code} joined").format(code=self.organisation.code)

    def detail(self) -> str:
        return self.organisation.name

    @override
    def follows(self, before: Any) -> bool:
        return self.organisation.code not in before.codes

    @override
    def founds(self) -> str:
        return _mark_of(self.organisation.code)


class CrisisClosed(_CrisisFact, kind="crisis.closed.v1"):
    reason: Text | None = None

    @override
    def follows(self, before: Any) -> bool:
        return bool(before.status == "open")

    def headline(self) -> str:
        return _("crisis closed")


class CrisisReopened(_CrisisFact, kind="crisis.reopened.v1"):
    is_correction = True  # the one other entry that a closed crisis takes
    reason: Text | None = None

    @override
    def follows(self, before: Any) -> bool:
        return bool(before.status == "closed")

    def headline(self) -> str:
        return _("crisis reopened")


CrisisFact = CrisisOpened | LevelChanged | OrganisationJoined | CrisisClosed | CrisisReopened


# State


class Crisis(Subject, collection="crisis"):
    title: str
    authority: str
    organisations: tuple[Organisation, ...]
    timezone: str
    exercise: bool
    opened_at: Instant
    status: Literal["open", "closed"] = "open"
    phases: tuple[Phase, ...]
    levels: tuple[Phase, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The register's time zone."""
        return zone_named(self.timezone)

    def level_at(self, instant: datetime) -> Phase | None:
        """Return the level in force at `instant`; levels may be recorded in any order."""
        begun = [level for level in self.levels if level.since <= instant]
        return max(begun, key=lambda level: (level.since, level.entry), default=None)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the organisations."""
        return tuple(organisation.code for organisation in self.organisations)


# Evolve


def evolve(crisis: Crisis | None, fact: CrisisFact, entry: Entry) -> Crisis:
    if isinstance(fact, CrisisOpened):
        return Crisis(
            title=fact.title,
            authority=fact.authority,
            organisations=fact.organisations,
            timezone=fact.timezone,
            exercise=fact.exercise,
            opened_at=entry.occurred_at,
            phases=(Phase.begun(entry, "open"),),
        )
    if crisis is None:
        raise ValueError("a register begins with its opening")
    changes: dict[str, Any]
    match fact:
        case LevelChanged():
            changes = {"levels": (*crisis.levels, Phase.begun(entry, fact.level))}
        case OrganisationJoined():
            changes = {"organisations": (*crisis.organisations, fact.organisation)}
        case CrisisClosed():
            changes = moved(crisis, Phase.begun(entry, "closed"))
        case CrisisReopened():
            changes = moved(crisis, Phase.begun(entry, "open"))
        case _:
            assert_never(fact)
    return crisis.but(**changes)


# Commands


def opens_exercise(stored: bytes) -> bool:
    """Whether the opening stored as these bytes says that it is an exercise, if it can be read.

    Every command asks: the models of an entry and its fact take longer to make than the answer.
    """
    try:
        return from_json(stored)["fact"]["exercise"] is True
    except (ValueError, KeyError, TypeError):
        return False


def current(known: Known) -> Crisis:
    """Return the crisis that the register keeps; refuse where it is not told."""
    absent = (
        _("The stored state of {subject} was damaged or altered; run “rebuild”.").format(
            subject=Crisis.named()
        )
        if known.size
        else _("The register has not been opened.")
    )
    return look_up(known, Crisis, absent=absent)


def local_time(known: Known, due: Due) -> Due:
    """Return a deadline as the clocks of the register show it, where it is an instant."""
    return due.astimezone(current(known).zone) if isinstance(due, datetime) else due


def in_local_time(known: Known, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields with each instant among them as the clocks of the register show it."""
    return {
        name: local_time(known, value) if isinstance(value, datetime) else value
        for name, value in fields.items()
    }


def organisations_meant(known: Known, codes: Iterable[str]) -> tuple[str, ...]:
    """Return the codes of organisations as the register writes them; each was given once.

    Raises:
        Refused: naming the unknown code and the known ones, or the code given twice.

    """
    twice = _("The organisation {code} is given twice; give it once.")
    return each_once((organisation_meant(known, code) for code in codes), twice)


def organisation_meant(known: Known, code: str) -> str:
    """Return the code of an organisation as the register writes it; refuse where it knows none."""
    return known_as(
        code,
        current(known).codes,
        _("No organisation has the code {code}; the register knows: {known}."),
        _("No organisation has the code {code}; the register knows none."),
    )


def with_organisations(known: Known, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields with the organisations that they name as the register writes them."""
    named = fields.get("organisations")
    return {**fields, "organisations": organisations_meant(known, named)} if named else {**fields}


@command
def open_crisis(
    known: Known,
    /,
    *,
    title: str,
    authority: str,
    organisations: Sequence[tuple[str, str]] = (),
    timezone: str,
    exercise: bool = False,
    verifier_key: str | None = None,
) -> list[Fact]:
    require(known.size == 0, _("The register is already open."))
    members = tuple(Organisation(code=code, name=name) for code, name in organisations)
    codes = [member.code for member in members]
    require(
        len(set(codes)) == len(codes), _("Two organisations have the same code; give each its own.")
    )
    check_time_zone(timezone)
    return [
        CrisisOpened(
            title=title,
            authority=authority,
            organisations=members,
            timezone=timezone,
            exercise=exercise,
            verifier_key=verifier_key,
        )
    ]


@command
def change_level(known: Known, /, level: str, *, reason: str | None = None) -> list[Fact]:
    fact = LevelChanged(level=level, reason=reason)
    in_force = max(current(known).levels, key=lambda p: (p.since, p.entry), default=None)
    require(
        in_force is None or in_force.status != fact.level,
        _("The crisis is already at the level “{level}”.").format(level=fact.level),
    )
    return [fact]


@command
def join_organisation(known: Known, /, code: str, name: str) -> list[Fact]:
    joined = OrganisationJoined(organisation=Organisation(code=code, name=name))
    require(
        joined.follows(current(known)),
        _("The organisation {code} is already in the register.").format(
            code=joined.organisation.code
        ),
    )
    return [joined]


@command
def close(known: Known, /, *, reason: str | None = None) -> list[Fact]:
    closed = CrisisClosed(reason=reason)
    require(closed.follows(current(known)), _("The crisis is already closed."))
    return [closed]


@command
def reopen(known: Known, /, *, reason: str | None = None) -> list[Fact]:
    reopened = CrisisReopened(reason=reason)
    require(reopened.follows(current(known)), _("The crisis is not closed."))
    return [reopened]


# Declaration


def words() -> Words:
    return Words(
        fields={
            "authority": _("authority"),
            "exercise": _("exercise"),
            "level": _("level"),
            "levels": _("levels"),
            "name": _("name"),
            "opened_at": _("opened at"),
            "organisation": _("organisation"),
            "organisations": _("organisations"),
            "timezone": _("time zone"),
            "verifier_key": _("verifier key"),
        },
        codes={
            "crisis": {"open": pgettext("crisis", "open"), "closed": pgettext("crisis", "closed")},
        },
    )


SLICE = Slice(
    (Collection(Crisis, evolve, title=lambda: _("Crisis and its levels"), in_situation=True),),
    words,
)
