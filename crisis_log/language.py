"""The language people read: French by default, English on request.

Message ids are English; `locale/` holds the French catalogue. `_`, `ngettext` and
`pgettext` translate when they are called, into the language of the present context: a
thread or an asynchronous task speaks its own, and is not heard in another.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from pathlib import Path
from struct import unpack_from
from typing import Final, Literal, get_args

Language = Literal["fr", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
DOMAIN: Final = "crisis_log"
_LIBRARIES: Final = "click"
LOCALE_FOLDER: Final = Path(__file__).parent / "locale"
_IS_PLURAL: Final[dict[Language, Callable[[float], bool]]] = {
    "fr": lambda n: n >= 2,  # noqa: PLR2004 - « 1,5 agent »
    "en": lambda n: n != 1,
}
_MESSAGES: Final = 10_000
"""How many are remembered: more than there are."""
NARROW: Final = "\u202f"
"""The space between the thousands of French numbers, which does not break."""
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
    return _translation(_SPOKEN.get(), message) or message


def ngettext(singular: str, plural: str, n: int) -> str:
    """Translate a message that counts `n` things."""
    language = _SPOKEN.get()
    form = _IS_PLURAL[language](n)
    return _translation(language, singular, form) or (plural if form else singular)


def counted(singular: str, plural: str, n: int, /, **values: object) -> str:
    """Return a message that counts `n` things, `{count}` in it, with its other `values`."""
    return ngettext(singular, plural, n).format(count=whole(n), **values)


def whole(n: int) -> str:
    """Return a whole number as people write it: `2 185`, or `2,185` in English."""
    return f"{n:,}".replace(",", NARROW) if _SPOKEN.get() == "fr" else f"{n:,}"


def pgettext(context: str, message: str) -> str:
    """Translate `message` as it is said in `context` (French agrees in gender)."""
    return _translation(_SPOKEN.get(), f"{context}\x04{message}") or message


@lru_cache(maxsize=_MESSAGES)
def _translation(language: Language, message: str, form: int = 0) -> str | None:
    """Return a message, in its singular (0) or plural form (1), if it is in the catalogue."""
    found = _catalogue(language).get(message.encode())
    return None if found is None else found.split(b"\0")[form].decode()


@cache
def _catalogue(language: Language) -> Mapping[bytes, bytes]:
    """Return the translations of a language, as its compiled catalogue holds them.

    That of the standard library decodes every message before it says the first, which took
    a twentieth of a command's time. Here, each is decoded when it is said.
    """
    path = LOCALE_FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
    try:
        compiled = path.read_bytes()
    except FileNotFoundError:  # English has none: it is the language of the ids
        return {}
    _magic, _version, count, ids, strings = unpack_from("<5I", compiled)

    def texts(table: int) -> Iterator[bytes]:
        bounds = unpack_from(f"<{2 * count}I", compiled, table)
        for length, start in zip(bounds[::2], bounds[1::2], strict=True):
            yield compiled[start : start + length]

    singulars = (message.partition(b"\0")[0] for message in texts(ids))
    return dict(zip(singulars, texts(strings), strict=True))


def use_for_libraries(language: Language) -> None:
    """Let libraries that use gettext themselves (click) speak `language`, as we translate them.

    This sets the process's own gettext domain, for every thread: it is for programs that
    serve one person, not for servers nor for imports.
    """
    import gettext

    gettext.bindtextdomain(_LIBRARIES, str(LOCALE_FOLDER))
    gettext.textdomain(_LIBRARIES)
    os.environ["LANGUAGE"] = language
