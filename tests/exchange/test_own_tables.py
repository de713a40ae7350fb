"""Tables that this program exported: known by their headings, and read as they were written."""

from datetime import UTC, date, datetime

import pytest

from crisis_log.exchange.columns import TABLES, joined, parted, table_of
from crisis_log.exchange.record import WHATS, Record
from crisis_log.exchange.rules.roles import TABLE_OF
from crisis_log.exchange.table import Sheet, Value
from crisis_log.language import LANGUAGES, Language, speaking
from tests.exchange.sheets import asides, record, refusals, rows, sheet, suggested


def exported(table: str, *told: dict[str, Value], language: Language = "fr") -> Sheet:
    """Return a sheet of one of our tables, in which these fields have these cells."""
    columns = TABLES[table]
    with speaking(language):
        headings = [column.header for column in columns]
    return sheet([headings, *([one.get(column.field) for column in columns] for one in told)])


LINE: dict[str, Value] = {
    "number": 12,
    "occurred_at": "03/04/2026 09:05:07",
    "occurred_exactly": "2026-04-03T09:05:07.123456+02:00",
    "author": "la secrétaire",
    "text": '  idem : "a" ; b',
    "line_kind": "demande",
    "source": "//",
    "tags": joined(["eau ; gaz", "digue"]),
    "note": "-",
    "confidential": "oui",
    "request_id": "0190abc",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", WHATS)
def test_our_tables_are_known_by_their_headings(what: str, language: Language) -> None:
    table = TABLE_OF[what]  # type: ignore[index]  # a parameter of a test is a text
    if table == "missions":
        return  # they have no envelope: their headings are read as those of anybody
    found = suggested(exported(table, language=language))
    assert (found.rules.every.table, found.questions) == (table, ())


def test_a_line_comes_back_as_it_was_written_to_the_microsecond() -> None:
    one = record(exported("entries", LINE))
    assert one.fields == {
        "occurred_at": datetime(2026, 4, 3, 7, 5, 7, 123456, tzinfo=UTC),
        "author": "la secrétaire",
        "text": 'idem : "a" ; b',
        "line_kind": "request",
        "source": "//",
        "tags": ("eau ; gaz", "digue"),
        "note": "-",
        "confidential": True,
        "request_id": "0190abc",
    }


def test_a_time_that_was_changed_in_one_of_its_two_cells_is_refused() -> None:
    changed = LINE | {"occurred_at": "03/04/2026 10:05:07"}
    assert [code for _line, _column, code in refusals(exported("entries", changed))] == [
        "two-times"
    ]
    emptied = changed | {"occurred_exactly": None}
    assert record(exported("entries", emptied)).fields["occurred_at"].hour == 8


def test_what_is_no_line_and_what_was_struck_is_left_aside_with_why() -> None:
    other: dict[str, Value] = {
        "number": 13,
        "headline": "D-1 adoptée",
        "text": "Fermer",
        "request_id": "0190abd",
    }
    struck = LINE | {"struck_by": 14}
    table = exported("entries", LINE, other, struck)
    assert asides(table) == [(1, "heading"), (3, "no-line"), (4, "struck-there")]
    reasons = [getattr(one, "reason", "") for one in rows(table)]
    assert "D-1 adoptée" in reasons[2]
    assert "n° 14" in reasons[3]


def test_decisions_come_back_with_their_texts_and_deadlines() -> None:
    told: dict[str, Value] = {
        "occurred_at": "24/11/2026 09:05:00",
        "title": "Fermer",
        "status": "adoptée",
        "options": joined(["Fermer", "Laisser\nouvert"]),
        "due_on": date(2026, 11, 30),
        "act": "arrêté",
        "request_id": "0190abe",
    }
    one = record(exported("decisions", told))
    assert one.fields["options"] == ("Fermer", "Laisser\nouvert")
    assert one.fields["due_on"] == date(2026, 11, 30)
    assert (one.fields["status"], one.fields["act"]) == ("adopted", "order")


def test_texts_of_one_cell_are_parted_as_they_were_joined() -> None:
    texts = ("un", "deux\ntrois", "quatre ; cinq")
    assert parted(joined(texts)) == texts


def test_headings_of_anybody_are_not_ours() -> None:
    assert table_of(["Date", "Heure", "Texte"]) is None
    assert isinstance(rows("Date;Heure;Texte\n24/11/2026;9h;a\n")[1], Record)
