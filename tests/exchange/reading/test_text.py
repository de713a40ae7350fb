"""Tables as text come in as they were meant, whatever program wrote them and however old it is."""

from pathlib import Path
from typing import Any

import pytest

from crisis_log.exchange.neutral import neutral
from crisis_log.exchange.reading import open_book
from crisis_log.fact import Refused
from tests.exchange.files import all_remarks, only_sheet, read_rows, values, write

TEXT = "Heure;Événement\r\n9h05;évacués à l’hôpital, côté « forêt »\r\n"
READ = [("Heure", "Événement"), ("9h05", "évacués à l’hôpital, côté « forêt »")]
PLAIN = TEXT.replace("’", "'")


def read(tmp_path: Path, content: str | bytes, encoding: str = "utf-8") -> list[tuple[Any, ...]]:
    return values(write(tmp_path / "main.csv", content, encoding))


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_an_encoding_shows_by_itself_and_is_said(tmp_path: Path, encoding: str, told: str) -> None:
    path = write(tmp_path / "main.csv", TEXT, encoding)
    assert values(path) == READ
    assert only_sheet(path).remarks == (f"Its text is read as {told}.",)


@pytest.mark.parametrize(("encoding", "told"), [("cp850", "DOS 850"), ("mac_roman", "Mac Roman")])
def test_an_old_system_is_recognised_in_a_short_file(
    tmp_path: Path, encoding: str, told: str
) -> None:
    path = write(tmp_path / "main.csv", PLAIN, encoding)
    assert values(path) == [tuple(each.replace("’", "'") for each in row) for row in READ]
    assert told in only_sheet(path).remarks[0]


@pytest.mark.parametrize("word", ["é", "œ", "à", "Été", "l’été", "3 €", "n° 5"])
def test_one_french_word_of_windows_is_enough(tmp_path: Path, word: str) -> None:
    assert read(tmp_path, f"a;{word}\n", "cp1252") == [("a", word)]


def test_a_file_put_together_from_two_is_read_line_by_line(tmp_path: Path) -> None:
    lines = ["9h;évacué\n".encode(), "9h05;forêt\n".encode(), "9h10;sinistré\n".encode("cp1252")]
    path = write(tmp_path / "main.csv", b"".join(lines))
    assert values(path) == [("9h", "évacué"), ("9h05", "forêt"), ("9h10", "sinistré")]
    assert only_sheet(path).remarks == (
        "Its text is read as UTF-8, and Windows-1252 on some lines.",
    )


def test_accents_typed_as_two_signs_become_one(tmp_path: Path) -> None:
    assert read(tmp_path, "a;e\u0301vacue\u0301\n") == [("a", "évacué")]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_what_separates_cells_is_seen(tmp_path: Path, separator: str) -> None:
    rows = [("Heure", "De", "Message"), ("9h", "COD", "a : b"), ("9h05", "PCO", "c")]
    assert read(tmp_path, "".join(separator.join(row) + "\n" for row in rows)) == rows


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_commas_in_sentences_separate_nothing(tmp_path: Path, separator: str) -> None:
    rows = [
        ("Heure", "Message"),
        ("9h", "Bonjour, oui, non, peut-être"),
        ("9h05", "Un, deux, trois, quatre"),
        ("9h10", "A, b, c, d"),
    ]
    assert read(tmp_path, "".join(separator.join(row) + "\n" for row in rows)) == rows


def test_titles_above_the_table_do_not_hide_its_separator(tmp_path: Path) -> None:
    content = "Main courante\nCellule de crise\n\nPréfecture\n\nHeure,De,Message\n9h,COD,Reçu\n"
    assert read(tmp_path, content)[-1] == ("9h", "COD", "Reçu")


def test_a_separator_that_the_file_declares_is_believed(tmp_path: Path) -> None:
    path = write(tmp_path / "main.csv", "sep=,\na;b,c\n1;2,3\n")
    assert [(row.line, row.values) for row in read_rows(path)] == [
        (2, ("a;b", "c")),
        (3, ("1;2", "3")),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_lines_end_as_any_system_ends_them(tmp_path: Path, end: str) -> None:
    path = write(tmp_path / "main.csv", f"a;b{end}1;2{end}3;4")
    assert [(row.line, row.values) for row in read_rows(path)] == [
        (1, ("a", "b")),
        (2, ("1", "2")),
        (3, ("3", "4")),
    ]


def test_a_cell_of_several_lines_is_one_and_the_next_row_has_its_own_line(tmp_path: Path) -> None:
    path = write(tmp_path / "main.csv", 'a;b\r\n1;"un\r\ndeux; ""trois"""\r\n2;x\r\n')
    assert [(row.line, row.values) for row in read_rows(path)] == [
        (1, ("a", "b")),
        (2, ("1", 'un\ndeux; "trois"')),
        (4, ("2", "x")),
    ]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('9h;il a dit "oui;x', ("9h", 'il a dit "oui', "x")),
        ('9h;"jamais fermé;x', ("9h", '"jamais fermé', "x")),
        ('9h;"chef" de cellule;x', ("9h", '"chef" de cellule', "x")),
        ('9h;";x', ("9h", '"', "x")),
        ('9h;";"', ("9h", '"', '"')),
        ('9h; " ;x', ("9h", '"', "x")),
        ('9h; "a;b" ;x', ("9h", "a;b", "x")),
        ('9h;"fin;";x', ("9h", "fin;", "x")),
        ('9h;"""";x', ("9h", '"', "x")),
        ('9h;"";x', ("9h", None, "x")),
    ],
)
def test_a_quotation_mark_that_opens_nothing_swallows_nothing(
    tmp_path: Path, line: str, cells: tuple[Any, ...]
) -> None:
    content = f"Heure;De;Message\n8h;COD;Reçu\n8h30;COD;Vu\n{line}\n10h;PCO;Fin\n"
    read = values(write(tmp_path / "main.csv", content))
    assert read[3:] == [cells, ("10h", "PCO", "Fin")]


