"""From HTML to PDF; the only module that knows WeasyPrint.

Nothing is fetched but the files of the template folders and `data:` URIs. The same HTML
gives the same bytes: dates come from its metadata, the identifier from its text.
"""

import gc
import mimetypes
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

from crisis_log.reports.conformance import declare, finish
from crisis_log.reports.errors import ReportError
from crisis_log.reports.page.fonts import legible, only_shipped
from crisis_log.reports.page.templates import asked_for
from crisis_log.reports.page.verification import EmbeddedFile
from crisis_log.reports.turns import ALONE
from crisis_log.scratch import scratch_folder


@contextmanager
def _without_compiler() -> Iterator[None]:
    """Let no compiler be run to look for libraries: half a second, and temporary files.

    `ctypes.util.find_library` does so where there is one; the loader finds them without.
    """
    path = os.environ.get("PATH")
    if path is None or sys.platform == "win32":
        yield
        return
    os.environ["PATH"] = os.devnull
    try:
        yield
    finally:
        os.environ["PATH"] = path


with _without_compiler():
    from weasyprint import HTML, Attachment
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

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
            held = asked_for(name, self._templates)
        except ReportError as error:
            raise RefusedError(str(error)) from error
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, held, {"Content-Type": media_type})


def html_to_pdf(
    html: str, templates: Path | None, files: Sequence[EmbeddedFile], made_at: datetime
) -> bytes:
    """Return `html` as PDF/A-3a and PDF/UA-1, with `files` attached as of `made_at`.

    Raises:
        ReportError: it asks for something that may not be fetched.

    """
    html = legible(html)
    identifier = sha256(html.encode()).digest()[:_IDENTIFIER_LENGTH]
    with scratch_folder() as folder, seldom_collecting():
        document = laid_out(html, templates, folder)
        declare(document)
        pdf: bytes = document.write_pdf(
            finisher=finish,
            pdf_identifier=identifier,
            pdf_variant="pdf/a-3a",
            attachments=attached(files, made_at),
        )
    return pdf


class _Fonts(FontConfiguration):  # type: ignore[misc]  # a library without types
    """Unpacks fonts within a folder of ours: the finaliser that removes its own may never run."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = Path(mkdtemp(dir=folder))


def laid_out(html: str, templates: Path | None, folder: Path) -> Any:
    """Lay out `html`, which is `legible`; its fonts are unpacked in `folder`.

    Raises:
        ReportError: it asks for something that may not be fetched.

    """
    document = HTML(string=html, base_url=BASE, url_fetcher=TemplateFiles(templates))
    try:
        with only_shipped():
            return document.render(font_config=_Fonts(folder))
    except RefusedError as error:
        raise ReportError(str(error)) from error


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
