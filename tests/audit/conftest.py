from collections.abc import Iterator
from pathlib import Path

import pytest

from crisis_log.register import Register
from crisis_log.slices import decision, decision_course
from tests.storage.registers import create


@pytest.fixture(autouse=True)
def _speak_english(english: None) -> None:
    """Findings are matched on their English message ids."""


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    """An open register in which entry 2 records a decision and entry 3 suspends it."""
    with Register.open(create(tmp_path / "covid-19.crisis")) as opened:
        opened.record(decision.record("Close the schools"), by="secretary")
        opened.record(decision_course.suspend(1), by="secretary")
        yield opened
