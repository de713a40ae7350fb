"""The life of a continuity plan, its levels and its missions."""

from typing import Any

import pytest

from crisis_log.command import Command
from crisis_log.fact import Fact
from crisis_log.slices import continuity_plan as plans
from crisis_log.slices import mission
from crisis_log.slices.continuity_plan import (
    ContinuityPlan,
    Mission,
    PlanActivated,
    PlanAmended,
    PlanLevelChanged,
    PlanLifted,
    PlanRegistered,
)
from crisis_log.slices.mission import Change as MissionChange
from crisis_log.slices.mission import MissionDegraded, MissionRestored, MissionSuspended
from tests.dates import noon
from tests.given import Given, at, given

REGISTERED = PlanRegistered(
    code="pca",
    title="Continuity of care",
    levels={1: "Vigilance", 2: "Essential only"},
    missions=(
        Mission(code="children", title="Protection of children"),
        Mission(code="culture", title="Museums", essential=False),
    ),
)
ACTIVE = PlanActivated(code="pca", level=2)
DEGRADED = MissionDegraded(code="pca", mission="children")
SUSPENDED = MissionSuspended(code="pca", mission="children")
RESTORED = MissionRestored(code="pca", mission="children")


def plan(told: Given) -> ContinuityPlan:
    return told.get(ContinuityPlan, "plan/pca")


def test_a_code_and_a_title_are_enough_for_a_plan() -> None:
    given().when(plans.register("pca", "Continuity")).then(
        PlanRegistered(code="pca", title="Continuity")
    )
    told = plan(given(plans.register("pca", "Continuity")))
    assert (told.status, told.level) == ("registered", 0)
    assert told.missing() == ("objectives", "organisations", "levels", "missions", "headcount")


@pytest.mark.parametrize("code", ["pca", " pca", "pca "])
def test_a_plan_is_registered_once(code: str) -> None:
    given(REGISTERED).when(plans.register(code, "Other")).then_refused("already registered")


@pytest.mark.parametrize(
    ("code", "title", "fields", "why"),
    [
        ("", "X", {}, "code"),
        ("a b", "X", {}, "“a b” is not a short code"),
        ("a/b", "X", {}, "“a/b” is not a short code"),
        ("a" * 41, "X", {}, "code: longer than 40"),
        ("half\ud83d", "X", {}, "code: .*not valid Unicode"),
        ("x", "", {}, "title: some text is needed"),
        ("x", "X", {"organisations": ["99"]}, "code 99"),
        ("x", "X", {"headcount": -1}, "headcount"),
        ("x", "X", {"levels": {0: "None"}}, "levels"),
        ("x", "X", {"levels": {10: "Ten"}}, "levels"),
        ("x", "X", {"missions": [{"code": "a", "title": "A"}] * 2}, "same code"),
        (
            "x",
            "X",
            {"missions": [{"code": "a", "title": "A"}, {"code": "a ", "title": "B"}]},
            "same code",
        ),
        ("x", "X", {"missions": [{"code": "a b", "title": "A"}]}, "missions"),
        ("x", "X", {"colour": "red"}, "colour"),
    ],
)
def test_a_plan_that_cannot_be_kept_is_refused(
    code: str, title: str, fields: dict[str, Any], why: str
) -> None:
    given().when(plans.register(code, title, **fields)).then_refused(why)


def test_a_registered_plan_is_activated() -> None:
    given(REGISTERED).when(
        plans.activate("pca", level=2, trigger="Stage 3", act="AD 2020-12", effective_at=noon(20))
    ).then(
        PlanActivated(
            code="pca", level=2, trigger="Stage 3", act="AD 2020-12", effective_at=noon(20)
        )
    )
    told = plan(given(REGISTERED, ACTIVE))
    assert (told.status, told.level) == ("active", 2)


def test_an_active_plan_changes_level_and_is_lifted() -> None:
    given(REGISTERED, ACTIVE).when(plans.change_level("pca", level=1, reason="Better")).then(
        PlanLevelChanged(code="pca", level=1, reason="Better")
    )
    given(REGISTERED, ACTIVE).when(plans.lift("pca", reason="Over")).then(
        PlanLifted(code="pca", reason="Over")
    )
    assert plan(given(REGISTERED, ACTIVE, PlanLevelChanged(code="pca", level=1))).level == 1
    lifted = plan(given(REGISTERED, ACTIVE, PlanLifted(code="pca")))
    assert (lifted.status, lifted.level) == ("lifted", 0)


def test_a_lifted_plan_can_be_activated_again() -> None:
    past = (REGISTERED, ACTIVE, PlanLifted(code="pca"))
    given(*past).when(plans.activate("pca", level=1)).then(PlanActivated(code="pca", level=1))
    told = plan(given(*past, PlanActivated(code="pca", level=1)))
    assert [(phase.status, phase.level) for phase in told.phases] == [
        ("active", 2),
        ("lifted", 0),
        ("active", 1),
    ]


