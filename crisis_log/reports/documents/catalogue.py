"""The documents that there are, in the order in which people are told of them.

A new document is a module with its `DOCUMENT`, a template, and a line here: drafts,
numbers, commands and their words follow.
"""

from typing import Any, Final

from crisis_log.reports.documents import (
    after_action,
    decisions,
    dossier,
    minutes,
    register,
    situation,
    weekly,
)
from crisis_log.reports.documents.making import Kind

DOCUMENTS: Final[tuple[Kind[Any, Any], ...]] = (
    weekly.DOCUMENT,
    situation.DOCUMENT,
    decisions.DOCUMENT,
    register.DOCUMENT,
    dossier.DOCUMENT,
    minutes.DOCUMENT,
    after_action.DOCUMENT,
)


def names() -> list[str]:
    """Return the names under which people ask for documents."""
    return [kind.name for kind in DOCUMENTS]


def find(name: str) -> Kind[Any, Any]:
    """Return the document that people ask for as `name`.

    Raises:
        KeyError: there is none.

    """
    return {str(kind.name): kind for kind in DOCUMENTS}[name]
