"""What is recorded is on the page, and readers get what changed alone."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from crisis_log.register import Register
from crisis_log.slices import decision
from tests.board.served import served
from tests.desk import Desk

_TITLE = "Fermer l\u2019accueil de Nanterre"


def test_what_is_recorded_is_on_the_page_without_being_asked_for(desk: Desk, page: Page) -> None:
    path = desk.register.place.text
    with served(path) as address, Register.open(path) as register:
        page.goto(address)
        register.record(decision.record(_TITLE, decided_by="le directeur"), by="la secrétaire")
        page.get_by_text(_TITLE).wait_for()
        assert "n°\u00a02" in page.locator("#standing").inner_text()


def test_the_demonstration_is_shown(demonstrated: str, page: Page) -> None:
    page.goto(demonstrated)
    assert page.locator(".exercise").first.is_visible()


def test_the_register_is_read_alone(demonstration: Path, demonstrated: str, page: Page) -> None:
    before = demonstration.read_bytes()
    page.goto(demonstrated)
    assert demonstration.read_bytes() == before
