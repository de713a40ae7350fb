from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from crisis_log.command import Command
from crisis_log.slices import crisis, decision, journal, line_course, request
from crisis_log.slices.crisis import CrisisClosed
from crisis_log.slices.journal import Line, LineLogged
from crisis_log.slices.line_course import (
    LineCorrected,
    LineDuplicated,
    LineRefuted,
    LineStruck,
    LineVerified,
)
from crisis_log.slices.line_parts import Check, Restated
from crisis_log.striking import strike
from tests.given import Given, at, given, hour

LOGGED = LineLogged(text="Bridge closed", line_kind="information", source="Police")
REQUEST = LineLogged(text="Masks, please", line_kind="request")
TWICE = LineDuplicated(line=3, duplicate_of=2)


def line(register: Given, number: int = 2) -> Line:
    return register.get(Line, f"journal/{number}")


@pytest.mark.parametrize(
    ("act", "fact"), [(line_course.verify, LineVerified), (line_course.refute, LineRefuted)]
)
def test_a_finding_says_who_found_it_and_why(
    act: Callable[..., Command], fact: type[LineVerified] | type[LineRefuted]
) -> None:
    given(LOGGED).when(act(2, source="Prefecture", reason="Called back")).then(
        fact(line=2, source="Prefecture", reason="Called back")
    )


def test_a_line_keeps_every_finding_with_when_and_by_whom() -> None:
    found = line(given(LOGGED, LineVerified(line=2), LineRefuted(line=2, source="Mayor")))
    assert found.checks == (
        Check(verdict="verified", entry=3, occurred_at=hour(3), by="secretary"),
        Check(verdict="refuted", entry=4, occurred_at=hour(4), by="secretary", source="Mayor"),
    )
    assert found.checked == found.checks[-1]


def test_the_finding_that_happened_last_holds_in_whatever_order_they_are_recorded() -> None:
    found = line(given(LOGGED, LineRefuted(line=2), at(hour(2), LineVerified(line=2))))
    assert (found.verification, found.holds) == ("refuted", False)
    assert [check.entry for check in found.checks] == [4, 3]


def test_every_field_of_a_line_can_be_corrected_and_keeps_what_it_was() -> None:
    earlier = hour(1)
    register = given(
        LOGGED,
        line_course.correct(
            2,
            "Bridge open",
            source="Mayor",
            channel="radio",
            tags=("roads",),
            line_kind="situation",
            occurred_at=earlier,
            reason="Misheard",
        ),
    )
    found = line(register)
    assert (found.text, found.source, found.channel) == ("Bridge open", "Mayor", "radio")
    assert (found.tags, found.line_kind, found.occurred_at) == (("roads",), "situation", earlier)
    assert [(one.text, one.replaced_by) for one in found.earlier] == [("Bridge closed", 3)]
    assert {one.field: one.before for one in found.restated} == {
        "source": "Police",
        "channel": None,
        "tags": [],
        "line_kind": "information",
        "occurred_at": "2020-03-16T10:00:00Z",
    }
    assert found.sources == (2, 3)


def test_a_correction_changes_what_it_names_alone() -> None:
    found = line(given(LOGGED, line_course.correct(2, source="Mayor", reason="Misheard")))
    assert (found.text, found.earlier, found.source) == ("Bridge closed", (), "Mayor")
    assert found.restated == (
        Restated(field="source", before="Police", replaced_by=3, reason="Misheard"),
    )


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (line_course.correct(2, reason="none"), "Nothing changes"),
        (line_course.correct(2, source="Police", reason="none"), "Nothing changes"),
        (line_course.correct(2, line_kind="gossip", reason="none"), "gossip"),
        (line_course.correct(2, occurred_at=hour(3), reason="none"), "cannot have happened later"),
    ],
)
def test_a_correction_that_says_nothing_or_what_cannot_be_is_refused(
    command: Command, why: str
) -> None:
    given(LOGGED).when(command).then_refused(why)


def test_a_lesson_can_be_logged_after_the_closing_and_nothing_else() -> None:
    closed = given(LOGGED, CrisisClosed())
    closed.when(journal.log("Masks came late", line_kind="retex")).then(
        LineLogged(text="Masks came late", line_kind="retex")
    )
    closed.when(journal.log("Masks came")).then_refused("The crisis is closed")
    closed.when(line_course.duplicate(2, duplicate_of=2)).then_refused("no duplicate of itself")


