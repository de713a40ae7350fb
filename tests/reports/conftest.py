from io import BytesIO

import pytest
from pypdf import PdfReader

from crisis_log.reports.documents.weekly import DOCUMENT
from crisis_log.reports.formats.pdf import to_pdf
from crisis_log.views.weekly.report import WeeklyReport
from tests.conftest import Once
from tests.speaking import speaking


@pytest.fixture(autouse=True)
def _speak_english(english: None) -> None:
    """Texts are matched on their English message ids."""


@pytest.fixture(scope="session")
def weekly(report: WeeklyReport, once: Once) -> bytes:
    """The second of the busy weeks as PDF, in English."""
    with speaking("en"):
        return once("weekly.pdf", lambda: to_pdf(DOCUMENT, report))


@pytest.fixture(scope="session")
def pdf(weekly: bytes) -> PdfReader:
    """The same, opened."""
    return PdfReader(BytesIO(weekly))
