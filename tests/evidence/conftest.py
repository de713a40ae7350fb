import pytest


@pytest.fixture(autouse=True)
def _speak_english(english: None) -> None:
    """Errors are matched on their English message ids."""
