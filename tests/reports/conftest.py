from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from crisis_log import language, reports
from crisis_log.views.weekly.report import WeeklyReport
from tests.reports.desk import Desk, record_a_busy_fortnight


@pytest.fixture(autouse=True)
def _speak_english(english: None) -> None:
    """Texts are matched on their English message ids."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A register opened on Monday 16 March 2020 at 8:00, week 2020-W12."""
    opened = Desk(tmp_path)
    yield opened
    opened.register.close()


@pytest.fixture(scope="package")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A register with two busy weeks, to be read only."""
    opened = record_a_busy_fortnight(Desk(tmp_path_factory.mktemp("busy")))
    yield opened
    opened.register.close()


@pytest.fixture(scope="package")
def report(busy: Desk) -> WeeklyReport:
    """The second of the busy weeks."""
    before = language.current()
    language.use("en")
    built = busy.report("2020-W13")
    language.use(before)
    return built


@pytest.fixture(scope="package")
def pdf(report: WeeklyReport) -> PdfReader:
    """The same as PDF, in English."""
    before = language.current()
    language.use("en")
    content = reports.to_pdf(report)
    language.use(before)
    return PdfReader(BytesIO(content))
