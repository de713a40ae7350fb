"""Continuity plans (PCA): activation, level, missions.

    registered → active (at a level) ⇄ lifted

Their staffing is a slice of its own, `staffing`.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Final, Literal, assert_never, get_args

from pydantic import Field, PositiveInt
from typing_extensions import override

from crisis_log.codes import meant
from crisis_log.collection import Collection, Slice
from crisis_log.command import Known, Subject, changed_fields, command, given, look_up, require
from crisis_log.entry import Entry
from crisis_log.fact import Amendment, Code, Fact, Frozen, Instant, Text, upcast
from crisis_log.language import _, pgettext
from crisis_log.lifecycle import Phase, moved, phase_at
from crisis_log.slices.crisis import with_organisations
from crisis_log.slices.mission_lives import MissionLives
from crisis_log.slices.site import NamingSites, of_all_sites, sites_meant
from crisis_log.words import Words, join

Status = Literal["registered", "active", "lifted"]
STATUSES: Final[tuple[Status, ...]] = get_args(Status)
Level = Annotated[int, Field(ge=1, le=9)]
Agents = Annotated[int, Field(ge=0, le=10_000_000)]


# Facts


class Mission(Frozen):
    """A mission of the plan, essential or secondary; `sites` are those it is limited to."""

    code: Code
    title: Text
    essential: bool = True
    sites: tuple[Code, ...] = ()


class PlanFields(Frozen):
    """What a plan says beyond its title; all of it can come later."""

    objectives: tuple[Text, ...] = ()
    organisations: tuple[Text, ...] = ()
    levels: dict[Level, Text] = {}
    missions: tuple[Mission, ...] = ()
    headcount: Agents | None = None
    headcount_scope: Text | None = None


class Wording(PlanFields):
    title: Text


class AboutPlan(NamingSites):
    """A fact about the plan `code`, which may follow one of the statuses `after`."""

    after: ClassVar[tuple[Status, ...]] = STATUSES
    code: Code

    @override
    def subject(self, number: int) -> str:
        return ContinuityPlan.named(self.code)

    @override
    def follows(self, before: Any) -> bool:
        return not isinstance(before, ContinuityPlan) or before.status in self.after


class PlanRegistered(AboutPlan, PlanFields, kind="plan.registered.v2"):
    after = ()
    title: Text

    def headline(self) -> str:
        return _("plan {code} registered").format(code=self.code)


class _AtLevel(AboutPlan):
    """A fact that puts a plan at a level, one that it declares if it declares any."""

    level: Level

    @override
    def follows(self, before: Any) -> bool:
        return super().follows(before) and (not before.levels or self.level in before.levels)


class PlanActivated(_AtLevel, kind="plan.activated.v1"):
    after = ("registered", "lifted")
    trigger: Text | None = None
    act: Text | None = None
    effective_at: Instant | None = None

    def headline(self) -> str:
        return _("plan {code} activated at level {level}").format(code=self.code, level=self.level)

    def detail(self) -> str:
        return self.trigger or ""


class PlanLevelChanged(_AtLevel, kind="plan.level_changed.v1"):
    after = ("active",)
    reason: Text | None = None
    effective_at: Instant | None = None

    def headline(self) -> str:
        return _("plan {code} moved to level {level}").format(code=self.code, level=self.level)


class PlanLifted(AboutPlan, kind="plan.lifted.v1"):
    after = ("active",)
    reason: Text | None = None
    effective_at: Instant | None = None

    def headline(self) -> str:
        return _("plan {code} lifted").format(code=self.code)


class PlanAmended(Amendment, AboutPlan, kind="plan.amended.v2"):
    def headline(self) -> str:
        return _("plan {code} amended ({fields})").format(code=self.code, fields=self.fields())


upcast("plan.registered.v1", to=PlanRegistered.kind)(of_all_sites)
upcast("plan.amended.v1", to=PlanAmended.kind)(of_all_sites)


PlanFact = PlanRegistered | PlanActivated | PlanLevelChanged | PlanLifted | PlanAmended


# State


class PlanPhase(Phase):
    """A stretch of a plan's life; `level` is 0 when it is not active."""

    level: int = 0


class ContinuityPlan(MissionLives, Subject, Wording, collection="plan"):
    code: str
    registered_by: PositiveInt
    status: Status = "registered"
    phases: tuple[PlanPhase, ...] = ()
    trigger: str | None = None
    act: str | None = None
    last_counted_on: date | None = None

    @property
    def level(self) -> int:
        """The level it is at, 0 when it is not active."""
        return self.phases[-1].level if self.phases else 0

    def phase_at(self, instant: datetime) -> PlanPhase | None:
        """Return its phase at `instant`, by what is known."""
        phase = phase_at(self.phases, instant)
        return phase if isinstance(phase, PlanPhase) else None

    def mission(self, code: str) -> Mission | None:
        """Return its mission `code`, if it has it."""
        return next((mission for mission in self.missions if mission.code == code), None)

    def missing(self) -> tuple[str, ...]:
        """Return the fields that a full record would still need."""
        wanted = ("objectives", "organisations", "levels", "missions", "headcount")
        return tuple(name for name in wanted if not getattr(self, name))


# Evolve


