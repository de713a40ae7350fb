"""What was written on numbered paper is entered afterwards; no sheet is lost unseen."""

from __future__ import annotations

from typing import Any

import pytest

from crisis_log import striking
from crisis_log.command import Command
from crisis_log.slices import crisis, expected_report, journal, line_course, pad
from crisis_log.slices.expected_report import ExpectedReport
from crisis_log.slices.journal import Line
from crisis_log.slices.pad import LineTranscribed, Pad, PadPrinted, Paper, SheetsSpoiled, lines_of
from tests.given import START, Given, Past, given, hour

DIGEST = "0" * 64
PRINTED = PadPrinted(number=1, sheets=5, rows=12, made_at=START, language="fr", sha256=DIGEST)
"""CP-1, entry n° 2."""


def written(text: str = "Bridge closed", *, sheet: int = 3, **more: Any) -> Command:
    """Return the command that enters a line of CP-1."""
    fields: dict[str, Any] = {"pad": 1, "sheet": sheet, "written_by": "Night watch"}
    return pad.transcribe(text, **fields | more)


def spoiled(*sheets: int) -> Command:
    return pad.spoil(1, sheets=sheets, reason="Wet")


def register(*past: Past) -> Given:
    return given(PRINTED, *past)


def entered(found: Given) -> list[tuple[int, int]]:
    known = found.get(Pad, "pad/1")
    return [(one.sheet, line.number) for one, line in lines_of(found.state, known)]


def test_a_pad_is_printed_under_the_number_that_stands_on_it() -> None:
    given().when(pad.print_pad(PRINTED)).then(PRINTED)
    register().when(pad.print_pad(PRINTED)).then_refused("Another pad was printed")
    second = PRINTED.model_copy(update={"number": 2})
    register().when(pad.print_pad(second)).then(second)


def test_what_was_written_becomes_a_line_that_says_where_and_by_whom() -> None:
    register().when(written(row=2, to="Fire service", source="Town hall")).then(
        LineTranscribed(
            text="Bridge closed",
            line_kind="information",
            source="Town hall",
            paper=Paper(pad=1, sheet=3, row=2, written_by="Night watch", to="Fire service"),
        )
    )


def test_it_is_a_line_as_any_other() -> None:
    found = register(
        journal.log("Masks?", line_kind="request"),
        expected_report.expect("Beds", source="ARS", due=hour(20), since=hour(3)),
        written("120 beds, masks sent", answers=(3,), expected=(1,), tags=("a", "a")),
        line_course.correct(5, "130 beds", reason="Read again"),
        line_course.verify(5),
    )
    line = found.get(Line, "journal/5")
    assert (line.text, line.verification, line.tags) == ("130 beds", "verified", ("a",))
    assert [one.entry for one in found.get(Line, "journal/3").answered_by] == [5]
    assert found.get(ExpectedReport, "expected_report/1").brought_by[0].entry == 5
    found.when(journal.log("x", answers=(5,))).then_refused("n° 5 is not a request")


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (written(pad=2), "No pad CP-2 was printed"),
        (written(sheet=6), "CP-1 has 5 sheets: there is no sheet 6"),
        (written(row=13), "The rows of a sheet of CP-1 go from 1 to 12: there is no row 13"),
        (written(written_by=" "), "written by: some text is needed"),
        (written(answers=(2,)), "n° 2 is not a line of the journal"),
        (spoiled(2, 6), "there is no sheet 6"),
        (pad.spoil(2, sheets=(1,), reason="Wet"), "No pad CP-2 was printed"),
        (pad.spoil(1, sheets=(), reason="Wet"), "sheets: .* cannot be used"),
    ],
)
def test_what_was_not_printed_is_refused(command: Command, says: str) -> None:
    register().when(command).then_refused(says)


def test_sheets_are_spoiled_once_and_never_entered_then() -> None:
    register().when(spoiled(4, 2, 4)).then(SheetsSpoiled(number=1, sheets=(2, 4), reason="Wet"))
    found = register(spoiled(2, 4))
    found.when(spoiled(3, 4)).then_refused("Sheet 4 of CP-1 is spoiled, by entry n° 3 .“Wet”")
    found.when(written(sheet=2)).then_refused("Sheet 2 of CP-1 is spoiled")


def test_a_sheet_that_was_entered_is_not_spoiled() -> None:
    register(written(), written("Second")).when(spoiled(3)).then_refused(
        "Sheet 3 of CP-1 is used: n° 3 to 4 tell what it bears"
    )


def test_a_line_that_is_struck_was_not_entered() -> None:
    found = register(written(), written("Second", sheet=1), striking.strike(3, reason="Sheet 2"))
    assert entered(found) == [(1, 4)]
    found.when(spoiled(3)).then(SheetsSpoiled(number=1, sheets=(3,), reason="Wet"))


def test_a_line_that_is_refuted_stays_entered() -> None:
    assert entered(register(written(), line_course.refute(3))) == [(3, 3)]


def test_a_spoiling_that_is_struck_gives_the_sheets_back() -> None:
    found = register(spoiled(3), striking.strike(3, reason="Sheet 2"), written())
    assert entered(found) == [(3, 5)]
    found.when(striking.strike(4, reason="It was")).then_refused(
        "n° 4 cannot be struck: without it, n° 5 would not follow"
    )


def test_a_printed_pad_stands_for_its_sheets_are_with_others() -> None:
    register().when(striking.strike(2, reason="Too many")).then_refused("a printed pad stands")


def test_a_pad_is_checked_when_the_crisis_is_over() -> None:
    found = register(crisis.close())
    found.when(spoiled(1)).then(SheetsSpoiled(number=1, sheets=(1,), reason="Wet"))
    found.when(written()).then_refused("The crisis is closed")
    found.when(written(line_kind="retex")).then(
        LineTranscribed(
            text="Bridge closed",
            line_kind="retex",
            paper=Paper(pad=1, sheet=3, written_by="Night watch"),
        )
    )


def test_headlines_say_where_it_stands_on_paper(english: None) -> None:
    fact = register(written(row=2, to="SDIS")).entries[-1].fact
    assert fact.headline() == ("information, for SDIS (pad CP-1, sheet 3, row 2, by Night watch)")
    assert register(spoiled(1, 2, 4)).entries[-1].fact.headline() == (
        "pad CP-1, sheets 1 to 2 and 4 spoiled"
    )
