"""The pages of an auditor's bundle: the whole register, to be read in a browser.

Without any script, for a browser that is not connected to anything. They are made from what is
stored, entry by entry: what cannot be read is told as such, at its place. A short register is
one page; of a long one `index.html` leads to the others. The same register gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final, cast

from jinja2 import Environment
from markupsafe import Markup

from crisis_log.audit.bundle import Files
from crisis_log.register import Register
from crisis_log.reports.browser.book import Book
from crisis_log.reports.browser.layout import INDEX
from crisis_log.reports.browser.log import log_of
from crisis_log.reports.page.render import environment as templates_environment

_REMEMBERED: Final = 5_000
_SHORT: Final = 200


def pages(register: Register, size: int, files: Files) -> Iterator[tuple[str, bytes]]:
    """Return the pages of the first `size` entries with their names, UTF-8, in the language in use.

    They lead to the `files` of the bundle.

    Raises:
        StorageError: the register cannot be read at all.

    """
    environment = _remembering(templates_environment())
    index, part = map(environment.get_template, ("browser/index.html", "browser/part.html"))
    with log_of(register, size) as log:
        book = Book(log, files)
        yield INDEX, index.render(book.index()).encode()
        for name, context in book.others():
            yield name, part.render(context).encode()


def _remembering(environment: Environment) -> Environment:
    """Return the same, typesetting once what the pages say thousands of times."""
    typeset = cast("Callable[[object], object]", environment.finalize)
    remembered = lru_cache(maxsize=_REMEMBERED, typed=True)(typeset)

    def finalize(value: object) -> object:
        if isinstance(value, Markup) and value.startswith("<"):
            return value  # what a macro made, typeset within
        short = isinstance(value, str) and len(value) < _SHORT
        return remembered(value) if short else typeset(value)

    return environment.overlay(finalize=finalize, auto_reload=False)