def evolve(plan: ContinuityPlan | None, fact: PlanFact, entry: Entry) -> ContinuityPlan:
    if isinstance(fact, PlanRegistered):
        return ContinuityPlan(**fact.model_dump(), registered_by=entry.number)
    if plan is None:
        raise ValueError(f"plan {fact.code} was never registered")
    changes: dict[str, Any]
    match fact:
        case PlanActivated():
            changes = moved(plan, _active_from(entry, fact))
            changes |= {"trigger": fact.trigger, "act": fact.act}
        case PlanLevelChanged():
            changes = moved(plan, _active_from(entry, fact))
        case PlanLifted():
            changes = moved(plan, PlanPhase.begun(entry, "lifted", fact.effective_at))
        case PlanAmended():
            return ContinuityPlan.model_validate(plan.model_dump() | fact.changes)
        case _:
            assert_never(fact)
    return plan.but(**changes)


def counted_on(plan: ContinuityPlan, day: date) -> ContinuityPlan:
    """Return the plan knowing that its agents were counted for `day`."""
    return plan.but(last_counted_on=max(plan.last_counted_on or day, day))


def _active_from(entry: Entry, fact: PlanActivated | PlanLevelChanged) -> PlanPhase:
    return PlanPhase.begun(entry, "active", fact.effective_at, level=fact.level)


# Commands


def existing(known: Known, code: str) -> ContinuityPlan:
    """Return plan `code`, as people type it; refuse when there is none."""
    codes = [plan.code for plan in known.members(ContinuityPlan)]
    absent = (
        _("There is no plan {code} in this register; it knows: {known}.")
        if codes
        else _("There is no plan {code} in this register; it holds none.")
    ).format(code=code, known=join(codes))
    return look_up(known, ContinuityPlan, meant(code, codes) or code, absent=absent)


def _active(known: Known, code: str) -> ContinuityPlan:
    plan = existing(known, code)
    require(plan.status == "active", _("The plan {code} is not active.").format(code=plan.code))
    return plan


def _checked(known: Known, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields with codes as the register writes them; refuse what it does not know."""
    missions = [
        {**one, "sites": sites_meant(known, one.get("sites", ()))}
        for one in fields.get("missions", ())
    ]
    codes = [mission["code"].strip() for mission in missions]
    require(len(set(codes)) == len(codes), _("Two missions have the same code; give each its own."))
    checked = with_organisations(known, fields)
    return checked | {"missions": tuple(missions)} if missions else checked


def _check_level(plan: ContinuityPlan, level: int) -> None:
    require(
        not plan.levels or level in plan.levels,
        _("The plan {code} has no level {level}; its levels are: {levels}.").format(
            code=plan.code, level=level, levels=join([str(known) for known in plan.levels])
        ),
    )


@command
def register(known: Known, /, code: str, title: str, **fields: Any) -> list[Fact]:
    fact = PlanRegistered(code=code, title=title, **given(**_checked(known, fields)))
    require(
        known.find(ContinuityPlan, fact.code) is None,
        _("A plan {code} is already registered.").format(code=fact.code),
    )
    return [fact]


@command
def activate(
    known: Known,
    /,
    code: str,
    *,
    level: int,
    trigger: str | None = None,
    act: str | None = None,
    effective_at: datetime | None = None,
) -> list[Fact]:
    plan = existing(known, code)
    require(
        plan.status != "active",
        _("The plan {code} is already active at level {level}; change its level instead.").format(
            code=plan.code, level=plan.level
        ),
    )
    _check_level(plan, level)
    return [
        PlanActivated(
            code=plan.code, level=level, trigger=trigger, act=act, effective_at=effective_at
        )
    ]


@command
def change_level(
    known: Known,
    /,
    code: str,
    *,
    level: int,
    reason: str | None = None,
    effective_at: datetime | None = None,
) -> list[Fact]:
    plan = _active(known, code)
    require(
        plan.level != level,
        _("The plan {code} is already at level {level}.").format(code=plan.code, level=level),
    )
    _check_level(plan, level)
    return [PlanLevelChanged(code=plan.code, level=level, reason=reason, effective_at=effective_at)]


@command
def lift(
    known: Known, /, code: str, *, reason: str | None = None, effective_at: datetime | None = None
) -> list[Fact]:
    plan = _active(known, code)
    return [PlanLifted(code=plan.code, reason=reason, effective_at=effective_at)]


@command
def amend(known: Known, /, code: str, *, reason: str, **fields: Any) -> list[Fact]:
    plan = existing(known, code)
    changes = changed_fields(plan, Wording, _checked(known, fields))
    return [PlanAmended(code=plan.code, changes=changes, reason=reason)]


# Declaration


def words() -> Words:
    return Words(
        fields={
            "headcount": _("headcount"),
            "headcount_scope": _("perimeter of the headcount"),
            "last_counted_on": _("last count"),
            "objectives": _("objectives"),
            "plan": _("plan"),
            "registered_by": _("registered by entry"),
            "trigger": _("trigger"),
        },
        codes={
            "plan": {
                "registered": pgettext("plan", "registered"),
                "active": pgettext("plan", "active"),
                "lifted": pgettext("plan", "lifted"),
            },
        },
    )


SLICE = Slice(
    (
        Collection(
            ContinuityPlan,
            evolve,
            prefix="",
            title=lambda: _("Continuity plans and staffing"),
            wording=Wording,
            in_situation=True,
        ),
    ),
    words,
)
