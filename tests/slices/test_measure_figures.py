"""Reports on a measure: progress, figures by day, and the figures they replaced."""

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import hypothesis
import pytest
from hypothesis import strategies as st

from crisis_log.command import Command
from crisis_log.deadline import Due
from crisis_log.entry import read_entry
from crisis_log.slices import crisis, indicator, measure
from crisis_log.slices.indicator import FiguresOfDay, MeasureReported
from crisis_log.slices.measure import Measure, MeasureCompleted
from crisis_log.slices.report_correction import ReportCorrected, correct_report
from tests.dates import MARCH_17, MARCH_18, noon
from tests.given import Given, at, entry_of, follow, given

ORDERED = measure.order("Deploy licences", indicators=[{"name": "licences", "target": "2000"}])


def clock(hour: int) -> datetime:
    """Return an hour of 18 March in Paris."""
    return datetime(2020, 3, 18, hour, tzinfo=ZoneInfo("Europe/Paris"))


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


def as_kept_then(told: Given, *facts: MeasureReported) -> Given:
    """Add entries that were recorded when figures had no hour."""
    for number, fact in enumerate(facts, len(told.entries) + 1):
        content = json.loads(entry_of(fact, number).to_bytes())
        stored = json.dumps(content | {"kind": "measure.reported.v1"}).encode()
        follow([read_entry(stored)], told.state)
    return told


def test_a_later_figure_of_a_day_replaced_the_earlier_when_figures_had_no_hour() -> None:
    told = as_kept_then(given(ORDERED), *(reported(MARCH_18, value) for value in (1200, 1250, 9)))
    day = of_day(told, MARCH_18)
    assert (int(day.figures["licences"].value), day.figures["licences"].entry) == (9, 5)
    assert [(int(old.value), old.entry) for old in day.replaced["licences"]] == [
        (1200, 3),
        (1250, 4),
    ]
    assert day.preceding == {}
    assert told.get(Measure, "measure/1").latest["licences"].value == 9
    standing = day.standing_for("licences", 3)
    assert standing is not None
    assert standing.entry == 5


def values(told: Given, day: date = MARCH_18) -> list[int]:
    """Return the figures of a day that hold, in the order of their times."""
    return [int(figure.value) for figure in of_day(told, day).course("licences")]


def licences(value: int, as_of: Due) -> Command:
    return indicator.report(1, as_of=as_of, values={"licences": Decimal(value)})


def corrected(value: int, entry: int, as_of: Due) -> Command:
    return correct_report(1, corrects=entry, as_of=as_of, values={"licences": Decimal(value)})


def test_several_figures_of_a_day_are_an_evolution_in_the_order_of_their_times() -> None:
    told = given(ORDERED, licences(1, clock(9)), licences(3, clock(15)), licences(2, clock(12)))
    assert values(told) == [1, 2, 3]
    assert of_day(told, MARCH_18).figures["licences"].entry == 4
    assert of_day(told, MARCH_18).replaced == {}
    latest = told.get(Measure, "measure/1").latest["licences"]
    assert (latest.entry, latest.due) == (4, clock(15))


def test_a_figure_of_a_whole_day_is_as_of_the_time_when_it_is_told() -> None:
    told = given(
        ORDERED,
        at(clock(10), licences(2, MARCH_18)),
        licences(1, clock(9)),
        licences(3, clock(15)),
    )
    assert values(told) == [1, 2, 3]
    told = given(ORDERED, licences(2, clock(15)), at(noon(19), licences(9, MARCH_18)))
    assert values(told) == [2, 9]


@pytest.mark.parametrize("as_of", [MARCH_18, clock(9)])
def test_a_second_figure_of_the_same_time_is_no_evolution(as_of: Due) -> None:
    given(ORDERED, licences(1, as_of)).when(licences(2, as_of)).then_refused(
        "n° 3 tells 1 for .*; give the hour of the new figure, or correct that one with "
        "“--corrects 3”"
    )


