"""Every page may be used by everybody: RGAA 4.1 and WCAG 2.2 AA, as far as a machine can tell.

axe-core finds about a third of what these ask for; the rest of this file asks for some more:
names and order of what a screen reader is told, keys alone, reduced motion, small screens.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

from crisis_log.board import page as pages
from crisis_log.board.pages import MENU, PAGES
from tests.board.reading import html_of

_KEYS: Final = {"entry": "42", "decision": "D-4", "measure": "M-7", "report": "R-3"}
"""Which entry, decision … is looked at on the page of one."""
_TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_ALL: Final = {"runOnly": {"type": "tag", "values": _TAGS}}
_ON_A_WALL: Final = _ALL | {"rules": {"target-size": {"enabled": False}}}
"""Nobody points at a wall; and what is on its other screens is clipped."""
_COLOURS: Final = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
_DESK: Final[ViewportSize] = {"width": 1280, "height": 800}
_TELEPHONE: Final[ViewportSize] = {"width": 390, "height": 844}
_SMALLEST: Final[ViewportSize] = {"width": 320, "height": 640}

_FEW: Final = 10
_LEAST_LETTER: Final = 11
"""Pixels of a letter in a chart on a telephone."""
_SPACED: Final = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important } p { margin-bottom: 2em !important }`);
    document.adoptedStyleSheets = [sheet];
}"""
_CUT: Final = """() => [...document.querySelectorAll('body *')].filter((one) => {
    const {overflowX, clipPath} = getComputedStyle(one);
    return ['hidden', 'clip'].includes(overflowX) && clipPath === 'none' && one.checkVisibility()
        && !one.closest('svg')
        && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1);
}).map((one) => one.outerHTML.slice(0, 120))"""
_SLID: Final = """() => [...document.querySelectorAll('main *')].filter((one) =>
    getComputedStyle(one).overflowX === 'auto' && one.scrollWidth > one.clientWidth + 1
).map((one) => one.outerHTML.slice(0, 120))"""
_LETTERS: Final = """() => [...document.querySelectorAll('main svg text')]
    .filter((one) => one.checkVisibility())
    .map((one) => parseFloat(getComputedStyle(one).fontSize) * one.getScreenCTM().a)"""

every_page = pytest.mark.parametrize("one", PAGES, ids=lambda one: one.name)


@every_page
def test_axe_finds_nothing(demonstrated: str, page: Page, one: pages.Page) -> None:
    page.set_viewport_size(_DESK)
    page.goto(demonstrated + _path(one))
    assert _found(page, _ALL) == []
    page.emulate_media(color_scheme="dark")
    assert _found(page, _COLOURS) == []
    page.set_viewport_size(_TELEPHONE)
    page.emulate_media(color_scheme="light")
    assert _found(page, _ALL) == []
    page.goto(f"{demonstrated}{_path(one)}?wall=1")
    assert _found(page, _ON_A_WALL) == []


@every_page
@pytest.mark.parametrize("asked", ["", "?wall=1"])
def test_what_labels_and_scripts_name_is_one_thing(
    demonstrated: str, one: pages.Page, asked: str
) -> None:
    told = html_of(demonstrated, _path(one) + asked)
    named = Counter(re.findall(r'<[^>]*? id="([^"]*)"', told))
    assert len(named) > _FEW
    assert [name for name, times in named.items() if times > 1] == []


@every_page
def test_nothing_is_wider_than_the_screen(demonstrated: str, page: Page, one: pages.Page) -> None:
    """WCAG 1.4.10: at 320 pixels, which is 400 % of 1280, only tables and charts are slid."""
    page.goto(demonstrated + _path(one))
    for size in (_TELEPHONE, _SMALLEST):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@every_page
