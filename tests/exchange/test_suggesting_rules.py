"""Rules that are guessed: from all the rows, with why; what may be meant in two ways is asked."""

from datetime import date

import pytest

from crisis_log.exchange.record import Record, What
from crisis_log.exchange.rules import Question, Rules, read_rules, suggest, written
from tests.exchange.sheets import NOW, PARIS, book, record, records, rows, sheet, suggested, text


def codes(questions: tuple[Question, ...]) -> list[str]:
    return [one.code for one in questions]


@pytest.mark.parametrize(
    ("headings", "what"),
    [
        ("Horodatage;Événement", "line"),
        ("HEURE D'APPEL ;Nature;Origine;Destinataire", "line"),
        ("Time;From;To;Message", "line"),
        ("Date/Time;Notable activities", "line"),
        ("Date;Heure;Fait;Décision;Rédacteur", "line"),
        ("N°;Date;Décision;Décideur;Échéance", "decision"),
        ("Mesure;Pilote;Échéance", "measure"),
        ("Action;Responsable;Délai;État", "measure"),
        ("Plan;Date;Présentiel;Télétravail;ASA", "staffing"),
        ("Indicateur;Valeur;Unité;Date", "indicator"),
        ("Code;Intitulé;Essentielle", "mission"),
    ],
)
def test_what_the_rows_are_is_known_by_their_headings(headings: str, what: What) -> None:
    assert suggested(text(f"{headings}\nx;y;z\n")).rules.every.what == what


def test_headings_are_found_under_a_title_and_on_two_rows() -> None:
    table = sheet(
        [
            ["MAIN COURANTE"],
            [],
            ["Date et", "Message", "Heure de"],
            ["heure", None, "réception"],
            ["24/11/2026 9h", "a", "9h10"],
        ],
    )
    found = suggested(table)
    assert found.rules.every.header == (3, 4)
    assert found.why[0] == "taken as lines, by its headings on lines 3 and 4"
    assert record(table).fields["received_at"].minute == 10


def test_only_the_time_of_reception_is_the_time_of_the_fact() -> None:
    assert (
        record("Date;Heure de réception;Texte\n24/11/2026;9h;a\n").fields.get("received_at") is None
    )


def test_the_order_of_dates_is_decided_by_all_of_them() -> None:
    late = "Date;Heure;Texte\n03/04/2026;9h;a\n25/04/2026;9h;b\n"
    assert suggested(text(late)).rules.every.order == "dmy"
    english = "Date;Heure;Texte\n03/04/2026;9h;a\n04/25/2026;9h;b\n"
    assert suggested(text(english)).rules.every.order == "mdy"
    assert [one.fields["occurred_at"].date() for one in records(english)] == [
        date(2026, 3, 4),
        date(2026, 4, 25),
    ]


def test_dates_that_may_be_two_are_asked_for_and_none_is_taken() -> None:
    table = "Date;Heure;Texte\n03/04/2026;9h;a\n"
    found = suggested(text(table))
    assert codes(found.questions) == ["date-order"]
    assert found.questions[0].answers == ("date-format dd/mm/yyyy", "date-format mm/dd/yyyy")
    assert [getattr(one, "code", "") for one in rows(table)] == ["heading", "two-dates"]


def test_two_formats_in_one_column_are_said_and_what_is_sure_is_taken() -> None:
    table = "Date;Heure;Texte\n24/11/2026;9h;a\n11/25/2026;9h;b\n03/04/2026;9h;c\n"
    found = suggested(text(table))
    assert "day first, others month first" in found.questions[0].sentence
    assert [getattr(one, "code", "") for one in rows(table)] == ["heading", "", "", "two-dates"]


def test_a_day_still_to_come_decides_the_order() -> None:
    table = "Date;Heure;Texte\n11/12/2025;9h;a\n05/12/2025;9h;a\n"
    assert codes(suggested(text(table)).questions) == ["date-order"]
    assert suggested(text("Date;Heure;Texte\n05/12/2026;9h;a\n")).rules.every.order is None
    assert suggested(text("Date;Heure;Texte\n02/12/2026;9h;a\n")).rules.every.order is None
    assert suggested(text("Date;Heure;Texte\n12/02/2026;9h;a\n")).rules.every.order == "dmy"


