import pytest

from crisis_log.command import Command
from crisis_log.slices import continuity_plan as plans
from crisis_log.slices import measure, mission, site, staffing
from crisis_log.slices.continuity_plan import ContinuityPlan
from crisis_log.slices.mission import MissionDegraded, MissionSuspended
from crisis_log.slices.site import SiteAdded
from crisis_log.slices.staffing import StaffingOfDay
from crisis_log.striking import strike
from tests.given import Given, given, hour

MANTES, POISSY = site.add("mantes", "Mantes-la-Jolie"), site.add("poissy", "Poissy")
PLAN = plans.register(
    "pca",
    "Continuity",
    missions=(
        {"code": "asr", "title": "Accueil social"},
        {"code": "paie", "title": "Paie", "sites": ("mantes",)},
        {"code": "paie2", "title": "PAIE"},
    ),
)
DAY = hour(1).date()


def changed(to: mission.Change, at_site: str | None = None, of: str = "asr") -> Command:
    return mission.change("pca", of, to, site=at_site)


def status(register: Given, at_site: str | None = None) -> str:
    plan = register.get(ContinuityPlan, "plan/pca")
    now = hour(99)
    everywhere = plan.mission_phase_at("asr", now)
    phase = plan.site_phases_at("asr", now).get(at_site or "", everywhere)
    return phase.status if phase else "normal"


def test_a_site_is_added_once_and_may_be_that_of_an_organisation() -> None:
    register = given(site.add("mantes", "Mantes", organisation="78"))
    register.when(MANTES).then_refused("already in the register")
    register.when(site.add("lyon", "Lyon", organisation="69")).then_refused("code 69")
    register.when(POISSY).then(SiteAdded(code="poissy", name="Poissy"))


def test_a_mission_is_told_apart_at_a_site_until_all_are_told_together() -> None:
    register = given(MANTES, POISSY, PLAN, changed("suspended", "mantes"))
    assert [status(register), status(register, "mantes")] == ["normal", "suspended"]
    register.when(changed("suspended", "mantes")).then_refused("already suspended")
    register.add(changed("degraded", "poissy"))
    assert status(register, "poissy") == "degraded"
    register.when(changed("restored", "poissy")).then(
        mission.MissionRestored(code="pca", mission="asr", site="poissy")
    )
    register.when(changed("degraded")).then(MissionDegraded(code="pca", mission="asr"))
    register.add(changed("degraded"))
    assert {status(register, code) for code in (None, "mantes", "poissy")} == {"degraded"}
    register.when(changed("degraded")).then_refused("already degraded")


def test_a_mission_changes_only_at_the_sites_that_it_is_limited_to() -> None:
    register = given(MANTES, POISSY, PLAN)
    register.when(changed("suspended", "poissy", of="paie")).then_refused("other sites: mantes")
    register.when(changed("suspended", "lyon")).then_refused("code lyon; .* mantes and poissy")


def test_a_mission_is_named_by_its_code_or_by_a_title_that_only_it_has() -> None:
    register = given(MANTES, PLAN)
    register.when(changed("suspended", of="ACCUEIL  social")).then(
        MissionSuspended(code="pca", mission="asr")
    )
    register.when(changed("suspended", of="paie")).then(
        MissionSuspended(code="pca", mission="paie")
    )
    register.when(changed("suspended", of="Paie")).then_refused("give a code: paie and paie2")
    register.when(changed("suspended", of="pai")).then_refused("its missions are: asr, paie and")


def test_agents_counted_by_site_add_up_and_are_never_counted_twice() -> None:
    def count(agents: int, **perimeter: str) -> Command:
        return staffing.count("pca", day=DAY, counts={"on_site": agents}, **perimeter)

    def total(register: Given) -> int:
        day = register.get(StaffingOfDay, f"staffing/pca:{DAY}")
        return sum(counted.total for counted in day.totals())

    register = given(MANTES, POISSY, PLAN, count(10, site="mantes"), count(20, site="poissy"))
    assert total(register) == 30
    register.add(count(7, mission="Accueil social"))
    register.add(count(3, site="mantes", mission="asr"))
    assert total(register) == 30
    register.add(count(40, organisation="78"))
    assert total(register) == 40
    register.add(count(5, organisation="92", site="mantes"))
    register.add(count(6, organisation="92", mission="asr"))
    assert total(register) == 45
    register.add(count(50))
    assert total(register) == 50
    register.when(count(10, site="mantes")).then_refused("already recorded")
    register.when(count(1, site="lyon")).then_refused("code lyon")


def test_a_measure_is_limited_to_sites_that_the_register_knows() -> None:
    given().when(measure.order("Pumps", sites=("mantes",))).then_refused("the register knows none")
    given(MANTES).when(measure.order("Pumps", sites=("mantes", "mantes"))).then_refused("twice")
    register = given(MANTES, measure.order("Pumps", sites=("mantes",)))
    register.when(measure.amend(1, sites=("lyon",), reason="R")).then_refused("code lyon")


@pytest.mark.parametrize(
    "naming",
    [
        PLAN,
        measure.order("Pumps", sites=("mantes",)),
    ],
)
def test_a_site_is_not_struck_while_something_names_it(naming: Command) -> None:
    register = given(MANTES)
    assert register.when(strike(2, reason="Twice")).refusal is None
    register.add(naming)
    register.when(strike(2, reason="Twice")).then_refused("n° 3 would not follow")


def test_codes_of_all_kinds_are_found_as_typed_and_recorded_as_the_register_writes_them() -> None:
    register = given(MANTES, site.add("S-01", "Siège"), PLAN)
    active = plans.PlanActivated(code="pca", level=1)
    register.when(plans.activate("PCA", level=1)).then(active)
    register.when(mission.change("Pca", "ASR", "degraded", site="s1")).then(
        MissionDegraded(code="pca", mission="asr", site="S-01")
    )
    register.when(staffing.count("PCA", day=DAY, counts={"on_site": 1}, site="MANTES")).then(
        staffing.StaffingCounted(code="pca", day=DAY, counts={"on_site": 1}, site="mantes")
    )
    register.when(measure.order("Trier", sites=("Mantes", "s 1"))).then(
        measure.MeasureOrdered(number=1, title="Trier", sites=("mantes", "S-01"))
    )
    register.when(measure.order("Trier", sites=("mantes", "MANTES"))).then_refused("given twice")
