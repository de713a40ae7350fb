"""What of a situation report fits on its page: what is cut is what matters least."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

from crisis_log.language import _
from crisis_log.reports.page import one_page, wording
from crisis_log.reports.page.one_page import fit, lines, short
from crisis_log.views.indicators import IndicatorNow
from crisis_log.views.key_figures import Key, KeyFigure
from crisis_log.views.situation_report.report import SituationReport

_PAGE: Final = 100
_WIDE: Final = 66
_NARROW: Final = 36
_TILE: Final = 17
"""Letters on a line of the page, of the main column, of the one beside it, and of a figure."""
_MAIN_LINES: Final = 56.0
_SIDE_LINES: Final = 48.0
"""Lines of the columns where the head is short, and nothing is said above them."""
_GAP: Final = 0.25
_AGENTS: Final = 3.2
"""Lines of the agents of a plan."""
_NAMED: Final = 12
_HEADING: Final = 1.5
_HEADED: Final = ("decisions_changed", "actions", "objectives")
"""Lists of the main column that have a heading where they are not empty."""
FIGURES: Final = 6
_OTHERWISE: Final[tuple[Key, ...]] = (
    "decisions_in_force",
    "decisions_expected",
    "measures_open",
    "measures_overdue",
)
"""What has a place among the key figures where few indicators lead."""
_MAIN: Final = (
    {"decisions_expected": 4, "decisions_in_force": 7},
    {"facts": 6, "measures": 9, "decisions_changed": 4},
    {"actions": 3, "objectives": 4},
)
_SIDE: Final = (
    {"requests": 6, "open_points": 4, "missions": 5, "unverified": 5},
    {"communications": 2, "indicators": 6},
)
"""How many of each list have room at most: those of the first lists before the others."""
LENGTHS: Final = {
    "heading": 80,
    "synthesis": 240,
    "objectives": 110,
    "facts": 170,
    "measures": 105,
    "owner": 40,
    "missions": 90,
    "actions": 150,
    "decisions_expected": 120,
    "decisions_in_force": 110,
    "decisions_changed": 100,
    "indicators": 60,
    "figure": 44,
    "communications": 150,
    "requests": 130,
    "open_points": 90,
    "unverified": 130,
    "level": 24,
    "next_briefing": 80,
    "reason": 150,
}
"""How wide the texts of the page may be, in letters."""


class Shown(NamedTuple):
    """The items of a list that are shown; how many `others` there are, and what they are called."""

    items: tuple[Any, ...]
    others: int
    named: str


def context(report: SituationReport) -> dict[str, Any]:
    """Return what the templates of the page may use beside what all templates may."""
    leading = report.leading[:FIGURES]
    others = (*report.leading[FIGURES:], *report.indicators)
    tiles = _standing(report.key_figures)[: FIGURES - len(leading)]
    return {
        "shown": _shown(report, lists_of(report) | {"indicators": others}),
        "lengths": LENGTHS,
        "short": one_page.short,
        "brief": one_page.brief,
        "figure_label": partial(wording.figure_label, several=False),
        "leading": leading,
        "tiles": tiles,
        "compared": any(one.before for one in (*leading, *others))
        or any(one.before for one in tiles),
        "agents": _agents(report.key_figures),
        "several_plans": len(report.plans) > 1,
    }


def _standing(figures: Sequence[KeyFigure]) -> list[KeyFigure]:
    """Return the figures that every register has, in the order in which they lead."""
    return [figure for key in _OTHERWISE for figure in figures if figure.key == key]


def _agents(figures: Sequence[KeyFigure]) -> dict[str, list[KeyFigure]]:
    """Return the figures of the agents of each plan."""
    of_plan: dict[str, list[KeyFigure]] = {}
    for figure in figures:
        if figure.of and figure.key != "plan_level":
            of_plan.setdefault(figure.of, []).append(figure)
    return of_plan


def lists_of(report: SituationReport) -> dict[str, tuple[Any, ...]]:
    """Return the lists of the page: what the synthesis says is not told again below it."""
    said = {statement.sources[0] for statement in report.synthesis if statement.sources}
    told, decisions = report.lines, report.decisions
    facts = (*told.key_points, *told.events, *told.information)
    return {
        "decisions_expected": decisions.expected,
        "decisions_in_force": decisions.in_force,
        "decisions_changed": (*decisions.suspended, *decisions.ended, *decisions.to_come),
        "facts": tuple(one for one in facts if one.sources[0] not in said),
        "actions": told.actions,
        "communications": told.communications,
        "unverified": told.unverified,
        "measures": report.measures,
        "missions": report.missions,
        "objectives": report.objectives,
        "requests": report.requests,
        "open_points": report.open_points,
    }


def _shown(report: SituationReport, lists: dict[str, tuple[Any, ...]]) -> dict[str, Shown]:
    above = _lines_above(report)
    headings = _HEADING * sum(bool(lists[name]) for name in _HEADED)
    main = [_costs(lists, most, _WIDE) for most in _MAIN]
    side = [_costs(lists, most, _NARROW) for most in _SIDE]
    beside = _AGENTS * len(_agents(report.key_figures)) + _HEADING * bool(lists["open_points"])
    beside += _lines_of_answers(report)
    counts = fit(main, _MAIN_LINES - above - headings) | fit(side, _SIDE_LINES - above - beside)
    return {name: cut(items, counts[name]) for name, items in lists.items()}


def cut(items: tuple[Any, ...], count: int) -> Shown:
    """Return the first items; the others are named by their labels, or else their entries."""
    others = sorted(items[count:], key=_entry)
    labels = [getattr(getattr(one, "measure", one), "label", None) for one in others]
    if all(labels):
        named, is_whole = ", ".join(map(str, labels[:_NAMED])), len(labels) <= _NAMED
    else:
        named, is_whole = wording.some_entries(map(_entry, others))
    return Shown(items[:count], len(others), named if is_whole else f"{named} …")


def _costs(
    lists: dict[str, tuple[Any, ...]], most: dict[str, int], wide: int
) -> dict[str, list[float]]:
    return {name: [_cost(name, one, wide) for one in lists[name][:n]] for name, n in most.items()}


def _lines_above(report: SituationReport) -> float:
    """Return the lines that the page takes above its columns, beyond what it always has."""
    taken = {
        "logo": 3.5 if report.authority.logo else 0.0,
        "department": 1.0 if report.authority.department else 0.0,
        "exercise": 1.5 if report.exercise else 0.0,
        "rectifies": 6.0 if report.rectifies else 0.0,
        "marking": lines(short(report.authority.classification or "", 40)[0], _NARROW) - 1.0,
        "strip": _lines_of_strip(report) - 3.6,
        "figures": max(map(_lines_of_figure, report.leading[:FIGURES]), default=4.6),
        "synthesis": _lines_of(
            (short(said.text, LENGTHS["synthesis"])[0] for said in report.synthesis), _PAGE
        ),
    }
    return sum(filter(lambda more: more > 0, taken.values()))


def _lines_of_answers(report: SituationReport) -> float:
    """Return the lines of what the last briefing answered."""
    held = report.last_held
    return float(lines(f"{held.answers()} {'n ' * 12}", _NARROW)) if held else 0.0


def _lines_of_strip(report: SituationReport) -> float:
    """Return the lines of the level of the plans, or of the next briefing if it takes more."""
    active = [plan for plan in report.plans if plan.status == "active"][:3]
    label = lines(f"{_('Continuity plan')} {active[0].code}", _NARROW) if active else 1
    said = report.next_briefing
    text = (said.text or said.place or "") if said else ""
    briefing = lines(f"{short(text, LENGTHS['next_briefing'])[0]} {'n ' * 12}", 30)
    rhythm = lines(said.rhythm.words(), 30) if said and said.rhythm else 0
    if said and said.overdue_since:
        rhythm = 2
    return max(label + 1.7 + 0.9 * len(active), 2.0 + briefing + rhythm)


def _lines_of_figure(row: IndicatorNow) -> float:
    label = lines(f"{short(row.name, LENGTHS['figure'])[0]}, 29/03", _TILE)
    value = lines("0" * len(f"{row.latest.value:,f}"), 10)
    return 0.9 * max(label, 2) + 1.7 * value + 2.0


def _lines_of(texts: Iterable[str], wide: int) -> float:
    return sum(1.2 * lines(f"{text} {'n ' * 20}", wide) for text in texts)


def _entry(item: Any) -> int:
    """Return the entry that tells an item of a list."""
    if hasattr(item, "sources"):
        return int(item.sources[0])
    return int(item.latest.entry if hasattr(item, "latest") else item.entry)


def _cost(name: str, item: Any, room: int) -> float:
    """Return how many lines an item takes, at the length to which it is shortened."""
    if name == "indicators":
        called = f"{short(item.name, LENGTHS[name])[0]} {short(item.unit or '', 30)[0]}"
        return lines(f"{called} {'n ' * 25}", room) + _GAP
    thing = item.measure if name == "measures" else item
    text = getattr(thing, "text", None) or getattr(thing, "title", None) or ""
    said, whole = short(text, LENGTHS[name])
    beside = 26 if whole else 56
    if name in {"measures", "decisions_expected"}:
        beside += 36 + len(short(thing.owner or "", LENGTHS["owner"])[0])
    elif name == "open_points":
        beside += 20 + len(short(thing.who or "", LENGTHS["owner"])[0]) + len(thing.said)
    elif name.startswith("decisions"):
        beside += len(short(thing.decided_by or "", LENGTHS["owner"])[0]) if thing.is_new else 0
    return lines(f"{said} {'n ' * (beside // 2)}", room) + _GAP
