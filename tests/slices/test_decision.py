"""The life of a decision: every arrow, taken and refused."""

from collections.abc import Callable
from typing import Any

import pytest

from crisis_log.command import Command
from crisis_log.fact import Fact
from crisis_log.slices import decision, decision_course
from crisis_log.slices.decision import (
    ACTS,
    Decision,
    DecisionAdopted,
    DecisionProposed,
    DecisionRejected,
    Status,
)
from crisis_log.slices.decision_course import (
    DecisionImplemented,
    DecisionRepealed,
    DecisionResumed,
    DecisionSuperseded,
    DecisionSuspended,
    DecisionWithdrawn,
)
from tests.dates import MARCH_31, noon
from tests.given import given, hour

PROPOSED = DecisionProposed(number=1, title="Close the schools", grounds="Contagion")
ADOPTED = DecisionAdopted(number=1, title="Close the schools")
OTHER = DecisionAdopted(number=2, title="Close the nurseries")
SUPERSEDED = DecisionSuperseded(number=1, by_decision=2)
PATHS: dict[Status, tuple[Fact, ...]] = {
    "proposed": (PROPOSED, OTHER),
    "adopted": (ADOPTED, OTHER),
    "rejected": (PROPOSED, OTHER, DecisionRejected(number=1)),
    "suspended": (ADOPTED, OTHER, DecisionSuspended(number=1)),
    "implemented": (ADOPTED, OTHER, DecisionImplemented(number=1)),
    "repealed": (ADOPTED, OTHER, DecisionRepealed(number=1)),
    "withdrawn": (ADOPTED, OTHER, DecisionWithdrawn(number=1)),
    "superseded": (ADOPTED, OTHER, SUPERSEDED),
}
"""Facts after which D-1 has each status; D-2 is adopted in all of them."""

ARROWS: list[tuple[Command, Fact, set[Status], Status]] = [
    (decision.adopt(1), DecisionAdopted(number=1), {"proposed"}, "adopted"),
    (
        decision.reject(1, reason="No"),
        DecisionRejected(number=1, reason="No"),
        {"proposed"},
        "rejected",
    ),
    (
        decision_course.suspend(1, reason="Strike"),
        DecisionSuspended(number=1, reason="Strike"),
        {"adopted"},
        "suspended",
    ),
    (
        decision_course.resume(1, reason="Over"),
        DecisionResumed(number=1, reason="Over"),
        {"suspended"},
        "adopted",
    ),
    (
        decision_course.implement(1, reason="Done"),
        DecisionImplemented(number=1, reason="Done"),
        {"adopted"},
        "implemented",
    ),
    (
        decision_course.repeal(1, reason="Over", effective_at=noon(20)),
        DecisionRepealed(number=1, reason="Over", effective_at=noon(20)),
        {"adopted", "suspended", "implemented"},
        "repealed",
    ),
    (
        decision_course.withdraw(1, reason="Illegal"),
        DecisionWithdrawn(number=1, reason="Illegal"),
        {"adopted", "suspended", "implemented"},
        "withdrawn",
    ),
    (
        decision_course.supersede(1, by_decision=2),
        SUPERSEDED,
        {"adopted", "suspended", "implemented"},
        "superseded",
    ),
]
VERBS = ["adopt", "reject", "suspend", "resume", "implement", "repeal", "withdraw", "supersede"]
TAKEN = [
    pytest.param(command, fact, source, target, id=f"{verb}-when-{source}")
    for verb, (command, fact, sources, target) in zip(VERBS, ARROWS, strict=True)
    for source in sorted(sources)
]
REFUSED = [
    pytest.param(command, status, id=f"{verb}-when-{status}")
    for verb, (command, _fact, sources, _target) in zip(VERBS, ARROWS, strict=True)
    for status in PATHS
    if status not in sources
]


@pytest.mark.parametrize("status", PATHS)
def test_a_decision_has_the_status_its_last_fact_gave_it(status: Status) -> None:
    assert given(*PATHS[status]).get(Decision, "decision/1").status == status


