"""The lines that documents ask for are found by their marks, and are those that a reading finds."""

from datetime import datetime
from typing import get_args

from hypothesis import given as given_any
from hypothesis.strategies import integers, sampled_from

from crisis_log.account import HeldInMemory
from crisis_log.slices.journal import Line, LineKind
from crisis_log.views.journal_lines import Journal, lines_that_hold, tagged
from tests.given import hour
from tests.histories import History, histories, told

MARKED = [kind for kind in get_args(LineKind) if kind != "information"]
TAGS = frozenset({"objectif", "close"})


def last_first(lines: list[Line]) -> list[Line]:
    return lines[::-1]


@given_any(histories, sampled_from(MARKED), integers(0, 60))
def test_marks_find_the_lines_that_a_reading_of_all_finds(
    history: History, kind: LineKind, moment: int
) -> None:
    register = told(history)
    journal, instant = Journal(HeldInMemory(register.entries)), hour(moment)
    lines = list(lines_that_hold(register.state))
    of_kind = [line for line in lines if line.line_kind == kind]
    assert list(journal.of_kind(kind)) == last_first(of_kind)
    assert list(journal.since(kind, instant)) == last_first(
        [line for line in of_kind if line.occurred_at > instant]
    )
    assert journal.latest(kind) == max(of_kind, key=when, default=None)
    assert list(journal.tagged(TAGS)) == last_first(list(tagged(lines, TAGS)))


def when(line: Line) -> tuple[datetime, int]:
    return line.occurred_at, line.number
