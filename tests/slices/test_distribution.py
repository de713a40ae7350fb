"""What is handed out to functions, and acknowledged by those that it was handed out to."""

import pytest

from crisis_log import striking
from crisis_log.command import Command
from crisis_log.slices import cell, crisis, decision, distribution, instruction
from crisis_log.slices.distribution import Acknowledged, Distributed, Distribution
from crisis_log.slices.instruction import InstructionAcknowledged
from tests.given import Given, Past, at, given, hour

DECIDED = decision.record("Give masks")
"""Recorded as entry n° 2: D-1."""


def handed(*to: str, what: str = "D-1", channel: str | None = None) -> Command:
    return distribution.distribute(what, to=to, channel=channel)


def decided(*past: Past) -> Given:
    return given(DECIDED, *past)


def receipt(function: str | None = None, what: str = "D-1", number: int = 9) -> Command:
    return distribution.acknowledge(what, function=function, at=hour(number))


def test_each_function_is_named_once_as_the_cell_spells_it() -> None:
    appointed = cell.appoint("Crisis director", at=hour(3))
    decided(appointed).when(handed("crisis  DIRECTOR", "Prefecture", "prefecture")).then(
        Distributed(topic="D-1", to=("Crisis director", "prefecture"))
    )


@pytest.mark.parametrize(
    ("what", "refusal"),
    [
        ("D-2", "There is no D-2"),
        ("R-1", "There is no R-1"),
        ("C-1", "There is no C-1"),
        ("n° 3", "There is no entry n° 3; the last is n° 2"),
    ],
)
def test_only_what_the_register_holds_is_handed_out(what: str, refusal: str) -> None:
    decided().when(handed("Prefecture", what=what)).then_refused(refusal)
    decided().when(receipt("Prefecture", what=what)).then_refused(refusal)


def test_it_goes_to_a_function_once_by_each_channel() -> None:
    register = decided(handed("Prefecture", channel="e-mail"))
    register.when(handed("Mayor", "PREFECTURE", channel="e-mail")).then_refused(
        "D-1 was handed out to “PREFECTURE” is recorded already, under n° 3"
    )
    register.when(handed("Prefecture", channel="paper")).then(
        Distributed(topic="D-1", to=("Prefecture",), channel="paper")
    )


def test_who_was_handed_it_acknowledges_it_once() -> None:
    register = decided(handed("Prefecture"))
    register.when(receipt("PREFECTURE")).then(Acknowledged(topic="D-1", function="Prefecture"))
    register.add(receipt("Prefecture"))
    register.when(receipt("prefecture")).then_refused("is recorded already, under n° 4")


def test_nobody_acknowledges_what_they_were_not_handed_by_then() -> None:
    register = decided(handed("Prefecture"))
    register.when(receipt("Mayor")).then_refused("not recorded that D-1 was handed out to “Mayor”")
    register.when(receipt("Prefecture", number=2)).then_refused("by then")


def test_whoever_records_it_acknowledges_it_if_nobody_is_named() -> None:
    decided(handed("Secretary")).when(receipt()).then(
        Acknowledged(topic="D-1", function="Secretary")
    )


def test_the_receipt_of_an_instruction_is_that_of_whoever_it_is_given_to() -> None:
    register = given(instruction.give("Deliver", to=["Logistics"]), handed("Mayor", what="C-1"))
    register.when(receipt(what="C-1")).then(InstructionAcknowledged(number=1, function="Logistics"))
    register.when(receipt("Mayor", what="C-1")).then(Acknowledged(topic="C-1", function="Mayor"))


def test_a_copy_that_was_acknowledged_cannot_be_struck() -> None:
    register = decided(handed("Prefecture"), handed("Mayor"), receipt("Mayor"))
    register.when(striking.strike(4, reason="x")).then_refused("n° 5")
    register.add(striking.strike(3, reason="never sent"))
    told = register.get(Distribution, "distribution/D-1")
    assert [one.function for one in told.copies] == ["Mayor"]


def test_reports_are_handed_out_after_the_closing_too() -> None:
    register = decided(crisis.close())
    register.when(handed("Prefecture")).then(Distributed(topic="D-1", to=("Prefecture",)))
    register.add(at(hour(5), handed("Prefecture")))
    assert register.when(receipt("Prefecture")).refusal is None
