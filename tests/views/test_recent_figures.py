"""The figures of the last weeks by day: of those days alone, each as last recorded."""

from datetime import date
from decimal import Decimal

from crisis_log.command import Command
from crisis_log.slices import indicator, measure
from crisis_log.slices.measure import Measure
from crisis_log.slices.report_correction import correct_report
from crisis_log.views.indicators import IndicatorOf, described, recent_figures
from tests.given import Given, given

FIRST, LAST = date(2020, 3, 2), date(2020, 3, 14)


def tell(number: int, day: date, **values: int) -> Command:
    figures = {name: Decimal(value) for name, value in values.items()}
    return indicator.report(number, as_of=day, values=figures)


def told(register: Given, *asked: tuple[int, str]) -> list[list[tuple[int, int]]]:
    """Return the days and the values of these indicators, each the name of one of a measure."""
    known = register.state
    found = [register.get(Measure, f"measure/{number}") for number, _name in asked]
    rows = [
        IndicatorOf(**described(one, name)) for one, (_n, name) in zip(found, asked, strict=True)
    ]
    series = recent_figures(known, rows, FIRST, LAST)
    return [[(one.as_of.day, int(one.value)) for one in figures] for figures in series]


def test_they_are_those_of_the_days_asked_for_in_their_order() -> None:
    register = given(
        measure.order("Count"),
        tell(1, date(2020, 3, 14), beds=4),
        tell(1, date(2020, 2, 28), beds=1),
        tell(1, date(2020, 3, 1), beds=2),
        tell(1, date(2020, 3, 2), beds=3),
    )
    assert told(register, (1, "beds")) == [[(2, 3), (14, 4)]]


def test_each_indicator_has_its_own_days_whichever_measure_it_is_of() -> None:
    register = given(
        measure.order("Count"),
        measure.order("Count otherwise"),
        tell(1, date(2020, 3, 3), beds=1, calls=7),
        tell(2, date(2020, 3, 3), beds=2),
        tell(1, date(2020, 3, 4), calls=8),
    )
    assert told(register, (2, "beds"), (1, "calls"), (1, "beds"), (1, "masks")) == [
        [(3, 2)],
        [(3, 7), (4, 8)],
        [(3, 1)],
        [],
    ]


def test_a_figure_that_was_put_right_is_told_as_it_holds() -> None:
    right = {"beds": Decimal(5)}
    register = given(
        measure.order("Count"),
        tell(1, date(2020, 3, 3), beds=50),
        correct_report(1, corrects=3, as_of=date(2020, 3, 3), values=right),
    )
    assert told(register, (1, "beds")) == [[(3, 5)]]
