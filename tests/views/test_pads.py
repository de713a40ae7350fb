"""Of the sheets of a pad each is used, spoiled, blank in hand, or missing."""

from __future__ import annotations

from crisis_log.account import HeldInMemory
from crisis_log.command import Command
from crisis_log.slices import line_course, pad
from crisis_log.slices.pad import Pad
from crisis_log.striking import strike
from crisis_log.views.open_points import OpenPoint, open_points
from crisis_log.views.pads import PadNow, Skipped, pad_now
from crisis_log.views.surprises import surprises
from tests.given import Past, at, entry_of, given, hour
from tests.slices.test_pad import PRINTED, spoiled, written


def told(*past: Past, blank: tuple[int, ...] = ()) -> PadNow:
    register = given(PRINTED, *past)
    return pad_now(register.state, register.get(Pad, "pad/1"), blank)


def test_a_sheet_is_missing_until_it_is_entered_spoiled_or_seen_blank() -> None:
    assert told().of("missing") == (1, 2, 3, 4, 5)
    found = told(written(), spoiled(1), blank=(5,))
    assert (found.of("used"), found.of("spoiled"), found.of("blank"), found.of("missing")) == (
        (3,),
        (1,),
        (5,),
        (2, 4),
    )


def test_a_sheet_says_which_lines_tell_it_and_which_rows_twice() -> None:
    rows = (written(row=4), written(row=2), written(row=4), written())
    sheet = told(*rows).told[2]
    assert (sheet.entries, sheet.rows, sheet.twice) == ((3, 4, 5, 6), (2, 4, 4), (4,))
    assert told(*rows, strike(3, reason="Twice")).told[2].twice == ()


def test_a_sheet_is_missing_again_when_its_only_line_is_struck() -> None:
    assert told(written(), strike(3, reason="Sheet 4")).of("missing") == (1, 2, 3, 4, 5)
    assert told(written(), line_course.refute(3)).of("used") == (3,)


def test_a_line_that_holds_again_on_a_spoiled_sheet_is_not_hidden() -> None:
    found = told(written(), strike(3, reason="Sheet 4"), spoiled(3), strike(4, reason="It was"))
    assert found.of("used") == (3,)
    assert found.told[2].spoiled_by == 5


def test_sheets_before_the_last_in_use_were_taken() -> None:
    assert told().skipped is None
    assert told(written(sheet=1)).skipped is None, "the others may lie in the drawer"
    found = told(at(hour(2), written(sheet=4)), spoiled(2)).skipped
    assert found == Skipped(sheets=(1, 3), since=hour(2), entry=3)
    assert told(written(sheet=3), blank=(1, 2)).skipped is None


def points(*past: Past) -> tuple[OpenPoint, ...]:
    return open_points(HeldInMemory(given(PRINTED, *past).entries), hour(20))


def test_skipped_sheets_are_an_open_point_until_they_are_accounted_for(english: None) -> None:
    (point,) = points(at(hour(2), written(sheet=3)))
    assert (point.what, point.label, point.since, point.entry) == ("sheet", "CP-1", hour(2), 3)
    assert point.text == "sheets 1 to 2 were neither entered nor spoiled"
    (point,) = points(written(sheet=3), spoiled(1))
    assert point.text == "sheet 2 was neither entered nor spoiled"
    assert points(written(sheet=3), spoiled(1, 2)) == ()
    assert points() == ()


def surprising(*past: Past, then: Command) -> list[str]:
    """Return what surprises in the entry that `then` makes after this past."""
    register = given(PRINTED, *past)
    (fact,) = then(register.state, None)  # type: ignore[arg-type]  # no request is read
    entry = entry_of(fact, register.state.size + 1)
    changes = {subject: register.state.get(subject) for subject in entry.subjects}
    return [*surprises(register.state, changes, entry)]


def test_a_row_that_was_entered_already_surprises(english: None) -> None:
    again = written(row=2)
    assert surprising(then=again) == []
    assert surprising(written(row=2), then=written(row=3)) == []
    assert surprising(written(row=2, sheet=1), then=again) == []
    assert surprising(written(row=2), strike(3, reason="x"), then=again) == []
    assert surprising(written(), then=written()) == [], "no row was said"
    assert surprising(written("Bridge open", row=2), then=again) == [
        "pad CP-1, sheet 3, row 2: entered already, as n° 3 “Bridge open”."
    ]


def test_pads_are_told_one_by_one() -> None:
    second = PRINTED.model_copy(update={"number": 2, "sheets": 1})
    register = given(PRINTED, second, pad.spoil(2, sheets=(1,), reason="Wet"))
    assert pad_now(register.state, register.get(Pad, "pad/2")).of("spoiled") == (1,)
