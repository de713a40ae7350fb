"""The complete register tells every entry, and what became of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from crisis_log.reports.documents.making import AboutPeriod, draft
from crisis_log.reports.documents.register import DOCUMENT
from crisis_log.reports.formats.html import to_html
from crisis_log.reports.formats.json import to_json
from crisis_log.slices import decision, journal, line_course, request
from crisis_log.views.register_log import CompleteRegister
from tests.desk import Desk, journal_line

NOW = datetime(2020, 5, 4, 6, 30, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = Desk(tmp_path)
    yield opened
    opened.register.close()


def register(desk: Desk, since: date | None = None, until: date | None = None) -> CompleteRegister:
    question = AboutPeriod(since=since, until=until)
    return draft(desk.register, DOCUMENT, question, NOW)


def test_every_entry_has_its_line(desk: Desk) -> None:
    journal_line(desk, "une ligne")
    told = register(desk)
    assert [line.number for line in told.log] == [1, 2]
    assert (told.first_entry, told.last_entry, told.known_upto) == (1, 2, 2)


def test_days_are_those_of_the_recording_both_included(desk: Desk) -> None:
    desk.at("2020-03-17 23:30")
    journal_line(desk, "avant")
    desk.at("2020-03-18 00:00")
    journal_line(desk, "le premier jour")
    desk.at("2020-03-19 23:30")
    desk.record(journal.log("le dernier jour"), occurred="2020-03-17 10:00")
    desk.at("2020-03-20 00:10")
    journal_line(desk, "après")
    told = register(desk, date(2020, 3, 18), date(2020, 3, 19))
    assert [line.text for line in told.log] == ["le premier jour", "le dernier jour"]
    assert [(day.day, day.entries) for day in told.days] == [
        (date(2020, 3, 18), 1),
        (date(2020, 3, 19), 1),
    ]


def test_corrections_after_the_period_are_known(desk: Desk) -> None:
    line = journal_line(desk, "120 cas")
    other = journal_line(desk, "doublon")
    desk.at("2020-04-02 09:00")
    corrected = desk.record(line_course.correct(line, "210 cas", reason="inversés"))
    desk.record(line_course.strike(other, reason="erreur"))
    told = register(desk, until=date(2020, 3, 31))
    first, second = told.log[1:]
    assert (first.text, first.earlier[0].text) == ("210 cas", "120 cas")
    assert first.earlier[0].replaced_by == corrected
    assert second.struck_by == corrected + 1
    assert (told.reworded, told.struck) == (1, 1)


def test_what_corrects_a_line_names_it(desk: Desk) -> None:
    line = journal_line(desk, "120 cas")
    desk.record(line_course.correct(line, "210 cas", reason="inversés"))
    assert register(desk).log[-1].line == line


def test_a_request_names_its_answers_and_what_closed_it(desk: Desk) -> None:
    for text in ("masques", "gants", "draps"):
        desk.record(journal.log(text, line_kind="request"))
    desk.record(decision.record("Donner", answers=(2,)))
    desk.record(request.close(3, reason="plus de stock"))
    told = register(desk)
    masks, gloves, sheets, answer, closing = told.log[1:]
    assert [line.unanswered for line in (masks, gloves, sheets)] == [False, False, True]
    assert [one.entry for one in masks.answered_by] == [answer.number]
    assert (gloves.closed_by, gloves.closed_reason) == (closing.number, "plus de stock")
    assert closing.line == gloves.number
    page = re.sub(r"<[^>]+>|\s+", " ", to_html(DOCUMENT, told))
    assert re.search(r"answers recorded\W+n°\W+5\b", page)
    assert re.search(r"closed without action by\W+n°\W+6\W+plus de stock", page)
    assert page.count("no answer recorded") == 1


def test_an_amendment_is_told_field_by_field(desk: Desk) -> None:
    desk.record(decision.propose("Fermer les musées", owner="DRH"))
    desk.record(decision.amend(1, reason="précision", owner="DGA"))
    (change,) = [change for change in register(desk).log[-1].changes if change.field == "owner"]
    assert (change.before, change.after) == ("DRH", "DGA")


def test_a_line_names_a_decision_as_it_was_called_when_it_was_written(desk: Desk) -> None:
    desk.record(decision.propose("Fermer"))
    desk.record(decision.adopt(1))
    desk.record(decision.amend(1, reason="précision", title="Fermer les écoles"))
    desk.record(decision.amend(1, reason="retour", title="Fermer"))
    titles = [line.title for line in register(desk).log[2:]]
    assert titles == ["Fermer", "Fermer les écoles", "Fermer"]
    changes = [[change.field for change in line.changes] for line in register(desk).log[3:]]
    assert changes == [["title"], ["title"]]


def test_what_was_recorded_long_after_the_fact_is_late(desk: Desk) -> None:
    desk.at("2020-03-18 09:00")
    desk.record(journal.log("la veille"), occurred="2020-03-17 10:00")
    desk.record(journal.log("le matin"), occurred="2020-03-18 07:00")
    told = register(desk)
    assert [line.late for line in told.log] == [False, True, True]
    assert told.late == 2


def test_a_period_without_entries_is_told_as_such(desk: Desk) -> None:
    told = register(desk, since=date(2020, 4, 1))
    assert (told.log, told.first_entry, told.days) == ((), None, ())
    assert "No entry was recorded in this period." in to_html(DOCUMENT, told)


def test_its_data_can_be_read_again(desk: Desk) -> None:
    told = register(desk)
    assert CompleteRegister.model_validate_json(to_json(told)) == told
