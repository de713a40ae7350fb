"""What a browser makes of the board: it runs no script but the board's, and asks nobody else."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from crisis_log.board.assets import address
from crisis_log.board.codes import in_groups
from crisis_log.board.pages import PAGES
from crisis_log.register import system_clock
from tests.board.served import Guarded


@pytest.fixture
def window(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser that was never here."""
    context = chromium.new_context()
    yield context
    context.close()


def _let_in(window: BrowserContext, board: Guarded) -> None:
    name, _equals, token = board.cookie().partition("=")
    window.add_cookies([{"name": name, "value": token, "url": board.address, "sameSite": "Strict"}])


def test_a_link_opens_the_board_and_is_nowhere_afterwards(
    board: Guarded, window: BrowserContext
) -> None:
    page = window.new_page()
    asked: list[Request] = []
    page.on("request", lambda one: asked.append(one))  # noqa: PLW0108 - it wants a function
    code = in_groups(board.code())
    page.goto(f"{board.address}/entrer#{code}")
    expect(page.locator("#code")).to_have_value(code)
    expect(page.locator("noscript p")).to_have_count(0)
    assert page.url == f"{board.address}/entrer"
    page.get_by_role("button", name="Afficher le tableau").click()
    page.locator("#standing").wait_for()
    assert page.url == f"{board.address}/"
    told = [f"{one.url} {one.headers.get('referer')}" for one in asked]
    assert not [one for one in told if code in one]
    (cookie,) = window.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    assert page.evaluate("document.cookie") == ""
    page.go_back()
    assert code not in page.url


def test_without_scripts_the_code_is_pasted(board: Guarded, chromium: Browser) -> None:
    window = chromium.new_context(java_script_enabled=False)
    page = window.new_page()
    code = board.code()
    page.goto(f"{board.address}/entrer#{code}")
    expect(page.locator("noscript p")).to_be_visible()
    assert "saisissez le code" in page.locator("noscript p").inner_text()
    page.get_by_label("Code du lien").fill(f"{board.address}/entrer#{code}")
    page.get_by_role("button", name="Afficher le tableau").click()
    page.locator("#standing").wait_for()
    window.close()


def test_a_code_that_is_no_good_is_told_so(board: Guarded, window: BrowserContext) -> None:
    page = window.new_page()
    page.goto(f"{board.address}/entrer#<script>alert(1)</script>")
    page.get_by_role("button").click()
    expect(page.get_by_role("alert")).to_contain_text("Ce lien n’est pas valable")


