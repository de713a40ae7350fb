"""The missions of a plan come from a table: whole, or not at all, each bad row with its line."""

from pathlib import Path

import pytest

from tests.cli.case import SITE
from tests.cli.running import CommandLine, size
from tests.exchange.files import nothing, xlsx

REGISTER = "pca register pca --title Plan --missions missions.csv"


def table(*rows: str, name: str = "missions.csv", encoding: str = "utf-8") -> None:
    Path(name).write_text("".join(f"{row}\n" for row in rows), encoding=encoding)


def test_twenty_five_missions_come_from_one_table(desk: CommandLine) -> None:
    table("code;title", *(f"m{n};Mission n° {n}" for n in range(25)))
    desk.given(REGISTER)
    missions = desk.document("pca show pca")["missions"]
    assert [(one["code"], one["essential"]) for one in missions] == [
        (f"m{n}", True) for n in range(25)
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_it_is_read_as_spreadsheets_write_it(
    desk: CommandLine, separator: str, encoding: str
) -> None:
    rows = [
        ["Essentielle", "Remarque", "Intitulé", "CODE", "Sites"],
        ["non", "à revoir", '"Musées, et; archives"', "musee", '"mantes;mantes"'],
        [""],
        ["Oui", "", '"Paie ""2020"""', " paie ", ""],
    ]
    table(*(separator.join(row) for row in rows), encoding=encoding)
    desk.given(SITE, REGISTER)
    assert desk.document("pca show pca")["missions"] == [
        {
            "code": "musee",
            "title": "Musées, et; archives",
            "essential": False,
            "sites": ["mantes"],
        },
        {"code": "paie", "title": 'Paie "2020"', "essential": True, "sites": []},
    ]


def test_every_refused_row_is_named_with_its_line_and_nothing_is_recorded(
    desk: CommandLine,
) -> None:
    table(
        "code,title,essential,sites",
        "a b,Two words,,",
        "pay,,,",
        'fine,"A title',
        'of two lines",yes,mantes',
        "fine,Again,,",
        "rank,Rank,perhaps,",
        "place,Place,,mantes lyon",
    )
    desk.given(SITE)
    before = size()
    told = desk.typed(REGISTER).failed(1, "missions.csv: 5 rows are refused, and nothing").err
    for problem in (
        "Line 2: code: “a b” is not a short code",
        "Line 3: title: some text is needed",
        "Line 6: the code fine is already that of line 4",
        "Line 7: “perhaps” does not say whether it is essential",
        "Line 8: the register knows no site lyon",
    ):
        assert problem in told
    assert size() == before


@pytest.mark.parametrize(
    ("content", "code", "problem"),
    [
        ("", 1, "missions.csv is not read: it is empty."),
        ("mission;rank\na;b\n", 1, "its first line names the columns"),
        ("code;title\n;;\n", 1, "lists no mission under its first line"),
        (
            'code;title\na;"' + "x" * 200_000 + '"\n',
            1,
            "Line 2: title: longer than 100,000 characters",
        ),
    ],
)
def test_what_is_no_table_of_missions_is_refused(
    desk: CommandLine, content: str, code: int, problem: str
) -> None:
    Path("missions.csv").write_text(content, encoding="utf-8")
    desk.typed(REGISTER).failed(code, problem)


def test_a_file_that_is_not_there_or_no_text_is_refused(desk: CommandLine) -> None:
    desk.typed(REGISTER).failed(2, "missions.csv cannot be read: there is no such file")
    Path("missions.csv").write_bytes(bytes(range(256)))
    desk.typed(REGISTER).failed(1, "it is neither a spreadsheet nor text")


def test_an_old_spreadsheet_and_one_of_today_are_read(desk: CommandLine) -> None:
    table("code;intitulé", "asr;Crèches", encoding="cp1252")
    xlsx(Path("missions.xlsx"), [("code", "intitulé"), (7, "Crèches")], nothing)
    desk.given(REGISTER, "pca register pca2 --title Plan --missions missions.xlsx")
    for plan, code in (("pca", "asr"), ("pca2", "7")):
        (mission,) = desk.document(f"pca show {plan}")["missions"]
        assert (mission["code"], mission["title"]) == (code, "Crèches")


def test_missions_typed_and_those_of_the_table_are_of_one_plan(desk: CommandLine) -> None:
    table("code;title", "asr;Child protection")
    desk.typed(f"{REGISTER} --secondary asr=Museums").failed(1, "Two missions have the same code")
    desk.given(f"{REGISTER} --secondary com=Museums")
    desk.given("pca mission pca 'child protection' suspended")
    shown = desk.typed("pca show pca").done().out
    assert "asr   essential  suspended" in shown
