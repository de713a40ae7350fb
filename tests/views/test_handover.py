"""The brief of a handover: what is new since the watch began, what is open; nothing twice."""

from decimal import Decimal

from crisis_log import striking
from crisis_log.account import HeldInMemory
from crisis_log.slices import (
    assumption,
    briefing,
    crisis,
    decision,
    handover,
    instruction,
    journal,
    line_course,
    measure,
)
from crisis_log.slices.assumption import Assumed
from crisis_log.slices.handover import Handover
from crisis_log.views.handover import HandoverBrief, handover_brief
from tests.given import START, Given, at, given, hour

NIGHT = "Night watch"
DAY = "Day watch"
TO_DAY = handover.give(DAY, from_function=NIGHT)
TO_NIGHT = handover.give(NIGHT, from_function=DAY)


def brief(register: Given, number: int = 1) -> HandoverBrief:
    account = HeldInMemory(register.entries)
    found = account.state().find(Handover, number)
    assert found is not None
    return handover_brief(account, found)


def news(register: Given, number: int = 1) -> list[tuple[int, str]]:
    return [(one.number, one.text) for one in brief(register, number).news]


def test_the_first_watch_began_with_the_crisis() -> None:
    found = brief(given(journal.log("A line"), TO_DAY))
    assert (found.watch.since, found.watch.handover) == (START + (hour(1) - START), None)
    assert found.position == 2
    assert news(given(journal.log("A line"), TO_DAY)) == [(2, "A line")]


def test_a_watch_began_when_whoever_gives_it_took_it_over() -> None:
    register = given(
        journal.log("Before"),
        TO_DAY,
        at(hour(4), handover.accept(at=hour(4))),
        handover.give("Logistics day", from_function="Logistics night"),
        journal.log("During"),
        TO_NIGHT,
    )
    found = brief(register, 3)
    assert (found.watch.since, found.watch.after, found.watch.handover) == (hour(4), 2, 1)
    assert [number for number, _text in news(register, 3)] == [6]


def test_who_never_took_it_over_goes_on_from_the_last_handover() -> None:
    register = given(TO_DAY, journal.log("During"), handover.give(NIGHT, from_function="Other"))
    assert brief(register, 2).watch.handover == 1


def test_what_is_open_is_told_there_and_not_as_news() -> None:
    register = given(
        crisis.change_level("Alert"),
        journal.log("Blankets, please", line_kind="request", source="Mayor"),
        journal.log("A rumour", verification="unverified"),
        briefing.set_rhythm(every_minutes=240, said_at=hour(5)),
        decision.record("Close the sites", due_on=hour(30).date(), owner="DGS"),
        measure.order("Licences"),
        TO_DAY,
    )
    found = brief(register)
    assert found.level is not None
    assert found.level.entry == 2
    assert [(one.what, one.label) for one in found.points] == [
        ("deadline", "D-1"),
        ("request", "n° 3"),
        ("verification", "n° 4"),
    ]
    assert found.next_briefing is not None
    assert found.next_briefing.at == hour(9)
    headlines = [(one.headline, one.text) for one in found.news]
    assert headlines == [("D-1 adopted", "Close the sites"), ("M-1 ordered", "Licences")]


def test_a_line_of_this_watch_is_told_once_as_it_has_become() -> None:
    register = given(
        journal.log("Old"),
        TO_DAY,
        journal.log("First"),
        line_course.correct(4, "Second", reason="Typo"),
        journal.log("Wrong"),
        line_course.strike(6, reason="Wrong"),
        line_course.verify(2),
        journal.log("Refuted"),
        line_course.refute(9),
        TO_NIGHT,
    )
    found = brief(register, 2)
    told = [(one.number, one.headline, one.text, one.is_refuted) for one in found.news]
    assert told == [
        (4, "information", "Second", False),
        (8, "line 2 verified", "Old", False),
        (9, "information", "Refuted", True),
    ]


def test_an_entry_that_was_struck_is_no_news_nor_is_its_strike() -> None:
    register = given(measure.order("Twice"), striking.strike(2, reason="Twice"), TO_DAY)
    assert news(register) == []


def test_the_strike_of_what_an_earlier_watch_knew_is_news() -> None:
    register = given(measure.order("Twice"), TO_DAY, striking.strike(2, reason="Twice"), TO_NIGHT)
    assert news(register, 2) == [(4, "M-1 ordered: Twice")]


def test_a_brief_told_again_says_the_same_whatever_was_recorded_since() -> None:
    register = given(journal.log("Please", line_kind="request"), TO_DAY)
    before = brief(register)
    register.add(journal.log("Done", answers=[2]))
    register.add(handover.accept(at=hour(5)))
    assert brief(register) == before


def test_what_its_entry_tells_is_told_once() -> None:
    register = given(
        decision.record("Move people"),
        assumption.add(1, Assumed("Enough beds", indicator="beds", at_least=Decimal(200))),
        instruction.give("Count", to=["DSI"]),
        at(hour(5), instruction.acknowledge(1, at=hour(5))),
        instruction.done(1),
        TO_DAY,
    )
    assert news(register) == [
        (2, "Move people"),
        (3, "Enough beds; tripwire: beds, at least 200"),
        (4, "Count"),
        (5, "Count · DSI"),
        (6, "Count"),
    ]
