"""The templates of the board: compiled once, for it answers many times from the same."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from jinja2 import TemplateError
from jinja2.meta import find_referenced_templates

from crisis_log import __version__, language
from crisis_log.board import assets
from crisis_log.language import LANGUAGES, Language
from crisis_log.reports.errors import ReportError
from crisis_log.reports.page.render import environment, remembering
from crisis_log.reports.page.templates import content, find, shipped

if TYPE_CHECKING:
    from jinja2 import Environment, Template

_DIGITS: Final = 8
OF_ALL: Final = ("board/reader.html", "board/enter.html")
"""What every reader meets, whatever page is asked for."""


def template(name: str) -> Template:
    """Return a template in the language in use."""
    return _environment(language.current()).get_template(name)


def compiled(name: str) -> list[str]:
    """Compile a template, before somebody waits for it; return the names of those that it uses.

    Where it cannot be, whoever asks for it is told.
    """
    spoken = _environment(language.current())
    with suppress(TemplateError, ReportError, OSError):
        spoken.get_template(name)
        if path := find(name, None):
            used = find_referenced_templates(spoken.parse(content(path).decode()))
            return [*filter(None, used)]
    return []


def version() -> str:
    """Return which version of the pages this program makes: what is open may be an earlier one."""
    return _version(language.current())


@lru_cache(maxsize=len(LANGUAGES))
def _environment(_spoken: Language) -> Environment:
    made = remembering(environment())
    taking = {"style": assets.style, "script": assets.script, "address_of_asset": assets.address}
    made.globals = {**made.globals, **taking}
    return made


@lru_cache(maxsize=len(LANGUAGES))
def _version(spoken: Language) -> str:
    digest = sha256(repr((__version__, spoken, *assets.every())).encode())
    for path in sorted(shipped().rglob("*.html")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:_DIGITS]
