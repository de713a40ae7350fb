"""A function had something by what is recorded of it: handed out, acknowledged, or present."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import pytest
from hypothesis import given as for_any
from hypothesis import settings
from hypothesis import strategies as st

from crisis_log import striking
from crisis_log.account import HeldInMemory
from crisis_log.command import Command
from crisis_log.fact import Refused
from crisis_log.slices import (
    attendance,
    cell,
    decision,
    distribution,
    instruction,
    journal,
    measure,
    meeting,
)
from crisis_log.slices.issued_report import ReportIssued
from crisis_log.views.who_knew import WhoKnew, who_knew
from tests.given import Given, at, given, hour
from tests.golden.make import EXAMPLES
from tests.histories import History, histories
from tests.histories import told as told_history

LATER: Final = hour(99)
DECIDED = decision.record("Give masks")
"""Recorded as entry n° 2: D-1."""
(ISSUED,) = (fact for fact in EXAMPLES if isinstance(fact, ReportIssued))


def handed(*to: str, what: str = "D-1") -> Command:
    return distribution.distribute(what, to=to)


def asked(register: Given, what: str = "D-1", instant: datetime = LATER) -> WhoKnew:
    return who_knew(HeldInMemory(register.entries), what, instant)


def told(register: Given, what: str = "D-1", instant: datetime = LATER) -> list[str]:
    """Return who had it, by what, and through which entry: `Mayor: distribution n° 3`."""
    return [
        f"{one.function}: {by.how}{f' {by.through}' if by.through else ''} n° {by.entry}"
        for one in asked(register, what, instant).informed
        for by in one.communications
    ]


def report(**fields: object) -> ReportIssued:
    """Return the first report, that tells entries 1 to 2 of a week, or as `fields` say."""
    told_of = {"number": 1, "first_entry": 1, "known_upto": 2, "rectifies": None, "replaces": ()}
    return ReportIssued.model_validate(ISSUED.model_dump() | told_of | fields)


def test_nobody_had_what_is_not_recorded_as_told() -> None:
    assert told(given(DECIDED)) == []


def test_it_is_handed_out_and_acknowledged() -> None:
    register = given(
        DECIDED,
        handed("Prefecture", "Mayor"),
        distribution.acknowledge("D-1", function="prefecture", at=hour(4)),
    )
    assert told(register) == [
        "Mayor: distribution n° 3",
        "Prefecture: distribution n° 3",
        "Prefecture: acknowledgement n° 4",
    ]
    assert told(register, instant=hour(3)) == [
        "Mayor: distribution n° 3",
        "Prefecture: distribution n° 3",
    ]
    assert told(register, instant=hour(2)) == []


def test_the_entry_that_told_it_is_it() -> None:
    register = given(decision.propose("Give masks"), DECIDED, decision.adopt(1))
    register.add(handed("Mayor", what="n° 4"))
    register.add(handed("Prefecture", what="n° 2"))
    assert asked(register).entry == 4, "which adopted it"
    assert told(register) == ["Mayor: distribution n° 5"], "the proposal is another thing"
    assert told(register, "n° 4") == ["Mayor: distribution n° 5"]


def test_a_thing_handed_out_before_an_entry_about_it_did_not_tell_that() -> None:
    register = given(
        DECIDED, handed("Mayor"), decision.amend(1, owner="Depot", reason="gap"), handed("Press")
    )
    assert told(register, "n° 4") == ["Press: distribution D-1 n° 5".replace(" D-1", "")]


@pytest.mark.parametrize(
    ("what", "text"),
    [("D-1", "Give masks"), ("M-1", "Deliver"), ("C-1", "Drive"), ("n° 2", "Give masks")],
)
def test_what_is_asked_for_is_named(what: str, text: str) -> None:
    register = given(
        DECIDED,
        measure.order("Deliver", decision=1),
        instruction.give("Drive", to=["Depot"]),
        handed("Mayor", what=what),
    )
    assert asked(register, what).text == text
    assert told(register, what) == ["Mayor: distribution n° 5"]


def test_a_line_is_named_by_its_words_and_its_corrections_are_other_entries() -> None:
    register = given(journal.log("A case"), handed("Mayor", what="n° 2"))
    assert asked(register, "n° 2").text == "A case"


def test_what_the_register_does_not_hold_is_refused() -> None:
    with pytest.raises(Refused, match="There is no D-2"):
        asked(given(DECIDED), "D-2")
    with pytest.raises(Refused, match="There is no entry n° 3"):
        asked(given(DECIDED), "n° 3")


# By a report


def test_a_report_that_tells_it_hands_it_out() -> None:
    register = given(
        DECIDED,
        decision.record("Another"),
        report(known_upto=2),
        handed("Mayor", what="R-1"),
        distribution.acknowledge("R-1", function="Mayor", at=hour(6)),
    )
    assert told(register) == ["Mayor: distribution R-1 n° 5", "Mayor: acknowledgement R-1 n° 6"]
    assert told(register, "D-2") == [], "recorded after what the report tells"
    assert told(register, "R-1") == ["Mayor: distribution n° 5", "Mayor: acknowledgement n° 6"]


@pytest.mark.parametrize(
    ("fields", "tells"),
    [
        ({"name": "weekly"}, True),
        ({"name": "weekly", "first_entry": 3, "known_upto": 9}, False),
        ({"name": "register", "question": {"since": None, "until": None}}, True),
        ({"name": "register", "question": {"since": "2020-03-16", "until": "2020-03-16"}}, True),
        ({"name": "register", "question": {"since": "2020-03-17", "until": None}}, False),
        ({"name": "register", "question": {"since": None, "until": "2020-03-15"}}, False),
        ({"name": "decisions", "question": {"since": None, "until": None}}, True),
        ({"name": "dossier", "question": {"decision": 1}}, True),
        ({"name": "dossier", "question": {"decision": 2}}, False),
        ({"name": "situation", "question": {}, "cut_off": hour(3)}, True),
        ({"name": "situation", "question": {}, "cut_off": hour(30)}, False),
        ({"name": "after-action", "question": {}}, True),
        ({"name": "minutes", "question": {"meeting": 1}}, False),
    ],
)
def test_a_report_tells_what_its_kind_is_sure_to_tell(
    fields: dict[str, object], tells: bool
) -> None:
    register = given(DECIDED, report(**fields), handed("Mayor", what="R-1"))
    assert told(register) == (["Mayor: distribution R-1 n° 4"] if tells else [])


@pytest.mark.parametrize("name", ["decisions", "after-action"])
def test_a_report_of_decisions_tells_no_line(name: str) -> None:
    register = given(
        journal.log("A case"), report(name=name, question={}), handed("Mayor", what="R-1")
    )
    assert told(register, "n° 2") == []


@pytest.mark.parametrize("without", [True, False])
def test_minutes_tell_what_belongs_to_their_meeting_but_what_was_left_out(without: bool) -> None:
    question = {"meeting": 1, "without_confidential": without}
    register = given(
        meeting.open_meeting(),
        journal.log("Names", confidential=True),
        journal.log("Masks"),
        meeting.close(at=hour(5)),
        report(name="minutes", question=question, known_upto=5),
        handed("Mayor", what="R-1"),
    )
    assert told(register, "n° 3") == ([] if without else ["Mayor: distribution R-1 n° 7"])
    assert told(register, "n° 4") == ["Mayor: distribution R-1 n° 7"]


# By an instruction


def test_an_instruction_about_it_is_had_by_whoever_acknowledges_it() -> None:
    register = given(
        DECIDED,
        instruction.give("Deliver", to=["Logistics", "Press"], about=["D-1"]),
        instruction.give("See D-1", to=["Depot"]),
        *(instruction.acknowledge(number, at=hour(6)) for number in (1, 3)),
    )
    assert told(register) == ["Logistics: acknowledgement C-1 n° 6"], "given is not had"
    assert told(register, "C-1") == ["Logistics: acknowledgement n° 6"]
    assert told(register, "n° 3") == ["Logistics: acknowledgement n° 6"]


# At a meeting


def at_a_meeting(*during: Command) -> Given:
    """Return a register with a meeting from 9:00, the director there from its opening on."""
    return given(
        at(hour(1), meeting.open_meeting()),
        at(hour(1), attendance.attend(["Director"], at=hour(1))),
        *during,
    )


def test_whoever_is_at_the_meeting_when_it_is_told_had_it() -> None:
    register = at_a_meeting()
    register.add(at(hour(3), attendance.attend(["Press"], at=hour(3), is_dated=True)))
    register.add(at(hour(4), DECIDED))
    register.add(at(hour(4), attendance.attend(["Late"], at=hour(4), is_dated=True)))
    register.add(at(hour(5), attendance.leave(["Press"], at=hour(5))))
    register.add(at(hour(5), decision.record("Another")))
    register.add(at(hour(6), meeting.close(at=hour(6))))
    assert told(register) == [
        "Director: attendance S-1 n° 3",
        "Press: attendance S-1 n° 4",
        "Late: attendance S-1 n° 6",
    ]
    assert told(register, "D-2") == [
        "Director: attendance S-1 n° 3",
        "Late: attendance S-1 n° 6",
    ]


def test_what_is_recorded_outside_a_meeting_is_told_at_none() -> None:
    register = given(DECIDED)
    register.add(meeting.open_meeting())
    register.add(attendance.attend(["Director"], at=hour(3)))
    register.add(meeting.close(at=hour(5)))
    register.add(decision.record("Another"))
    assert told(register) == []
    assert told(register, "D-2") == []


def test_of_what_no_time_of_the_meeting_tells_only_who_stayed_throughout_had_it() -> None:
    register = at_a_meeting()
    register.add(at(hour(2), attendance.attend(["Late"], at=hour(2), is_dated=True)))
    register.add(at(hour(0), journal.log("Heard before it")))
    register.add(at(hour(3), meeting.close(at=hour(3))))
    assert told(register, "n° 5") == ["Director: attendance S-1 n° 3"]


def test_what_happened_after_the_end_of_a_meeting_was_not_told_there() -> None:
    register = at_a_meeting()
    register.add(at(hour(3), journal.log("In the minute of the end")))
    register.add(at(hour(5), journal.log("Before its late closing is recorded")))
    register.add(at(hour(3), meeting.close(at=hour(3))))
    assert told(register, "n° 4") == ["Director: attendance S-1 n° 3"]
    assert told(register, "n° 5") == []


# Of the cell


def test_a_function_is_not_credited_with_what_reached_it_after_it_left_the_cell() -> None:
    noon, ten_past = hour(6), hour(6) + timedelta(minutes=10)
    register = given(
        DECIDED,
        cell.appoint("Logistics", at=hour(3)),
        at(hour(3), handed("Logistics")),
        at(noon, cell.relieve("Logistics", at=noon)),
        at(ten_past, distribution.acknowledge("D-1", function="logistics", at=ten_past)),
    )
    assert told(register) == ["Logistics: distribution n° 4"]
    (left,) = asked(register).not_credited
    assert (left.function, left.left_at, left.left_by) == ("Logistics", noon, 5)
    assert (left.communication.entry, left.communication.at) == (6, ten_past)
    back = cell.appoint("Logistics", at=noon)
    register.add(at(noon, back))
    assert len(told(register)) == 2, "it was in the cell again by then"


def test_a_function_that_joins_later_was_told_as_one_outside_the_cell() -> None:
    register = given(DECIDED, handed("Logistics"), cell.appoint("Logistics", at=hour(4)))
    assert told(register) == ["Logistics: distribution n° 3"]


def test_what_is_struck_credits_nobody() -> None:
    register = given(DECIDED, handed("Mayor"), striking.strike(3, reason="never sent"))
    assert told(register) == []


@pytest.mark.parametrize("told", [journal.log("A case"), decision.reject(1)])
def test_what_is_struck_reached_functions_all_the_same(told: Command) -> None:
    register = given(decision.propose("Close"), told, handed("Mayor", what="n° 3"))
    assert asked(register, "n° 3").struck_by is None
    register.add(striking.strike(3, reason="typed twice"))
    assert asked(register, "n° 3").struck_by == 5
    assert [one.function for one in asked(register, "n° 3").informed] == ["Mayor"]


def test_what_was_recorded_long_after_says_so() -> None:
    register = given(DECIDED, at(hour(2), handed("Mayor")), handed("Press"))
    by_function = {one.function: one.communications[0] for one in asked(register).informed}
    assert by_function["Mayor"].recorded_at == hour(3)
    assert by_function["Press"].recorded_at is None


@settings(max_examples=25)
@for_any(histories, st.sampled_from(["D-1", "n° 4", "M-1"]), st.integers(1, 40))
def test_in_any_history_only_who_was_there_to_have_it_is_credited(
    history: History, what: str, hours: int
) -> None:
    register = told_history(history)
    try:
        found = asked(register, what, hour(hours))
    except Refused:  # it is struck
        return
    for one in found.informed:
        member = register.state.find(cell.Member, cell.key(one.function))
        for by in one.communications:
            assert by.at <= hour(hours)
            terms = [term for term in (member.terms() if member else []) if term.since <= by.at]
            assert not terms or terms[-1].holds_at(by.at)
    assert all(left.left_at <= left.communication.at for left in found.not_credited)
