"""The model of a document as data.

Fields are named as in the models of `views`; `document` names the format and its version.
Instants are UTC, ISO 8601; decimal numbers are strings; every `sources`, `entry`,
`shown_by` and `changed_by` holds numbers of entries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from crisis_log.reports.formats.format import Format

if TYPE_CHECKING:
    from pathlib import Path

    from crisis_log.audit.checkpoints import Taken
    from crisis_log.reports.documents.making import Kind
    from crisis_log.views.document import Document


def to_json(document: Document) -> str:
    """Return the model as JSON."""
    return document.model_dump_json(indent=2) + "\n"


def _write(
    _kind: Kind[Any, Any], document: Document, _templates: Path | None, _seal: Taken | None
) -> bytes:
    return to_json(document).encode()


FORMAT: Final = Format("json", (".json",), is_page=False, write=_write)
