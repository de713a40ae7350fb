"""One measure: its sheet, its history, and what was counted of it."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from crisis_log.board.addresses import labelled, numbered
from crisis_log.board.page import Asked, Page
from crisis_log.board.seen import Seen
from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.slices.measure import Measure
from crisis_log.views.foremost import Shown
from crisis_log.views.measure_sheet import measure_sheet


def _context(seen: Seen, asked: Asked) -> Mapping[str, Any]:
    number = numbered(asked.key, "M")
    measure = seen.known.find(Measure, number) if number else None
    if measure is None:
        raise Refused(absent(asked.key, seen))
    sheet = measure_sheet(seen.account, measure, seen.instant)
    return {"sheet": sheet, "headed": True, "history": lambda _sheet: Shown(sheet.history)}


def absent(key: str, seen: Seen) -> str:
    """Return the sentence that says that there is no such measure, and which there are."""
    if not seen.measures:
        return _("There is no measure “{key}”: none is recorded in this register.").format(key=key)
    return _("There is no measure “{key}” in this register, which has {first} to {last}.").format(
        key=key, first=seen.measures[0].label, last=seen.measures[-1].label
    )


PAGE: Final = Page(
    name="measure",
    path="/mesures/",
    title=lambda: _("Measure"),
    parts=("sheet", "history", "figures"),
    context=_context,
    within="measures",
    one_key=partial(labelled, "M"),
)