@pytest.mark.parametrize(
    ("past", "command", "why"),
    [
        ((ACTIVE,), plans.activate("pca", level=1), "already active at level 2"),
        ((ACTIVE,), plans.change_level("pca", level=2), "already at level 2"),
        ((ACTIVE,), plans.change_level("pca", level=3), "no level 3; its levels are: 1 and 2"),
        ((), plans.activate("pca", level=3), "no level 3; its levels are: 1 and 2"),
        ((), plans.change_level("pca", level=1), "not active"),
        ((), plans.lift("pca"), "not active"),
        ((ACTIVE, PlanLifted(code="pca")), plans.lift("pca"), "not active"),
        ((ACTIVE, PlanLifted(code="pca")), plans.change_level("pca", level=1), "not active"),
        ((), plans.activate("orsec", level=1), "no plan orsec .*it knows: pca"),
        ((), plans.activate("half\ud83d", level=1), "no plan"),
    ],
)
def test_a_plan_takes_no_other_way(past: tuple[Fact, ...], command: Command, why: str) -> None:
    given(REGISTERED, *past).when(command).then_refused(why)


@pytest.mark.parametrize("level", [0, 10])
def test_a_level_is_between_1_and_9_where_the_plan_names_none(level: int) -> None:
    told = given(plans.register("pca", "Continuity"))
    told.when(plans.activate("pca", level=level)).then_refused("level")
    told.when(plans.activate("pca", level=9)).then(PlanActivated(code="pca", level=9))


def levels(told: Given) -> dict[int, int | None]:
    phases = {day: plan(told).phase_at(noon(day)) for day in (16, 18, 20, 22)}
    return {day: phase.level if phase else None for day, phase in phases.items()}


def test_a_plan_is_at_a_level_from_its_effective_date() -> None:
    told = given(
        REGISTERED,
        at(noon(17), plans.activate("pca", level=1, effective_at=noon(18))),
        at(noon(19), plans.change_level("pca", level=2)),
        at(noon(21), plans.lift("pca")),
    )
    assert levels(told) == {16: None, 18: 1, 20: 2, 22: 0}


def test_a_plan_lifted_before_its_effective_date_never_takes_effect() -> None:
    told = given(
        REGISTERED,
        at(noon(16), plans.activate("pca", level=1, effective_at=noon(20))),
        at(noon(17), plans.lift("pca")),
    )
    assert levels(told)[22] == 0


@pytest.mark.parametrize(
    ("past", "change", "fact"),
    [
        ((), "degraded", DEGRADED),
        ((), "suspended", SUSPENDED),
        ((DEGRADED,), "suspended", SUSPENDED),
        ((DEGRADED,), "restored", RESTORED),
        ((SUSPENDED,), "degraded", DEGRADED),
        ((SUSPENDED,), "restored", RESTORED),
        ((DEGRADED, RESTORED), "degraded", DEGRADED),
    ],
)
def test_a_mission_is_degraded_suspended_and_restored(
    past: tuple[Fact, ...], change: MissionChange, fact: Fact
) -> None:
    command = mission.change("pca", "children", change)
    given(REGISTERED, *past).when(command).then(fact)
    told = plan(given(REGISTERED, *past, command))
    expected = "normal" if change == "restored" else change
    assert told.mission_phases["children"][-1].status == expected
    assert "culture" not in told.mission_phases


@pytest.mark.parametrize(
    ("past", "code", "change", "why"),
    [
        ((), "children", "restored", "Protection of children is already normal"),
        ((DEGRADED,), "children", "degraded", "already degraded"),
        ((SUSPENDED,), "children", "suspended", "already suspended"),
        ((), "sport", "degraded", "no mission sport; its missions are: children and culture"),
    ],
)
def test_a_mission_change_that_changes_nothing_is_refused(
    past: tuple[Fact, ...], code: str, change: mission.Change, why: str
) -> None:
    command = mission.change("pca", code, change)
    given(REGISTERED, *past).when(command).then_refused(why)


def test_a_mission_has_a_phase_at_any_instant() -> None:
    told = plan(
        given(
            REGISTERED,
            at(noon(18), mission.change("pca", "children", "degraded")),
            at(noon(20), mission.change("pca", "children", "restored")),
        )
    )
    phases = [told.mission_phase_at("children", noon(day)) for day in (17, 19, 21)]
    assert [phase.status if phase else None for phase in phases] == [None, "degraded", "normal"]


def test_an_amended_plan_keeps_its_life() -> None:
    command = plans.amend("pca", reason="Recounted", headcount=2185, title="Continuity of care")
    given(REGISTERED, ACTIVE).when(command).then(
        PlanAmended(code="pca", changes={"headcount": 2185}, reason="Recounted")
    )
    told = plan(given(REGISTERED, ACTIVE, command))
    assert (told.headcount, told.level, told.levels) == (
        2185,
        2,
        {1: "Vigilance", 2: "Essential only"},
    )


def test_the_levels_of_a_plan_can_be_amended() -> None:
    told = plan(given(REGISTERED, plans.amend("pca", reason="More", levels={3: "Shut"})))
    assert told.levels == {3: "Shut"}


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({}, "Nothing changes"),
        ({"title": "Continuity of care"}, "Nothing changes"),
        ({"title": ""}, "title"),
        ({"organisations": ["99"]}, "code 99"),
        ({"status": "active"}, "status"),
    ],
)
def test_an_amendment_that_changes_nothing_or_too_much_is_refused(
    fields: dict[str, Any], why: str
) -> None:
    given(REGISTERED).when(plans.amend("pca", reason="Why", **fields)).then_refused(why)
