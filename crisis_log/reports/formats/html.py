"""A document as one HTML file, in the language in use, that opens anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from crisis_log.reports.formats.format import Format
from crisis_log.reports.formats.json import to_json

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


def to_html_file(
    kind: Kind[Any, Any],
    document: Document,
    templates: Path | None = None,
    seal: Taken | None = None,
) -> bytes:
    """Return such a document as a file that holds its fonts, its data and its proofs.

    Raises:
        ReportError: as `to_html`, or a template asks for a file it may not have.

    """
    from crisis_log.reports.page.one_file import one_file
    from crisis_log.reports.page.render import render
    from crisis_log.reports.page.verification import embedded_files

    files = [*embedded_files(to_json(document), seal)]
    return one_file(render(kind, document, templates, seal, files), templates).encode()


FORMAT: Final = Format("html", (".html", ".htm"), is_page=True, write=to_html_file)
