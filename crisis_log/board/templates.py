"""The templates of the board: compiled once, for it answers many times from the same."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from crisis_log import language
from crisis_log.language import LANGUAGES, Language
from crisis_log.reports.page.render import environment, remembering

if TYPE_CHECKING:
    from jinja2 import Environment, Template


def template(name: str) -> Template:
    """Return a template in the language in use."""
    return _environment(language.current()).get_template(name)


@lru_cache(maxsize=len(LANGUAGES))
def _environment(_spoken: Language) -> Environment:
    return remembering(environment())
