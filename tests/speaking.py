"""The language spoken during a block."""

from collections.abc import Iterator
from contextlib import contextmanager

from crisis_log import language


@contextmanager
def speaking(code: language.Language) -> Iterator[None]:
    """Speak the language of that code, then again the one spoken before."""
    before = language.current()
    language.use(code)
    try:
        yield
    finally:
        language.use(before)
