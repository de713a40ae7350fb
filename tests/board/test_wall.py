"""A wall screen is read from five metres, and nobody touches it: `?wall=1`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect

from crisis_log.board import page as pages
from crisis_log.board.addresses import LEAF
from crisis_log.board.pages import MENU
from crisis_log.register import stopped_clock
from crisis_log.slices import decision, journal
from tests.attacks.attacker import edit, sql
from tests.board.served import served
from tests.desk import Desk

_SIZE: Final[ViewportSize] = {"width": 1920, "height": 1080}
_CONTRAST = 7
_TEXT_PIXELS = 28
_FIGURE_PIXELS = 64
_TURN = 21_000
_LONGEST_CYCLE = 8
_FEW = 10

_ROUND = 4 + 1
"""Turns on a page of a long list: one more leads to where the last round stopped."""
_MOST_ROUNDS = 20

_PLACE: Final = "location.href + ' ' + Math.round(document.getElementById('main').scrollLeft)"
"""Which screen is shown; what is written of it also changes where a sentence takes its room."""
_NO_LINK_STATE: Final = """document.addEventListener('DOMContentLoaded', () => {
    document.getElementById('link-state').style.display = 'none';
});"""
_TITLES: Final = """() => {
    const frame = document.getElementById('main').getBoundingClientRect();
    return [...document.querySelectorAll('#found .what .said')].filter((one) => {
        const box = one.getBoundingClientRect();
        return box.left >= frame.left - 1 && box.right <= frame.right + 1;
    }).map((one) => one.textContent);
}"""
_TEXTS: Final = """() => {
    const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    const rgba = (colour) => {
        canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
        return canvas.getImageData(0, 0, 1, 1).data;
    };
    const light = (colour) => [...rgba(colour)].slice(0, 3).map((part) => part / 255)
        .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
    const ground = (one) => {
        for (let at = one; at; at = at.parentElement) {
            const colour = getComputedStyle(at).backgroundColor;
            if (rgba(colour)[3] === 255) return colour;
        }
        return getComputedStyle(document.documentElement).backgroundColor;
    };
    const beneath = (one, box) => {
        const {paintOrder, stroke} = getComputedStyle(one);
        if (paintOrder.startsWith('stroke') && stroke.startsWith('rgb')) return stroke; // around it
        // of a letter in a chart, which is drawn on white
        const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
        const shape = document.elementsFromPoint(x, y).find((at) => at !== one
            && at.matches('svg :is(rect, path)') && getComputedStyle(at).fill.startsWith('rgb'));
        return shape ? getComputedStyle(shape).fill : '#ffffff';
    };
    const main = document.getElementById('main'), frame = main.getBoundingClientRect();
    const gap = parseFloat(getComputedStyle(main).columnGap);
    const columns = Number(getComputedStyle(main).columnCount);
    const column = (frame.width - gap * (columns - 1)) / columns;
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        const one = text.parentElement;
        if (!text.nodeValue.trim() || !one.checkVisibility({visibilityProperty: true})) continue;
        if (one.closest('.unseen, .skip, script, title')) continue;
        const drawing = one.closest('svg'), box = one.getBoundingClientRect();
        const isShown = box.left >= 0 && box.right <= innerWidth;
        if (drawing && !isShown) continue;
        const range = document.createRange(); range.selectNodeContents(text);
        const style = getComputedStyle(one);
        const colours = drawing ? [style.fill, beneath(one, box)] : [style.color, ground(one)];
        const [dark, bright] = colours.map(light).sort((a, b) => a - b);
        const cut = !drawing && main.contains(one) && [...range.getClientRects()].some((box) => {
            const left = (box.left - frame.left + main.scrollLeft + 1) % (column + gap);
            return box.top < frame.top - 1 || box.bottom > frame.bottom + 1
                || left + box.width > column + 3;
        });
        found.push({
            text: text.nodeValue.trim().slice(0, 60), cut,
            contrast: (bright + 0.05) / (dark + 0.05),
            pixels: parseFloat(style.fontSize) * (drawing ? drawing.getScreenCTM().a : 1),
            is_drawn: !!drawing, is_figure: !!one.closest('.tile-value'),
            is_unit: !!one.closest('.tile-unit'),
        });
    }
    return found;
}"""


@pytest.fixture
def wall(page: Page) -> Page:
    page.set_viewport_size(_SIZE)
    return page


@pytest.mark.parametrize("one", MENU, ids=lambda one: one.name)
def test_it_is_legible_from_five_metres_without_a_scroll(
    demonstrated: str, wall: Page, one: pages.Page
) -> None:
    wall.goto(f"{demonstrated}{one.path}?wall=1")
    wall.evaluate("document.fonts.ready")
    texts = wall.evaluate(_TEXTS)
    assert len(texts) > len(MENU)
    assert _but(texts, lambda text: text["contrast"] >= _CONTRAST) == []
    assert _but(texts, lambda text: text["pixels"] >= _TEXT_PIXELS) == []
    figures = [text for text in texts if text["is_figure"] and not text["is_unit"]]
    assert _but(figures, lambda text: text["pixels"] >= _FIGURE_PIXELS) == []
    assert _but(texts, lambda text: not text["cut"]) == []
    size = wall.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    )
    assert size == [_SIZE["width"], _SIZE["height"]]
    wall.emulate_media(color_scheme="dark")
    assert _but(wall.evaluate(_TEXTS), lambda text: text["contrast"] >= _CONTRAST) == []


@pytest.mark.parametrize("name", ["measures", "staffing", "indicators"])
def test_letters_in_charts_are_as_legible_as_others(
    demonstrated: str, wall: Page, name: str
) -> None:
    (one,) = (one for one in MENU if one.name == name)
    wall.goto(f"{demonstrated}{one.path}?wall=1")
    drawn: list[dict[str, Any]] = []
    for _screen in range(_screens(wall)):
        drawn += [text for text in wall.evaluate(_TEXTS) if text["is_drawn"]]
        wall.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight'}))")
    assert len(drawn) > _FEW
    assert _but(drawn, lambda text: text["pixels"] >= _TEXT_PIXELS) == []
    assert _but(drawn, lambda text: text["contrast"] >= _CONTRAST) == []


def test_the_first_screen_of_the_situation_holds_what_a_room_looks_for(
    demonstrated: str, wall: Page
) -> None:
    wall.goto(f"{demonstrated}/?wall=1")
    expect(wall.locator("#turning")).to_be_visible()
    for essential in ("#level .value", "#briefing .value", "#continuity .value", "#expected-D-17"):
        expect(wall.locator(essential)).to_be_in_viewport(ratio=0.99)
    expect(wall.locator(".tile:visible").last).to_be_in_viewport(ratio=0.99)
    in_force = wall.locator("#decisions .list").last
    shown, recorded = in_force.locator("li").count(), 14
    expect(wall.locator("#decisions .point-more")).to_have_text(f"et {recorded - shown} de plus")


@pytest.mark.parametrize("one", MENU, ids=lambda one: one.name)
def test_a_page_says_which_screen_of_how_many_it_shows_and_which_of_a_list(
    demonstrated: str, wall: Page, one: pages.Page
) -> None:
    wall.goto(f"{demonstrated}{one.path}?wall=1")
    expect(wall.locator("#turning")).to_have_text(
        re.compile(r"^Écran 1 sur \d+( · liste\s: 1 à \d+ sur \d+)?$")
    )


def test_what_has_ended_is_counted_and_not_told_on_a_wall(demonstrated: str, wall: Page) -> None:
    wall.goto(f"{demonstrated}/decisions?wall=1")
    expect(wall.locator("#found-title")).to_have_text("15 décisions sur 18 inscrites")
    expect(wall.locator("#group-ended")).to_have_count(0)


def test_screens_and_pages_turn_by_themselves(demonstrated: str, wall: Page) -> None:
    wall.clock.install()
    wall.goto(f"{demonstrated}/?wall=1")
    turning = wall.locator("#turning")
    expect(turning).to_have_text(re.compile(r"^Écran 1 sur \d+"))
    first = wall.locator("main").screenshot()
    wall.clock.fast_forward(_TURN)
    expect(turning).to_have_text(re.compile("^Écran 2 "))
    assert wall.locator("main").screenshot() != first
    following = f"{demonstrated}{MENU[1].path}?wall=1"
    for _turn in range(_LONGEST_CYCLE):
        if wall.url == following:
            break
        wall.clock.fast_forward(_TURN)
        wall.wait_for_timeout(300)
    wall.wait_for_url(following)
    assert wall.get_by_role("link", name=MENU[2].title()).get_attribute("href") == (
        f"{MENU[2].path}?wall=1"
    )


def test_all_of_a_long_list_comes_round_and_the_most_urgent_in_each_round(
    desk: Desk, wall: Page
) -> None:
    others = [f"Décision {n}" for n in range(209)]  # on three pages of the list
    desk.record_all(decision.record(title, owner="la voirie") for title in others)
    desk.record(decision.record("La plus urgente", due_on=date(2020, 3, 16)))
    told: set[str] = set()
    with served(desk.register.place.text, stopped_clock(desk.now + timedelta(days=2))) as address:
        _stop_clock(wall)
        for _round in range(_MOST_ROUNDS):
            wall.goto(f"{address}/decisions?wall=1")
            assert "La plus urgente" in _titles(wall)
            turns = 0
            while "/decisions" in wall.url:
                told |= _titles(wall)
                _turn(wall)
                turns += 1
                assert turns <= _ROUND, "the round goes on to other pages"
            if len(told) > len(others):
                break
    assert told == {*others, "La plus urgente"}


def test_a_wall_leaves_a_list_of_which_a_page_is_not_there(desk: Desk, wall: Page) -> None:
    desk.record_all(decision.record(f"Décision {n}") for n in range(109))
    with served(desk.register.place.text) as address:
        _stop_clock(wall)
        wall.goto(f"{address}/?wall=1")
        following = f"/decisions?{LEAF}=2&wall=1"
        wall.evaluate(
            "at => sessionStorage.setItem('/decisions', JSON.stringify({at, screen: 0}))", following
        )
        wall.route(f"**{following}", lambda route: route.abort())
        wall.goto(f"{address}/decisions?wall=1")
        _turn(wall)
        assert "/decisions" not in wall.url


def test_arrows_turn_and_space_stops(demonstrated: str, wall: Page) -> None:
    wall.clock.install()
    wall.goto(f"{demonstrated}/?wall=1")
    turning = wall.locator("#turning")
    wall.keyboard.press("ArrowRight")
    expect(turning).to_have_text(re.compile("^Écran 2 "))
    wall.keyboard.press("ArrowLeft")
    expect(turning).to_have_text(re.compile("^Écran 1 "))
    wall.keyboard.press("Space")
    expect(wall.locator("html")).to_have_class(re.compile("held"))
    wall.clock.fast_forward(3 * _TURN)
    expect(turning).to_have_text(re.compile("^Écran 1 "))
    wall.keyboard.press("ArrowLeft")
    wall.wait_for_url(f"{demonstrated}{MENU[-1].path}?wall=1")


def test_a_page_that_is_not_there_is_passed_over(demonstrated: str, wall: Page) -> None:
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    first = f"{demonstrated}/?wall=1"
    wall.route(
        f"**{MENU[-1].path}?wall=1", refuse
    )  # before it is needed: what is on its way passes
    wall.goto(first)
    wall.keyboard.press("ArrowLeft")
    wall.wait_for_url(f"{demonstrated}{MENU[-2].path}?wall=1")
    assert asked
    asked.clear()
    wall.route(lambda address: address.endswith("?wall=1") and address != first, refuse)
    wall.goto(first)
    last_tried = f"{demonstrated}{MENU[1].path}?wall=1"
    with wall.expect_event("requestfailed", lambda one: one.url == last_tried):
        wall.keyboard.press("ArrowLeft")
    assert len(asked) == len(MENU) - 1
    expect(wall.locator("#turning")).to_have_text(re.compile("^Écran 1 "))
    assert wall.url == first, "where no page is there, what is shown stays"


@pytest.fixture
def unscripted(chromium: Browser) -> Iterator[Page]:
    """A page where no script runs."""
    page = chromium.new_page(java_script_enabled=False)
    yield page
    page.close()


@pytest.mark.parametrize(
    ("asked", "refresh"), [("/", "30"), ("/?wall=1", f"20; url={MENU[1].path}?wall=1")]
)
def test_without_script_a_page_comes_again_and_hides_nothing(
    demonstrated: str, unscripted: Page, asked: str, refresh: str
) -> None:
    unscripted.goto(demonstrated + asked)
    again = unscripted.locator("meta[http-equiv=refresh]")
    assert again.get_attribute("content") == refresh
    expect(unscripted.get_by_role("button", name="Pause")).to_be_hidden()
    expect(unscripted.get_by_role("navigation")).to_be_visible()
    expect(unscripted.locator("#standing")).to_contain_text("État après l’inscription")
    unscripted.locator("main section").last.scroll_into_view_if_needed()
    expect(unscripted.locator("main section").last).to_be_in_viewport()


@pytest.mark.parametrize("asked", ["/", "/?wall=1"])
def test_a_situation_that_cannot_be_told_any_more_says_so_at_the_top_with_its_age(
    desk: Desk, wall: Page, asked: str
) -> None:
    number = desk.record(journal.log("Ligne b"))
    path = Path(desk.register.place.text)
    now = [desk.now + timedelta(seconds=59)]  # the board looks at each full minute
    with served(path, lambda: now[0]) as address:
        wall.goto(address + asked)
        expect(wall.locator("#trouble")).to_be_hidden()
        sql(path, edit("Ligne", "Linge", number))
        now[0] += timedelta(minutes=7)
        trouble = wall.locator("#trouble")
        expect(trouble).to_contain_text("Cette page n’est plus à jour depuis")
        expect(trouble).to_contain_text("état après l’inscription n°\u00a02")
        expect(trouble).to_be_in_viewport(ratio=0.99)
        expect(wall.locator("#age")).to_have_text(re.compile(r"il y a 7\smin"))
        expect(wall.locator("#age")).to_be_in_viewport(ratio=0.99)
        assert wall.evaluate("getComputedStyle(document.getElementById('main')).filter") != "none"
        expect(wall.locator("#turning")).to_be_visible(visible="wall" in asked)
        if "wall" in asked:
            assert _but(wall.evaluate(_TEXTS), lambda text: text["contrast"] >= _CONTRAST) == []


def _screens(wall: Page) -> int:
    """Return how many screens the page has."""
    turning = wall.locator("#turning")
    expect(turning).to_have_text(re.compile(r"^Écran \d+ sur \d+"))
    return int(turning.inner_text().split(" sur ")[1].split()[0])


def _stop_clock(wall: Page) -> None:
    """From now on no time passes on the wall but what a test lets pass.

    What jumps hears nothing for that long: that the link is lost takes no room from the screens.
    """
    wall.add_init_script(_NO_LINK_STATE)
    wall.clock.install(time=0)
    wall.clock.pause_at(1_000)


def _turn(wall: Page) -> None:
    """Let the time of a screen pass; wait until another is shown, of this page or another."""
    _settled(wall)
    before = wall.evaluate(_PLACE)
    wall.clock.run_for(_TURN)
    wall.wait_for_function(
        f"before => document.readyState === 'complete' && {_PLACE} !== before", arg=before
    )


def _settled(wall: Page) -> None:
    """Wait until a page says where it is, in its own fonts."""
    wall.wait_for_function(
        "() => document.readyState === 'complete' && document.getElementById('turning').textContent"
    )
    wall.evaluate("document.fonts.ready")


def _titles(wall: Page) -> set[str]:
    """Return the titles of the decisions that are on the screen."""
    _settled(wall)
    return set(wall.evaluate(_TITLES))


def _but(texts: list[dict[str, Any]], is_well: Any) -> list[dict[str, Any]]:
    return [text for text in texts if not is_well(text)]
