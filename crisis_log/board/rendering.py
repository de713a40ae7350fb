"""Pages as HTML: each once a turn for all readers, in parts that say which turn changed them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from markupsafe import Markup

from crisis_log import language
from crisis_log.board.addresses import (
    decision_at,
    entry_at,
    label_at,
    live_address,
    measure_at,
)
from crisis_log.language import LANGUAGES, Language
from crisis_log.reports.page.render import environment, remembering

if TYPE_CHECKING:
    from jinja2 import Environment, Template

    from crisis_log.board.page import Asked, Page
    from crisis_log.board.turn import Turn

STANDING: Final = "standing"
"""The part of every page that says how old it is, and what is wrong."""
_KEPT: Final = 64
"""Pages, of each question that was asked of them, whose last parts are kept."""


class Part(NamedTuple):
    """A part of a page, as HTML, and the turn that changed it last."""

    html: str
    since: int


class Rendered(NamedTuple):
    """A page as turn `turn` shows it."""

    page: Page
    asked: Asked
    turn: Turn
    parts: Mapping[str, Part]

    def news(self, since: int) -> str:
        """Return what changed after turn `since`, as htmx swaps it in; empty if nothing did."""
        return "".join(
            f'<hx-partial hx-target="#{name}" hx-swap="outerMorph">{part.html}</hx-partial>'
            for name, part in self.parts.items()
            if part.since > since
        )


class Renderings:
    """Renders pages, and keeps what it rendered last to tell what changed since."""

    def __init__(self, menu: tuple[Page, ...]) -> None:
        self._menu = menu
        self._last: OrderedDict[tuple[str, Asked], Rendered] = OrderedDict()

    def render(self, page: Page, asked: Asked, turn: Turn) -> Rendered:
        """Return a page as `turn` shows it: from the register, or as it was seen last.

        Raises:
            Refused: what is asked for is not there.
            StorageError: the register is out of reach, and this page was not seen before.

        """
        last = self._last.get((page.name, asked))
        if last and last.turn.number == turn.number:
            return last
        known = last.parts if last else {}
        told = _told_again(last) if last and turn.trouble else _told(page, asked, turn)
        told[STANDING] = _template("board/standing.html").render(_common(turn))
        rendered = Rendered(page, asked, turn, _compared(told, known, turn.number))
        self._keep(rendered)
        return rendered

    def whole(self, rendered: Rendered, last_id: str) -> str:
        """Return the whole page, its parts where its template puts them; it follows `last_id`."""
        page, asked = rendered.page, rendered.asked
        context = {
            "page": page,
            "menu": self._menu,
            "asked": asked,
            "live": live_address(page, asked, last_id),
            "part": lambda name: Markup(rendered.parts[name].html),  # noqa: S704 - a template's
        }
        return _template(page.template).render(_common(rendered.turn) | context)

    def _keep(self, rendered: Rendered) -> None:
        of = (rendered.page.name, rendered.asked)
        self._last[of] = rendered
        self._last.move_to_end(of)
        while len(self._last) > _KEPT:
            self._last.popitem(last=False)


def _told(page: Page, asked: Asked, turn: Turn) -> dict[str, str]:
    context = _common(turn) | {"asked": asked} | dict(page.context(turn.seen, asked))
    return {part: _template(page.template_of(part)).render(context) for part in page.parts}


def _told_again(last: Rendered) -> dict[str, str]:
    return {name: part.html for name, part in last.parts.items()}


def _compared(told: Mapping[str, str], known: Mapping[str, Part], turn: int) -> dict[str, Part]:
    """Return the parts, those that say what they said before as they were."""
    return {
        name: known[name] if name in known and known[name].html == html else Part(html, turn)
        for name, html in told.items()
    }


def _common(turn: Turn) -> dict[str, Any]:
    return turn.seen.common | {
        "turn": turn,
        "seen": turn.seen,
        "entry_at": entry_at,
        "decision_at": decision_at,
        "measure_at": measure_at,
        "label_at": label_at,
    }


@lru_cache(maxsize=len(LANGUAGES))
def _environment(_spoken: Language) -> Environment:
    return remembering(environment())


def _template(name: str) -> Template:
    return _environment(language.current()).get_template(name)
