"""What the rows of a table become: records, refusals that say why, and what is no row."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from crisis_log.exchange.importing.identity import said_by
from crisis_log.exchange.record import Record
from crisis_log.fact import Refused
from crisis_log.language import LANGUAGES, speaking
from tests.exchange.sheets import (
    PARIS,
    asides,
    record,
    records,
    refusals,
    rows,
    sheet,
    text,
)

HEAD = (
    "Date;Heure;Émetteur;Événement;Suite donnée;Fait O/N;Observations\n"
    "24/11/2026;9h;COD;Digue rompue;"
)


def test_what_a_table_says_besides_is_noted_after_its_headings() -> None:
    one = record(f"{HEAD}Pompiers envoyés;O;vu\n")
    assert one.fields["note"] == "Suite donnée: Pompiers envoyés\nFait O/N: O\nvu"
    assert "status" not in one.fields


def test_nothing_to_report_is_a_text_and_a_dash_is_nothing() -> None:
    one = record("Date;Heure;De;Message;Observations\n24/11/2026;9h;-;RAS;/\n")
    assert one.fields["text"] == "RAS"
    assert {"source", "note"}.isdisjoint(one.fields)


@pytest.mark.parametrize("ditto", ["idem", "Idem.", '"', "''", "//", "- // -", "id.", "〃"])
def test_a_ditto_is_what_stands_above_and_is_said(ditto: str) -> None:
    table = sheet(
        [
            ["Date", "Heure", "De", "Texte"],
            ["24/11/2026", "9h", "COD", "a"],
            [ditto, "9h1", ditto, "b"],
        ]
    )
    second = records(table)[1]
    assert second.fields["source"] == "COD"
    assert second.said[-1] == f"“{ditto}” is that of line 2: “COD”"


def test_a_ditto_under_nothing_is_refused() -> None:
    assert refusals("Date;Heure;De;Texte\n24/11/2026;9h;idem;a\n") == [
        (2, "C “De”", "nothing-above")
    ]


def test_an_author_written_once_goes_down_only_where_rules_say_so() -> None:
    table = "Date;Heure;Texte;Rédacteur\n24/11/2026;9h;a;M. Roche\n24/11/2026;10h;b;\n"
    assert [one.fields.get("author") for one in records(table)] == ["M. Roche", None]
    rules = 'what lines\ncolumn Texte is text\ncarry-down "Rédacteur"\n'
    assert [one.fields["author"] for one in records(table, rules)] == ["M. Roche"] * 2


def test_several_columns_of_text_are_one_text() -> None:
    one = record("Date;Heure;Nature;Message\n24/11/2026;9h;Inondation;Rue basse\n")
    assert one.fields["text"] == "Inondation – Rue basse"


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("info", "information"),
        ("DEM", "request"),
        ("act", "action"),
        ("pt", "situation"),
        ("Demande", "request"),
        ("point de situation", "situation"),
        ("communication", "communication"),
    ],
)
def test_kinds_are_read_in_the_words_of_other_tools(word: str, kind: str) -> None:
    one = record(f"Date;Heure;Type;Texte\n24/11/2026;9h;{word};a\n")
    assert one.fields["line_kind"] == kind


def test_words_that_are_no_kinds_are_tags() -> None:
    found = records("Date;Heure;Type;Texte\n24/11/2026;9h;INC;a\n24/11/2026;10h;SAP, eau;b\n")
    assert [one.fields["tags"] for one in found] == [("INC",), ("SAP", "eau")]


def test_one_mistyped_kind_is_refused_and_not_taken_for_a_tag() -> None:
    lines = "".join(f"24/11/2026;{hour}h;info;a\n" for hour in range(9, 18))
    assert refusals(f"Date;Heure;Type;Texte\n{lines}24/11/2026;18h;inof;b\n") == [
        (11, "C “Type”", "unknown-word")
    ]


def test_crosses_say_a_kind_and_two_of_them_are_refused() -> None:
    table = "Date;Heure;info;dem;Texte\n24/11/2026;9h;;x;a\n"
    assert record(table).fields["line_kind"] == "request"
    assert refusals(f"{table}24/11/2026;9h;x;x;b\n") == [(3, "D “dem”", "two-kinds")]


def test_what_is_no_row_is_told_with_why() -> None:
    table = """
        Main courante du PC;;;
        ;;;
        N°;Date;Heure;Texte
        1;24/11/2026;9h;a
        ;;;
        SOIRÉE;;;
        2;;;
        N°;Date;Heure;Texte
        3;24/11/2026;20h;b
    """
    assert asides(table) == [
        (1, "above"),
        (2, "blank"),
        (3, "heading"),
        (5, "blank"),
        (6, "number-alone"),
        (7, "number-alone"),
        (8, "heading"),
    ]


def test_a_title_merged_over_the_row_heads_those_under_it() -> None:
    table = sheet(
        [["Date", "Heure", "Texte"], ["Nuit"] * 3, ["24/11/2026", "9h", "a"]],
        marks={2: {1: ["merged"], 2: ["merged"]}},
    )
    assert asides(table) == [(1, "heading"), (2, "section")]


def test_a_text_merged_sideways_is_one_cell() -> None:
    table = sheet(
        [["Date", "Heure", "Texte", "Observations"], ["24/11/2026", "9h", "long", "long"]],
        marks={2: {3: ["merged"]}},
    )
    assert "note" not in record(table).fields


def test_a_row_that_is_all_merged_with_the_one_above_is_none() -> None:
    table = sheet(
        [["Date", "Heure", "Texte"], ["24/11/2026", "9h", "a"], ["24/11/2026", "9h", "a"]],
        marks={3: {0: ["merged"], 1: ["merged"], 2: ["merged"]}},
    )
    assert asides(table) == [(1, "heading"), (3, "merged")]


def test_a_struck_row_is_refused_until_a_rule_says_what_it_is() -> None:
    table = sheet(
        [["Date", "Heure", "Texte"], ["24/11/2026", "9h", "a"]], marks={2: {2: ["struck"]}}
    )
    rules = "what lines\ncolumn Texte is text\nif struck {act}\n"
    assert refusals(table) == [(2, "C “Texte”", "struck")]
    assert asides(table, rules.format(act="skip"))[1:] == [(2, "rule")]
    assert record(table, rules.format(act="take")).fields["note"] == "struck out in the file"


def test_a_colour_may_be_given_a_meaning_by_a_rule() -> None:
    table = sheet(
        [["Date", "Heure", "Texte"], ["24/11/2026", "9h", "a"]], marks={2: {2: ["coloured"]}}
    )
    rules = "what lines\ncolumn Texte is text\nif coloured set tags = urgent\n"
    assert "tags" not in record(table).fields
    assert record(table, rules).fields["tags"] == ("urgent",)


def test_a_hidden_row_is_taken_and_said_and_a_hidden_sheet_only_when_it_is_named() -> None:
    rows_ = [["Date", "Heure", "Texte"], ["24/11/2026", "9h", "a"]]
    assert record(sheet(rows_, hidden=[2])).said == ("the row is hidden in the file",)
    shown, hidden = sheet(rows_, "Lundi"), sheet(rows_, "Masquée", is_hidden=True)
    told = rows(shown, None, hidden)
    assert [one.at.sheet for one in told if isinstance(one, Record)] == ["Lundi"]
    assert {getattr(one, "code", "") for one in told if one.at.sheet == "Masquée"} == {
        "sheet-left-out"
    }


@pytest.mark.parametrize(
    ("mark", "value", "code"), [("error", "#REF!", "cell-error"), ("formula", None, "formula")]
)
def test_a_cell_without_a_value_is_refused(mark: Any, value: str | None, code: str) -> None:
    table = sheet([["Date", "Heure", "Texte"], ["24/11/2026", "9h", value]], marks={2: {2: [mark]}})
    assert refusals(table) == [(2, "C “Texte”", code)]


def test_a_separator_in_a_text_is_seen_and_no_cell_is_shifted() -> None:
    assert refusals("Date;Heure;Texte\n24/11/2026;9h;un ; deux;trois\n") == [
        (2, "D", "too-many-cells")
    ]


def test_a_row_without_its_text_is_refused() -> None:
    assert refusals("Date;Heure;De;Texte\n24/11/2026;9h;COD\n") == [(2, "D “Texte”", "no-text")]


def test_a_column_that_nobody_knows_is_asked_for_and_nothing_of_it_is_lost() -> None:
    table = "Date;Heure;Texte;Zorglub\n24/11/2026;9h;a;\n24/11/2026;10h;b;c\n"
    assert refusals(table) == [(3, "D “Zorglub”", "column-unknown")]
    rules = "what lines\ncolumn Zorglub is note\n"
    assert records(table, rules)[1].fields["note"] == "Zorglub: c"


def test_the_row_itself_goes_with_what_becomes_of_it() -> None:
    (_heading, one) = rows("Date;Heure;Texte\n24/11/2026;9h;a\n")
    assert one.row == ("24/11/2026", "9h", "a")


def test_decisions_have_the_fields_of_their_fact() -> None:
    one = record("""
        N°;Date;Heure;Décision;Décideur;Motif;Visas;Pilote;Échéance;Statut;Acte
        7;24/11/2026;10h;Fermer l’école;Le maire;crue;CGCT L2212-2;DGS;30/11/2026 18h;adoptée;arrêté
    """)
    assert one.what == "decision"
    assert {**one.fields, "occurred_at": None} == {
        "occurred_at": None,
        "number": "7",
        "title": "Fermer l’école",
        "decided_by": "Le maire",
        "grounds": "crue",
        "legal_basis": ("CGCT L2212-2",),
        "owner": "DGS",
        "due_on": datetime(2026, 11, 30, 18, tzinfo=PARIS),
        "status": "adopted",
        "act": "order",
    }


def test_measures_say_how_they_stand_in_their_note() -> None:
    one = record("Action;Pilote;Échéance;État;Sites\nSacs de sable;ST;25/11;fait;s1, s2\n")
    assert one.what == "measure"
    assert one.fields == {
        "title": "Sacs de sable",
        "owner": "ST",
        "due_on": date(2026, 11, 25),
        "sites": ("s1", "s2"),
        "note": "État: fait",
    }


def test_staffing_is_counted_by_the_headings_of_its_columns() -> None:
    head = "Plan;Date;Service;Présentiel;Télétravail;ASA;Total\n"
    one = record(f"{head}pca;24/11/2026;DRH;1 012;3;1;1016\n")
    assert one.what == "staffing"
    assert one.fields == {
        "code": "pca",
        "day": date(2026, 11, 24),
        "organisation": "DRH",
        "counts": {"on_site": 1012, "remote": 3, "special_leave": 1},
    }
    bad = [
        ("pca;24/11/2026;DRH;;;;9\n", "", "no-count"),
        ("pca;24/11/2026;DRH;dix\n", "D “Présentiel”", "not-a-number"),
        ("pca;24/11/2026;DRH;1,5\n", "D “Présentiel”", "not-a-whole-number"),
        ("pca;24/11/2026;DRH;-1\n", "D “Présentiel”", "negative"),
        (";24/11/2026;DRH;1\n", "A “Plan”", "no-plan"),
        ("pca;;DRH;1\n", "B “Date”", "no-day"),
    ]
    for row, column, code in bad:
        assert refusals(f"{head}{row}") == [(2, column, code)]


def test_figures_are_of_the_indicator_that_a_column_names_or_is() -> None:
    one = record("Mesure;Indicateur;Valeur;Unité;Au\nM-1;appels;1 012,5;appels;24/11/2026 12:00\n")
    assert one.what == "indicator"
    assert one.fields == {
        "measure": "M-1",
        "values": {"appels": Decimal("1012.5")},
        "unit": "appels",
        "as_of": datetime(2026, 11, 24, 12, tzinfo=PARIS),
    }
    rules = """
        what indicators
        set measure = M-1
        column Jour is as of
        column Appels is indicator "appels reçus"
        column Lits is indicator "lits"
    """
    wide = record("Jour;Appels;Lits\n24/11/2026;12;4\n", rules)
    assert wide.fields["values"] == {"appels reçus": Decimal(12), "lits": Decimal(4)}
    assert refusals("Mesure;Indicateur;Valeur;Au\nM-1;a;1,012;24/11/2026\n") == [
        (2, "C “Valeur”", "not-a-number")
    ]


LEVELS = "Mesure;Indicateur;Date;Heure;Valeur\nM-1;Cote;"


def test_a_figure_with_a_day_and_a_time_is_of_that_instant() -> None:
    one = record(f"{LEVELS}24/11/2026;18h05;2,35\n")
    assert one.fields["as_of"] == datetime(2026, 11, 24, 18, 5, tzinfo=PARIS)
    assert {"occurred_at", "note"}.isdisjoint(one.fields)
    assert record(f"{LEVELS}24/11/2026;;2,35\n").fields["as_of"] == date(2026, 11, 24)
    assert record(f"{LEVELS}24/11/2026;24:00;2,35\n").fields["as_of"] == datetime(
        2026, 11, 25, tzinfo=PARIS
    )
    near = record(f"{LEVELS}24/11/2026;~18h;2,35\n").fields
    assert (near["as_of"].hour, near["note"]) == (18, "Heure: ~18h")
    told = record("Mesure;Indicateur;Horodatage;Valeur\nM-1;Cote;24/11/2026 18h;2\n").fields
    assert told["as_of"] == told["occurred_at"] == datetime(2026, 11, 24, 18, tzinfo=PARIS)
    rules = "what indicators\nset measure = M-1\nday 24/11/2026\ncolumn Heure is time of day\n"
    alone = record("Indicateur;Heure;Valeur\nCote;18h;2,35\n", rules)
    assert alone.fields["as_of"] == datetime(2026, 11, 24, 18, tzinfo=PARIS)


def test_a_figure_of_no_time_is_refused() -> None:
    assert refusals("Mesure;Indicateur;Valeur\nM-1;Taux;12\n") == [(2, "", "no-as_of")]
    assert refusals(f"{LEVELS};;2\n") == [(2, "C “Date”", "no-as_of")]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ("24/11/2026;matin;2", "no-time"),
        ("24/11/2026 17h;18h;2", "two-times"),
        ("24/11/2026;25/11/2026 18h;2", "two-times"),
        (";18h;2", "no-day"),
    ],
)
def test_so_is_none_whose_time_is_none_or_another(cells: str, code: str) -> None:
    assert refusals(f"{LEVELS}{cells}\n") == [(2, "D “Heure”", code)]


def test_a_value_in_percent_says_its_unit() -> None:
    head = "Mesure;Indicateur;Valeur;Unité;Au\nM-1;Taux;13 %;"
    assert record(f"{head};24/11/2026\n").fields["in_percent"] == ("Taux",)
    assert "in_percent" not in record(f"{head}%;24/11/2026\n").fields
    assert refusals(f"{head}m;24/11/2026\n") == [(2, "C “Valeur”", "two-units")]
    rules = """
        what indicators
        set measure = M-1
        column Jour is as of
        column Taux is indicator "taux"
        column Lits is indicator "lits"
    """
    wide = record("Jour;Taux;Lits\n24/11/2026;12 %;4\n", rules)
    assert wide.fields["in_percent"] == ("taux",)


def test_missions_need_no_time() -> None:
    one = record("Plan;Code;Intitulé;Essentielle;Sites\npca;asr;Accueil;accessoire;v, m\n")
    assert one.what == "mission"
    assert one.fields == {
        "plan": "pca",
        "code": "asr",
        "title": "Accueil",
        "essential": False,
        "sites": ("v", "m"),
    }
    assert refusals("Plan;Code;Intitulé;Essentielle\npca;asr;Accueil;peut-être\n") == [
        (2, "D “Essentielle”", "not-yes-or-no")
    ]


def test_sheets_are_read_one_after_the_other_each_by_its_rules() -> None:
    first = text("Heure;Texte\n9h;a\n", "24-11-2026")
    second = text("Heure;Texte\n9h;b\n", "25-11-2026")
    lists = text("Services\nDRH\n", "Listes")
    told = rows(first, None, second, lists)
    found = [one for one in told if isinstance(one, Record)]
    assert [(one.at.sheet, one.fields["occurred_at"].day) for one in found] == [
        ("24-11-2026", 24),
        ("25-11-2026", 25),
    ]


def test_rules_that_name_columns_of_no_sheet_are_refused() -> None:
    with pytest.raises(Refused, match="no row with the headings that the rules name: Horaire"):
        rows("Date;Heure;Texte\n", "what lines\ncolumn Horaire is time of day\n")


def test_a_row_is_the_same_row_to_a_reader_of_the_other_language() -> None:
    table = "Date;Heure;Nature;Message;Suite donnée\n24/11/2026;~9h;Crue;Rue basse;vu\n"
    said = []
    for language in LANGUAGES:
        with speaking(language):
            said.append(said_by(record(table)))
    assert said[0] == said[1]


def test_a_state_that_is_known_is_never_a_note_alone() -> None:
    """A repealed decision would be taken as one in force."""
    found = refusals("""
        Date;Heure;Décision;État
        24/11/2026;8h;Fermer A;en vigueur
        24/11/2026;9h;Fermer B;en vigueur
        24/11/2026;10h;Fermer C;abrogée
    """)
    assert [code for _line, _column, code in found] == ["unknown-word", "unknown-word"]


def test_a_measure_that_is_over_does_not_tell_since_when() -> None:
    found = refusals("""
        Date;Heure;Mesure;État
        24/11/2026;8h;Fermer A;en cours
        24/11/2026;9h;Fermer B;levée
    """)
    assert found == [(3, "D “État”", "ended")]