def test_letters_spaced_and_enlarged_are_not_cut(
    demonstrated: str, page: Page, one: pages.Page
) -> None:
    """WCAG 1.4.12 at 100 %, 200 % and 400 % of 1280 pixels: 1.4.4 and 1.4.10."""
    page.goto(demonstrated + _path(one))
    page.evaluate(_SPACED)
    for width in (1280, 640, 320):
        page.set_viewport_size({"width": width, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(_CUT) == []


@every_page
def test_charts_are_drawn_for_a_telephone_and_nothing_is_slid(
    demonstrated: str, page: Page, one: pages.Page
) -> None:
    page.set_viewport_size(_TELEPHONE)
    page.goto(demonstrated + _path(one))
    page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)")
    assert page.evaluate(_SLID) == []
    assert [size for size in page.evaluate(_LETTERS) if size < _LEAST_LETTER] == []


def test_colours_of_the_reader_leave_all_that_is_said(demonstrated: str, page: Page) -> None:
    """Forced colours: what is chosen, pressed or late is told without ours; charts lie on white."""
    page.emulate_media(forced_colors="active", color_scheme="dark")
    page.goto(f"{demonstrated}/mesures")
    chosen, other = (
        page.locator(f".menu a{state}").first.evaluate("one => getComputedStyle(one).borderWidth")
        for state in ("[aria-current]", ":not([aria-current])")
    )
    assert chosen != other
    drawn = page.locator(".chart svg").first
    assert drawn.evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(255, 255, 255)"
    assert drawn.evaluate("one => getComputedStyle(one.querySelector('text')).fill") == (
        "rgb(85, 96, 107)"
    )
    page.emulate_media(forced_colors="none", contrast="more", color_scheme="light")
    muted = page.locator(".muted:visible").first
    assert muted.evaluate("one => getComputedStyle(one).color") == "rgb(42, 49, 56)"


@every_page
def test_what_a_screen_reader_is_told_is_in_order(
    demonstrated: str, page: Page, one: pages.Page
) -> None:
    page.goto(demonstrated + _path(one))
    told = list(_told(page))
    headings = [(name, level) for role, name, level in told if role == "heading"]
    levels = [level for _name, level in headings]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(name.strip() for name, _level in headings)
    landmarks = [(role, name) for role, name, _level in told if role in _LANDMARKS]
    assert len(landmarks) == len(set(landmarks))
    roles = [role for role, _name in landmarks]
    assert [roles.count(role) for role in ("banner", "main", "contentinfo")] == [1, 1, 1]
    assert all(name for role, name in landmarks if role in {"navigation", "region"})


def test_the_title_of_a_page_says_exercise_first(demonstrated: str, page: Page) -> None:
    page.goto(demonstrated)
    assert page.title() == "EXERCICE · Situation · Épidémie de COVID-19"


def test_keys_alone_lead_everywhere(demonstrated: str, page: Page) -> None:
    page.set_viewport_size(_DESK)
    page.goto(demonstrated)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Aller au contenu")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    for one in MENU:
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name=one.title(), exact=True).first).to_be_focused()
    page.keyboard.press("Tab")
    pause = page.get_by_role("button", name="Pause")
    expect(pause).to_be_focused()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Space")
    expect(pause).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    for _press in range(15):
        page.keyboard.press("Tab")
        assert _is_clear(page)
    skip.focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_on_a_telephone_the_menu_is_under_the_thumb(demonstrated: str, page: Page) -> None:
    page.set_viewport_size(_TELEPHONE)
    page.goto(demonstrated)
    menu = page.get_by_role("navigation")
    expect(menu).to_be_hidden()
    button = page.get_by_role("button", name="Pages")
    box = button.bounding_box()
    assert box is not None
    assert box["y"] > _TELEPHONE["height"] * 2 / 3
    assert box["height"] >= 44
    button.click()
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()
    button.click()
    menu.get_by_role("link").last.click()
    page.wait_for_url(f"{demonstrated}{MENU[-1].path}")


def test_live_regions_are_few_and_polite_but_for_what_is_wrong(
    demonstrated: str, page: Page
) -> None:
    page.goto(demonstrated)
    live = page.locator("[aria-live], [role=status], [role=alert], [role=log], output")
    roles = live.evaluate_all("all => all.map(one => [one.id, one.getAttribute('role')])")
    assert sorted(roles) == [["announced", "status"], ["link-state", "alert"], ["trouble", "alert"]]
    assert live.evaluate_all("all => all.map(one => one.textContent.trim())") == ["", "", ""]


def test_nothing_moves_for_those_who_want_no_motion(demonstrated: str, page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(demonstrated)
    page.evaluate("document.querySelector('main li').dataset.mark = 'x'")
    assert page.evaluate("document.getAnimations().length") == 0
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate("document.getAnimations().length") == 1


_LANDMARKS: Final = {"banner", "complementary", "contentinfo", "main", "navigation", "region"}


def _path(one: pages.Page) -> str:
    return one.path + (_KEYS[one.name] if one.path.endswith("/") and one.within else "")


def _found(page: Page, options: dict[str, Any]) -> list[str]:
    """Return what is wrong, as sentences."""
    violations = Axe().run(page, options=options).response["violations"]
    return [
        f"{one['id']}: {node['html'][:200]} {node['failureSummary']}"
        for one in violations
        for node in one["nodes"]
    ]


def _told(page: Page) -> Iterator[tuple[str, str, int]]:
    """Return role, name and level of all that a screen reader is told, in its order."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}

    def walk(node: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
        if not node.get("ignored"):
            levels = [
                one["value"]["value"]
                for one in node.get("properties", ())
                if one["name"] == "level"
            ]
            name = node.get("name", {}).get("value", "")
            yield node["role"]["value"], name, levels[0] if levels else 0
        for child in node.get("childIds", ()):
            if child in by_id:
                yield from walk(by_id[child])

    yield from walk(nodes[0])


def _is_clear(page: Page) -> bool:
    """Whether nothing that stays in view lies over what is focused: WCAG 2.4.11."""
    clear: bool = page.evaluate(
        """() => {
            const one = document.activeElement, box = one.getClientRects()[0];
            const there = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
            return one.contains(there) || (there?.contains(one) ?? false);
        }"""
    )
    return clear
