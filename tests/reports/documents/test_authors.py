"""Whose account recorded an entry, and who validated it, is told wherever it is told."""

from __future__ import annotations

import re
from typing import Any, Final

import pytest

from crisis_log import language
from crisis_log.command import Request
from crisis_log.entry import read_entry
from crisis_log.reports.browser.page import pages
from crisis_log.reports.documents.catalogue import find
from crisis_log.reports.documents.making import draft
from crisis_log.reports.formats.html import to_html
from crisis_log.slices import decision, journal, line_course
from crisis_log.slices.validation import validate
from crisis_log.storage import log
from tests.desk import Desk, local

ASKED: Final[dict[str, dict[str, Any]]] = {
    "decisions": {},
    "register": {},
    "dossier": {"decision": 1},
    "weekly": {"week": "2020-W12"},
}
VALIDATED: Final = "validated by La directrice (account c.martin) on "


def vouching(monkeypatch: pytest.MonkeyPatch, login: str) -> None:
    """Let a register be told a login, as a server tells it."""
    head = log.head
    monkeypatch.setattr(log, "head", lambda *asked: head(*asked)._replace(recorder=login))


def record(desk: Desk) -> None:
    """Record a line that is verified, and a decision that is validated, then amended."""
    desk.at("2020-03-17 08:00")
    with pytest.MonkeyPatch.context() as told:
        vouching(told, "s.petit")
        desk.record(journal.log("La digue a cédé", verification="unverified"))
        desk.record(decision.record("Évacuer le quai"))
        desk.record(line_course.verify(2))
    with pytest.MonkeyPatch.context() as told:
        vouching(told, "c.martin")
        desk.register.record_all([Request(validate("D-1"), by="La directrice")])


@pytest.fixture
def vouched(desk: Desk) -> Desk:
    record(desk)
    return desk


def html_of(desk: Desk, name: str) -> str:
    """Return a document as a page, without the marks of its elements."""
    kind = find(name)
    question = kind.question.model_validate(ASKED[name])
    page = to_html(kind, draft(desk.register, kind, question, local("2020-03-18 09:00")))
    return " ".join(re.sub(r"<[^>]+>", "", page.partition("<body")[2]).split())


def told_in_pages(desk: Desk) -> str:
    register = desk.register
    told = b"".join(page for _name, page in pages(register, register.size(), {})).decode()
    return " ".join(re.sub(r"<[^>]+>", "", told).split())


@pytest.mark.parametrize("name", ["decisions", "register", "dossier"])
def test_a_document_tells_the_account_beside_the_name(vouched: Desk, name: str) -> None:
    assert "la secrétaire (account s.petit)" in html_of(vouched, name)


@pytest.mark.parametrize("name", ASKED)
def test_a_document_tells_who_validated_a_decision(vouched: Desk, name: str) -> None:
    told = html_of(vouched, name)
    assert VALIDATED in told
    assert "before its correction" not in told


@pytest.mark.parametrize("name", ASKED)
def test_a_document_tells_that_the_validation_came_before_a_correction(
    vouched: Desk, name: str
) -> None:
    vouched.record(decision.amend(1, title="Évacuer tout", reason="précisé"))
    assert re.search(
        re.escape(VALIDATED) + r"[^()]*?(n° )?5 before its correction: (n° )?6",
        html_of(vouched, name),
    )


def test_accounts_are_counted_apart_though_both_say_one_name(vouched: Desk) -> None:
    with pytest.MonkeyPatch.context() as told:
        vouching(told, "a.durand")
        vouched.record(journal.log("La digue tient"))
    table = html_of(vouched, "register").partition("Entries by author")[2]
    for who in (r"secrétaire \(account s\.petit\) ?3", r"secrétaire \(account a\.durand\) ?1"):
        assert re.search(who, table)


def test_who_verified_a_line_is_told_with_the_account(vouched: Desk) -> None:
    assert re.search(
        r"verified on [^()]* by la secrétaire \(account s.petit\)", html_of(vouched, "register")
    )
    assert re.search(r"by la secrétaire \(account s.petit\) *n° ?4", told_in_pages(vouched))


def test_the_pages_of_a_bundle_tell_both(vouched: Desk) -> None:
    vouched.record(decision.amend(1, title="Évacuer tout", reason="précisé"))
    told = told_in_pages(vouched)
    assert "by: la secrétaire (account s.petit)" in told
    assert re.search(re.escape(VALIDATED) + r"[^()]*n° 5, before its correction: n° 6", told)


@pytest.mark.parametrize("name", ASKED)
def test_in_french_both_are_said_in_french(vouched: Desk, name: str) -> None:
    with language.speaking("fr"):
        told = html_of(vouched, name)
    assert "validée par La directrice (compte c.martin) le " in told.replace("\u00a0", " ")


@pytest.mark.parametrize("name", ASKED)
def test_where_no_server_vouches_and_nobody_validated_nothing_is_said(
    desk: Desk, name: str
) -> None:
    desk.at("2020-03-17 08:00").record(decision.record("Évacuer le quai"))
    told = html_of(desk, name)
    assert "account" not in re.sub("not account|taken into account", "", told)
    assert "validated" not in told
    kind = find(name)
    question = kind.question.model_validate(ASKED[name])
    data = draft(desk.register, kind, question, local("2020-03-18 09:00")).model_dump_json()
    assert "recorded_by" not in data
    assert "validations" not in data


def test_the_account_is_in_the_bytes_that_are_stored(vouched: Desk) -> None:
    stored = [*vouched.register.stored()]
    logins = [read_entry(one.content).recorded_by for one in stored]
    assert logins == [None, "s.petit", "s.petit", "s.petit", "c.martin"]
    assert b"recorded_by" not in stored[0].content
    assert all(read_entry(one.content).to_bytes() == one.content for one in stored)
