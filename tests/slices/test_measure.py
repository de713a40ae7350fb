"""The life of a measure, and how far it got."""

from collections.abc import Callable
from datetime import UTC
from decimal import Decimal
from typing import Any

import pytest

from crisis_log.command import Command
from crisis_log.fact import Fact
from crisis_log.slices import decision, indicator, measure
from crisis_log.slices.decision import DecisionAdopted, DecisionRejected
from crisis_log.slices.decision_course import DecisionWithdrawn
from crisis_log.slices.indicator import MeasureReported
from crisis_log.slices.measure import (
    Indicator,
    Measure,
    MeasureAmended,
    MeasureCompleted,
    MeasureExtended,
    MeasureLifted,
    MeasureOrdered,
    MeasureReopened,
    Status,
)
from crisis_log.when import end_of
from tests.dates import MARCH_17, MARCH_18, MARCH_31
from tests.given import given

ORDERED = MeasureOrdered(number=1, title="Deploy licences", due_on=MARCH_18)
REPORTED = MeasureReported(number=1, as_of=MARCH_17, progress=10)
PATHS: dict[Status, tuple[Fact, ...]] = {
    "ordered": (ORDERED,),
    "in_progress": (ORDERED, REPORTED),
    "extended": (ORDERED, MeasureExtended(number=1, due_on=MARCH_31)),
    "completed": (ORDERED, REPORTED, MeasureCompleted(number=1)),
    "lifted": (ORDERED, MeasureLifted(number=1)),
    "reopened": (ORDERED, MeasureLifted(number=1), MeasureReopened(number=1)),
}
OPEN: tuple[Status, ...] = ("ordered", "in_progress", "extended", "reopened")
OVER: tuple[Status, ...] = ("completed", "lifted")
LATER = MARCH_31.replace(month=4, day=30)
ON_OPEN: list[tuple[Command, Fact, Status]] = [
    (
        measure.extend(1, due_on=LATER, reason="Late delivery"),
        MeasureExtended(number=1, due_on=LATER, reason="Late delivery"),
        "extended",
    ),
    (
        measure.complete(1, reason="All delivered"),
        MeasureCompleted(number=1, reason="All delivered"),
        "completed",
    ),
    (
        measure.lift(1, reason="No more use"),
        MeasureLifted(number=1, reason="No more use"),
        "lifted",
    ),
]


@pytest.mark.parametrize("status", PATHS)
def test_a_measure_has_the_status_its_last_fact_gave_it(status: Status) -> None:
    told = given(*PATHS[status]).get(Measure, "measure/1")
    assert told.status == status
    assert told.is_open == (status in OPEN)


@pytest.mark.parametrize("source", OPEN)
@pytest.mark.parametrize(("command", "fact", "target"), ON_OPEN)
def test_an_open_measure_is_extended_completed_or_lifted(
    command: Command, fact: Fact, target: Status, source: Status
) -> None:
    given(*PATHS[source]).when(command).then(fact)
    assert given(*PATHS[source], command).get(Measure, "measure/1").status == target


@pytest.mark.parametrize("source", OVER)
@pytest.mark.parametrize(
    "command",
    [
        *(command for command, _fact, _target in ON_OPEN),
        indicator.report(1, as_of=MARCH_18, progress=50),
        indicator.report(1, as_of=MARCH_18, text="Still going"),
    ],
)
def test_a_measure_that_is_over_must_be_reopened_first(command: Command, source: Status) -> None:
    given(*PATHS[source]).when(command).then_refused(f"M-1 is {source}; reopen it first")


@pytest.mark.parametrize("source", OVER)
def test_a_measure_that_is_over_can_be_reopened(source: Status) -> None:
    command = measure.reopen(1, due_on=MARCH_31, reason="Second wave")
    given(*PATHS[source]).when(command).then(
        MeasureReopened(number=1, due_on=MARCH_31, reason="Second wave")
    )
    told = given(*PATHS[source], command).get(Measure, "measure/1")
    assert (told.status, told.due_on) == ("reopened", MARCH_31)


@pytest.mark.parametrize("source", OPEN)
def test_an_open_measure_is_not_reopened(source: Status) -> None:
    given(*PATHS[source]).when(measure.reopen(1)).then_refused("M-1 is already open")


@pytest.mark.parametrize(
    "act", [measure.complete, measure.lift, measure.reopen], ids=lambda act: str(act.__name__)
)
@pytest.mark.parametrize("number", [0, 2, 10**30])
def test_a_measure_that_does_not_exist_is_refused(
    act: Callable[[int], Command], number: int
) -> None:
    given(ORDERED).when(act(number)).then_refused(f"no measure M-{number} ")


