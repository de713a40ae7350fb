"""The missions of continuity plans: normal, degraded, suspended, restored.

    normal ⇄ degraded ⇄ suspended ⇄ normal

A mission is a part of its plan: its phases are kept with the plan's.
"""

from typing import ClassVar, Final, Literal

from typing_extensions import override

from crisis_log.collection import Echo, Slice
from crisis_log.command import Known, command, require
from crisis_log.fact import Code, Entry, Fact, Refused, Text
from crisis_log.language import _, pgettext
from crisis_log.lifecycle import Phase
from crisis_log.slices.continuity_plan import AboutPlan, ContinuityPlan, Mission
from crisis_log.slices.continuity_plan import existing as existing_plan
from crisis_log.words import Words, join, status_word

Status = Literal["normal", "degraded", "suspended"]
Change = Literal["degraded", "suspended", "restored"]


# Facts


class _MissionFact(AboutPlan):
    becomes: ClassVar[Status]
    mission: Code
    reason: Text | None = None

    @override
    def follows(self, before: ContinuityPlan) -> bool:
        return before.mission(self.mission) is not None


class MissionDegraded(_MissionFact, kind="plan.mission_degraded.v1"):
    becomes = "degraded"

    def headline(self) -> str:
        return _("plan {code}: mission {mission} degraded").format(
            code=self.code, mission=self.mission
        )


class MissionSuspended(_MissionFact, kind="plan.mission_suspended.v1"):
    becomes = "suspended"

    def headline(self) -> str:
        return _("plan {code}: mission {mission} suspended").format(
            code=self.code, mission=self.mission
        )


class MissionRestored(_MissionFact, kind="plan.mission_restored.v1"):
    becomes = "normal"

    def headline(self) -> str:
        return _("plan {code}: mission {mission} restored").format(
            code=self.code, mission=self.mission
        )


# Evolve


def _with_mission(plan: ContinuityPlan, fact: _MissionFact, entry: Entry) -> ContinuityPlan:
    phases = (*plan.mission_phases.get(fact.mission, ()), Phase.begun(entry, fact.becomes))
    return plan.but(mission_phases=plan.mission_phases | {fact.mission: phases})


# Commands


def existing(known: Known, code: str, mission: str) -> tuple[Mission, str]:
    """Return a mission of plan `code` and its present state; refuse when there is none."""
    plan = existing_plan(known, code)
    found = plan.mission(mission)
    if found is None:
        codes = join([known_mission.code for known_mission in plan.missions])
        raise Refused(
            (
                _("The plan {code} has no mission {mission}; its missions are: {codes}.")
                if codes
                else _("The plan {code} has no mission {mission}; it has none yet.")
            ).format(code=code, mission=mission, codes=codes)
        )
    phases = plan.mission_phases.get(mission, ())
    return found, phases[-1].status if phases else "normal"


_CHANGES: Final[dict[Change, type[_MissionFact]]] = {
    "degraded": MissionDegraded,
    "suspended": MissionSuspended,
    "restored": MissionRestored,
}


@command
def change(
    known: Known, /, code: str, mission: str, to: Change, *, reason: str | None = None
) -> list[Fact]:
    found, status = existing(known, code, mission)
    fact_class = _CHANGES[to]
    require(
        status != fact_class.becomes,
        _("The mission {mission} is already {status}.").format(
            mission=found.title, status=status_word("mission", status)
        ),
    )
    return [fact_class(code=code, mission=mission, reason=reason)]


# Declaration


def words() -> Words:
    return Words(
        fields={
            "essential": _("essential"),
            "mission": _("mission"),
            "mission_phases": _("state of the missions"),
            "missions": _("missions"),
        },
        codes={
            "mission": {
                "normal": pgettext("mission", "normal"),
                "degraded": pgettext("mission", "degraded"),
                "suspended": pgettext("mission", "suspended"),
            },
        },
    )


SLICE = Slice(
    (),
    words,
    (Echo(ContinuityPlan, (MissionDegraded, MissionSuspended, MissionRestored), _with_mission),),
)
