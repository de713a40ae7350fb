"""The situation: what the crisis room looks at.

It tells what the situation report tells, with room for more of each list. What has no room all the
same is counted and named, and a link leads to it.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final, NamedTuple
from zlib import crc32

from crisis_log.board import log_form
from crisis_log.board.addresses import address_of
from crisis_log.board.page import Asked, Page
from crisis_log.board.pages import chronology
from crisis_log.board.seen import Seen
from crisis_log.language import _
from crisis_log.lifecycle import Phase, phase_at
from crisis_log.reports.charts.findings import course_finding
from crisis_log.reports.charts.indicators import Point, Series
from crisis_log.reports.charts.sparkline import Sparkline, sparklines
from crisis_log.reports.documents import point_page
from crisis_log.slices import crisis
from crisis_log.slices.figure import Figure
from crisis_log.slices.journal import UNVERIFIED
from crisis_log.views.indicators import IndicatorNow, recent_figures
from crisis_log.views.situation_report.report import SituationReport
from crisis_log.when import show_duration
from crisis_log.words import typed_words

MOST: Final = 12
"""How many of each list are shown."""
_ON_A_WALL: Final = 6
"""How many are shown on a wall of what other pages tell: these pages come round there."""
_WAITED_FOR: Final = frozenset(
    {"requests", "instructions", "open_points", "assumptions", "unverified", "missions"}
)
"""What this page alone tells, and a wall therefore tells whole."""
_LONGEST: Final = 200
"""Of what is told whole."""
_WIDER: Final = 2
"""How much longer texts may be here than on the one page of the report."""
_LENGTHS: Final = {name: _WIDER * most for name, most in point_page.LENGTHS.items()}
_COURSE: Final = timedelta(weeks=4)


class Tile(NamedTuple):
    """An indicator that leads, its figures of the last weeks, and their course where it has one.

    `key` is its own on the page, whatever it is called.
    """

    key: str
    row: IndicatorNow
    figures: Sequence[Figure]
    course: Sparkline | None
    finding: str


def _context(seen: Seen, asked: Asked) -> Mapping[str, Any]:
    report = seen.report
    lists = _lists(report)
    return point_page.context(report) | {
        "report": report,
        "shown": {
            name: point_page.cut(items, _most(name) if asked.wall else MOST)
            for name, items in lists.items()
        },
        "lengths": _LENGTHS,
        "indicator_tiles": _tiles(seen, report.leading[:MOST]),
        "closed": _closed(seen),
        "held_in_doubt": [one for one in report.open_points if one.what == "level"],
        "logged": lambda kind: _chronology(log_form.KIND, "line_kind", kind),
        "unverified": _chronology(log_form.VERDICT, "verification", UNVERIFIED),
        "duration_to": lambda instant: show_duration(instant - report.cut_off),
        "duration_since": lambda instant: show_duration(report.cut_off - instant),
    }


def _most(name: str) -> int:
    """Return how many of a list are shown on a wall."""
    return _LONGEST if name in _WAITED_FOR else _ON_A_WALL


def _lists(report: SituationReport) -> dict[str, tuple[Any, ...]]:
    """Return the lists of the page: those of the report, what is waited for by what it is."""
    told = point_page.lists_of(report)
    apart = ("instruction", "assumption", "level")
    return told | {
        "plans": report.plans,
        "overdue": tuple(one for one in report.measures if one.overdue),
        "instructions": tuple(one for one in report.open_points if one.what == "instruction"),
        "assumptions": tuple(one for one in report.open_points if one.what == "assumption"),
        "open_points": tuple(one for one in report.open_points if one.what not in apart),
        "indicators": (*report.leading[MOST:], *report.indicators),
    }


def _chronology(field: str, of: str, code: str) -> str:
    """Return where the log tells the lines of which a field of its form says `code`."""
    return address_of(chronology.PAGE, Asked(fields=((field, typed_words(of, code)[0]),)))


def _closed(seen: Seen) -> Phase | None:
    """Return since when the crisis is closed, if it is."""
    phase = phase_at(crisis.current(seen.known).phases, seen.instant)
    return phase if phase and phase.status == "closed" else None


def _tiles(seen: Seen, rows: Sequence[IndicatorNow]) -> list[Tile]:
    today = seen.instant.astimezone(seen.zone).date()
    first = today - _COURSE
    told = recent_figures(seen.known, rows, first, today)
    series = [
        Series(row.name, [Point(one.as_of, one.value) for one in figures], row.target)
        for row, figures in zip(rows, told, strict=True)
    ]
    courses = sparklines(series, first, today)
    return [
        Tile(
            key=f"{row.measure}-{crc32(row.name.encode()):08x}",
            row=row,
            figures=figures,
            course=course,
            finding=course_finding(one.points, one.target) if course else "",
        )
        for row, figures, one, course in zip(rows, told, series, courses, strict=True)
    ]


PAGE: Final = Page(
    name="situation",
    path="/",
    title=lambda: _("Situation"),
    parts=(
        "level",
        "briefing",
        "continuity",
        "brief",
        "figures",
        "decisions",
        "requests",
        "instructions",
        "open_points",
        "uncertainties",
        "measures",
        "facts",
        "communications",
    ),
    context=_context,
)
