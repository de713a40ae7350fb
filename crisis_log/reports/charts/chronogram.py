"""Levels, plans, missions and measures over any stretch of time, with the line of today."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final, Literal, NamedTuple

from crisis_log.language import _
from crisis_log.reports.charts import LINE, SIZE, WIDTH, shortened, text_width, wrapped
from crisis_log.reports.charts.dates import Days, Mark, beside
from crisis_log.reports.charts.over_time import Kind, Line, OverTime, Span, lines_of

_LEFT: Final = 262.0
_TOP: Final = 18.0
_TOP_WITH_YEARS: Final = 29.0
_LEGEND: Final = 22.0
_PADDING: Final = 4.0
_GAP: Final = 6.0
_INDENT: Final = 14.0
_TALLEST: Final = 330.0
"""The rows of a chart: with what is around them they take less than half of a page."""
_LEAST_TEXT: Final = 3


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


@dataclass(frozen=True)
class Chronogram:
    """Where everything lies; `late_x` is where the word for overdue begins, or ends."""

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
    late_anchor: Literal["start", "end"]


def chronograms(told: OverTime, zone: tzinfo) -> list[Chronogram]:
    """Return the chart, in parts where it is tall; plans and measures stay together if they can."""
    days = Days(told.first, told.last, _LEFT, WIDTH)
    parts: list[list[Line]] = []
    room = 0.0
    for group in _groups(lines_of(told, zone)):
        if sum(_height(line) for line in group) > room:
            room = 0.0
        for line in group:
            if _height(line) > room:
                parts.append([])
                room = _TALLEST
            parts[-1].append(line)
            room -= _height(line)
    return [_chart(part, told, days) for part in parts]


def _indent(line: Line) -> float:
    """Return how far from the left its title begins."""
    label = text_width(line.label) + _GAP if line.label else 0
    return label + (_INDENT if line.nested else 0)


def _titles(line: Line) -> tuple[str, ...]:
    """Return its title, in the lines that it takes."""
    return wrapped(line.title, SIZE, _LEFT - _GAP - _indent(line))


def _height(line: Line) -> float:
    """Return how much room it takes."""
    return len(_titles(line)) * LINE + _PADDING


def _groups(lines: Iterable[Line]) -> list[list[Line]]:
    """Return the lines in groups: the levels, each plan with its missions, the measures."""
    groups: list[list[Line]] = []
    for line in lines:
        if line.heads:
            groups.append([])
        groups[-1].append(line)
    return groups


def _chart(lines: Iterable[Line], told: OverTime, days: Days) -> Chronogram:
    today = days.mark(told.today)
    marks = beside(days.marks(), today)
    top = _TOP_WITH_YEARS if any(mark.year for mark in marks) else _TOP
    rows: list[Row] = []
    base = top
    for line in lines:
        rows.append(_row(line, days, base))
        base += _height(line)
    ahead = WIDTH - today.x > text_width(_("overdue")) + _GAP
    return Chronogram(
        width=WIDTH,
        height=base + _LEGEND,
        base=base,
        left=_LEFT,
        top=top,
        rows=tuple(rows),
        marks=marks,
        today=today,
        period=days.stretch(*told.shaded) if told.shaded else None,
        legend=tuple(_legend(rows)),
        late_x=today.x + 4 if ahead else today.x - 4,
        late_anchor="start" if ahead else "end",
    )


def _row(line: Line, days: Days, y: float) -> Row:
    due = line.due if line.due and days.first <= line.due <= days.last else None
    bars = (_bar(span, days) for span in line.spans)
    return Row(
        y=y,
        height=_height(line),
        middle=y + _height(line) / 2,
        label=line.label,
        indent=_indent(line),
        titles=_titles(line),
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


def _legend(rows: Sequence[Row]) -> Iterator[Key]:
    """Return what the kinds of bars mean that are there."""
    shown = {bar.kind for row in rows for bar in row.bars}
    meanings: dict[Kind, str] = {
        "done": _("carried out"),
        "planned": _("until the deadline"),
        "late": _("overdue"),
        "ended": _("ended"),
        "degraded": _("mission degraded"),
        "suspended": _("mission suspended"),
    }
    x = 0.0
    for kind, meaning in meanings.items():
        if kind in shown:
            yield Key(kind, meaning, x)
            x += 17 + text_width(meaning) + 2 * _GAP
    if any(row.due for row in rows):
        yield Key("deadline", _("deadline"), x)
