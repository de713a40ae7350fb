"""The language people read: French by default, English on request.

Message ids are English; `locale/` holds the French catalogue. `_`, `ngettext` and
`pgettext` translate when they are called, into the language chosen by `use`.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal, get_args

Language = Literal["fr", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
DOMAIN: Final = "crisis_log"
LOCALE_FOLDER: Final = Path(__file__).parent / "locale"


class _Chosen:
    """The language in use in this process, and its catalogue."""

    language: Language = "fr"
    catalogue: gettext.NullTranslations = gettext.NullTranslations()


def use(language: Language) -> None:
    """Speak `language` from now on in this process."""
    _Chosen.language = language
    _Chosen.catalogue = gettext.translation(
        DOMAIN, LOCALE_FOLDER, languages=[language], fallback=True
    )


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Speak `language` within a block: a document is made again in its own."""
    before = current()
    use(language)
    try:
        yield
    finally:
        use(before)


def use_for_libraries(language: Language) -> None:
    """Let libraries that use gettext themselves (click) speak `language` from our catalogue.

    This sets the process's own gettext domain: it is for programs, not for imports.
    """
    gettext.bindtextdomain(DOMAIN, str(LOCALE_FOLDER))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language


def current() -> Language:
    """Return the language in use."""
    return _Chosen.language


def _(message: str) -> str:
    """Translate `message`."""
    return _Chosen.catalogue.gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """Translate a message that counts `n` things."""
    return _Chosen.catalogue.ngettext(singular, plural, n)


def pgettext(context: str, message: str) -> str:
    """Translate `message` as it is said in `context` (French agrees in gender)."""
    return _Chosen.catalogue.pgettext(context, message)


use("fr")
