"""The formats of documents, the usual one first. Another one is a file here, and a line."""

from typing import Final

from crisis_log.reports.formats import html, json, pdf
from crisis_log.reports.formats.format import Format

FORMATS: Final[tuple[Format, ...]] = (pdf.FORMAT, html.FORMAT, json.FORMAT)