@pytest.mark.parametrize(("command", "fact", "source", "target"), TAKEN)
def test_a_decision_moves_along_its_life(
    command: Command, fact: Fact, source: Status, target: Status
) -> None:
    given(*PATHS[source]).when(command).then(fact)
    told = given(*PATHS[source], command).get(Decision, "decision/1")
    assert told.status == target
    assert (told.phases[-1].status, told.phases[-1].entry) == (target, len(PATHS[source]) + 2)


@pytest.mark.parametrize(("command", "status"), REFUSED)
def test_a_decision_takes_no_other_way(command: Command, status: Status) -> None:
    given(*PATHS[status]).when(command).then_refused(f"D-1 is {status}; .*only when")


@pytest.mark.parametrize(
    "act",
    [
        decision.adopt,
        decision.reject,
        decision_course.suspend,
        decision_course.resume,
        decision_course.implement,
        decision_course.repeal,
        decision_course.withdraw,
    ],
)
@pytest.mark.parametrize("number", [0, -1, 2, 10**30])
def test_a_decision_that_does_not_exist_is_refused(
    act: Callable[[int], Command], number: int
) -> None:
    given(ADOPTED).when(act(number)).then_refused(f"no decision D-{number} ")


def test_decisions_are_numbered_without_gaps_whatever_is_refused() -> None:
    told = given(decision.propose("One"), decision.record("Two"))
    told.when(decision.record("")).then_refused("title")
    told.when(decision.record("Three")).then(DecisionAdopted(number=3, title="Three"))


@pytest.mark.parametrize("command", [decision.record(""), decision.propose("  ")])
def test_a_decision_needs_a_title(command: Command) -> None:
    given().when(command).then_refused("title: some text is needed")


def test_one_title_is_enough_and_what_is_missing_is_known() -> None:
    told = given(decision.record("Close the schools")).get(Decision, "decision/1")
    assert told.missing() == (
        "decided_by",
        "situation",
        "grounds",
        "legal_basis",
        "owner",
        "due_on",
    )


def test_who_decided_is_missing_only_once_it_is_decided() -> None:
    proposed = given(PROPOSED).get(Decision, "decision/1")
    assert "decided_by" not in proposed.missing()


def test_an_act_is_complete_only_with_its_number() -> None:
    told = given(
        decision.record(
            "Close the schools",
            decided_by="The president",
            situation="Three cases",
            options=["Close", "Wait"],
            grounds="Contagion",
            legal_basis=["Code, L. 3131-1"],
            owner="DGS",
            due_on=MARCH_31,
            act="order",
        )
    ).get(Decision, "decision/1")
    assert told.options == ("Close", "Wait")
    assert told.missing() == ("act_number",)


@pytest.mark.parametrize("act", ACTS)
def test_an_act_is_an_order_a_deliberation_or_a_memo(act: decision.Act) -> None:
    given().when(decision.record("X", act=act)).then(DecisionAdopted(number=1, title="X", act=act))


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"act": "poster"}, "poster"),
        ({"due_on": "soon"}, "deadline: .*soon"),
        ({"grounds": "half \udc00"}, "grounds: .*not valid Unicode"),
        ({"colour": "red"}, "colour"),
        ({"organisations": ["78", "99"]}, "code 99; .*78 and 92"),
    ],
)
def test_a_field_that_cannot_be_kept_is_refused(fields: dict[str, Any], why: str) -> None:
    given().when(decision.record("X", **fields)).then_refused(why)
    given().when(decision.propose("X", **fields)).then_refused(why)
    given(PROPOSED).when(decision.adopt(1, **fields)).then_refused(why)
    given(ADOPTED).when(decision.amend(1, reason="Why", **fields)).then_refused(why)


def test_an_effective_date_without_time_zone_is_refused() -> None:
    given().when(decision.record("X", effective_at=noon(20).replace(tzinfo=None))).then_refused(
        "date of effect"
    )


def test_what_is_said_at_the_adoption_replaces_what_was_proposed() -> None:
    told = given(PROPOSED, decision.adopt(1, grounds="Epidemic", owner="DGS")).get(
        Decision, "decision/1"
    )
    assert (told.title, told.grounds, told.owner) == ("Close the schools", "Epidemic", "DGS")
    adopted = told.adopted()
    assert adopted is not None
    assert (adopted.since, adopted.entry) == (hour(3), 3)
