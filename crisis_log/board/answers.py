"""Pages that show nothing of the register: one sentence, or where a link is taken."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse

from crisis_log import language
from crisis_log.board.addresses import ENTER, LEAVE
from crisis_log.board.templates import template
from crisis_log.language import _

if TYPE_CHECKING:
    from crisis_log.board.readers import Reader


def refused(
    status: int, sentence: str, headers: Mapping[str, str] | None = None, again: str | None = None
) -> HTMLResponse:
    """Return a page that says one sentence, with a link to try `again` if there is one."""
    context = {"status": status, "sentence": sentence, "again": again, "enter": ENTER}
    return _page("board/error.html", context, status, headers)


def entry_page(status: int = HTTPStatus.OK, sentence: str = "") -> HTMLResponse:
    """Return the page on which a link is taken, with a sentence on what was tried, if anything."""
    return _page("board/enter.html", {"sentence": sentence, "enter": ENTER}, status)


def reader_line(reader: Reader) -> bytes:
    """Return what a page says of who reads it, and how a link that let them in is given back."""
    html = template("board/reader.html")
    return html.render(reader=reader, leave=LEAVE).encode(errors="replace")


def without_link() -> str:
    """Return why somebody sees nothing who has no link, or none that is good."""
    return _(
        "This board is read with a link: ask for one the person who keeps it. One that was taken "
        "is good for some hours, in the browser that took it."
    )


def too_often(seconds: int) -> HTMLResponse:
    """Return the page for who asks too often, and may again after so many seconds."""
    sentence = _("Too many requests: try again in {seconds} s.").format(seconds=seconds)
    return refused(HTTPStatus.TOO_MANY_REQUESTS, sentence, {"Retry-After": str(seconds)})


def _page(
    name: str, context: dict[str, Any], status: int, headers: Mapping[str, str] | None = None
) -> HTMLResponse:
    html = template(name).render(context | {"language": language.current()})
    return HTMLResponse(html, status, headers)
