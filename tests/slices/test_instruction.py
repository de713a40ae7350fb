"""An instruction is given to a function, acknowledged by it, and done or cancelled once."""

from datetime import UTC, datetime, timedelta

import pytest

from crisis_log import striking
from crisis_log.command import Command
from crisis_log.slices import cell, decision, instruction
from crisis_log.slices.instruction import (
    PATIENCE,
    Instruction,
    InstructionAcknowledged,
    InstructionCancelled,
    InstructionDone,
    InstructionGiven,
)
from tests.given import Given, at, given, hour

GIVEN = instruction.give("Deliver masks", to=["Logistics"])
"""Recorded as entry n° 2: C-1."""


def acknowledged(number: int, at: datetime, function: str | None = None) -> Command:
    return instruction.acknowledge(number, function=function, at=at)


def first(register: Given) -> Instruction:
    return register.get(Instruction, "instruction/1")


def test_each_function_that_it_is_given_to_has_one_of_its_own() -> None:
    given(GIVEN).when(
        instruction.give("Warn", to=["Press office", "Logistics", "press  OFFICE"])
    ).then(
        InstructionGiven(number=2, text="Warn", to="press OFFICE"),
        InstructionGiven(number=3, text="Warn", to="Logistics"),
    )


def test_a_function_of_the_cell_is_spelled_as_the_cell_spells_it() -> None:
    appointed = cell.appoint("Head of logistics", at=hour(2))
    given(appointed).when(instruction.give("Warn", to=["head of  LOGISTICS"])).then(
        InstructionGiven(number=1, text="Warn", to="Head of logistics")
    )


def test_what_it_is_about_is_there_and_is_told_once() -> None:
    about = decision.record("Give masks")
    given(about).when(
        instruction.give("Deliver", to=["Logistics"], about=["D-1", "n° 2", "D-1"])
    ).then(InstructionGiven(number=1, text="Deliver", to="Logistics", about=("D-1", "n° 2")))
    given(about).when(instruction.give("Deliver", to=["Logistics"], about=["D-2"])).then_refused(
        "There is no D-2 in this register"
    )
    given(about).when(instruction.give("Deliver", to=["Logistics"], about=["n° 9"])).then_refused(
        "There is no entry n° 9; the last is n° 2"
    )


def test_whoever_it_is_given_to_acknowledges_it_unless_another_is_named() -> None:
    given(GIVEN).when(acknowledged(1, hour(3))).then(
        InstructionAcknowledged(number=1, function="Logistics")
    )
    given(GIVEN).when(acknowledged(1, hour(3), "Deputy")).then(
        InstructionAcknowledged(number=1, function="Deputy")
    )


def test_one_function_acknowledges_it_once() -> None:
    register = given(GIVEN, acknowledged(1, hour(3)))
    register.when(acknowledged(1, hour(4), "LOGISTICS")).then_refused(
        "C-1 by “LOGISTICS” is recorded already, under n° 3"
    )
    register.when(acknowledged(1, hour(4), "Deputy")).then(
        InstructionAcknowledged(number=1, function="Deputy")
    )


def test_it_is_acknowledged_after_it_was_given_and_before_it_is_cancelled() -> None:
    given(GIVEN).when(acknowledged(1, hour(1))).then_refused("no receipt can come before")
    cancelled = given(GIVEN, instruction.cancel(1, reason="sold out"))
    cancelled.when(acknowledged(1, hour(4))).then_refused("C-1 was cancelled")
    early = hour(2) + timedelta(minutes=5)
    assert cancelled.when(acknowledged(1, early)).refusal is None, "recorded late"


def test_a_receipt_recorded_after_the_end_is_told_at_its_time() -> None:
    early = hour(2) + timedelta(minutes=5)
    register = given(GIVEN, instruction.done(1), at(early, acknowledged(1, early)))
    told = first(register)
    assert told.status_at(hour(2)) == "given"
    assert told.status_at(early) == "acknowledged"
    assert told.status_at(hour(3)) == "done"
    assert told.status_at(hour(1)) is None, "not given yet"


@pytest.mark.parametrize("second", [instruction.done(1), instruction.cancel(1, reason="late")])
@pytest.mark.parametrize("end", [instruction.done(1), instruction.cancel(1, reason="late")])
def test_it_ends_once(end: Command, second: Command) -> None:
    given(GIVEN, end).when(second).then_refused("C-1 is (done|cancelled) already, by entry n° 3")


def test_it_may_be_done_without_a_receipt() -> None:
    given(GIVEN).when(instruction.done(1, text="Delivered at noon")).then(
        InstructionDone(number=1, text="Delivered at noon")
    )
    given(GIVEN).when(instruction.cancel(1, reason="No van")).then(
        InstructionCancelled(number=1, reason="No van")
    )


@pytest.mark.parametrize(
    "command",
    [
        acknowledged(7, hour(3)),
        instruction.done(7),
        instruction.cancel(7, reason="none"),
    ],
)
def test_what_was_never_given_is_not_followed(command: Command) -> None:
    given(GIVEN).when(command).then_refused("There is no instruction C-7")


@pytest.mark.parametrize(("minutes", "waits"), [(-1, False), (0, True), (1, True)])
def test_that_it_lacks_a_receipt_is_seen_after_a_quarter_of_an_hour(
    minutes: int, waits: bool
) -> None:
    later = hour(2) + PATIENCE + timedelta(minutes=minutes)
    assert first(given(GIVEN)).is_without_receipt(later) is waits
    told = given(GIVEN, at(later, acknowledged(1, later)))
    assert first(told).is_without_receipt(later + PATIENCE) is False
    assert first(given(GIVEN, instruction.done(1))).is_without_receipt(hour(9)) is False


def test_an_instruction_that_others_follow_cannot_be_struck() -> None:
    register = given(GIVEN, acknowledged(1, hour(3)), instruction.done(1))
    register.when(striking.strike(2, reason="typed twice")).then_refused("n° 3 to 4")
    register.add(striking.strike(4, reason="not done"))
    assert first(register).status_at(hour(9)) == "acknowledged"
    register.add(striking.strike(3, reason="wrong one"))
    assert first(register).status_at(hour(9)) == "given"


def test_a_deadline_may_be_an_hour() -> None:
    due = datetime(2020, 3, 20, 17, tzinfo=UTC)
    assert first(given(instruction.give("Go", to=["Press"], due=due))).due == due
