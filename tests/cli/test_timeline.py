"""The timeline and its filters; struck and corrected lines stay legible in it."""

import re
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from crisis_log.language import Language, speaking
from tests.cli.case import LINE, PLAN, RECORDED
from tests.cli.running import CommandLine


@pytest.fixture
def told(drill: CommandLine) -> CommandLine:
    """A drill of five entries over three days, one of them late."""
    drill.at("2020-03-17 09:00").given("log 'Call from the mayor' --note Angry")
    drill.at("2020-03-17 14:00").given(RECORDED, PLAN)
    drill.at("2020-03-18 10:00").given("log 'Late news' --at '17/03/2020 08:00'")
    return drill.at("2020-03-19 09:00")


def numbers(desk: CommandLine, criteria: str) -> Sequence[int]:
    return [entry["number"] for entry in desk.document(f"timeline {criteria}")]


def test_an_amended_title_does_not_reach_back(drill: CommandLine) -> None:
    drill.given(
        "decision propose 'Close schools'",
        "decision adopt D-1",
        "measure order 'Tell parents' --decision D-1",
        "measure report M-1 --progress 10",
        "decision amend D-1 --title 'Close all schools' --reason Clearer --yes",
        "measure amend M-1 --title 'Tell everybody' --reason Clearer",
        "measure complete M-1",
        "decision amend D-1 --title 'Close' --reason Shorter --yes",
        "decision implement D-1",
    )
    lines = drill.typed("timeline").out.splitlines()
    titles = [re.findall(r"“(.*?)”", line) for line in lines[-9:]]
    assert titles == [
        [],
        ["Close schools"],
        [],
        ["Tell parents"],
        ["Close all schools"],
        ["Tell everybody"],
        ["Tell everybody"],
        ["Close"],
        ["Close"],
    ]
    shown = drill.typed("decision show D-1").out
    assert "Close schools → Close all schools" in shown


@pytest.mark.parametrize(
    ("criteria", "found"),
    [
        ("", [1, 2, 3, 4, 5]),
        ("--since 2020-03-18", [5]),
        ("--since '17/03 14h00'", [3, 4, 5]),
        ("--until '17/03/2020 09:00'", [1, 2]),
        ("--until 2020-03-17", [1, 2, 3, 4]),
        ("--since 2020-03-17 --until '17/03 10:00'", [2]),
        ("--kind decision", [3]),
        ("--kind decision.adopted.v3", [3]),
        ("--kind journal", [2, 5]),
        ("--subject D-1", [3]),
        ("--subject d-1", [3]),
        ("--subject pca", [4]),
        ("--subject 2", [2]),
        ("--subject 'n° 2'", [2]),
        ("--subject crisis", [1]),
        ("--search MAYOR", [2]),
        ("--search angry", [2]),
        ("--search secretary --kind plan", [4]),
        ("--order occurred", [1, 5, 2, 3, 4]),
        ("--order occurred --until '17/03 08:30'", [1, 5]),
    ],
)
def test_the_timeline_lists_the_entries_that_match_every_criterion(
    told: CommandLine, criteria: str, found: Sequence[int]
) -> None:
    assert numbers(told, criteria) == found


def test_the_timeline_says_who_when_and_what(told: CommandLine) -> None:
    told.typed("timeline").done(
        r"(?m)^Tuesday 2020-03-17\n2  09:00  information: Call from the mayor \[Angry\]$"
    )


def test_an_entry_is_shown_with_everything_it_holds(told: CommandLine) -> None:
    answer = told.typed("show 5")
    for says in (
        "n° 5 · information",
        "time of the fact +2020-03-17 08:00",
        "time of recording +2020-03-18 10:00",
        "recorded by +the secretary",
        "text +Late news",
        r"kind +journal\.logged\.v3",
        r"id of the request +\w+",
    ):
        answer.done(says)


def test_what_was_given_with_a_line_is_shown_with_it(desk: CommandLine) -> None:
    desk.given("log Masks --kind request --source Mayor --channel Phone --tag a --status verified")
    answer = desk.typed("show 2")
    for says in ("kind of line +request", "source +Mayor", "channel +Phone", r"tags +\[?a"):
        answer.done(says)
    answer.done("verification +verified")


def test_a_corrected_line_stays_legible_and_says_so(desk: CommandLine) -> None:
    desk.given(LINE, "correct 2 'A better line' --reason Typo")
    desk.typed("timeline").done(r"2 .*\[corrected by n° 3\] information: A first line")
    desk.typed("timeline").done(r"3 .*line 2 corrected: A better line \(reason: Typo\)")
    desk.typed("show 2").done("reads now +A better line")
    desk.typed("show 2").done(r"read before entry n° 3 +A first line \(Typo\)")