def test_a_day_that_no_row_names_is_asked_for_and_the_title_answers() -> None:
    table = text("Main courante du 24/11/2026;\nHeure;Texte\n9h;a\n")
    found = suggested(table)
    assert codes(found.questions) == ["no-day"]
    assert found.questions[0].answers == ("day 2026-11-24",)
    given = suggest(book(table), PARIS, NOW, given=Rules(day=date(2026, 11, 24)))
    assert given.questions == ()


def test_a_column_that_nobody_knows_is_asked_for_unless_it_is_empty() -> None:
    found = suggested(text("Date;Heure;Texte;Zorglub;Vide\n24/11/2026;9h;a;b;\n"))
    assert codes(found.questions) == ["column-unknown"]
    assert found.questions[0].answers == (
        'column "Zorglub" is note',
        'column "Zorglub" is ignored',
    )
    assert found.rules.every.columns["Zorglub"] == "?"
    assert found.rules.every.columns["Vide"] == "ignored"


def test_without_any_heading_the_columns_are_asked_for() -> None:
    found = suggested(text("a;b\nc;d\n"))
    assert codes(found.questions) == ["no-headings"]


def test_a_file_of_crisis_log_is_known_without_headings() -> None:
    found = records("24-11-2026;09:10:00;dem;Renfort ?;COD;10.0.0.1\n")
    assert found[0].fields["line_kind"] == "request"
    assert found[0].fields["source"] == "COD"
    wide = record("24-11-2026;09:10:00;;1;;;Renfort ?;COD;10.0.0.1\n")
    assert (wide.fields["line_kind"], wide.fields["text"]) == ("request", "Renfort ?")


def test_the_newest_row_first_is_seen_and_two_rows_prove_nothing() -> None:
    down = "Heure;Texte\n" + "".join(f"{hour}h;a\n" for hour in (12, 11, 9, 8))
    up = "Heure;Texte\n" + "".join(f"{hour}h;a\n" for hour in (20, 23, 1, 8))
    assert suggested(text(down)).rules.every.newest_first
    assert not suggested(text(up)).rules.every.newest_first
    assert not suggested(text("Heure;Texte\n9h05;a\n9h;b\n")).rules.every.newest_first


def test_what_was_guessed_is_written_as_rules_that_do_the_same() -> None:
    table = text("Date;Heure;De;Texte;Suite donnée\n24/11/2026;9h;COD;a;b\n;10h;idem;c;\n")
    found = suggested(table)
    again = read_rules(written(found.rules, found.why, found.questions, "x.csv"), "x.csv.rules")
    assert again == found.rules
    assert rows(table, again) == rows(table)
    assert "D “Texte”: told in the note" not in found.why
    assert "E “Suite donnée”: told in the note" in found.why


def test_sheets_without_known_headings_are_left_out_and_it_is_said() -> None:
    lists = text("Services\nDRH\n", "Listes")
    first = text("Date;Heure;Texte\n24/11/2026;9h;a\n", "Lundi")
    found = suggested(first, lists)
    assert found.rules.sheets["Listes"].is_left_out
    assert "Listes: no row has headings that are known" in found.why
    assert [one.at.sheet for one in rows(first, None, lists) if isinstance(one, Record)] == [
        "Lundi"
    ]


def test_decisions_of_a_day_without_a_time_ask_for_one_and_their_notes_tell_it() -> None:
    table = "Date;Décision;Décideur\n24/11/2026;Fermer l’école;Le maire\n"
    found = suggested(text(table))
    assert codes(found.questions) == ["no-time"]
    answered = f"{written(found.rules)}{found.questions[0].answers[0]}\n"
    one = record(table, answered)
    assert one.fields["occurred_at"].hour == 11
    assert one.fields["note"] == "time by the rules of the import: 12:00"


def test_the_name_of_a_sheet_may_say_its_day() -> None:
    for name in ("24-11-2026", "mardi 24 novembre", "24.11"):
        found = suggested(text("Heure;Texte\n9h;a\n", name))
        assert (found.rules.every.day, found.questions) == (date(2026, 11, 24), ())
