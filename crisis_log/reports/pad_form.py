"""The form of a paper pad: blank sheets, each with its number, to be written on by hand."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import PositiveInt

from crisis_log.language import _
from crisis_log.register import Register
from crisis_log.reports.page.one_page import brief
from crisis_log.reports.page.verification import Exact, qr_code
from crisis_log.slices.pad import SheetCount, label, sheet_code
from crisis_log.views.document import Document, Edition, head

DOCUMENT: Final = "pad.v1"
ROWS: Final = 12
"""Of a sheet: as many as leave room to write by hand."""
_AUTHORITY: Final = 95
"""In letters: what of a name fits on one line of the head."""
_CRISIS: Final = 110
"""On two lines of it."""


class PadForm(Document):
    """A pad to be printed: `sheets` sheets of `rows` rows."""

    document: Literal["pad.v1"] = DOCUMENT
    pad: PositiveInt
    sheets: SheetCount
    rows: PositiveInt


class Sheet(NamedTuple):
    """What a sheet is told apart by: its number, and what a machine reads of it."""

    number: int
    code: Exact
    qr_code: Exact


class _Page(NamedTuple):
    template: str
    context: Callable[[PadForm, ZoneInfo], dict[str, Any]]


def form(register: Register, number: int, sheets: int, made_at: datetime) -> PadForm:
    """Return the form of pad CP-`number` of a register."""
    known = register.state()
    about = head(known, register.register_id, Edition(issued_at=made_at), label(number))
    return PadForm(**about, pad=number, sheets=sheets, rows=ROWS)


def _context(told: PadForm, _zone: ZoneInfo) -> dict[str, Any]:
    return {
        "title": _("Paper pad {label}").format(label=label(told.pad)),
        "label": label(told.pad),
        "crisis_name": brief(told.title, _CRISIS),
        "authority_name": brief(told.authority.name, _AUTHORITY),
        "sheets": [_sheet(told, number) for number in range(1, told.sheets + 1)],
    }


def _sheet(told: PadForm, number: int) -> Sheet:
    code = sheet_code(told.register_id, told.pad, number)
    return Sheet(number, Exact(code), Exact(qr_code(code)))


_PAGE: Final = _Page("pad.html", _context)


def html(told: PadForm, templates: Path | None = None) -> str:
    """Return the form as a page.

    Raises:
        ReportError: the templates do not make one.

    """
    from crisis_log.reports.page.render import render

    return render(_PAGE, told, templates, None)


def pdf(told: PadForm, templates: Path | None = None) -> bytes:
    """Return the form as PDF; the same one gives the same bytes.

    Raises:
        ReportError: as `html`.

    """
    from crisis_log.reports.pdf import html_to_pdf

    return html_to_pdf(html(told, templates), templates, [], told.issued_at)
