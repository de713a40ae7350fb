"""Reports on a measure: progress, figures by day, and the figures they replaced."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from crisis_log.slices import indicator, measure
from crisis_log.slices.indicator import FiguresOfDay, MeasureReported
from crisis_log.slices.measure import Measure, MeasureCompleted
from tests.dates import MARCH_17, MARCH_18
from tests.given import Given, given

ORDERED = measure.order("Deploy licences", indicators=[{"name": "licences", "target": "2000"}])


def reported(day: date, licences: int) -> MeasureReported:
    return MeasureReported(number=1, as_of=day, values={"licences": Decimal(licences)})


def of_day(told: Given, day: date) -> FiguresOfDay:
    return told.get(FiguresOfDay, FiguresOfDay.named(1, day))


def test_a_report_says_progress_figures_and_words() -> None:
    given(ORDERED).when(
        indicator.report(
            1,
            as_of=MARCH_18,
            progress=60,
            values={"licences": Decimal("1200.5")},
            text="On the way",
        )
    ).then(
        MeasureReported(
            number=1,
            as_of=MARCH_18,
            progress=60,
            values={"licences": Decimal("1200.5")},
            text="On the way",
        )
    )


def test_the_first_report_starts_the_measure_and_later_ones_do_not() -> None:
    told = given(
        ORDERED,
        indicator.report(1, as_of=MARCH_17, progress=10),
        indicator.report(1, as_of=MARCH_18, progress=60),
        indicator.report(1, as_of=MARCH_18, text="On the way"),
    ).get(Measure, "measure/1")
    assert [phase.status for phase in told.phases] == ["ordered", "in_progress"]
    assert told.progress == 60


def test_a_revised_figure_replaces_the_first_which_stays_in_the_history() -> None:
    told = given(ORDERED, reported(MARCH_18, 1200), reported(MARCH_18, 1250), reported(MARCH_18, 9))
    day = of_day(told, MARCH_18)
    assert (int(day.figures["licences"].value), day.figures["licences"].entry) == (9, 5)
    assert [(int(old.value), old.entry) for old in day.replaced["licences"]] == [
        (1200, 3),
        (1250, 4),
    ]
    assert told.get(Measure, "measure/1").latest["licences"].value == 9


def test_figures_of_another_day_replace_nothing() -> None:
    told = given(ORDERED, reported(MARCH_17, 1000), reported(MARCH_18, 1200))
    for day, value in ((MARCH_17, 1000), (MARCH_18, 1200)):
        assert of_day(told, day).figures["licences"].value == value
        assert of_day(told, day).replaced == {}


def test_figures_of_another_indicator_replace_nothing() -> None:
    told = given(
        ORDERED,
        reported(MARCH_18, 1200),
        indicator.report(1, as_of=MARCH_18, values={"calls": Decimal(7)}),
    )
    day = of_day(told, MARCH_18)
    assert {name: figure.value for name, figure in day.figures.items()} == {
        "licences": 1200,
        "calls": 7,
    }
    assert day.replaced == {}


def test_a_late_figure_for_an_earlier_day_is_not_the_latest() -> None:
    told = given(ORDERED, reported(MARCH_18, 1200), reported(MARCH_17, 1000))
    latest = told.get(Measure, "measure/1").latest["licences"]
    assert (int(latest.value), latest.as_of) == (1200, MARCH_18)


def test_a_figure_can_still_be_revised_after_the_measure_is_over() -> None:
    told = given(
        ORDERED, reported(MARCH_18, 1200), MeasureCompleted(number=1), reported(MARCH_18, 1250)
    )
    assert told.get(Measure, "measure/1").status == "completed"
    assert of_day(told, MARCH_18).figures["licences"].value == 1250
    given(ORDERED, MeasureCompleted(number=1)).when(
        indicator.report(1, as_of=MARCH_18, values={"licences": Decimal(1250)})
    ).then(reported(MARCH_18, 1250))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ({}, "Nothing to report"),
        ({"values": {}}, "Nothing to report"),
        ({"progress": 101}, "progress"),
        ({"progress": -1}, "progress"),
        ({"values": {"licences": Decimal("NaN")}}, "values"),
        ({"values": {"licences": Decimal("Infinity")}}, "values"),
        ({"values": {"licences": Decimal(10**18)}}, "values"),
        ({"values": {" ": Decimal(1)}}, "values"),
        ({"text": ""}, "text: some text is needed"),
    ],
)
def test_a_report_that_says_nothing_or_nonsense_is_refused(
    content: dict[str, Any], why: str
) -> None:
    given(ORDERED).when(indicator.report(1, as_of=MARCH_18, **content)).then_refused(why)


@pytest.mark.parametrize("progress", [0, 100])
def test_progress_goes_from_0_to_100(progress: int) -> None:
    given(ORDERED).when(indicator.report(1, as_of=MARCH_18, progress=progress)).then(
        MeasureReported(number=1, as_of=MARCH_18, progress=progress)
    )


@pytest.mark.parametrize("value", ["0", "-3", "0.1", "1200.50", "1E+3", "999999999999999999"])
def test_a_figure_is_kept_exactly(value: str) -> None:
    told = given(ORDERED, indicator.report(1, as_of=MARCH_18, values={"licences": Decimal(value)}))
    assert str(of_day(told, MARCH_18).figures["licences"].value) == value


def test_there_is_no_report_on_a_measure_that_does_not_exist() -> None:
    given().when(indicator.report(1, as_of=MARCH_18, values={"licences": Decimal(1)})).then_refused(
        "no measure M-1"
    )
