"""The missions of continuity plans: normal, degraded, suspended, restored.

    normal ⇄ degraded ⇄ suspended ⇄ normal

A mission is a part of its plan: its phases are kept with the plan's. It may be told apart at
one site, until a change that is told of no site is one of all of them.
"""

from typing import ClassVar, Final, Literal

from typing_extensions import override

from crisis_log.codes import meant
from crisis_log.collection import Echo, Slice
from crisis_log.command import Known, command, require
from crisis_log.entry import Entry
from crisis_log.fact import Code, Fact, Refused, Text, upcast
from crisis_log.language import _, pgettext
from crisis_log.lifecycle import Phase
from crisis_log.slices.continuity_plan import AboutPlan, ContinuityPlan, Mission
from crisis_log.slices.continuity_plan import existing as existing_plan
from crisis_log.slices.site import of_all_sites, site_meant
from crisis_log.text import folded
from crisis_log.words import Words, join, status_word

Status = Literal["normal", "degraded", "suspended"]
Change = Literal["degraded", "suspended", "restored"]


# Facts


class MissionFact(AboutPlan):
    """What becomes of a mission, everywhere or at one site."""

    becomes: ClassVar[Status]
    mission: Code
    site: Code | None = None
    reason: Text | None = None

    @override
    def follows(self, before: ContinuityPlan) -> bool:
        return before.mission(self.mission) is not None

    def at_site(self, headline: str) -> str:
        """Return `headline` with the code of the plan, of the mission, and of the site if any."""
        said = headline.format(code=self.code, mission=self.mission)
        if not self.site:
            return said
        return _("{headline} at site {site}").format(headline=said, site=self.site)


class MissionDegraded(MissionFact, kind="plan.mission_degraded.v2"):
    becomes = "degraded"

    def headline(self) -> str:
        return self.at_site(_("plan {code}: mission {mission} degraded"))


class MissionSuspended(MissionFact, kind="plan.mission_suspended.v2"):
    becomes = "suspended"

    def headline(self) -> str:
        return self.at_site(_("plan {code}: mission {mission} suspended"))


class MissionRestored(MissionFact, kind="plan.mission_restored.v2"):
    becomes = "normal"

    def headline(self) -> str:
        return self.at_site(_("plan {code}: mission {mission} restored"))


for _newer in (MissionDegraded, MissionSuspended, MissionRestored):
    upcast(_newer.kind.replace(".v2", ".v1"), to=_newer.kind)(of_all_sites)


# Evolve


def _with_mission(plan: ContinuityPlan, fact: MissionFact, entry: Entry) -> ContinuityPlan:
    phase = Phase.begun(entry, fact.becomes)
    if fact.site:
        of_sites = plan.site_phases.get(fact.mission, {})
        at_site = {fact.site: (*of_sites.get(fact.site, ()), phase)}
        return plan.but(site_phases=plan.site_phases | {fact.mission: of_sites | at_site})
    phases = (*plan.mission_phases.get(fact.mission, ()), phase)
    return plan.but(mission_phases=plan.mission_phases | {fact.mission: phases})


# Commands


def existing(known: Known, code: str, mission: str) -> Mission:
    """Return the mission of plan `code` that has this code, as people type it, or else this title.

    Titles are compared as `folded`. Refuses where there is none, or where several may be meant.
    """
    plan = existing_plan(known, code)
    if exactly := plan.mission(mission):
        return exactly
    titled = [one.code for one in plan.missions if folded(one.title) == folded(mission)]
    coded = meant(mission, [one.code for one in plan.missions])
    named = dict.fromkeys([*([coded] if coded else []), *titled])
    if len(named) == 1 and (found := plan.mission(*named)):
        return found
    codes = join([*named] or [one.code for one in plan.missions])
    if named:
        sentence = _("Several missions of the plan {code} may be meant; give a code: {codes}.")
    elif codes:
        sentence = _("The plan {code} has no mission {mission}; its missions are: {codes}.")
    else:
        sentence = _("The plan {code} has no mission {mission}; it has none yet.")
    raise Refused(sentence.format(code=plan.code, mission=mission, codes=codes))


def _statuses(plan: ContinuityPlan, mission: str, site: str | None) -> set[str]:
    """Return the present state of a mission: at a site, or everywhere, of which sites differ."""
    phases = plan.mission_phases.get(mission)
    everywhere = phases[-1].status if phases else "normal"
    of_sites = {code: one.status for code, one in plan.site_phases_at(mission).items()}
    return {of_sites.get(site, everywhere)} if site else {everywhere, *of_sites.values()}


_CHANGES: Final[dict[Change, type[MissionFact]]] = {
    "degraded": MissionDegraded,
    "suspended": MissionSuspended,
    "restored": MissionRestored,
}


@command
def change(
    known: Known,
    /,
    code: str,
    mission: str,
    to: Change,
    *,
    site: str | None = None,
    reason: str | None = None,
) -> list[Fact]:
    plan, fact_class = existing_plan(known, code), _CHANGES[to]
    found = existing(known, code, mission)
    if site is not None:
        site = site_meant(known, site)
        require(
            not found.sites or site in found.sites,
            _("The mission {mission} is limited to other sites: {sites}.").format(
                mission=found.title, sites=join(found.sites)
            ),
        )
    require(
        _statuses(plan, found.code, site) != {fact_class.becomes},
        _("The mission {mission} is already {status}.").format(
            mission=found.title, status=status_word("mission", fact_class.becomes)
        ),
    )
    return [fact_class(code=plan.code, mission=found.code, site=site, reason=reason)]


# Declaration


def words() -> Words:
    return Words(
        fields={
            "essential": _("essential"),
            "mission": _("mission"),
            "mission_phases": _("state of the missions"),
            "missions": _("missions"),
            "site_phases": _("state of the missions by site"),
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
