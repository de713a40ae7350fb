import pytest


@pytest.fixture(autouse=True)
def _speak_english(english: None) -> None:
    """Texts are matched on their English message ids."""
