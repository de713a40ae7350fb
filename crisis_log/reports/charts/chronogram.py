"""Levels, plans, missions and measures over any stretch of time, with the line of today."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final, Literal, NamedTuple

from crisis_log.language import _
from crisis_log.reports.charts import (
    LINE,
    NARROW,
    SIZE,
    WIDTH,
    in_lines,
    shortened,
    text_width,
    wrapped,
)
from crisis_log.reports.charts.dates import DATE, Days, Mark, beside
from crisis_log.reports.charts.over_time import Kind, Line, OverTime, Span, lines_of

Anchor = Literal["start", "end"]
_TOP: Final = 18.0
_TOP_WITH_YEARS: Final = 29.0
_LEGEND: Final = 22.0
_PADDING: Final = 4.0
_GAP: Final = 6.0
_INDENT: Final = 14.0
_BAR: Final = 13.0
"""The height of a bar that stands under its title."""
_LEAST_TEXT: Final = 3


class Layout(NamedTuple):
    """How wide a chart is, how far its bars begin from the left, and how tall its rows are at most.

    Where bars begin at the left, each stands under its title.
    """

    width: float
    left: float
    tallest: float


PAPER: Final = Layout(WIDTH, 262.0, 330.0)
"""With what is around its rows, a chart takes less than half of a page."""
COLUMN: Final = Layout(NARROW, 0.0, 180.0)
"""On a telephone, or in half of a wall screen, from top to bottom."""


class Bar(NamedTuple):
    """A stretch of time; `text` is what it says, as far as it fits."""

    x: float
    width: float
    kind: Kind
    grade: int = 0
    text: str = ""


class Row(NamedTuple):
    """A line of the chart: a title in one line or two; `due` is where its deadline lies.

    `heads` a group: levels, a plan, the measures.
    """

    y: float
    height: float
    middle: float
    label: str
    indent: float
    titles: tuple[str, ...]
    bars: tuple[Bar, ...]
    due: float | None = None
    late: bool = False
    heads: bool = False


class Key(NamedTuple):
    """What a kind of bar, or the mark of a deadline, means."""

    kind: Kind | Literal["deadline"]
    label: str
    x: float
    y: float


@dataclass(frozen=True)
class Chronogram:
    """Where everything lies.

    `late_x` and `today_x` are where the word for overdue and the date of today begin, or end.
    """

    width: float
    height: float
    left: float
    top: float
    base: float
    rows: tuple[Row, ...]
    marks: tuple[Mark, ...]
    today: Mark
    period: tuple[float, float] | None
    legend: tuple[Key, ...]
    late_x: float
    late_anchor: Anchor
    today_x: float
    today_anchor: Anchor


def chronograms(told: OverTime, zone: tzinfo, layout: Layout = PAPER) -> list[Chronogram]:
    """Return the chart, in parts where it is tall; plans and measures stay together if they can."""
    days = Days(told.first, told.last, layout.left, layout.width)
    parts: list[list[Line]] = []
    room = 0.0
    for group in _groups(lines_of(told, zone)):
        if sum(_height(line, layout) for line in group) > room:
            room = 0.0
        for line in group:
            if _height(line, layout) > room:
                parts.append([])
                room = layout.tallest
            parts[-1].append(line)
            room -= _height(line, layout)
    return [_chart(part, told, days, layout) for part in parts]


def _indent(line: Line) -> float:
    """Return how far from the left its title begins."""
    label = text_width(line.label) + _GAP if line.label else 0
    return label + (_INDENT if line.nested else 0)


def _titles(line: Line, layout: Layout) -> tuple[str, ...]:
    """Return its title, in the lines that it takes."""
    return wrapped(line.title, SIZE, (layout.left or layout.width) - _GAP - _indent(line))


def _height(line: Line, layout: Layout) -> float:
    """Return how much room it takes."""
    text = len(_titles(line, layout)) * LINE + _PADDING
    return text if layout.left else text + _BAR


def _groups(lines: Iterable[Line]) -> list[list[Line]]:
    """Return the lines in groups: the levels, each plan with its missions, the measures."""
    groups: list[list[Line]] = []
    for line in lines:
        if line.heads:
            groups.append([])
        groups[-1].append(line)
    return groups


def _chart(lines: Iterable[Line], told: OverTime, days: Days, layout: Layout) -> Chronogram:
    today = days.mark(told.today)
    marks = beside(days.marks(), today)
    top = _TOP_WITH_YEARS if any(mark.year for mark in marks) else _TOP
    rows: list[Row] = []
    base = top
    for line in lines:
        rows.append(_row(line, days, base, layout))
        base += _height(line, layout)
    ahead = layout.width - today.x > text_width(_("overdue")) + _GAP
    legend = tuple(_legend(rows, layout.width))
    return Chronogram(
        width=layout.width,
        height=base + _LEGEND + (legend[-1].y if legend else 0),
        base=base,
        left=layout.left,
        top=top,
        rows=tuple(rows),
        marks=marks,
        today=today,
        period=days.stretch(*told.shaded) if told.shaded else None,
        legend=legend,
        late_x=today.x + 4 if ahead else today.x - 4,
        late_anchor="start" if ahead else "end",
        today_x=today.x - 1 if today.x > DATE else today.x + 3,
        today_anchor="end" if today.x > DATE else "start",
    )


def _row(line: Line, days: Days, y: float, layout: Layout) -> Row:
    due = line.due if line.due and days.first <= line.due <= days.last else None
    bars = (_bar(span, days) for span in line.spans)
    height = _height(line, layout)
    return Row(
        y=y,
        height=height,
        middle=y + height / 2 if layout.left else y + height - (_PADDING + _BAR) / 2,
        label=line.label,
        indent=_indent(line),
        titles=_titles(line, layout),
        bars=tuple(bar for bar in bars if bar.width > 0),
        due=days.middle(due) if due else None,
        late=line.late,
        heads=line.heads,
    )


def _bar(span: Span, days: Days) -> Bar:
    start, end = days.stretch(span.first, span.last)
    room = end - start - _GAP
    whole = (text for text in span.texts if text_width(text) <= room)
    text = next(whole, shortened(span.texts[0], SIZE, room) if span.texts else "")
    readable = text in span.texts or len(text) > _LEAST_TEXT
    return Bar(start, end - start, span.kind, span.grade, text if readable else "")


def _legend(rows: Sequence[Row], room: float) -> Iterator[Key]:
    """Return what the kinds of bars mean that are there, in the lines that it takes."""
    shown: set[str] = {bar.kind for row in rows for bar in row.bars}
    if any(row.due for row in rows):
        shown.add("deadline")
    meanings: dict[Kind | Literal["deadline"], str] = {
        "done": _("carried out"),
        "planned": _("until the deadline"),
        "late": _("overdue"),
        "ended": _("ended"),
        "degraded": _("mission degraded"),
        "suspended": _("mission suspended"),
        "deadline": _("deadline"),
    }
    told = [one for one in meanings.items() if one[0] in shown]
    places = in_lines((17 + text_width(meaning) + 2 * _GAP for _kind, meaning in told), room)
    for (kind, meaning), (x, line) in zip(told, places, strict=True):
        yield Key(kind, meaning, x, line * LINE)
