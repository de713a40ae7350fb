"""The language people read: French by default, English on request.

Message ids are English; `locale/` holds the French catalogue. `_`, `ngettext` and
`pgettext` translate when they are called, into the language of the present context: a
thread or an asynchronous task speaks its own, and is not heard in another.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Final, Literal, get_args

Language = Literal["fr", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
DOMAIN: Final = "crisis_log"
LOCALE_FOLDER: Final = Path(__file__).parent / "locale"
_SPOKEN: Final[ContextVar[Language]] = ContextVar("language", default="fr")


def use(language: Language) -> None:
    """Speak `language` from now on, in the present thread or task alone."""
    _SPOKEN.set(language)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Speak `language` within a block: a document is made again in its own."""
    before = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def current() -> Language:
    """Return the language in use."""
    return _SPOKEN.get()


def _(message: str) -> str:
    """Translate `message`."""
    return _catalogue(_SPOKEN.get()).gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """Translate a message that counts `n` things."""
    return _catalogue(_SPOKEN.get()).ngettext(singular, plural, n)


def pgettext(context: str, message: str) -> str:
    """Translate `message` as it is said in `context` (French agrees in gender)."""
    return _catalogue(_SPOKEN.get()).pgettext(context, message)


@cache
def _catalogue(language: Language) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALE_FOLDER, languages=[language], fallback=True)


def use_for_libraries(language: Language) -> None:
    """Let libraries that use gettext themselves (click) speak `language` from our catalogue.

    This sets the process's own gettext domain, for every thread: it is for programs that
    serve one person, not for servers nor for imports.
    """
    gettext.bindtextdomain(DOMAIN, str(LOCALE_FOLDER))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language
