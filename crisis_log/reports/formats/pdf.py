"""A document as PDF, with its data and its proofs attached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from crisis_log.reports.formats.format import Format
from crisis_log.reports.formats.json import to_json

if TYPE_CHECKING:
    from pathlib import Path

    from crisis_log.audit.checkpoints import Taken
    from crisis_log.reports.documents.making import Kind
    from crisis_log.views.document import Document


def to_pdf(
    kind: Kind[Any, Any],
    document: Document,
    templates: Path | None = None,
    seal: Taken | None = None,
) -> bytes:
    """Return a document of this kind as PDF; the same one and checkpoint give the same bytes.

    Its data is attached to it, and so is the checkpoint `seal`, with what proves it.

    Raises:
        ReportError: as `to_html`, or a template asks for a file it may not have.

    """
    from crisis_log.reports.page.render import pieces
    from crisis_log.reports.page.verification import embedded_files
    from crisis_log.reports.pdf import html_to_pdf

    html = pieces(kind, document, templates, seal)
    files = list(embedded_files(to_json(document), seal))
    parts = kind.parts(document) if kind.parts else 1
    if parts == 1:
        return html_to_pdf("".join(html), templates, files, document.issued_at)

    from crisis_log.progress import watcher
    from crisis_log.reports.long import Enclosed, long_pdf

    enclosed = Enclosed(files, document.issued_at)
    return long_pdf(html, templates, enclosed, parts, progress=watcher())


FORMAT: Final = Format("pdf", (".pdf",), is_page=True, write=to_pdf)
