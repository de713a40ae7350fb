"""Recorded late is what was so more than 15 minutes after the fact, in all that is told of it.

A document that marks facts older than the time that it tells has another word for them.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

import pytest

from crisis_log.reports.documents.catalogue import DOCUMENTS
from crisis_log.reports.documents.making import Kind, draft
from crisis_log.slices import decision, journal, meeting
from crisis_log.slices.journal import LineLogged
from tests.desk import Desk, local
from tests.given import entry_of, hour

ASKED: Final = {
    "weekly": {"week": "2020-W12"},
    "dossier": {"decision": 1},
    "minutes": {"meeting": 1},
}

FACT = LineLogged(text="Crue", line_kind="information")


@pytest.mark.parametrize(("minutes", "late"), [(0, False), (15, False), (16, True)])
def test_both_times_are_shown_after_a_quarter_of_an_hour(minutes: int, late: bool) -> None:
    entry = entry_of(FACT, 2, hour(2) - timedelta(minutes=minutes))
    assert entry.lag == timedelta(minutes=minutes)
    assert entry.is_late is late


def test_a_fact_is_older_than_the_time_that_a_document_tells() -> None:
    entry = entry_of(FACT, 2, hour(1))
    assert entry.is_older_than(hour(2))
    assert not entry.is_older_than(hour(1))


@pytest.mark.parametrize("kind", DOCUMENTS, ids=lambda kind: str(kind.name))
def test_every_document_calls_late_what_the_entry_does(kind: Kind[Any, Any], desk: Desk) -> None:
    """On time is within the quarter of an hour, even from one day or one week to the next."""
    desk.at("2020-03-17 10:20")
    desk.record(meeting.open_meeting())
    desk.record(decision.record("Fermer"), occurred="2020-03-17 10:00")
    desk.record(journal.log("Route coupée", tags=["point-clé"]), occurred="2020-03-17 10:04")
    desk.at("2020-03-18 00:05")
    desk.record(decision.record("Rouvrir"), occurred="2020-03-17 23:55")
    desk.record(meeting.close(at=desk.now))
    is_late = {entry.number: entry.is_late for entry in desk.register.entries()}
    assert [number for number, late in is_late.items() if late] == [3, 4]
    question = kind.question.model_validate(ASKED.get(kind.name, {}))
    told = draft(desk.register, kind, question, local("2020-03-18 09:00"))
    marked = set(_marks(told.model_dump(mode="json")))
    assert marked
    assert marked <= set(is_late.items())
    assert any(late for _number, late in marked)


def _marks(told: object) -> Iterator[tuple[int, bool]]:
    """Return the number of each entry that is called late, or not, anywhere in a document."""
    if isinstance(told, list):
        for one in told:
            yield from _marks(one)
    elif isinstance(told, dict):
        if isinstance(told.get("late"), bool):
            numbers = (told.get("entry"), told.get("number"), *told.get("sources", []))
            yield next(filter(None, numbers)), told["late"]
        yield from _marks([*told.values()])
