"""Which row of a file an entry repeats is told wherever its note is."""

from typing import Any, Final

import pytest

from crisis_log import language
from crisis_log.command import Request
from crisis_log.entry import TakenFrom, read_entry
from crisis_log.reports.browser.page import pages
from crisis_log.reports.documents.catalogue import find
from crisis_log.reports.documents.making import draft
from crisis_log.reports.formats.html import to_html
from crisis_log.slices import decision, journal
from tests.desk import Desk, local

ROW: Final = TakenFrom(file="main.xlsx", sheet="Lundi", line=12, author="M. Roche")
ASKED: Final[dict[str, dict[str, Any]]] = {
    "decisions": {},
    "register": {},
    "dossier": {"decision": 2},
}


@pytest.fixture
def taken_over(desk: Desk) -> Desk:
    """A decision and a line that were taken from a file."""
    desk.at("2020-03-17 08:00")
    asked = (decision.record("Évacuer"), journal.log("La digue a cédé"), decision.record("Loger"))
    desk.register.record_all(
        Request(command, by="la secrétaire", taken_from=ROW) for command in asked
    )
    return desk


@pytest.mark.parametrize("name", ASKED)
def test_a_document_tells_the_row(taken_over: Desk, name: str) -> None:
    kind = find(name)
    question = kind.question.model_validate(ASKED[name])
    html = to_html(kind, draft(taken_over.register, kind, question, local("2020-03-18 09:00")))
    assert "taken from main.xlsx, sheet Lundi, line 12, written by M. Roche" in html


def test_the_pages_of_a_bundle_tell_the_row(taken_over: Desk) -> None:
    register = taken_over.register
    told = b"".join(page for _name, page in pages(register, register.size(), {})).decode()
    assert told.count("taken from main.xlsx, sheet Lundi, line 12") == 3


def test_the_row_is_in_the_bytes_of_its_entry_alone(taken_over: Desk) -> None:
    stored = [*taken_over.register.stored()]
    assert b"taken_from" not in stored[0].content
    for one in stored[1:]:
        assert read_entry(one.content).taken_from == ROW
        assert read_entry(one.content).to_bytes() == one.content


def test_the_row_is_said_with_what_is_known_of_it() -> None:
    with language.speaking("fr"):
        assert ROW.told() == "repris de main.xlsx, feuille Lundi, ligne 12, écrit par M. Roche"
        assert TakenFrom(file="a.csv", line=3).told() == "repris de a.csv, ligne 3"
