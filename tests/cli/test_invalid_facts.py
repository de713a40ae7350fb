"""A valid envelope around an invalid fact, as a stolen password can write it, blocks nothing.

It stays for ever: it changes nothing, and whoever relies on the log is told which entry it is.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest

from crisis_log.language import speaking
from crisis_log.reports.documents import catalogue
from tests.attacks.attacker import contents, insert, regrow, shell
from tests.board.reading import html_of, words
from tests.board.served import served
from tests.cli.running import REGISTER, CommandLine
from tests.cli.stage import NAME, Stage
from tests.reports.drafts import PLAIN
from tests.reports.reading import text_of_html
from tests.storage.postgres.desks import SCHEMA, begin, call, line, send, told

INVALID: Final[dict[str, dict[str, Any]]] = {
    "it does not follow": {
        "kind": "decision.rejected.v1",
        "fact": {"number": 2, "reason": "Never taken"},
    },
    "its fact cannot be read": {"fact": {"text": 3}},
    "nor what is said with it": {"by": None, "occurred_at": "once"},
}
PAST: Final = ("decision record 'Close schools' --decided-by 'the prefect'", "log 'A line'")
FORGED: Final = len(PAST) + 2  # after the opening
"""The number of the entry that is forged."""
_NAMED: Final = rf"1 entry changes nothing.*\(n° {FORGED}\)"
Forge = Callable[[dict[str, Any]], CommandLine]


def _on_a_file(opened_registers: Path) -> Forge:
    def forge(invalid: dict[str, Any]) -> CommandLine:
        shutil.copy(opened_registers / "real.crisis", REGISTER)
        desk = CommandLine(("--register", REGISTER)).given(*PAST)
        with shell(Path(REGISTER)) as connection:
            last = contents(connection)[-1]
            before = json.loads(last)
            at = datetime.now(UTC) + timedelta(microseconds=1)
            document = before | {
                "number": before["number"] + 1,
                "recorded_at": told(at),
                "occurred_at": told(at),
                "request_id": "forged",
                **invalid,
            }
            insert(connection, document)
            number = document["number"]
            connection.execute("INSERT INTO requests VALUES ('forged', ?, ?)", (number, number))
            connection.execute("INSERT INTO words (rowid, said) VALUES (?, 'forged')", (number,))
            connection.execute("INSERT OR IGNORE INTO kinds VALUES (?)", (document["kind"],))
            regrow(connection)
        return desk

    return forge


def _on_a_server(stage: Stage) -> Forge:
    def forge(invalid: dict[str, Any]) -> CommandLine:
        desk = stage.at(PAST)
        conninfo = stage.address.replace(f"register={NAME}", "")
        with psycopg.connect(conninfo) as connection:
            connection.execute(f"SET search_path = {SCHEMA}".encode())
            entry = line(begin(connection), **invalid)
            number = entry["number"]
            about = ["decision/2"] if "kind" in invalid else [f"journal/{number}"]
            send(
                connection,
                call(
                    [entry],
                    subjects=about,
                    subject_entries=[number],
                    **{name: [] for name in _STATE},
                ),
            )
        return desk

    return forge


_STATE: Final = ("changed", "changed_keys", "changed_since", "changed_values")


@pytest.fixture(params=["a file", "a server"])
def forge(request: pytest.FixtureRequest, opened_registers: Path) -> Forge:
    """Returns a desk at whose register an invalid entry was recorded, as n° `FORGED`."""
    if request.param == "a file":
        return _on_a_file(opened_registers)
    return _on_a_server(Stage(request.getfixturevalue("server"), "invalid"))


@pytest.mark.parametrize("invalid", INVALID.values(), ids=list(INVALID))
def test_an_invalid_fact_blocks_nothing_and_is_named(forge: Forge, invalid: dict[str, Any]) -> None:
    desk = forge(invalid)
    finds = "fold" if "kind" in invalid else "unreadable"
    assert finds in {one["code"] for one in desk.document("audit verify")["findings"]}
    for question in ("state", "point", "decision list", "decision show D-1"):
        desk.typed(question).done()
    if finds == "fold":
        desk.typed("timeline").done(f"{FORGED} ")
    else:
        desk.typed("timeline").failed(3, f"entry n° {FORGED} is not as this register writes")
    desk.typed("log 'And on'").done(f"n° {FORGED + 1}")
    desk.typed("decision record 'Open the ports' --decided-by 'the prefect'").done("adopted")
    desk.typed("audit replay").done("without effect")

    rebuilt = desk.typed("rebuild --yes")
    assert rebuilt.code == 0, rebuilt
    assert re.search(_NAMED, rebuilt.err), rebuilt
    for name in catalogue.names():
        if name not in {"weekly", "minutes"}:  # no week is over, and nobody met
            asked = f"{name} D-1" if name == "dossier" else name
            desk.typed(f"report {asked} --format json --output {name}.json").done()
            assert json.loads(Path(f"{name}.json").read_text())["untaken"] == [FORGED], name

    issued = desk.typed(f"report issue situation --templates {PLAIN}")
    assert issued.code == 0, issued
    assert re.search(_NAMED, issued.err), issued
    assert "R-1 issued" in issued.out
    desk.typed("report reprint R-1 --output again.pdf").done()
    found = desk.document("audit verify")["findings"]
    assert {one["entry"] for one in found if one["code"] == finds} == {FORGED}
    assert {one["code"] for one in found if finds == "fold"} <= {"fold"}


def test_the_page_of_a_document_names_it(forge: Forge) -> None:
    desk = forge(INVALID["it does not follow"])
    desk.typed("rebuild --yes")
    desk.typed("report situation --format html --output point.html").done()
    desk.typed("report dossier D-1 --format html --output dossier.html").done()
    for page in ("point.html", "dossier.html"):
        said = " ".join(text_of_html(Path(page).read_text()).split())
        assert re.search(_NAMED, said)


def test_each_page_of_a_board_names_it(opened_registers: Path) -> None:
    desk = _on_a_file(opened_registers)(INVALID["it does not follow"])
    desk.typed("rebuild --yes")
    with served(Path(REGISTER).resolve()) as address:
        for path in ("/?wall=1", "/chronologie", "/decisions/D-1", f"/inscriptions/{FORGED}"):
            assert re.search(_NAMED, words(html_of(address, path), "standing")), path


def test_what_cannot_be_read_is_shown_in_words(opened_registers: Path) -> None:
    desk = _on_a_file(opened_registers)(INVALID["its fact cannot be read"])
    with speaking("fr"):
        told = desk("show", str(FORGED)).done().out
    assert re.search(r"^contenu +texte", told, re.MULTILINE), told
    assert re.search(r"^défaut +Sa partie", told, re.MULTILINE), told
