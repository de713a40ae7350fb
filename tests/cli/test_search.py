"""What a search is answered: entries as lines, with what was found in them."""

from __future__ import annotations

import gzip
import os
import re
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from crisis_log.language import speaking
from tests.cli.running import REGISTER, CommandLine, installed
from tests.cli.test_tables import in_terminal
from tests.storage.registers import files_in, run_sql

SAID: Final = (
    (
        "log 'Évacuation de l’école' --source 'Le préfet' --status unverified "
        "--tag Marne --kind request"
    ),
    "log 'Œuvre sauvée' --note 'Par les évacués'",
    "log 'Masques livrés' --status verified --by 'Le maire'",
    "decision record 'Évacuer le quai' --owner 'Le commandant'",
    "refute 2 --reason 'Tout va bien'",
    "correct 3 'Œuvre perdue' --reason 'Mal lu'",
)
UNDERLINED: Final = re.compile("\x1b\\[1;4m(.*?)\x1b\\[0m")


@pytest.fixture
def said(desk: CommandLine) -> CommandLine:
    return desk.given(*SAID)


def found(desk: CommandLine, *arguments: str) -> Sequence[int]:
    answer = desk.having("--json")(*arguments)
    return [entry["number"] for entry in answer.document]


def test_entries_that_say_it_are_listed_as_in_the_timeline(said: CommandLine) -> None:
    answer = said.typed("search evacue").done()
    assert [line[0] for line in answer.lines[1:]] == ["2", "3", "5"]
    (line, *_others) = (one for one in said.typed("timeline").lines if one.startswith("2 "))
    assert answer.lines[1].startswith(line)
    assert said.typed("timeline --search evacue").out == answer.out


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        ("search évacué", [2, 3, 5]),
        ("search quai commandant", [5]),
        ("search 'quai commandant'", [5]),
        ("search '« commandant quai »'", []),
        ("search prefet", [2]),
        ("search marne", [2]),
        ("search D-1", [5]),
        ("search 'bien tout'", [6]),
        ("search oeuvre", [3, 7]),
        ("search evacue --kind decision", [5]),
        ("search evacue --last 1", [5]),
        ("search evacue --until 2020-01-01", []),
        ("search evacue --since 2020-01-01 --order occurred", [2, 3, 5]),
        ("search evacue --subject D-1", [5]),
        ("search evacue --source préfet", [2]),
        ("search evacue --tag MARNE", [2]),
        ("search evacue --status refuted", [2]),
        ("search evacue --status unverified", []),
        ("timeline --status verified", [4]),
        ("timeline --by maire", [4]),
        ("timeline --by secretary --source pref", [2]),
        ("timeline --tag mar", []),
    ],
)
def test_every_filter_is_asked(said: CommandLine, line: str, numbers: Sequence[int]) -> None:
    assert found(said, *shlex.split(line)) == numbers


def test_what_became_of_a_line_is_said_before_it(said: CommandLine) -> None:
    said.typed("search école").done(r"2 .*\[refuted .* n° 6\] request: Évacuation")
    said.typed("search sauvée").done(r"3 .*\[corrected by n° 7\] information: Œuvre sauvée")


def test_what_the_line_does_not_show_is_said_beneath(said: CommandLine) -> None:
    said.typed("search commandant").done(r"(?m)^ +owner: Le commandant$")
    said.typed("search marne").done(r"(?m)^ +tags: Marne$")
    assert "owner" not in said.typed("search quai").done().out


def test_a_long_text_is_cut_around_what_was_found(desk: CommandLine) -> None:
    grounds = "de la pluie encore " * 20 + "puis la digue a cédé " + "et de la pluie " * 20
    desk(*("decision", "record", "Partir", "--grounds", grounds)).done()
    (line,) = re.findall("grounds: (.*)", desk.typed("search digue").out)
    assert re.fullmatch("….*la digue a cédé.*…", line)
    assert len(line) < 200


def test_a_terminal_shows_what_was_found_underlined(said: CommandLine) -> None:
    _code, shown = in_terminal("search", "evacue", columns=80)
    assert UNDERLINED.findall(shown) == ["Évacuation", "évacués", "Évacuer"]
    assert max(map(len, re.sub("\x1b\\[[0-9;]*m", "", shown).splitlines())) <= 80


@pytest.mark.parametrize("variable", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_one_without_colours_by_signs(
    said: CommandLine, variable: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "tests.cli.test_tables.environment", lambda **_: dict(os.environ) | variable
    )
    for name, value in variable.items():
        monkeypatch.setenv(name, value)
    _code, shown = in_terminal("search", "evacue", columns=80)
    assert re.findall(r"\*(.*?)\*", shown) == ["Évacuation", "évacués", "Évacuer"]
    assert "\x1b" not in shown


def test_a_pipe_gets_the_words_as_they_are(said: CommandLine) -> None:
    assert not re.search("[*\x1b\ufdd3\ufdd4]", installed("search", "evacue").done().out)


def test_a_terminal_is_shown_the_last_of_many(desk: CommandLine) -> None:
    desk.given(*(f"log 'Line {n}'" for n in range(60)))
    _code, shown = in_terminal("search", "line", columns=80)
    assert "The last 50 entries are shown" in shown
    assert "Line 9\r" not in re.sub("\x1b\\[[0-9;]*m", "", shown)
    _code, shown = in_terminal("search", "line", "--all", columns=80)
    assert "Line 9\r" in re.sub("\x1b\\[[0-9;]*m", "", shown)


def test_french_is_searched_in_french(said: CommandLine) -> None:
    with speaking("fr"):
        said.typed("chercher evacuee --jusqua 2020-01-01").done("Aucune inscription")
        said.typed("chercher démentie").done("n° 2|ligne 2")
        said.typed("chronologie --recherche demandes").done("(?m)^2 ")


@pytest.mark.parametrize("version", [2, 3])
def test_an_older_register_is_searched_and_left_as_it_is(
    nothing: CommandLine, version: int
) -> None:
    kept = Path(__file__).parents[1] / "storage" / f"version_{version}.crisis.gz"
    Path(REGISTER).write_bytes(gzip.decompress(kept.read_bytes()))
    before = files_in(Path())
    answer = nothing.typed("search schools")
    assert (answer.code, "2" in answer.out) == (0, True)
    assert answer.err.count("rebuild") == 1
    assert "No entry matches" in nothing.typed("search nowhere").out
    assert files_in(Path()) == before


def test_an_altered_entry_is_not_shown_and_said_so(said: CommandLine) -> None:
    run_sql(Path(REGISTER), "DROP TRIGGER entries_are_never_changed")
    run_sql(
        Path(REGISTER),
        "UPDATE entries SET state = CAST(replace(CAST(state AS TEXT), 'quai', 'pont') AS BLOB)",
    )
    answer = said.typed("search quai")
    assert "pont" not in answer.out
    assert "n° 5 is not as this register writes entries" in answer.err
