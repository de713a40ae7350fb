"""Reading a page as text, with every kind of space told as a plain one."""

import re
from html import unescape
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader

from crisis_log.reports.documents.weekly import DOCUMENT
from crisis_log.reports.formats.pdf import to_pdf
from crisis_log.views.weekly.report import WeeklyReport


def open_pdf(report: WeeklyReport, templates: Path | None = None) -> PdfReader:
    """Return `report` as PDF, opened."""
    return PdfReader(BytesIO(to_pdf(DOCUMENT, report, templates)))


def text_of(reader: PdfReader, page: int | None = None) -> str:
    """Return the text of a page, or of all."""
    pages = reader.pages if page is None else [reader.pages[page]]
    return re.sub(r"\s+", " ", " ".join(one.extract_text() for one in pages))


def text_of_html(html: str) -> str:
    """Return the text of the body of a page, with a space where a block begins or ends."""
    body = html.partition("<body>")[2]
    blocks = re.sub(r"</?(?:a|b|em|i|s|small|span|strong|time|wbr)\b[^>]*>", "", body)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", blocks)))
