"""Staffing of continuity plans: agents counted by modality, day by day.

A count is for one day and one perimeter: the whole plan, one mission or one
organisation. A second count for the same day and perimeter corrects the first, which
stays in the history of that day.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Final, Literal, get_args

from pydantic import Field, PositiveInt
from typing_extensions import override

from crisis_log.collection import Collection, Echo, Slice
from crisis_log.command import Known, Subject, command, require
from crisis_log.fact import Code, Entry, Fact, Frozen, Text
from crisis_log.language import _, pgettext, whole
from crisis_log.slices import continuity_plan
from crisis_log.slices import mission as missions
from crisis_log.slices.continuity_plan import AboutPlan, Agents
from crisis_log.slices.crisis import check_organisations
from crisis_log.when import show_date
from crisis_log.words import Words, enumerate_parts, status_word

Modality = Literal[
    "on_site", "rotation", "remote", "reserve", "special_leave", "sick_leave", "other_absence"
]
MODALITIES: Final[tuple[Modality, ...]] = get_args(Modality)


# Facts


class _StaffingFact(AboutPlan):
    day: date
    counts: dict[Modality, Agents] = Field(min_length=1)
    mission: Code | None = None
    organisation: Code | None = None
    reason: Text | None = None

    @property
    def is_partial(self) -> bool:
        """Whether it counts a single mission of the whole plan, and not its staffing."""
        return self.mission is not None and self.organisation is None

    def also_about(self) -> tuple[str, ...]:
        return (StaffingOfDay.named(self.code, self.day),)

    @override
    def follows(self, before: Any) -> bool:
        plan = isinstance(before, continuity_plan.ContinuityPlan)
        return not (plan and self.mission) or before.mission(self.mission) is not None

    def detail(self) -> str:
        counts = [
            _("{name} = {value}").format(
                name=status_word("modality", modality), value=whole(agents)
            )
            for modality, agents in self.counts.items()
        ]
        perimeter = [code for code in (self.organisation, self.mission) if code]
        return enumerate_parts([*perimeter, *counts, *([self.reason] if self.reason else [])])


class StaffingCounted(_StaffingFact, kind="plan.staffing_counted.v1"):
    def headline(self) -> str:
        return _("plan {code}: agents counted for {day}").format(
            code=self.code, day=show_date(self.day)
        )


class StaffingCorrected(_StaffingFact, kind="plan.staffing_corrected.v1"):
    """A count that replaces an earlier one for the same day and perimeter."""

    is_correction: ClassVar[bool] = True

    def headline(self) -> str:
        return _("plan {code}: count of {day} corrected").format(
            code=self.code, day=show_date(self.day)
        )


StaffingFact = StaffingCounted | StaffingCorrected


# State


class Count(Frozen):
    """Agents by modality in one perimeter on one day, as one entry counted them."""

    mission: str | None = None
    organisation: str | None = None
    agents: dict[Modality, int]
    entry: PositiveInt

    @property
    def perimeter(self) -> tuple[str | None, str | None]:
        """Organisation and mission; (None, None) is the whole plan."""
        return self.organisation, self.mission

    @property
    def total(self) -> int:
        """All agents counted, whatever their modality."""
        return sum(self.agents.values())


class StaffingOfDay(Subject, collection="staffing"):
    """The counts of one plan for one day, with those they replaced."""

    plan: str
    day: date
    counts: tuple[Count, ...] = ()
    replaced: tuple[Count, ...] = ()

    def count_of(self, organisation: str | None, mission: str | None) -> Count | None:
        """Return the count in force for a perimeter."""
        return next((c for c in self.counts if c.perimeter == (organisation, mission)), None)

    def totals(self) -> tuple[Count, ...]:
        """Return the counts that add up to the plan without counting an agent twice.

        The count of the whole plan if there is one; else those by organisation, and those
        of missions in organisations that were not counted as a whole. Counts of single
        missions add up to nothing that could be held against the plan's headcount.
        """
        whole = self.count_of(None, None)
        if whole:
            return (whole,)
        organisations = [c for c in self.counts if c.organisation and not c.mission]
        counted = {c.organisation for c in organisations}
        parts = [c for c in self.counts if c.organisation and c.mission]
        return (*organisations, *(c for c in parts if c.organisation not in counted))


# Evolve


def evolve(day: StaffingOfDay | None, fact: StaffingFact, entry: Entry) -> StaffingOfDay:
    day = day or StaffingOfDay.built(plan=fact.code, day=fact.day)
    count = Count.built(
        mission=fact.mission,
        organisation=fact.organisation,
        agents=fact.counts,
        entry=entry.number,
    )
    replaced = day.count_of(fact.organisation, fact.mission)
    kept = tuple(c for c in day.counts if c is not replaced)
    return day.but(
        counts=(*kept, count),
        replaced=(*day.replaced, *((replaced,) if replaced else ())),
    )


def _evolve_plan(
    plan: continuity_plan.ContinuityPlan | None, fact: StaffingFact, _entry: Entry
) -> continuity_plan.ContinuityPlan:
    if plan is None:
        raise ValueError(f"plan {fact.code} was never registered")
    return plan if fact.is_partial else continuity_plan.counted_on(plan, fact.day)


# Commands


@command
def count(
    known: Known,
    /,
    code: str,
    *,
    day: date,
    counts: Mapping[Modality, int],
    mission: str | None = None,
    organisation: str | None = None,
    reason: str | None = None,
) -> list[Fact]:
    continuity_plan.existing(known, code)
    if mission is not None:
        missions.existing(known, code, mission)
    check_organisations(known, [organisation] if organisation else [])
    before = known.find(StaffingOfDay, code, day)
    counted = before.count_of(organisation, mission) if before else None
    require(
        counted is None or counted.agents != dict(counts),
        _("The same count is already recorded for this day and perimeter."),
    )
    fact_class = StaffingCorrected if counted else StaffingCounted
    return [
        fact_class(
            code=code,
            day=day,
            counts=dict(counts),
            mission=mission,
            organisation=organisation,
            reason=reason,
        )
    ]


# Declaration


def words() -> Words:
    return Words(
        fields={"agents": _("agents"), "counts": _("counts"), "day": _("day")},
        codes={
            "modality": {
                "on_site": pgettext("modality", "on site"),
                "rotation": pgettext("modality", "on site, by rotation"),
                "remote": pgettext("modality", "remote"),
                "reserve": pgettext("modality", "reserve"),
                "special_leave": pgettext("modality", "special leave"),
                "sick_leave": pgettext("modality", "sick leave"),
                "other_absence": pgettext("modality", "other absence"),
            },
        },
    )


SLICE = Slice(
    (
        Collection(
            StaffingOfDay,
            evolve,
            prefix="",
            part_of=continuity_plan.ContinuityPlan,
            in_situation=True,
        ),
    ),
    words,
    (Echo(continuity_plan.ContinuityPlan, (StaffingCounted, StaffingCorrected), _evolve_plan),),
)
