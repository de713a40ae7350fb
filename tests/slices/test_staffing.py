"""Agents counted by modality, one day and one perimeter at a time."""

from datetime import date
from typing import Any

import pytest

from crisis_log.command import Command
from crisis_log.slices import continuity_plan as plans
from crisis_log.slices import staffing
from crisis_log.slices.continuity_plan import ContinuityPlan
from crisis_log.slices.staffing import (
    MODALITIES,
    Modality,
    StaffingCorrected,
    StaffingCounted,
    StaffingOfDay,
)
from tests.dates import MARCH_17, MARCH_18
from tests.given import Given, given

REGISTERED = plans.register(
    "pca",
    "Continuity",
    headcount=2185,
    missions=[
        {"code": "children", "title": "Protection of children"},
        {"code": "health", "title": "Maternal health"},
    ],
)


def counted(
    on_site: int,
    day: date = MARCH_18,
    mission: str | None = None,
    organisation: str | None = None,
) -> Command:
    return staffing.count(
        "pca", day=day, counts={"on_site": on_site}, mission=mission, organisation=organisation
    )


def of_day(told: Given, day: date = MARCH_18) -> StaffingOfDay:
    return told.get(StaffingOfDay, StaffingOfDay.named("pca", day))


def total(told: Given) -> int:
    return sum(count.total for count in of_day(told).totals())


def test_agents_are_counted_by_every_modality() -> None:
    counts: dict[Modality, int] = {
        modality: 100 * number for number, modality in enumerate(MODALITIES)
    }
    told = given(REGISTERED)
    command = staffing.count("pca", day=MARCH_18, counts=counts)
    told.when(command).then(StaffingCounted(code="pca", day=MARCH_18, counts=counts))
    assert total(given(REGISTERED, command)) == 2100


def test_a_second_count_corrects_the_first_which_stays_in_the_history() -> None:
    told = given(REGISTERED, counted(1000))
    told.when(counted(1001)).then(
        StaffingCorrected(code="pca", day=MARCH_18, counts={"on_site": 1001})
    )
    day = of_day(given(REGISTERED, counted(1000), counted(1001), counted(998)))
    assert [(count.agents, count.entry) for count in day.counts] == [({"on_site": 998}, 5)]
    assert [(count.agents, count.entry) for count in day.replaced] == [
        ({"on_site": 1000}, 3),
        ({"on_site": 1001}, 4),
    ]


def test_the_same_count_is_not_recorded_twice() -> None:
    given(REGISTERED, counted(1000)).when(counted(1000)).then_refused("already recorded")


@pytest.mark.parametrize(
    "other",
    [
        counted(1000, day=MARCH_17),
        counted(1000, organisation="78"),
        counted(1000, mission="children"),
        counted(1000, organisation="78", mission="children"),
    ],
)
def test_a_count_of_another_day_or_perimeter_corrects_nothing(other: Command) -> None:
    outcome = given(REGISTERED, counted(1000)).when(other)
    assert [type(fact) for fact in outcome.facts] == [StaffingCounted]
    assert of_day(given(REGISTERED, counted(1000), other)).replaced == ()


def test_the_whole_plan_is_counted_once_whatever_its_parts() -> None:
    parts = (counted(400, organisation="78"), counted(500, mission="children"))
    assert total(given(REGISTERED, *parts, counted(1000))) == 1000


def test_organisations_add_up_without_their_missions() -> None:
    told = given(
        REGISTERED,
        counted(400, organisation="78"),
        counted(600, organisation="92"),
        counted(100, mission="children"),
        counted(40, organisation="78", mission="children"),
    )
    assert total(told) == 1000


def test_single_missions_add_up_to_nothing_held_against_the_headcount() -> None:
    told = given(REGISTERED, counted(100, mission="children"), counted(50, mission="health"))
    assert of_day(told).totals() == ()
    assert told.get(ContinuityPlan, "plan/pca").last_counted_on is None


def test_a_mission_is_not_counted_again_in_each_organisation() -> None:
    told = given(
        REGISTERED,
        counted(100, mission="children"),
        counted(40, organisation="78", mission="children"),
        counted(60, organisation="92", mission="children"),
        counted(30, organisation="78", mission="health"),
    )
    assert total(told) == 130


def test_the_last_counted_day_is_the_latest_not_the_last_recorded() -> None:
    told = given(REGISTERED, counted(1000, day=MARCH_18), counted(990, day=MARCH_17))
    assert told.get(ContinuityPlan, "plan/pca").last_counted_on == MARCH_18


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"counts": {}}, "counts"),
        ({"counts": {"on_site": -1}}, "counts"),
        ({"counts": {"on_site": 10**8}}, "counts"),
        ({"counts": {"on_holiday": 1}}, "counts"),
        ({"mission": "sport"}, "no mission sport"),
        ({"organisation": "99"}, "code 99"),
    ],
)
def test_a_count_that_cannot_be_kept_is_refused(fields: dict[str, Any], why: str) -> None:
    arguments: dict[str, Any] = {"day": MARCH_18, "counts": {"on_site": 1}} | fields
    given(REGISTERED).when(staffing.count("pca", **arguments)).then_refused(why)


def test_there_is_no_count_for_a_plan_that_does_not_exist() -> None:
    given().when(counted(1000)).then_refused("no plan pca .*it holds none")