def test_measures_are_numbered_without_gaps_whatever_is_refused() -> None:
    told = given(measure.order("One"), measure.order("Two"))
    told.when(measure.order("")).then_refused("title: some text is needed")
    told.when(measure.order("Three")).then(MeasureOrdered(number=3, title="Three"))


def test_one_title_is_enough_and_what_is_missing_is_known() -> None:
    told = given(measure.order("Deploy licences")).get(Measure, "measure/1")
    assert told.missing() == ("category", "owner", "due_on")


def test_a_measure_can_carry_out_a_decision() -> None:
    told = given(decision.record("Work from home"))
    told.when(measure.order("Deploy licences", decision=1)).then(
        MeasureOrdered(number=1, title="Deploy licences", decision=1)
    )


@pytest.mark.parametrize(
    ("past", "why"),
    [
        ((), "no decision D-1"),
        (
            (decision.propose("X"), DecisionRejected(number=1)),
            "D-1 is rejected; it cannot found a measure",
        ),
        (
            (DecisionAdopted(number=1, title="X"), DecisionWithdrawn(number=1)),
            "D-1 is withdrawn; it cannot found a measure",
        ),
    ],
)
def test_a_measure_needs_a_decision_that_can_found_it(
    past: tuple[Fact | Command, ...], why: str
) -> None:
    given(*past).when(measure.order("Deploy", decision=1)).then_refused(why)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"organisations": ["99"]}, "code 99"),
        ({"owner": "half \ud83d"}, "owner: .*not valid Unicode"),
        ({"colour": "red"}, "colour"),
        ({"start_on": MARCH_18, "due_on": MARCH_17}, "deadline comes before the start"),
        ({"indicators": [{"name": "licences"}, {"name": "licences"}]}, "same name"),
        ({"indicators": [{"name": "licences"}, {"name": " licences "}]}, "same name"),
        ({"indicators": [{"name": "licences", "target": "many"}]}, "indicators"),
    ],
)
def test_a_field_that_cannot_be_kept_is_refused(fields: dict[str, Any], why: str) -> None:
    given().when(measure.order("Deploy", **fields)).then_refused(why)
    given(ORDERED).when(measure.amend(1, reason="Why", **fields)).then_refused(why)


@pytest.mark.parametrize("due_on", [MARCH_17, MARCH_18])
def test_an_extension_goes_further_than_the_present_deadline(due_on: Any) -> None:
    given(ORDERED).when(measure.extend(1, due_on=due_on)).then_refused("must come after")


def test_a_measure_is_overdue_the_day_after_its_deadline_while_it_is_open() -> None:
    late = given(ORDERED).get(Measure, "measure/1")
    assert [late.is_overdue(end_of(day, UTC), UTC) for day in (MARCH_17, MARCH_18, MARCH_31)] == [
        False,
        False,
        True,
    ]
    over = given(ORDERED, MeasureLifted(number=1)).get(Measure, "measure/1")
    assert not over.is_overdue(end_of(MARCH_31, UTC), UTC)
    extended = given(ORDERED, measure.extend(1, due_on=MARCH_31)).get(Measure, "measure/1")
    assert not extended.is_overdue(end_of(MARCH_31, UTC), UTC)


def test_an_amendment_says_only_what_changes_and_keeps_the_rest() -> None:
    command = measure.amend(
        1,
        reason="Named",
        owner="DSI",
        due_on=MARCH_18,
        indicators=[{"name": "licences", "target": "2000"}],
    )
    changes = {
        "owner": "DSI",
        "indicators": [{"name": "licences", "unit": None, "target": "2000", "scope": None}],
    }
    given(ORDERED).when(command).then(MeasureAmended(number=1, changes=changes, reason="Named"))
    told = given(ORDERED, REPORTED, command).get(Measure, "measure/1")
    assert (told.owner, told.progress, told.due_on) == ("DSI", 10, MARCH_18)
    assert told.indicators == (Indicator(name="licences", target=Decimal(2000)),)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({}, "Nothing changes"),
        ({"title": "Deploy licences"}, "Nothing changes"),
        ({"title": ""}, "title"),
        ({"status": "completed"}, "status"),
        ({"start_on": MARCH_31}, "deadline comes before the start"),
    ],
)
def test_an_amendment_that_changes_nothing_or_too_much_is_refused(
    fields: dict[str, Any], why: str
) -> None:
    given(ORDERED).when(measure.amend(1, reason="Why", **fields)).then_refused(why)
