"""What there is to say of a format."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from crisis_log.audit.checkpoints import Taken
    from crisis_log.reports.documents.making import Kind
    from crisis_log.views.document import Document


class Format(NamedTuple):
    """A format under the `name` by which people ask for it, and the endings of its files.

    One that `is_page` is for people: it shows the authority's logo, and carries the
    checkpoint that makes it a witness. The others are the data alone. `write` takes a
    document and its kind, with a folder of templates and a checkpoint if there are any.
    """

    name: str
    suffixes: tuple[str, ...]
    is_page: bool
    write: Callable[[Kind[Any, Any], Document, Path | None, Taken | None], bytes]