def test_every_page_shows_hostile_texts_as_text_and_asks_nobody_else(
    board: Guarded, window: BrowserContext
) -> None:
    _let_in(window, board)
    page = window.new_page()
    outside: list[str] = []
    refused: list[str] = []
    page.on("console", lambda told: refused.append(told.text) if told.type == "error" else None)

    def look(request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(board.address).netloc:
            outside.append(request.url)

    page.on("request", look)
    for one in PAGES:
        if one.within is None:
            page.goto(f"{board.address}{one.path}")
            page.locator("#standing").wait_for()
            assert page.evaluate("window.taken") is None
            assert page.locator("img[src*=evil]").count() == 0
            text = page.locator("main").inner_text()
            assert "\u202e" not in text
            assert "\x1b" not in text
    assert (outside, refused) == ([], [])
    page.goto(board.address)
    assert "<script>window.taken" in page.locator("#decisions").inner_text()


def test_a_label_of_a_link_is_shown_as_text(board: Guarded, window: BrowserContext) -> None:
    label = "<script>window.taken=1</script>\x1b[2J\u202e<!--reader-->"
    name, _equals, token = board.cookie(label).partition("=")
    window.add_cookies([{"name": name, "value": token, "url": board.address}])
    page = window.new_page()
    page.goto(board.address)
    shown = page.locator(".reader").inner_text()
    assert "<script>window.taken=1</script>" in shown
    assert r"\u202e" in shown
    assert page.evaluate("window.taken") is None


def _listened_to(window: BrowserContext, board: Guarded) -> tuple[Page, list[str]]:
    """Open a page of a reader who is let in; return it with what it tells its console."""
    _let_in(window, board)
    page = window.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    return page, told


def test_a_script_that_gets_into_a_page_does_not_run(
    board: Guarded, window: BrowserContext
) -> None:
    page, told = _listened_to(window, board)

    def with_a_hole(route: Route) -> None:
        answer = route.fetch()
        body = answer.text().replace(
            "</main>",
            "<script>window.taken=1</script><a id=hole onclick='window.taken=2'>x</a>"
            "<script src='https://evil.example/x.js'></script></main>",
        )
        route.fulfill(response=answer, body=body)

    page.route(f"{board.address}/", with_a_hole)
    page.goto(board.address)
    page.locator("#hole").click()
    assert page.evaluate("window.taken") is None
    assert len([one for one in told if "Content Security Policy" in one]) >= 3


@contextmanager
def _elsewhere(html: str) -> Iterator[str]:
    """Serve a page of another site."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_told: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://localhost:{server.server_address[1]}/"
        finally:
            server.shutdown()


def test_a_page_of_another_site_gets_nothing_of_the_board(
    board: Guarded, window: BrowserContext
) -> None:
    _let_in(window, board)
    page = window.new_page()
    code = board.code()
    html = f"""
        <iframe src="{board.address}/"></iframe>
        <script src="{board.address}{address("board.js")}"></script>
        <form method=post action="{board.address}/entrer"><input name=code value={code}>
        <button id=send>x</button></form>
        <form method=post action="{board.address}/sortir"><button id=leave>x</button></form>
        <a href="{board.address}/">x</a>
        <script>
        window.read = fetch("{board.address}/", {{credentials: "include"}})
            .then((answer) => answer.text(), () => "refused");
        </script>"""
    with _elsewhere(html) as elsewhere:
        page.goto(elsewhere)
        assert page.evaluate("window.read") == "refused"
        frame = page.frames[1]
        assert "COVID" not in frame.content()
        page.locator("#send").click()
        expect(page.get_by_role("alert")).to_contain_text("Les pages d’autres sites")
        page.goto(elsewhere)
        page.locator("#leave").click()
        expect(page.get_by_role("alert")).to_contain_text("Les pages d’autres sites")
        page.goto(elsewhere)
        page.locator("a").click()
        expect(page.get_by_role("heading", name="Il faut un lien")).to_be_visible()
        page.get_by_role("link", name="J’ai déjà utilisé un lien").click()
        page.locator("#standing").wait_for()
    assert board.links.take(code, system_clock()) is not None, "it was not used up"


def test_a_page_that_is_open_ends_when_its_link_is_revoked(
    board: Guarded, window: BrowserContext
) -> None:
    _let_in(window, board)
    page = window.new_page()
    page.goto(board.address)
    with page.expect_response(lambda answer: answer.url.startswith(f"{board.address}/suivi")):
        page.reload()
    board.links.revoke(board.links.all()[-1].number, system_clock())
    expect(page.locator("html.lost")).to_be_attached(timeout=20_000)
    ended = page.locator("[data-word=expired]").first.text_content() or ""
    expect(page.locator("#link-state")).to_contain_text(ended.partition("{")[0].strip())
    expect(page.locator("main")).to_be_empty()
    assert page.locator("#link").count() == 0, "nothing is asked for any more"
    page.reload()
    expect(page.get_by_role("heading", name="Il faut un lien")).to_be_visible()
    assert "COVID" not in page.content()


@pytest.mark.parametrize("held", ["paused", "hidden"])
def test_who_is_revoked_while_a_page_waits_sees_no_more_once_it_follows_again(
    board: Guarded, window: BrowserContext, held: str
) -> None:
    _let_in(window, board)
    page = window.new_page()
    answers: list[tuple[str, int]] = []
    page.on("response", lambda answer: answers.append((answer.url, answer.status)))
    with page.expect_response(lambda answer: answer.url.startswith(f"{board.address}/suivi")):
        page.goto(board.address)
    with page.expect_event("requestfailed", lambda one: "/suivi/" in one.url):
        _hold(page, held)
    expect(page.locator("#link")).to_have_count(0)
    board.links.revoke(board.links.all()[-1].number, system_clock())
    answers.clear()
    _hold(page, held)
    expect(page.locator("#link-state")).to_contain_text("L’accès de cet écran a pris fin")
    expect(page.locator("main")).to_be_empty()
    expect(page.locator("#standing")).to_be_empty()
    expect(page.locator("#pause")).to_be_hidden()
    assert [status for _url, status in answers] == [401], "it asks once, and is told nothing"
    _hold(page, "hidden")
    _hold(page, "hidden")
    assert page.locator("#link").count() == 0, "it does not begin to follow again"


def _hold(page: Page, held: str) -> None:
    """Press pause, or let the window be out of sight; then the contrary."""
    if held == "paused":
        page.get_by_role("button", name="Pause").click()
        return
    page.evaluate(
        """() => {
            const hidden = !document.hidden;
            Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )


def test_a_script_or_style_that_is_not_the_one_of_the_page_is_not_taken(
    board: Guarded, window: BrowserContext
) -> None:
    page, told = _listened_to(window, board)

    def altered(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=f"/* {answer.text()} */ window.taken = 1;")

    page.route(f"**{address('board.js')}", altered)
    page.route(f"**{address('style.css')}", altered)
    page.goto(board.address)
    page.locator("#standing").wait_for()
    assert page.evaluate("window.taken") is None
    assert page.evaluate("document.styleSheets.length") == 2
    assert len([one for one in told if "integrity" in one]) == 2


def test_a_reader_leaves_by_a_button(board: Guarded, window: BrowserContext) -> None:
    _let_in(window, board)
    page = window.new_page()
    page.goto(board.address)
    page.get_by_role("button", name="Quitter le tableau").click()
    page.get_by_label("Code du lien").wait_for()
    assert window.cookies() == []