def test_a_correction_takes_the_place_of_a_figure_and_of_no_other() -> None:
    evolution = (licences(1, clock(9)), licences(2, clock(12)), licences(3, clock(15)))
    told = given(ORDERED, *evolution, corrected(20, 4, clock(12)), corrected(30, 6, clock(12)))
    assert values(told) == [1, 30, 3]
    assert [old.entry for old in of_day(told, MARCH_18).replaced["licences"]] == [4, 6]
    assert told.get(Measure, "measure/1").latest["licences"].entry == 5
    told = given(ORDERED, *evolution, corrected(30, 5, clock(15)))
    latest = told.get(Measure, "measure/1").latest["licences"]
    assert (int(latest.value), latest.due, latest.corrects) == (30, clock(15), 5)
    assert latest == of_day(told, MARCH_18).figures["licences"]


@pytest.mark.parametrize(
    ("correction", "why"),
    [
        (corrected(5, 99, MARCH_18), "n° 99 gives no figure of “licences”"),
        (corrected(5, 3, MARCH_17), "n° 3 gives no figure of “licences”"),
        (corrected(5, 3, MARCH_18), "n° 3 was corrected already; correct n° 4"),
        (corrected(2, 4, MARCH_18), "n° 4 already tells 2"),
        (correct_report(1, corrects=4, as_of=MARCH_18), "Nothing to correct"),
        (correct_report(1, corrects=4, as_of=MARCH_18, progress=9), "is not the one that n° 4"),
        (correct_report(2, corrects=4, as_of=MARCH_18, progress=9), "no measure M-2"),
    ],
)
def test_what_is_not_there_to_be_corrected_is_refused(correction: Command, why: str) -> None:
    past = given(ORDERED, licences(1, MARCH_18), corrected(2, 3, MARCH_18))
    past.when(correction).then_refused(why)


def test_a_progress_goes_by_its_time_and_is_corrected_by_its_entry() -> None:
    told = given(
        ORDERED,
        indicator.report(1, as_of=clock(15), progress=60),
        indicator.report(1, as_of=clock(12), progress=40),
    )
    assert told.get(Measure, "measure/1").progress == 60
    told.when(correct_report(1, corrects=3, as_of=clock(15), progress=60)).then_refused("already")
    correction = correct_report(1, corrects=3, as_of=clock(15), progress=65)
    told = given(ORDERED, indicator.report(1, as_of=clock(15), progress=60), correction)
    found = told.get(Measure, "measure/1")
    assert (found.progress, found.progress_entry) == (65, 4)


def test_a_report_can_be_corrected_after_the_measure_and_the_crisis_are_over() -> None:
    past = given(ORDERED, licences(1, MARCH_18), MeasureCompleted(number=1), crisis.close())
    past.when(corrected(2, 3, MARCH_18)).then(
        ReportCorrected(number=1, corrects=3, as_of=MARCH_18, values={"licences": Decimal(2)})
    )
    past.when(licences(2, clock(12))).then_refused("closed")


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


def test_a_figure_can_still_be_told_after_the_measure_is_over() -> None:
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


_TIMES = st.integers(0, 71).map(lambda hour: clock(0) - timedelta(days=1) + timedelta(hours=hour))


@hypothesis.given(times=st.lists(_TIMES, min_size=1, max_size=8, unique=True), data=st.data())
def test_whatever_the_order_of_recording_the_last_time_tells_the_day_and_the_measure(
    times: list[datetime], data: st.DataObject
) -> None:
    told = given(ORDERED)
    for value, time in enumerate(times):
        entry = told.state.size + 1
        told.add(licences(value, time))
        if data.draw(st.booleans()):
            told.add(corrected(value + 100, entry, time))
    days = list(told.state.within(FiguresOfDay, 1))
    held = [figure for day in days for figure in day.course("licences")]
    assert [figure.instant for figure in held] == sorted(times)
    assert told.get(Measure, "measure/1").latest["licences"] == held[-1]
    for day in days:
        assert day.figures["licences"] == day.course("licences")[-1]
        for figure in day.course("licences"):
            assert len(day.mistaken("licences", figure)) == (figure.value >= 100)
