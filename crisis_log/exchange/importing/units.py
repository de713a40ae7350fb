"""The units in which a table gives its figures: none is taken for another, none is dropped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from crisis_log.codes import meant
from crisis_log.command import Known
from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.slices.measure import Measure
from crisis_log.text import folded
from crisis_log.words import field_name

_PERCENT: Final = "%"


def units_of(fields: Mapping[str, Any]) -> dict[str, str]:
    """Return the units of the figures of a row by their names: its column's, or the `%` in them."""
    shares = dict.fromkeys(fields.get("in_percent", ()), _PERCENT)
    unit = fields.get("unit")
    return dict.fromkeys(fields.get("values", ()), unit) if unit else shares


def undeclared(known: Known, number: int, units: Mapping[str, str]) -> str | None:
    """Return what is told of the units of figures that measure `number` has not declared.

    Raises:
        Refused: it has declared a figure in another unit, or in none.

    """
    measure = known.find(Measure, number)
    declared = {one.name: one.unit for one in measure.indicators} if measure else {}
    told = dict.fromkeys(_told(declared, units))
    return "\n".join(told) or None


def _told(declared: Mapping[str, str | None], units: Mapping[str, str]) -> Iterator[str]:
    for name, unit in units.items():
        indicator = meant(name, declared)
        if indicator is None:
            yield _("{name} = {value}").format(name=field_name("unit"), value=unit)
        else:
            _check(indicator, unit, declared[indicator])


def _check(indicator: str, unit: str, declared: str | None) -> None:
    """Refuse a figure in a unit that is not the one of its indicator."""
    if declared is None:
        sentence = _(
            "The row gives “{indicator}” in “{unit}”, and this indicator has no unit: declare it "
            "with “measure amend”, or correct the row."
        )
        raise Refused(sentence.format(indicator=indicator, unit=unit))
    if folded(unit) != folded(declared):
        sentence = _(
            "The row gives “{indicator}” in “{unit}”, and this indicator is counted in "
            "“{declared}”: convert the value, or correct the unit."
        )
        raise Refused(sentence.format(indicator=indicator, unit=unit, declared=declared))