def test_a_lesson_is_not_turned_into_news_of_a_closed_crisis() -> None:
    lesson = journal.log("Masks came late", line_kind="retex")
    to_news = line_course.correct(3, line_kind="information", reason="none")
    given(CrisisClosed(), lesson).when(to_news).then_refused("crisis is closed")
    given(crisis.close(), lesson, crisis.reopen()).when(to_news).then(
        LineCorrected(line=3, changes={"line_kind": "information"}, reason="none")
    )


def test_a_duplicate_and_its_original_name_each_other_and_are_told_once() -> None:
    register = given(LOGGED, LOGGED, line_course.duplicate(3, duplicate_of=2, reason="Same call"))
    assert (line(register, 3).duplicate_of, line(register, 3).is_told) == (2, False)
    assert (line(register, 2).duplicates, line(register, 2).is_told) == ((3,), True)


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (line_course.duplicate(2, duplicate_of=2), "no duplicate of itself"),
        (line_course.duplicate(3, duplicate_of=4), "already a duplicate of n° 2"),
        (line_course.duplicate(4, duplicate_of=3), "Line 3 is a duplicate of n° 2: name that one"),
        (line_course.duplicate(5, duplicate_of=4), "n° 5 is a request, n° 4 is none"),
        (line_course.duplicate(4, duplicate_of=1), "n° 1 is not a line"),
        (line_course.duplicate(99, duplicate_of=4), "There is no entry n° 99"),
        (line_course.verify(3), "Line 3 is a duplicate of n° 2: name that one"),
        (line_course.refute(3), "Line 3 is a duplicate of n° 2: name that one"),
        (line_course.strike(2, reason="none"), "has duplicates, .*: n° 3"),
    ],
)
def test_what_would_tell_a_line_twice_or_not_at_all_is_refused(command: Command, why: str) -> None:
    given(LOGGED, LOGGED, LOGGED, REQUEST, TWICE).when(command).then_refused(why)


def test_a_duplicate_of_a_struck_line_is_none() -> None:
    given(LOGGED, LOGGED, LineStruck(line=2, reason="Wrong crisis")).when(
        line_course.duplicate(3, duplicate_of=2)
    ).then_refused("struck by entry n° 4")


def test_a_request_with_a_duplicate_stays_a_request() -> None:
    given(REQUEST, REQUEST, TWICE).when(
        line_course.correct(2, line_kind="information", reason="none")
    ).then_refused("has duplicates")


def test_a_duplicate_becomes_no_request_that_would_be_told_nowhere() -> None:
    register = given(LOGGED, LOGGED, line_course.duplicate(3, duplicate_of=2))
    register.when(line_course.correct(3, line_kind="request", reason="It asks")).then_refused(
        "n° 3 is a request, n° 2 is none"
    )


def test_a_line_is_struck_once_its_duplicates_are() -> None:
    register = given(
        LOGGED,
        LOGGED,
        line_course.duplicate(3, duplicate_of=2),
        line_course.strike(3, reason="Mistake"),
        line_course.strike(2, reason="Mistake"),
    )
    assert line(register, 2).struck_by == 6


def test_an_answer_to_the_duplicate_of_a_request_answers_the_request() -> None:
    register = given(REQUEST, REQUEST, decision.record("Give masks", answers=[3]))
    register.add(TWICE)
    answered = line(register, 2)
    assert request.status_of(register.state, answered) == "answered"
    assert [one.entry for one in request.answers_to(register.state, answered)] == [4]


def test_a_struck_duplicate_is_told_again_and_a_struck_correction_never_was() -> None:
    register = given(LOGGED, LOGGED, TWICE, strike(4, reason="Another bridge"))
    assert (line(register, 3).is_told, line(register, 2).duplicates) == (True, ())
    correction = line_course.correct(2, "Bridge open", source="Mayor", reason="Misheard")
    register = given(LOGGED, correction, strike(3, reason="It was right"))
    assert line(register) == line(given(LOGGED))


def test_a_time_is_kept_in_utc_wherever_it_was_given() -> None:
    moment = datetime(2020, 3, 16, 9, 30, tzinfo=UTC)
    found = line(given(LOGGED, line_course.correct(2, occurred_at=moment, reason="Misheard")))
    assert found.occurred_at == moment
