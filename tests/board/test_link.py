"""The link of a page to the board: what is old never looks new, and readers keep their place.

The clock of the browser is the test's: silence lasts as long as it says.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response, Route, expect

from crisis_log.register import Register
from crisis_log.slices import decision
from tests.board.served import served
from tests.desk import Desk

_SILENCE = 13_000
_PATIENCE = 30_000
_TOP = "window.kept.getBoundingClientRect().y"


@pytest.fixture(autouse=True)
def _patient() -> Iterator[None]:
    expect.set_options(timeout=_PATIENCE)
    yield
    expect.set_options(timeout=5_000)


def test_a_lost_link_is_told_in_words_and_found_again(desk: Desk, page: Page) -> None:
    path = desk.register.place.text
    page.clock.install()
    with served(path) as address:
        _open(page, address)
        expect(page.locator("html")).not_to_have_class(re.compile("lost"))
    page.clock.fast_forward(_SILENCE)
    told = page.locator("#link-state")
    expect(told).to_have_text(
        re.compile(r"^Liaison perdue depuis .* ce qui est affiché est l’état de \d+\sh\s\d\d\.$")
    )
    expect(page.locator("html")).to_have_class(re.compile("lost"))
    _record(desk, "Fermer l’accueil")
    with served(path, port=urlsplit(address).port or 0):
        expect(page.locator("#standing")).to_contain_text("n°\u00a02")
        expect(page.locator("html")).not_to_have_class(re.compile("lost"))
        expect(told).to_have_text("Liaison rétablie.")
        expect(page.get_by_text("Fermer l’accueil").first).to_be_visible()
        page.clock.fast_forward(_SILENCE)
        expect(told).to_be_empty()


def test_a_board_that_hangs_is_a_lost_link_too(desk: Desk, page: Page) -> None:
    page.clock.install()
    page.route("**/suivi/**", lambda _route: None)  # it never answers
    with served(desk.register.place.text) as address:
        page.goto(address)
        page.clock.fast_forward(_SILENCE)
        expect(page.locator("#link-state")).to_contain_text("Liaison perdue")
        page.unroute("**/suivi/**")
        page.clock.fast_forward(_SILENCE)
        expect(page.locator("#link-state")).to_have_text("Liaison rétablie.")


def test_a_page_without_news_for_more_than_a_minute_says_its_age(desk: Desk, page: Page) -> None:
    page.clock.install()
    page.route("**/suivi/**", lambda route: route.abort())
    with served(desk.register.place.text) as address:
        page.goto(address)
        expect(page.locator("#age")).to_be_hidden()
        page.clock.fast_forward(5 * 60_000 + 10_000)
        expect(page.locator("#age")).to_have_text(
            re.compile(r"^Dernier regard sur le registre.: il y a [56]\sminutes\.$")
        )
        page.clock.fast_forward(60 * 60_000)
        expect(page.locator("#age")).to_contain_text(re.compile(r"1\sheure [56]\sminutes"))


def test_a_paused_page_follows_nothing_until_it_is_let_go(desk: Desk, page: Page) -> None:
    with served(desk.register.place.text) as address:
        _open(page, address)
        with page.expect_event("requestfailed", lambda one: "/suivi/" in one.url):
            page.get_by_role("button", name="Pause").click()
        expect(page.get_by_role("button", name="Pause")).to_have_attribute("aria-pressed", "true")
        expect(page.locator("#link-state")).to_have_text(
            re.compile(r"^En pause depuis .* l’état après l’inscription n°\s1\.$")
        )
        _record(desk, "Fermer l’accueil")
        with _elsewhere(page, address) as other:
            expect(other.locator("#standing")).to_contain_text("n°\u00a02")
        expect(page.locator("#standing")).to_contain_text("n°\u00a01")
        with page.expect_response(_follows) as followed:
            page.get_by_role("button", name="Pause").click()
        assert "depuis=" in followed.value.url
        expect(page.locator("#standing")).to_contain_text("n°\u00a02")
        expect(page.locator("[data-mark='à l’instant']").first).to_contain_text("Fermer l’accueil")


def test_what_comes_is_announced_in_few_words_and_marked_for_a_minute(
    desk: Desk, page: Page
) -> None:
    page.clock.install()
    with served(desk.register.place.text) as address:
        _open(page, address)
        _record(desk, "Fermer l’accueil")
        expect(page.locator("#announced")).to_have_text("Nouvelles inscriptions\u202f: 1")
        mark = page.locator("main [data-mark]", has_text="Fermer l’accueil")
        expect(mark).to_have_count(1)
        words = mark.evaluate("one => getComputedStyle(one, '::before').content")
        assert "à l’instant" in words
        page.clock.fast_forward(30_000)
        expect(page.locator("#announced")).to_be_empty()
        page.clock.fast_forward(40_000)
        expect(page.locator("main [data-mark]")).to_have_count(0)


def test_a_reader_whose_access_ended_is_told_so_and_asks_no_more(desk: Desk, page: Page) -> None:
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=401, content_type="text/html", body="")

    page.clock.install()
    page.route("**/suivi/**", refuse)
    with served(desk.register.place.text) as address:
        page.goto(address)
        expect(page.locator("#link-state")).to_contain_text("L’accès de cet écran a pris fin")
        expect(page.locator("main")).to_be_empty()
        expect(page.locator("#standing")).to_be_empty()
        page.clock.fast_forward(10 * _SILENCE)
        expect(page.locator("#age")).to_be_hidden()
        expect(page.locator("#pause")).to_be_hidden()
        assert len(asked) == 1


def _kept_open(page: Page, path: str) -> str:
    """Open a page of a board that then ends; return the address. `window.kept` tells that page."""
    with served(path) as address:
        _open(page, address)
        page.evaluate("window.kept = true")
    return address


def test_a_page_of_an_earlier_version_is_loaded_again_and_others_are_not(
    desk: Desk, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = desk.register.place.text
    port = urlsplit(_kept_open(page, path)).port or 0
    _record(desk, "Fermer l’accueil")
    with served(path, port=port):
        expect(page.get_by_text("Fermer l’accueil").first).to_be_visible()
        assert page.evaluate("window.kept"), "another board of the same version goes on with it"
    monkeypatch.setattr("crisis_log.board.board.version", lambda: "0badcafe")
    _record(desk, "Fermer la piscine")
    with served(path, port=port):
        page.wait_for_function("() => window.kept === undefined")
        expect(page.get_by_text("Fermer la piscine").first).to_be_visible()
        with page.expect_response(_follows) as followed:
            page.reload()
        assert "depuis=0badcafe." in followed.value.url
        page.evaluate("window.kept = true")
        _record(desk, "Fermer le musée")
        expect(page.get_by_text("Fermer le musée").first).to_be_visible()
        assert page.evaluate("window.kept"), "once is enough"


def test_a_page_of_an_earlier_version_stays_while_there_is_no_other(
    desk: Desk, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = desk.register.place.text
    address = _kept_open(page, path)
    monkeypatch.setattr("crisis_log.board.board.version", lambda: "0badcafe")
    asked: list[str] = []

    def out_of_reach(route: Route) -> None:
        if route.request.method != "HEAD":
            route.continue_()
            return
        asked.append(route.request.url)
        route.fulfill(status=503, body="")

    page.route(address + "/", out_of_reach)
    with served(path, port=urlsplit(address).port or 0):
        _until(page, lambda: len(asked) > 1)
        assert page.evaluate("window.kept")
        page.unroute(address + "/")
        page.wait_for_function("() => window.kept === undefined")
        expect(page.locator("#standing")).to_be_visible()


def _until(page: Page, is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE / 1000
    while not is_so():
        assert time.monotonic() < deadline
        page.wait_for_timeout(50)


def test_every_load_of_a_page_connects(desk: Desk, page: Page) -> None:
    with served(desk.register.place.text) as address:
        for _load in range(24):
            _open(page, address)


def test_an_update_keeps_focus_selection_place_and_what_is_open_or_typed(
    desk: Desk, page: Page
) -> None:
    for number in range(40):
        _record(desk, f"Décision {number}")
    with served(desk.register.place.text) as address:
        _open(page, f"{address}/decisions")
        field = page.locator("main input").first
        field.fill("masques")
        row = page.get_by_text("Décision 7", exact=True).first
        row.evaluate(
            """one => {
                const range = document.createRange(); range.selectNodeContents(one);
                getSelection().removeAllRanges(); getSelection().addRange(range);
            }"""
        )
        link = page.locator("main tbody a, main li a").nth(20)
        link.evaluate("one => { one.focus(); window.kept = one; }")
        field.evaluate("one => { window.field = one; }")
        top = page.evaluate(_TOP)
        _record(desk, "Fermer l’accueil")
        expect(page.locator("#standing")).to_contain_text("n°\u00a042")
        expect(page.get_by_text("Fermer l’accueil").first).to_be_attached()
        assert page.evaluate("document.activeElement === window.kept")
        assert page.evaluate("window.field.isConnected && window.field.value") == "masques"
        assert page.evaluate("getSelection().toString()").strip() == "Décision 7"
        page.wait_for_function(f"before => Math.abs({_TOP} - before) < 3", arg=top)


def _open(page: Page, address: str) -> None:
    with page.expect_response(_follows):
        page.goto(address)


def _follows(response: Response) -> bool:
    return "/suivi/" in response.url and response.status == 200


@contextmanager
def _elsewhere(page: Page, address: str) -> Iterator[Page]:
    browser = page.context.browser
    assert browser is not None
    other = browser.new_page()
    _open(other, address)
    yield other
    other.close()


def _record(desk: Desk, title: str) -> None:
    with Register.open(desk.register.place) as register:
        register.record(decision.record(title, decided_by="le directeur"), by="la secrétaire")
