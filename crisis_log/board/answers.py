"""Pages that show nothing of the register: one sentence, or where a link is taken."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import HTMLResponse

from crisis_log import language
from crisis_log.reports.page.render import environment


def refused(
    status: int, sentence: str, headers: Mapping[str, str] | None = None, again: str | None = None
) -> HTMLResponse:
    """Return a page that says one sentence, with a link to try `again` if there is one."""
    context = {"status": status, "sentence": sentence, "again": again}
    template = environment().get_template("board/error.html")
    return HTMLResponse(
        template.render(context | {"language": language.current()}), status, headers
    )
