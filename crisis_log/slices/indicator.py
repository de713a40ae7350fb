"""Indicators: what measures count, and the figures of each day.

A later figure for the same indicator and day replaces the earlier one, which stays in the
history of that day. Figures are reported with the measure, and told with it.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Protocol

from pydantic import Field, PositiveInt

from crisis_log.collection import Slice
from crisis_log.command import Subject
from crisis_log.fact import Entry, Frozen, Text
from crisis_log.language import _
from crisis_log.words import Words

# Facts

Value = Annotated[Decimal, Field(allow_inf_nan=False, max_digits=18)]


class Indicator(Frozen):
    """What a measure counts, in which unit, towards which target."""

    name: Text
    unit: Text | None = None
    target: Value | None = None
    scope: Text | None = None


class Reported(Protocol):
    """A fact that gives figures of measure `number` for the day `as_of`, by indicator."""

    number: int
    as_of: date
    values: Mapping[str, Decimal]


# State


class Figure(Frozen):
    """A value of an indicator, as one entry gave it."""

    value: Decimal
    as_of: date
    entry: PositiveInt


class FiguresOfDay(Subject, collection="figures"):
    """The figures of a measure's indicators for one day, with those they replaced."""

    measure: PositiveInt
    as_of: date
    figures: dict[str, Figure] = {}
    replaced: dict[str, tuple[Figure, ...]] = {}


# Evolve


def evolve(day: FiguresOfDay | None, fact: Reported, entry: Entry) -> FiguresOfDay:
    day = day or FiguresOfDay.built(measure=fact.number, as_of=fact.as_of)
    figures, replaced = dict(day.figures), dict(day.replaced)
    for name, value in fact.values.items():
        if name in figures:
            replaced[name] = (*replaced.get(name, ()), figures[name])
        figures[name] = Figure.built(value=value, as_of=fact.as_of, entry=entry.number)
    return day.but(figures=figures, replaced=replaced)


# Declaration


def words() -> Words:
    return Words(
        fields={
            "as_of": _("as of"),
            "figures": _("figures"),
            "indicators": _("indicators"),
            "latest": _("latest figures"),
            "replaced": _("replaced figures"),
            "scope": _("perimeter"),
            "target": _("target"),
            "unit": _("unit"),
            "value": _("value"),
            "values": _("values"),
        },
    )


SLICE = Slice((), words)