def test_every_earlier_wording_stays_legible(desk: CommandLine) -> None:
    desk.given(LINE, "correct 2 Second --reason R1", "correct 2 Third --reason R2")
    line = desk.document("show 2")["line"]
    assert line["text"] == "Third"
    assert [(e["text"], e["reason"]) for e in line["earlier"]] == [
        ("A first line", "R1"),
        ("Second", "R2"),
    ]


def test_a_struck_line_stays_legible_and_says_so(desk: CommandLine) -> None:
    desk.given(LINE, "strike 2 --reason 'Wrong crisis'")
    desk.typed("timeline").done(r"2 .*\[struck by n° 3\] information: A first line")
    desk.typed("show 2").done("text +A first line")
    desk.typed("show 2").done("struck +by entry n° 3: Wrong crisis")


def test_a_line_that_was_corrected_then_struck_shows_both(desk: CommandLine) -> None:
    desk.given(LINE, "correct 2 Better --reason R", "strike 2 --reason S")
    desk.typed("timeline").done(r"2 .*struck by n° 4.*A first line")
    desk.typed("show 2").done("(?s)reads now +Better.*A first line.*struck +by entry n° 4")


def test_a_struck_line_can_no_longer_be_changed(desk: CommandLine) -> None:
    desk.given(LINE, "strike 2 --reason S")
    for change in ("correct 2 Other --reason R", "verify 2", "refute 2"):
        desk.typed(change).failed(1, "Line 2 was struck by entry n° 3")


def test_a_refuted_line_says_so_where_it_is_shown(desk: CommandLine) -> None:
    desk.given("log Rumour --status unverified", "refute 2")
    desk.typed("show 2").done("(?s)What became of this line.*verification +refuted")


# Searching

SAYING: Final = (
    "log 'Appel de l’école' --note Fâché --source 'Le préfet' --channel Téléphone --tag point-clé",
    (
        "decision propose 'Fermer l’accueil' --owner Dupont --grounds 'Motif à part' "
        "--option 'Ne rien faire' --legal-basis 'Article L. 1' --consulted 'Le CHSCT' "
        "--organisation 78 --attach 'n° 1.txt'"
    ),
    "decision adopt D-1 --by 'La directrice'",
    "measure order 'Équiper' --decision D-1 --indicator kits --unit 'pièces' --target 1250,5",
    "measure report M-1 --value kits=1250 --progress 40 --text 'Livré à moitié'",
    "pca register pca --title 'Continuité' --mission 'pmi=Protection maternelle'",
    "pca staffing pca --count on_site=1000 --date 2020-03-16",
    "correct 2 'Appel du collège' --reason 'Mal entendu'",
)


@pytest.fixture
def said(drill: CommandLine) -> CommandLine:
    """A drill in which every field of several entries says something."""
    Path("n° 1.txt").write_text("x")
    return drill.at("2020-03-17 09:00").given(*SAYING)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_whatever_was_typed_is_found_where_it_was_recorded(
    said: CommandLine, language: Language
) -> None:
    with speaking(language):
        for number, line in enumerate(SAYING, start=2):
            options = [word for word in shlex.split(line) if word.startswith("--")]
            verb_and_options = {*line.split("'")[0].split()[:2], *options}
            typed = [word for word in shlex.split(line) if word not in verb_and_options]
            assert len(typed) >= 2
            for words in typed:
                assert number in found(said, words), words


def found(desk: CommandLine, words: str) -> Sequence[int]:
    answer = desk.having("--json")("timeline", "--search", words)
    return [entry["number"] for entry in answer.document]


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("LE PREFET", 2),
        ("l'ecole", 2),
        ("point\u2011cle", 2),
        ("fache", 2),
        ("dupont", 3),
        ("motif\u00a0a part", 3),
        ("chsct", 3),
        ("D\u20111", 3),
        ("n°\u00a01.txt", 3),
        ("directrice", 4),
        ("l'accueil", 3),
        ("1 250", 6),
        ("point", 2),
        ("pieces", 5),
        ("1250", 6),
        ("protection", 7),
        ("mal entendu", 9),
    ],
)
def test_a_search_minds_no_way_of_spelling(said: CommandLine, words: str, number: int) -> None:
    assert number in found(said, words)
