"""The pages of an auditor's bundle: the whole register, to be read in a browser.

Without any script, for a browser that is not connected to anything. They are made from what is
stored, entry by entry: what cannot be read is told as such, at its place. A short register is
one page; of a long one `index.html` leads to the others. The same register gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator

from crisis_log.audit.bundle import Files
from crisis_log.register import Register
from crisis_log.reports.browser.book import Book
from crisis_log.reports.browser.layout import INDEX
from crisis_log.reports.browser.log import log_of
from crisis_log.reports.page.render import environment, remembering


def pages(register: Register, size: int, files: Files) -> Iterator[tuple[str, bytes]]:
    """Return the pages of the first `size` entries with their names, UTF-8, in the language in use.

    They lead to the `files` of the bundle.

    Raises:
        StorageError: the register cannot be read at all.

    """
    remembered = remembering(environment())
    index, part = map(remembered.get_template, ("browser/index.html", "browser/part.html"))
    with log_of(register, size) as log:
        book = Book(log, files)
        yield INDEX, index.render(book.index()).encode()
        for name, context in book.others():
            yield name, part.render(context).encode()
