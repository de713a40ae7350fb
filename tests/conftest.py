"""Fixtures that every room's tests may use."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from crisis_log import language

settings.register_profile("crisis_log", deadline=None, max_examples=50, database=None)
settings.load_profile("crisis_log")


@pytest.fixture
def english() -> Iterator[None]:
    """Speak English, the language of the message ids, during one test."""
    yield from _speaking("en")


@pytest.fixture
def french() -> Iterator[None]:
    """Speak French, the language of the program, during one test."""
    yield from _speaking("fr")


def _speaking(language_code: language.Language) -> Iterator[None]:
    before = language.current()
    language.use(language_code)
    yield
    language.use(before)
