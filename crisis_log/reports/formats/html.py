"""A document as one HTML page, in the language in use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from crisis_log.reports.formats.format import Format

if TYPE_CHECKING:
    from pathlib import Path

    from crisis_log.audit.checkpoints import Taken
    from crisis_log.reports.documents.making import Kind
    from crisis_log.views.document import Document


def to_html(
    kind: Kind[Any, Any],
    document: Document,
    templates: Path | None = None,
    seal: Taken | None = None,
) -> str:
    """Return a document of this kind as HTML.

    `seal` is the checkpoint that makes it a witness. `templates` is a folder whose files
    are taken before the shipped ones of that name.

    Raises:
        ReportError: a template cannot be found or used; the message names file and line.

    """
    from crisis_log.reports.page.render import render

    return render(kind, document, templates, seal)


def _write(
    kind: Kind[Any, Any], document: Document, templates: Path | None, seal: Taken | None
) -> bytes:
    return to_html(kind, document, templates, seal).encode()


FORMAT: Final = Format("html", (".html",), is_page=True, write=_write)
