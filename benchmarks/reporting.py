"""What the weekly report takes, over what WeasyPrint alone takes to lay out its HTML."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from weasyprint import HTML

from benchmarks.measuring import Claim, Row, compare
from crisis_log.register import Register, system_clock
from crisis_log.reports.documents.making import AboutWeek, draft
from crisis_log.reports.documents.weekly import DOCUMENT
from crisis_log.reports.formats.html import to_html
from crisis_log.reports.formats.pdf import to_pdf
from crisis_log.reports.pdf import BASE, TemplateFiles
from crisis_log.views.iso_week import IsoWeek

_LIMIT: Final = 1.1


def rows(path: Path, entries: int, pairs: int) -> Iterator[Row]:
    """Compare register to PDF with HTML to PDF, both with everything imported."""
    with Register.open(path) as register:
        week = AboutWeek(week=IsoWeek.of(register.entry(1).recorded_at.date()).label)
        now = system_clock()
        html = to_html(DOCUMENT, draft(register, DOCUMENT, week, now))

        def alone() -> bytes:
            document = HTML(string=html, base_url=BASE, url_fetcher=TemplateFiles(None))
            pdf: bytes = document.write_pdf(pdf_variant="pdf/a-3a")
            return pdf

        row = compare(
            Claim(
                "weekly-report",
                f"weekly report of {entries:,} entries, register to finished PDF",
                "WeasyPrint alone on the same HTML",
                "at most",
                _LIMIT,
            ),
            alone,
            lambda: to_pdf(DOCUMENT, draft(register, DOCUMENT, week, now)),
            pairs,
        )
        if to_html(DOCUMENT, draft(register, DOCUMENT, week, now)) != html:
            raise RuntimeError("the templates changed while they were measured")
        yield row
