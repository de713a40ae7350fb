"""What makes a page a witness: the checkpoint as text and QR code, and the files embedded.

The printed text is exact: no typography touches it, so that it can be typed or pasted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from markupsafe import escape

from crisis_log.audit.attached import CHECKPOINT_FILE, DATA_FILE, HISTORY_FILE, KEY_FILE
from crisis_log.audit.checkpoints import Taken
from crisis_log.evidence.note import unverified_checkpoint
from crisis_log.language import _
from crisis_log.reports.page.data_uri import data_uri

_QUIET_ZONE: Final = 4
"""In modules: what ISO/IEC 18004 asks for around a QR code."""


@dataclass(frozen=True)
class Exact:
    """Text that is printed as it is."""

    text: str

    def __html__(self) -> str:
        """Return it escaped, for the templates."""
        return str(escape(self.text))


class Verification(NamedTuple):
    """What the templates print of a checkpoint; `holder` of its key, where the log names one."""

    size: int
    note: Exact
    root: Exact
    verifier_key: Exact
    holder: str | None
    qr_code: Exact


class EmbeddedFile(NamedTuple):
    """A file within a PDF, with its relationship to the document (ISO 32000-2, 7.11.3)."""

    name: str
    description: str
    content: str
    relationship: str


class CarriedFile(NamedTuple):
    """A file that a page for browsers carries itself, as a link that saves it."""

    name: str
    description: str
    href: Exact


def carried(file: EmbeddedFile) -> CarriedFile:
    """Return a file as a page carries it."""
    media_type = "application/json" if file.name == DATA_FILE else "text/plain"
    href = data_uri(f"{media_type};charset=utf-8", file.content.encode())
    return CarriedFile(file.name, file.description, Exact(href))


def verification(seal: Taken | None) -> Verification | None:
    """Return what is printed of the checkpoint, if one was taken."""
    if seal is None:
        return None
    return Verification(
        size=seal.size,
        note=Exact(seal.note),
        root=Exact(unverified_checkpoint(seal.note).root.hex()),
        verifier_key=Exact(seal.verifier_key),
        holder=seal.holder,
        qr_code=Exact(qr_code(seal.note)),
    )


def embedded_files(data: str, seal: Taken | None) -> Iterator[EmbeddedFile]:
    """Return the files that a report carries: its data, and what proves the log."""
    yield EmbeddedFile(DATA_FILE, _("Data of the report"), data, "Data")
    if seal is not None:
        for name, description, content in (
            (CHECKPOINT_FILE, _("Signed checkpoint of the register"), seal.note),
            (HISTORY_FILE, _("Proof that it extends the earlier checkpoints"), seal.history),
            (KEY_FILE, _("Key that verifies the checkpoint"), seal.verifier_key + "\n"),
        ):
            yield EmbeddedFile(name, description, content, "Supplement")


def qr_code(text: str) -> str:
    """Return `text` as a QR code: an image for the templates, by its data URI."""
    import segno

    code = segno.make(text, error="m", micro=False, boost_error=False, encoding="utf-8")
    uri: str = code.svg_data_uri(border=_QUIET_ZONE, xmldecl=False, svgns=True)
    return uri
