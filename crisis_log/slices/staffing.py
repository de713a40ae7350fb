"""Staffing of continuity plans: agents counted by modality, day by day.

A count is for one day and one perimeter: the whole plan, one mission, one organisation, one
site, or what is of several of them. A second count for the same day and perimeter corrects
the first, which stays in the history of that day.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, Final, Literal, get_args

from pydantic import Field, PositiveInt
from typing_extensions import override

from crisis_log.collection import Collection, Echo, Slice
from crisis_log.command import Known, Subject, command, require
from crisis_log.entry import Entry
from crisis_log.fact import Code, Fact, Frozen, Text, upcast
from crisis_log.language import _, pgettext, whole
from crisis_log.slices import continuity_plan
from crisis_log.slices import mission as missions
from crisis_log.slices.continuity_plan import AboutPlan, Agents
from crisis_log.slices.crisis import organisation_meant
from crisis_log.slices.site import of_all_sites, site_meant
from crisis_log.when import show_date
from crisis_log.words import Words, enumerate_parts, status_word

Modality = Literal[
    "on_site", "rotation", "remote", "reserve", "special_leave", "sick_leave", "other_absence"
]
MODALITIES: Final[tuple[Modality, ...]] = get_args(Modality)
Perimeter = tuple[str | None, str | None, str | None]
_WHOLE: Final[Perimeter] = (None, None, None)


# Facts


class _StaffingFact(AboutPlan):
    day: date
    counts: dict[Modality, Agents] = Field(min_length=1)
    mission: Code | None = None
    organisation: Code | None = None
    site: Code | None = None
    reason: Text | None = None

    @property
    def perimeter(self) -> Perimeter:
        """Organisation, mission and site; all None is the whole plan."""
        return self.organisation, self.mission, self.site

    @property
    def is_partial(self) -> bool:
        """Whether it counts a single mission of the whole plan, and not its staffing."""
        return self.mission is not None and self.organisation is None and self.site is None

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
        perimeter = [code for code in self.perimeter if code]
        return enumerate_parts([*perimeter, *counts, *([self.reason] if self.reason else [])])


class StaffingCounted(_StaffingFact, kind="plan.staffing_counted.v2"):
    def headline(self) -> str:
        return _("plan {code}: agents counted for {day}").format(
            code=self.code, day=show_date(self.day)
        )


class StaffingCorrected(_StaffingFact, kind="plan.staffing_corrected.v2"):
    """A count that replaces an earlier one for the same day and perimeter."""

    is_correction: ClassVar[bool] = True

    def headline(self) -> str:
        return _("plan {code}: count of {day} corrected").format(
            code=self.code, day=show_date(self.day)
        )


for _newer in (StaffingCounted, StaffingCorrected):
    upcast(_newer.kind.replace(".v2", ".v1"), to=_newer.kind)(of_all_sites)
StaffingFact = StaffingCounted | StaffingCorrected


# State


class Count(Frozen):
    """Agents by modality in one perimeter on one day, as one entry counted them."""

    mission: str | None = None
    organisation: str | None = None
    site: str | None = None
    agents: dict[Modality, int]
    entry: PositiveInt

    @property
    def perimeter(self) -> Perimeter:
        """Organisation, mission and site; all None is the whole plan."""
        return self.organisation, self.mission, self.site

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

    def count_of(
        self, organisation: str | None, mission: str | None, site: str | None
    ) -> Count | None:
        """Return the count in force for a perimeter."""
        perimeter = (organisation, mission, site)
        return next((c for c in self.counts if c.perimeter == perimeter), None)

    def totals(self) -> tuple[Count, ...]:
        """Return the counts that add up to the plan without counting an agent twice.

        The count of the whole plan if there is one; else those by organisation, where there
        are any, or else by site. An organisation that was not counted as a whole is that of
        its sites, and a site that of its missions. Counts of single missions add up to nothing
        that could be held against the plan's headcount.
        """
        adding = _adding_up(self.counts, ("organisation", "site", "mission"))
        return tuple(c for c in adding if c.perimeter == _WHOLE or c.organisation or c.site)


def _adding_up(counts: Sequence[Count], by: Sequence[str]) -> tuple[Count, ...]:
    """Return those of `counts` that add up; each is of all that `by` names, or of one of it."""
    whole = next((c for c in counts if not any(getattr(c, part) for part in by)), None)
    if whole or not by:
        return (whole,) if whole else ()
    first, *rest = by
    parts = list(dict.fromkeys(getattr(c, first) for c in counts if getattr(c, first)))
    if not parts:
        return _adding_up(counts, rest)
    return tuple(
        count
        for part in parts
        for count in _adding_up([c for c in counts if getattr(c, first) == part], rest)
    )


# Evolve


def evolve(day: StaffingOfDay | None, fact: StaffingFact, entry: Entry) -> StaffingOfDay:
    day = day or StaffingOfDay.built(plan=fact.code, day=fact.day)
    count = Count.built(
        mission=fact.mission,
        organisation=fact.organisation,
        site=fact.site,
        agents=fact.counts,
        entry=entry.number,
    )
    replaced = day.count_of(*count.perimeter)
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
    site: str | None = None,
    reason: str | None = None,
) -> list[Fact]:
    code = continuity_plan.existing(known, code).code
    if mission is not None:
        mission = missions.existing(known, code, mission).code
    organisation = organisation_meant(known, organisation) if organisation else None
    site = site_meant(known, site) if site else None
    before = known.find(StaffingOfDay, code, day)
    counted = before.count_of(organisation, mission, site) if before else None
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
            site=site,
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
