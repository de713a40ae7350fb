from collections.abc import Iterator
from pathlib import Path

import pytest

from crisis_log.register import Register
from tests.storage.registers import create


@pytest.fixture(autouse=True)
def _speak_english(english: None) -> None:
    """Refusals are matched on their English message ids."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The path of a register with its opening and nothing else."""
    return create(tmp_path / "covid-19.crisis")


@pytest.fixture
def register(path: Path) -> Iterator[Register]:
    """An open register with its opening and nothing else."""
    with Register.open(path) as opened:
        yield opened
