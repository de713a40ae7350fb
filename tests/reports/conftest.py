from io import BytesIO

import pytest
from pypdf import PdfReader

from crisis_log.reports.documents.weekly import DOCUMENT
from crisis_log.reports.formats.pdf import to_pdf
from crisis_log.views.weekly.report import WeeklyReport
from tests.speaking import speaking


@pytest.fixture(autouse=True)
def _speak_english(english: None) -> None:
    """Texts are matched on their English message ids."""


@pytest.fixture(scope="session")
def pdf(report: WeeklyReport) -> PdfReader:
    """The same as PDF, in English."""
    with speaking("en"):
        return PdfReader(BytesIO(to_pdf(DOCUMENT, report)))