def test_ditto_marks_on_two_rows_are_no_long_cell(tmp_path: Path) -> None:
    rows = [("9h", "COD", "a"), ("9h05", '"', "b"), ("9h10", "PCO", "c"), ("9h15", '"', "d")]
    assert read(tmp_path, "".join(";".join(row) + "\n" for row in rows)) == rows


def test_a_mark_that_nothing_closes_is_said(tmp_path: Path) -> None:
    path = write(tmp_path / "main.csv", 'a;b\n1;"x\n2;y\n3;"z\n')
    assert values(path) == [("a", "b"), ("1", '"x'), ("2", "y"), ("3", '"z')]
    said = "In its lines 2 and 4, quotation marks that no others close are taken as signs of the"
    assert only_sheet(path).remarks[1:] == (f"{said} text.",)


def test_rows_are_as_long_as_they_are_and_blank_ones_are_kept_between(tmp_path: Path) -> None:
    assert read(tmp_path, "a;b;c\n1\n;;\n\n2;3;4;5\n;;;\n\n") == [
        ("a", "b", "c"),
        ("1",),
        (),
        (),
        ("2", "3", "4", "5"),
    ]


def test_one_column_is_a_table(tmp_path: Path) -> None:
    assert read(tmp_path, "9h05 Appel du COD\n9h10 Reçu\n") == [
        ("9h05 Appel du COD",),
        ("9h10 Reçu",),
    ]


@pytest.mark.parametrize(
    "text", ["=1+1", "@nom", "-ras", "=cmd|' /C calc'!A0", "'=x", "-5", "+33 6"]
)
def test_what_disarmed_a_formula_is_taken_off(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, f"a;b\n1;{neutral(text)}\n")[1] == ("1", text)


def test_a_cell_of_any_length_is_read(tmp_path: Path) -> None:
    long = "x" * 300_000
    assert read(tmp_path, f'a;b\n1;{long}\n2;"{long}"\n') == [
        ("a", "b"),
        ("1", long),
        ("2", long),
    ]


def test_more_columns_than_any_table_has_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "main.csv", "a;b\n" + ";" * 16_383 + "x\n")
    with pytest.raises(Refused, match=r"its line 2 goes as far as column XFD, and at most 1000"):
        open_book(path)


def test_a_million_empty_lines_are_no_rows(tmp_path: Path) -> None:
    path = write(tmp_path / "main.csv", "a;b\n1;2\n" + ";\n" * 1_000_000)
    assert values(path) == [("a", "b"), ("1", "2")]


def test_a_gap_that_no_table_has_is_left_out(tmp_path: Path) -> None:
    path = write(tmp_path / "main.csv", "a;b\n" + ";\n" * 1_001 + "1;2\n" + ";\n" * 3 + "3;4\n")
    assert [row.line for row in read_rows(path)] == [1, 1_003, 1_004, 1_005, 1_006, 1_007]


class TestTheFormOfCrisisLog:
    LINE = "24-11-2026|09:10:00|info|{}|COD|10.0.0.1\r\n"

    def read(self, tmp_path: Path, *texts: str) -> list[tuple[Any, ...]]:
        return read(tmp_path, "".join(map(self.LINE.format, ["vu", "lu", *texts])))[2:]

    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            (r"\u00e9vacu\u00e9s", "évacués"),
            (r"un\ndeux", "un\ndeux"),
            (r"il dit \"oui\"", 'il dit "oui"'),
            (r'"entre guillemets \u00e9"', "entre guillemets é"),
            (r"24\/11", "24/11"),
            ("ou | bien", "ou | bien"),
            ("*gras* ; virgule", "*gras* ; virgule"),
            (r"C:\dossier", r"C:\dossier"),
            (r"moitié \ud83d", r"moitié \ud83d"),
        ],
    )
    def test_its_texts_are_read_as_it_escapes_them(
        self, tmp_path: Path, written: str, meant: str
    ) -> None:
        assert self.read(tmp_path, written) == [
            ("24-11-2026", "09:10:00", "info", meant, "COD", "10.0.0.1")
        ]

    def test_it_is_said(self, tmp_path: Path) -> None:
        path = write(tmp_path / "main.txt", self.LINE.format("a") * 3)
        assert "It is a file of CrisisLog: its texts are read as it escapes them." in all_remarks(
            open_book(path)
        )
