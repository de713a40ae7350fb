"""From HTML to PDF; the only module that knows WeasyPrint.

Nothing is fetched but the files of the template folders and `data:` URIs. The same HTML
gives the same bytes: dates come from its metadata, the identifier from its text.
"""

import gc
import mimetypes
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from weasyprint import HTML, Attachment
from weasyprint.urls import (
    FatalURLFetchingError,
    URLFetcher,
    URLFetcherResponse,
)

from crisis_log.language import _
from crisis_log.reports.conformance import declare, finish
from crisis_log.reports.errors import ReportError
from crisis_log.reports.page.fonts import legible, only_shipped
from crisis_log.reports.page.templates import content, find
from crisis_log.reports.page.verification import EmbeddedFile
from crisis_log.reports.turns import ALONE

BASE: Final = "https://templates.invalid/"  # a name that never resolves: RFC 6761, section 6.4
_IDENTIFIER_LENGTH: Final = 16
_SELDOM: Final = 200_000


class RefusedError(FatalURLFetchingError):  # type: ignore[misc]  # a library without types
    """WeasyPrint goes on after other errors and leaves the thing out."""


class TemplateFiles(URLFetcher):  # type: ignore[misc]  # a library without types
    """Serves the files of the template folders, and nothing else."""

    def __init__(self, templates: Path | None) -> None:
        super().__init__(allowed_protocols=["data"])
        self._templates = templates

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url.startswith("data:"):
            return super().fetch(url, headers)
        name = url.removeprefix(BASE)
        try:
            path = find(name, self._templates) if name != url else None
            held = content(path) if path else b""
        except ReportError as error:
            raise RefusedError(str(error)) from error
        if path is None:
            raise RefusedError(
                _(
                    "A template asks for {url}, which is not one of the template files; "
                    "reports fetch nothing else."
                ).format(url=name)
            )
        media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, held, {"Content-Type": media_type})


def html_to_pdf(
    html: str, templates: Path | None, files: Sequence[EmbeddedFile], made_at: datetime
) -> bytes:
    """Return `html` as PDF/A-3a and PDF/UA-1, with `files` attached as of `made_at`.

    Raises:
        ReportError: it asks for something that may not be fetched.

    """
    html = legible(html)
    document = HTML(string=html, base_url=BASE, url_fetcher=TemplateFiles(templates))
    identifier = sha256(html.encode()).digest()[:_IDENTIFIER_LENGTH]
    try:
        with only_shipped(), seldom_collecting():
            laid_out = document.render()
            declare(laid_out)
            pdf: bytes = laid_out.write_pdf(
                finisher=finish,
                pdf_identifier=identifier,
                pdf_variant="pdf/a-3a",
                attachments=attached(files, made_at),
            )
    except RefusedError as error:
        raise ReportError(str(error)) from error
    return pdf


def attached(files: Sequence[EmbeddedFile], made_at: datetime) -> list[Attachment]:
    """Return `files` as WeasyPrint attaches them, as of `made_at`."""
    return [
        Attachment(
            string=file.content,
            name=file.name,
            description=file.description,
            relationship=file.relationship,
            created=made_at,
            modified=made_at,
        )
        for file in files
    ]


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Look for cyclic garbage more seldom: a page tree is all alive, and looking takes 40 %."""
    with ALONE:
        before = gc.get_threshold()
        gc.set_threshold(_SELDOM, *before[1:])
        try:
            yield
        finally:
            gc.set_threshold(*before)
