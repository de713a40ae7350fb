"""Fixtures that every room's tests may use."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from crisis_log.views.weekly.report import WeeklyReport
from tests.desk import Desk, record_a_busy_fortnight
from tests.speaking import speaking

settings.register_profile("crisis_log", deadline=None, max_examples=50, database=None)
settings.load_profile("crisis_log")


@pytest.fixture
def english() -> Iterator[None]:
    """Speak English, the language of the message ids, during one test."""
    with speaking("en"):
        yield


@pytest.fixture
def french() -> Iterator[None]:
    """Speak French, the language of the program, during one test."""
    with speaking("fr"):
        yield


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A register opened on Monday 16 March 2020 at 8:00, week 2020-W12."""
    opened = Desk(tmp_path)
    yield opened
    opened.register.close()


@pytest.fixture(scope="session")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A register with two busy weeks, to be read only."""
    opened = record_a_busy_fortnight(Desk(tmp_path_factory.mktemp("busy")))
    yield opened
    opened.register.close()


@pytest.fixture(scope="session")
def report(busy: Desk) -> WeeklyReport:
    """The second of the busy weeks, in English."""
    with speaking("en"):
        return busy.report("2020-W13")
