"""The situation report: since when things are new, and what of it fits on its page."""

from functools import partial
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from crisis_log.language import _
from crisis_log.reports.documents.making import AboutAll, Kind, Made, Making, Naming
from crisis_log.slices.issued_report import name_of
from crisis_log.views.key_figures import KeyFigure
from crisis_log.views.situation_report import LastPoint, SituationReport, situation_report

_WIDE: Final = 66
_NARROW: Final = 34
"""Letters on a line of the main column, and of the one beside it."""
_MAIN_LINES: Final = 44.0
_SIDE_LINES: Final = 24.0
_HEAD_LINES: Final = 2.5
"""What is given back of the columns where the head is short."""
_GAP: Final = 0.45
_FIGURES: Final = 8
_MOST: Final = {
    "objectives": 5,
    "events": 3,
    "measures": 9,
    "missions": 5,
    "actions": 2,
    "decisions_expected": 4,
    "decisions_taken": 4,
    "indicators": 5,
    "communications": 2,
    "requests": 4,
}
LENGTHS: Final = {
    "heading": 80,
    "objectives": 170,
    "events": 330,
    "measures": 105,
    "owner": 40,
    "missions": 90,
    "actions": 170,
    "decisions_expected": 120,
    "decisions_taken": 120,
    "indicators": 60,
    "communications": 170,
    "requests": 150,
    "level": 24,
    "next_briefing": 80,
    "reason": 150,
}
"""How wide the texts of the page may be, in letters."""


class Shown(NamedTuple):
    """The items of a list that are shown, and the entries of the others."""

    items: tuple[Any, ...]
    others: tuple[int, ...]


def build(making: Making, _asked: AboutAll) -> Made[SituationReport]:
    """Return the situation at the instant of the edition.

    Raises:
        Refused: the crisis began after that.

    """
    points = [
        LastPoint(number=one.issued.number, cut_off=one.issued.cut_off)
        for one in making.issued("situation")
        if one.issued.cut_off < making.cut_off
    ]
    last = max(points, key=lambda point: (point.cut_off, point.number), default=None)
    report = situation_report(making.account, making.edition, making.cut_off, last)
    return Made(report.model_copy(update={"known_upto": making.position}), making.cut_off)


def context(report: SituationReport, _zone: ZoneInfo) -> dict[str, Any]:
    """Return what the templates of the page may use beside what all templates may."""
    from crisis_log.reports.page import one_page, wording

    tiles = [figure for figure in report.key_figures if figure.key not in _TOLD_IN_WORDS]
    several = len({figure.of for figure in tiles if figure.of}) > 1
    return {
        "shown": _shown(report),
        "lengths": LENGTHS,
        "short": one_page.short,
        "brief": one_page.brief,
        "figure_label": partial(wording.figure_label, several=several),
        "tiles": _tiles(tiles),
        "several_plans": len(report.plans) > 1,
        "entry_runs": wording.some_entries,
    }


_TOLD_IN_WORDS: Final = frozenset({"crisis_level", "plan_level"})


def _tiles(figures: list[KeyFigure]) -> Shown:
    """Return the figures that have a tile: what is counted once before a second plan's."""
    first = next((figure.of for figure in figures if figure.of), None)
    ordered = sorted(figures, key=lambda figure: figure.of not in {None, first})
    others = {entry for figure in ordered[_FIGURES:] for entry in figure.now.sources}
    return Shown(tuple(ordered[:_FIGURES]), tuple(sorted(others)))


def _shown(report: SituationReport) -> dict[str, Shown]:
    from crisis_log.reports.page.one_page import fit

    main = {
        name: [_cost(name, item, _WIDE) for item in getattr(report, name)[: _MOST[name]]]
        for name in (
            "decisions_expected",
            "events",
            "measures",
            "objectives",
            "decisions_taken",
            "missions",
            "actions",
        )
    }
    side = {
        name: [_cost(name, item, _NARROW) for item in getattr(report, name)[: _MOST[name]]]
        for name in ("communications", "requests", "indicators")
    }
    room = _HEAD_LINES - _lines_of_head(report)
    counts = fit(main, _MAIN_LINES + room) | fit(side, _SIDE_LINES + room)
    return {
        name: Shown(
            getattr(report, name)[:count],
            tuple(_entry(item) for item in getattr(report, name)[count:]),
        )
        for name, count in counts.items()
    }


def _lines_of_head(report: SituationReport) -> float:
    """Return the lines that the head takes beyond what it always has."""
    taken = {
        "logo": 3.5 if report.authority.logo else 0.0,
        "department": 1.0 if report.authority.department else 0.0,
        "exercise": 1.5 if report.exercise else 0.0,
        "rectifies": 6.0 if report.rectifies else 0.0,
    }
    return sum(taken.values())


def _entry(item: Any) -> int:
    """Return the entry that tells an item of a list."""
    if hasattr(item, "sources"):
        return int(item.sources[0])
    return int(item.latest.entry if hasattr(item, "latest") else item.entry)


def _cost(name: str, item: Any, room: int) -> float:
    """Return how many lines an item takes, at the length to which it is shortened."""
    from crisis_log.reports.page.one_page import lines, short

    if name == "measures":
        title = lines(short(item.measure.title, LENGTHS[name])[0] + " " * 12, room // 2)
        owner = lines(short(item.measure.owner or "", LENGTHS["owner"])[0], room // 4 + 1)
        return max(title, owner, 2 if item.overdue else 1) + _GAP
    text = getattr(item, "text", None) or getattr(item, "title", None) or ""
    if name == "indicators":
        return lines(short(item.name, LENGTHS[name])[0], room // 2) + _GAP
    said, whole = short(text, LENGTHS[name])
    beside = 26 if whole else 56
    if name.startswith("decisions"):
        beside += 24 + len(short(item.owner or "", LENGTHS["owner"])[0])
    return lines(f"{said} {'n ' * (beside // 2)}", room) + _GAP


def words() -> Naming:
    """Return what people call it."""
    return Naming(
        title=name_of("situation"),
        summary=_("The situation report, on one page."),
    )


DOCUMENT: Final = Kind("situation", AboutAll, build, context, "situation.html", words)
