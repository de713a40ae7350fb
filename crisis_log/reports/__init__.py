"""Reports: from a question to a PDF.

    register ──build──▶ typed model ──Jinja2──▶ HTML ──WeasyPrint──▶ PDF

- `documents`: which documents there are, and how one is made
- `weekly`, `situation`, `decisions`, `register`, `dossier`, `after_action`: each of them
- `to_json`, `to_html`, `to_pdf`: the same model, three ways
- `render`, `typography`, `wording`, `charts`, `one_page`: how a model becomes HTML
- `identity`, `logo`: the authority's own look
- `pdf`: how HTML becomes PDF, without any network; `fonts`: the shipped ones and no others
- `conformance`: the finishing pass for PDF/A-3a and PDF/UA-1
- `long`: how a document of many pages does, in parts; `progress`: who is told how far it is
- `verification`: the checkpoint that a report carries, as text, QR code and attachments
- `issuing`: numbered, sealed and recorded; replaced, and made again to the byte
- `signing`: electronic signatures, made and checked
- `templates`: where templates are found

The libraries behind it are slow to import: this module imports them only when asked.
"""

from pathlib import Path

from crisis_log.audit.checkpoints import Taken
from crisis_log.files import write
from crisis_log.reports.errors import ReportError
from crisis_log.views.document import Document

__all__ = ["ReportError", "to_html", "to_json", "to_pdf", "write"]


def to_html(report: Document, templates: Path | None = None, seal: Taken | None = None) -> str:
    """Return the report as one HTML document in the language in use.

    `seal` is the checkpoint that makes it a witness. `templates` is a folder whose files
    are taken before the shipped ones of that name.

    Raises:
        ReportError: a template cannot be found or used; the message names file and line.

    """
    from crisis_log.reports.page.render import render

    return render(report, templates, seal)


def to_pdf(report: Document, templates: Path | None = None, seal: Taken | None = None) -> bytes:
    """Return the report as PDF; the same report and checkpoint give the same bytes.

    Its data is attached to it, and so is the checkpoint `seal`, with what proves it.

    Raises:
        ReportError: as `to_html`, or a template asks for a file it may not have.

    """
    from crisis_log.reports.documents.catalogue import parts_of
    from crisis_log.reports.page.verification import embedded_files
    from crisis_log.reports.pdf import html_to_pdf

    files = list(embedded_files(to_json(report), seal))
    if (parts := parts_of(report)) is not None:
        from crisis_log.reports.long import Enclosed, long_pdf
        from crisis_log.reports.page.render import pieces
        from crisis_log.reports.progress import watcher

        html, enclosed = pieces(report, templates, seal), Enclosed(files, report.issued_at)
        return long_pdf(html, templates, enclosed, parts, progress=watcher())
    return html_to_pdf(to_html(report, templates, seal), templates, files, report.issued_at)


def to_json(report: Document) -> str:
    """Return the report's model as JSON, its fields as the models of `views` name them.

    `document` names the format and its version. Instants are UTC, ISO 8601; decimal
    numbers are strings; every `sources`, `entry`, `shown_by` and `changed_by` holds
    numbers of entries.
    """
    return report.model_dump_json(indent=2) + "\n"
