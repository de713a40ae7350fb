"""Which four figures sum the week up, and how have they moved?"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Final

from crisis_log.fact import Frozen
from crisis_log.views.key_figures import Amount, Key, KeyFigure
from crisis_log.views.leading import Leading
from crisis_log.views.log_of_week import LogOfWeek
from crisis_log.views.weekly.indicators import IndicatorRow

MOST: Final = 4
_OTHERWISE: Final[tuple[Key, ...]] = (
    "measures_overdue",
    "agents_on_site",
    "decisions_in_force",
    "measures_open",
    "agents_remote",
    "decisions_taken",
)
"""What leads where no indicator does."""


class LeadingFigure(Frozen):
    """An indicator by its `name`, or a figure that every register has, by its `key`.

    `of` is the measure that the indicator is of, or the plan that is counted. One that adds
    up over `days` days may be compared by its mean day: `per_day`. `moves` unless it shows
    what it showed before.
    """

    key: Key | None = None
    name: str | None = None
    of: str | None
    unit: str | None = None
    target: Decimal | None = None
    value: Amount
    as_of: date | None
    days: int | None = None
    before: Amount | None
    change: Decimal | int | None
    per_day: bool = False
    sources: tuple[int, ...]


def leading_figures(
    week: LogOfWeek, rows: Sequence[IndicatorRow], figures: Sequence[KeyFigure]
) -> tuple[LeadingFigure, ...]:
    """Return the indicators that lead, then the figures that every register has."""
    return tuple(islice(_candidates(week, rows, figures), MOST))


def _candidates(
    week: LogOfWeek, rows: Sequence[IndicatorRow], figures: Sequence[KeyFigure]
) -> Iterator[LeadingFigure]:
    leading = Leading(week.after)
    led = [row for row in rows if row.now and leading.leads(row.name, moved=row.moved)]
    for row in sorted(led, key=lambda row: leading.rank(row.name, moved=row.moved)):
        yield from _of_indicator(row)
    for key in _OTHERWISE:
        for figure in figures:
            if figure.key == key and (figure.now.value or key != "measures_overdue"):
                yield _of_figure(figure)


def _of_indicator(row: IndicatorRow) -> Iterator[LeadingFigure]:
    if row.now:
        yield LeadingFigure(
            name=row.name,
            of=row.measure,
            unit=row.unit,
            target=row.target,
            value=row.now.value,
            as_of=row.now.as_of,
            days=row.now.days if row.adds_up else None,
            before=row.before.value if row.before else None,
            change=row.change if row.is_new or not row.before else Decimal(0),
            per_day=row.per_day,
            sources=row.now.entries,
        )


def _of_figure(figure: KeyFigure) -> LeadingFigure:
    return LeadingFigure(
        key=figure.key,
        of=figure.of,
        value=figure.now.value,
        as_of=figure.now.as_of,
        before=figure.before.value if figure.before else None,
        change=figure.change,
        sources=figure.now.sources,
    )
