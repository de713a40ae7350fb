"""When the cell learnt of something is told wherever the other times of it are."""

from typing import Any, Final

import pytest

from crisis_log.reports.browser.page import pages
from crisis_log.reports.documents.catalogue import find
from crisis_log.reports.documents.making import draft
from crisis_log.reports.formats.html import to_html
from crisis_log.slices import decision, journal
from tests.desk import Desk, local

ASKED: Final[dict[str, dict[str, Any]]] = {
    "weekly": {"week": "2020-W12"},
    "decisions": {},
    "register": {},
    "dossier": {"decision": 2},
    "after-action": {},
}


@pytest.fixture
def caught_up(desk: Desk) -> Desk:
    """A night that was caught up, of which the cell says when it learnt of each thing."""
    desk.at("2020-03-17 08:00")
    for command in (decision.record("Évacuer"), journal.log("Digue", tags=["point-clé"])):
        desk.register.record(
            command,
            by="la secrétaire",
            occurred_at=local("2020-03-16 23:10"),
            received_at=local("2020-03-17 06:15"),
        )
    desk.record(decision.record("Héberger"))
    return desk


@pytest.mark.parametrize("name", ASKED)
def test_a_document_tells_when_it_was_received(caught_up: Desk, name: str) -> None:
    kind = find(name)
    question = kind.question.model_validate(ASKED[name])
    html = to_html(kind, draft(caught_up.register, kind, question, local("2020-03-18 09:00")))
    assert "06:15" in html
    assert "received on" in html


def test_the_pages_of_a_bundle_tell_when_it_was_received(caught_up: Desk) -> None:
    register = caught_up.register
    told = b"".join(page for _name, page in pages(register, register.size(), {})).decode()
    assert told.count("received:") == 2
    assert told.count('datetime="2020-03-17T05:15:00.000000Z"') == 2
