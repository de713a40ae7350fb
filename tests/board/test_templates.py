"""The templates of the board are ready before somebody asks for a page."""

from __future__ import annotations

from functools import lru_cache

import jinja2
import pytest

from crisis_log.board import templates
from crisis_log.board.pages import PAGES
from tests.board.following import until
from tests.board.served import reader, serving
from tests.desk import Desk


def _all_used() -> set[str]:
    """Return the templates of all pages, and those that they use."""
    waiting, known = [name for page in PAGES for name in page.templates], set[str]()
    waiting += templates.OF_ALL
    while waiting:
        name = waiting.pop()
        if name not in known:
            known.add(name)
            waiting += templates.compiled(name)
    return known


def test_who_asks_for_a_page_first_waits_for_no_template(
    met: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    used, made = _all_used(), list[str]()
    assert used > {name for page in PAGES for name in page.templates}
    really = jinja2.Environment.compile

    def compile_and_note(*asked: object, **how: object) -> object:
        made.append(str(asked[2]))
        return really(*asked, **how)  # type: ignore[call-overload]  # whatever was asked

    monkeypatch.setattr(jinja2.Environment, "compile", compile_and_note)
    fresh = lru_cache(templates._environment.__wrapped__)  # noqa: SLF001 - as when a board starts
    monkeypatch.setattr(templates, "_environment", fresh)
    with serving(met.register.place.text) as (address, _board), reader(address) as client:
        until(lambda: used <= {*made})
        made.clear()
        for page in PAGES:
            if not page.path[1:].endswith("/"):
                assert client.get(page.path).status_code == 200
        assert made == []


def test_a_template_that_cannot_be_compiled_is_told_by_its_page_alone() -> None:
    assert templates.compiled("board/nowhere.html") == []
