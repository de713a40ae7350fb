"""Pages as HTML: each once a turn for all readers, in parts that say which turn changed them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from markupsafe import Markup

from crisis_log.board.addresses import (
    SINCE,
    decision_at,
    entry_at,
    file_at,
    label_at,
    live_address,
    measure_at,
    report_at,
)
from crisis_log.board.eye import TROUBLES
from crisis_log.board.templates import template
from crisis_log.board.turn import CannotTellError, Trouble, Turn
from crisis_log.fact import Refused
from crisis_log.language import _

if TYPE_CHECKING:
    from crisis_log.board.page import Asked, Page

STANDING: Final = "standing"
"""The part of every page that says how old it is, and what is wrong."""
_MOST_PAGES: Final = 256
_MOST_BYTES: Final = 32 << 20
"""Of pages, of each question that was asked of them, whose last parts are kept."""
_EVENTS: Final = 8
"""Events of a page that are kept: readers follow from the turn before, but for a few."""
READER: Final = b"<!--reader-->"
"""Where a page says who reads it: no text that was recorded can hold it."""
UNAVAILABLE: Final = 503
FAILED: Final = 500

Fault = Callable[[str, Exception], None]
"""Is told of a page, by name, and of an error that nobody foresaw."""


class Part(NamedTuple):
    """A part of a page, as HTML, and the turn that changed it last."""

    html: str
    since: int


class AsOf(NamedTuple):
    """Which state a page shows: that after entry `size`, seen at `instant`."""

    size: int
    instant: datetime


class Rendered:
    """A page as a turn shows it, with what cannot be told of it; all its readers share it.

    Where there is trouble it shows a state as of an earlier turn.
    """

    def __init__(
        self,
        turn: int,
        as_of: AsOf,
        parts: Mapping[str, Part],
        trouble: Trouble | None,
        page: str,
        id_: str,
    ) -> None:
        self.turn = turn
        self.as_of = as_of
        self.parts = parts
        self.trouble = trouble
        self.page = page.encode(errors="replace")
        self._id = id_
        self._events: OrderedDict[int, bytes] = OrderedDict()

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return len(self.page) + sum(len(part.html) for part in self.parts.values())

    @property
    def status(self) -> int:
        """The status of the page: whether there is something to be read on it."""
        return UNAVAILABLE if self.trouble and self.trouble.hides else 200

    def event(self, since: int) -> bytes:
        """Return what changed after turn `since`, as an event; empty if nothing did."""
        if since not in self._events:
            news = self.news(since)
            self._events[since] = _event(news, self._id) if news else b""
            while len(self._events) > _EVENTS:
                self._events.popitem(last=False)
        return self._events[since]

    def news(self, since: int) -> str:
        """Return what changed after turn `since`, as htmx swaps it in; empty if nothing did."""
        return "".join(
            f'<hx-partial hx-target="#{name}" hx-swap="outerMorph">{part.html}</hx-partial>'
            for name, part in self.parts.items()
            if part.since > since
        )


class Renderings:
    """Renders pages, and keeps what it rendered last to tell what changed since.

    `id_of` gives the id of what a turn shows; `fault` is told of errors that nobody foresaw, and
    `sentence` says how readers are told of the others.
    """

    def __init__(
        self,
        menu: tuple[Page, ...],
        id_of: Callable[[int], str],
        fault: Fault,
        sentence: Callable[[Exception], str] = str,
    ) -> None:
        self._menu = menu
        self._id_of = id_of
        self._fault = fault
        self._sentence = sentence
        self._last: OrderedDict[tuple[str, Asked], Rendered] = OrderedDict()
        self._bytes = 0

    def present(self, page: Page, asked: Asked, turn: int) -> Rendered | None:
        """Return a page, if it was rendered in this turn; from any thread."""
        last = self._last.get((page.name, asked))
        return last if last and last.turn == turn else None

    def render(self, page: Page, asked: Asked, turn: Turn) -> Rendered:
        """Return a page as `turn` shows it: from the register, or as it was seen last.

        Raises:
            Refused: what is asked for is not there.
            CannotTellError: it cannot be told, and was not seen before.

        """
        if there := self.present(page, asked, turn.number):
            return there
        last = self._last.get((page.name, asked))
        told, trouble = self._told(page, asked, turn, last)
        as_of = last.as_of if last and trouble else AsOf(turn.seen.size, turn.seen.instant)
        common = _common(turn._replace(trouble=trouble)) | {"seen": as_of, "asked": asked}
        told[STANDING] = template("board/standing.html").render(common)
        parts = _compared(told, last.parts if last else {}, turn.number)
        id_ = self._id_of(turn.number)
        whole = self._whole(page, common | {"live": live_address(page, asked, id_)}, parts)
        rendered = Rendered(turn.number, as_of, parts, trouble, whole, id_)
        self._keep((page.name, asked), rendered)
        return rendered

    def _told(
        self, page: Page, asked: Asked, turn: Turn, last: Rendered | None
    ) -> tuple[dict[str, str], Trouble | None]:
        """Return the parts of a page, those that were seen `last` where there is trouble."""
        trouble = turn.trouble
        if trouble is None:
            try:
                return _told(page, asked, turn), None
            except Exception as error:  # noqa: BLE001 - one page's: all others go on
                trouble = self._trouble(page, last, turn, error)
        return _told_again(page, last, trouble), trouble

    def _trouble(self, page: Page, last: Rendered | None, turn: Turn, error: Exception) -> Trouble:
        """Return what is wrong with a page, or raise it where there is nothing to show instead."""
        if isinstance(error, Refused) and not last:
            raise error
        status, sentence = UNAVAILABLE, self._sentence(error)
        if not isinstance(error, TROUBLES):
            self._fault(page.name, error)
            status = FAILED
            sentence = _("This page cannot be told, by a fault of the program; the others can.")
        if not last:
            raise CannotTellError(status, sentence) from error
        was_so = last.trouble and last.trouble.sentence == sentence
        since = last.trouble.since if last.trouble and was_so else turn.seen.instant
        return Trouble(since, sentence, of_page=True)

    def _whole(self, page: Page, common: dict[str, Any], parts: Mapping[str, Part]) -> str:
        """Return the whole page, its parts where its template puts them."""
        context = {
            "page": page,
            "menu": self._menu,
            "reader": Markup(READER.decode()),  # noqa: S704 - a comment of our own
            "since_field": SINCE,
            "part": lambda name: Markup(parts[name].html),  # noqa: S704 - a template's
        }
        return template(page.template).render(common | context)

    def _keep(self, of: tuple[str, Asked], rendered: Rendered) -> None:
        """Keep it as the last that was rendered; forget those that nobody asked for longest.

        What took longer than the turn that it shows comes too late to be the last.
        """
        there = self._last.get(of)
        if there and there.turn > rendered.turn:
            return
        if before := self._last.pop(of, None):
            self._bytes -= before.size
        self._last[of] = rendered
        self._bytes += rendered.size
        while len(self._last) > 1 and (len(self._last) > _MOST_PAGES or self._bytes > _MOST_BYTES):
            self._bytes -= self._last.popitem(last=False)[1].size


def _told(page: Page, asked: Asked, turn: Turn) -> dict[str, str]:
    context = _common(turn) | {"asked": asked} | dict(page.context(turn.seen, asked))
    return {part: template(page.template_of(part)).render(context) for part in page.parts}


def _told_again(page: Page, last: Rendered | None, trouble: Trouble) -> dict[str, str]:
    """Return the parts as they were; empty ones where nothing is to be shown any more."""
    if trouble.hides:
        return {part: f'<section id="{part}" hidden></section>' for part in page.parts}
    if not last or (last.trouble and last.trouble.hides):
        raise CannotTellError(UNAVAILABLE, trouble.sentence)
    return {name: part.html for name, part in last.parts.items()}


def _compared(told: Mapping[str, str], known: Mapping[str, Part], turn: int) -> dict[str, Part]:
    """Return the parts, those that say what they said before as they were."""
    return {
        name: known[name] if name in known and known[name].html == html else Part(html, turn)
        for name, html in told.items()
    }


def _event(html: str, identity: str) -> bytes:
    """Return a server-sent event that says `html`."""
    lines = "".join(f"data: {line}\n" for line in html.splitlines())
    return f"id: {identity}\n{lines}\n".encode(errors="replace")


def _common(turn: Turn) -> dict[str, Any]:
    return turn.seen.common | {
        "turn": turn,
        "seen": turn.seen,
        "entry_at": entry_at,
        "decision_at": decision_at,
        "report_at": report_at,
        "file_at": file_at,
        "measure_at": measure_at,
        "label_at": label_at,
    }
