import pytest


@pytest.fixture(autouse=True)
def _speak_english(english: None) -> None:
    """Texts and refusals are matched on their English message ids."""
