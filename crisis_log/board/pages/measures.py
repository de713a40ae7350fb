"""The measures: over time, and those overdue, new, in progress, completed and lifted."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from crisis_log.board.addresses import LEAF, leaf_asked, numbered, other_page
from crisis_log.board.page import Asked, Page, not_offered
from crisis_log.board.seen import Seen
from crisis_log.language import _
from crisis_log.reports.charts.chronogram import COLUMN, PAPER, Layout
from crisis_log.reports.charts.findings import measures_finding
from crisis_log.reports.charts.present import chronogram_now, to_draw
from crisis_log.views.listing import measures, owners
from crisis_log.views.measure_at import measure_at
from crisis_log.views.measure_list import GROUPS, OPEN, measure_list

STATUS: Final = "etat"
OWNER: Final = "pilote"
WORDS: Final = "mots"
DECISION: Final = "decision"
PERIOD: Final = "semaines"
WEEKS: Final = ("4", "8", "26")
"""The periods that may be asked for, beside that of the whole crisis."""


def _context(seen: Seen, asked: Asked) -> Mapping[str, Any]:
    decision = _decision(asked.field(DECISION))
    found = measures(
        seen.known,
        now=seen.instant,
        zone=seen.zone,
        owner=asked.field(OWNER) or None,
        words=asked.field(WORDS) or None,
        among=[one for one in seen.measures if decision in (None, one.decision)],
    )
    group = asked.choice(STATUS, GROUPS)
    groups = (group,) if group else OPEN if asked.wall else GROUPS
    told = measure_list(seen.account, found, seen.instant, leaf_asked(asked), groups)
    period = asked.choice(PERIOD, WEEKS)
    weeks = int(period) if period else None
    shown = to_draw(seen.measures, seen.instant, seen.zone, weeks)
    return {
        "told": told,
        "leaf": told.leaf,
        "leaf_at": partial(other_page, PAGE, asked),
        "all_of_them": len(seen.measures),
        "owners": owners(seen.measures),
        "shown": shown,
        "weeks": weeks,
        "drawings": {
            name: chronogram_now(seen.known, shown.items, seen.instant, weeks, layout)
            for name, layout in _layouts(asked)
        },
        "finding": _finding(seen),
    }


def _layouts(asked: Asked) -> tuple[tuple[str, Layout], ...]:
    """Return how charts are drawn, by name: on a desk and on paper, on a telephone, on a wall."""
    column = ("narrow", COLUMN)
    return (column,) if asked.wall else (("wide", PAPER), column)


def _decision(label: str) -> int | None:
    """Return the number of the decision whose measures are asked for."""
    number = numbered(label, "D")
    if label and number is None:
        raise not_offered(label)
    return number


def _finding(seen: Seen) -> str:
    """Return what the chronogram shows of all the measures that are open."""
    now = [measure_at(one, seen.instant, seen.zone) for one in seen.measures]
    on_time = [one for one in now if one.is_open and not one.is_overdue]
    undated = sum(one.measure.due_on is None for one in on_time)
    return measures_finding(sum(one.is_overdue for one in now), len(on_time), undated)


PAGE: Final = Page(
    name="measures",
    path="/mesures",
    title=lambda: _("Measures"),
    parts=("owners", "chronogram", "found"),
    context=_context,
    fields=tuple(sorted((STATUS, OWNER, WORDS, DECISION, PERIOD, LEAF))),
)
