from collections.abc import Callable

import pytest

from crisis_log.command import Command
from crisis_log.fact import LONGEST_TEXT
from crisis_log.slices import decision, journal, line_course
from crisis_log.slices.journal import LINE_KINDS, Line, LineKind, LineLogged
from crisis_log.slices.line_course import LineCorrected, LineRefuted, LineStruck, LineVerified
from tests.given import at, given, hour

LOGGED = LineLogged(text="Bridge closed", line_kind="information", source="Police")


def test_one_text_is_enough_for_a_line() -> None:
    given().when(journal.log("Bridge closed")).then(
        LineLogged(text="Bridge closed", line_kind="information")
    )


@pytest.mark.parametrize("line_kind", LINE_KINDS)
def test_a_line_is_of_one_of_the_kinds(line_kind: LineKind) -> None:
    given().when(journal.log("Bridge closed", line_kind=line_kind)).then(
        LineLogged(text="Bridge closed", line_kind=line_kind)
    )


def test_another_kind_of_line_is_refused() -> None:
    unknown: LineKind = "gossip"  # type: ignore[assignment]  # the rule
    given().when(journal.log("Bridge closed", line_kind=unknown)).then_refused("gossip")


def test_a_line_keeps_its_source_channel_tags_and_times() -> None:
    line = given(
        at(
            hour(1),
            journal.log(
                "Bridge closed",
                source="Police",
                channel="radio",
                verification="unverified",
                tags=("roads", "78", "roads"),
            ),
        )
    ).get(Line, "journal/2")
    assert (line.source, line.channel, line.verification) == ("Police", "radio", "unverified")
    assert line.tags == ("roads", "78")
    assert (line.occurred_at, line.recorded_at, line.by) == (hour(1), hour(2), "secretary")


def test_a_line_is_named_by_the_number_of_its_entry() -> None:
    told = given(LOGGED, decision.record("Close the road"), LOGGED)
    assert [line.number for line in told.state.members(Line)] == [
        2,
        4,
    ]


def test_a_line_is_verified_then_refuted_then_verified_again() -> None:
    given(LOGGED).when(line_course.verify(2)).then(LineVerified(line=2))
    given(LOGGED, LineVerified(line=2)).when(line_course.refute(2)).then(LineRefuted(line=2))
    given(LOGGED, LineRefuted(line=2)).when(line_course.verify(2)).then(LineVerified(line=2))
    verified = given(LOGGED, LineRefuted(line=2), LineVerified(line=2)).get(Line, "journal/2")
    assert verified.verification == "verified"
    assert given(LOGGED, LineRefuted(line=2)).get(Line, "journal/2").verification == "refuted"


def test_a_verified_line_is_not_verified_again() -> None:
    given(LOGGED, LineVerified(line=2)).when(line_course.verify(2)).then_refused("already verified")


def test_a_refuted_line_is_not_refuted_again() -> None:
    given(LOGGED, LineRefuted(line=2)).when(line_course.refute(2)).then_refused("already refuted")


def test_a_corrected_line_keeps_every_earlier_wording() -> None:
    line = given(
        LOGGED,
        line_course.correct(2, "Bridge closed to lorries", reason="Checked"),
        line_course.correct(2, "Bridge open", reason="Checked again"),
    ).get(Line, "journal/2")
    assert line.text == "Bridge open"
    assert [(e.text, e.replaced_by, e.reason) for e in line.earlier] == [
        ("Bridge closed", 3, "Checked"),
        ("Bridge closed to lorries", 4, "Checked again"),
    ]


def test_a_correction_says_the_new_text_and_why() -> None:
    given(LOGGED).when(line_course.correct(2, "Bridge open", reason="Checked")).then(
        LineCorrected(line=2, changes={"text": "Bridge open"}, reason="Checked")
    )


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (line_course.correct(2, " Bridge closed ", reason="none"), "Nothing changes"),
        (line_course.correct(2, "Bridge open", reason=""), "reason: some text is needed"),
        (line_course.correct(2, "", reason="Checked"), "text: some text is needed"),
        (line_course.strike(2, reason=" "), "reason: some text is needed"),
    ],
)
def test_a_correction_needs_a_change_and_a_reason(command: Command, why: str) -> None:
    given(LOGGED).when(command).then_refused(why)


def test_a_struck_line_stays_legible() -> None:
    given(LOGGED).when(line_course.strike(2, reason="Wrong crisis")).then(
        LineStruck(line=2, reason="Wrong crisis")
    )
    line = given(LOGGED, LineStruck(line=2, reason="Wrong crisis")).get(Line, "journal/2")
    assert (line.text, line.struck_by, line.struck_reason) == ("Bridge closed", 3, "Wrong crisis")


@pytest.mark.parametrize(
    "command",
    [
        line_course.verify(2),
        line_course.refute(2),
        line_course.correct(2, "Bridge open", reason="Checked"),
        line_course.strike(2, reason="Twice"),
    ],
)
def test_a_struck_line_changes_no_more(command: Command) -> None:
    given(LOGGED, LineStruck(line=2, reason="Wrong crisis")).when(command).then_refused(
        "struck by entry n° 3"
    )


@pytest.mark.parametrize("number", [1, 3, 99, 0, -1, 10**30])
@pytest.mark.parametrize("act", [line_course.verify, line_course.refute])
def test_only_journal_lines_are_verified(act: Callable[[int], Command], number: int) -> None:
    given(LOGGED, decision.record("Close the road")).when(act(number)).then_refused(
        f"n° {number} is not a line" if number <= 3 else f"There is no entry n° {number}"
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "some text is needed"),
        (" \t\n", "some text is needed"),
        ("a" * (LONGEST_TEXT + 1), f"longer than {LONGEST_TEXT:,} characters"),
        ("half \ud83d", "not valid Unicode"),
    ],
)
def test_a_text_that_cannot_be_kept_is_refused(text: str, why: str) -> None:
    given().when(journal.log(text)).then_refused(f"text: .*{why}")


def test_the_longest_text_is_kept_whole() -> None:
    text = "é" * LONGEST_TEXT
    assert given(journal.log(text)).get(Line, "journal/2").text == text


def test_markup_emoji_and_right_to_left_text_are_kept_as_they_are() -> None:
    text = "<b>&amp;</b> 🏥 مستشفى\u202e fin"
    assert given(journal.log(text)).get(Line, "journal/2").text == text
