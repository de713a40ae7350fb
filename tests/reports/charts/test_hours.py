"""A day with more than three figures of an indicator is drawn hour by hour."""

import re
from datetime import date
from decimal import Decimal

import pytest

from crisis_log.reports.charts.hours import HoursChart, hours_charts
from crisis_log.reports.documents import after_action, weekly
from crisis_log.reports.documents.making import AboutAll, draft
from crisis_log.reports.formats.html import to_html
from crisis_log.slices import indicator, measure
from crisis_log.slices.report_correction import correct_report
from crisis_log.views.hourly import FigureOfHour, Hours
from tests.desk import ZONE, Desk, local

DAY = "2020-03-24"


def tell(desk: Desk, clock: str, value: int) -> int:
    values = {"lits": Decimal(value)}
    return desk.record(indicator.report(1, as_of=local(f"{DAY} {clock}"), values=values))


@pytest.fixture
def ordered(desk: Desk) -> Desk:
    target = {"name": "lits", "unit": "lits occupés", "target": "40"}
    desk.record(measure.order("Suivre les lits", indicators=[target]))
    return desk.at(f"{DAY} 23:00")


def chart(*values: tuple[str, int], day: str = DAY) -> HoursChart:
    told = Hours(
        measure="M-1",
        title="Suivre",
        name="lits",
        unit=None,
        scope=None,
        target=None,
        day=date.fromisoformat(day),
        points=tuple(
            FigureOfHour(
                value=Decimal(value),
                as_of=date.fromisoformat(day),
                entry=n,
                placed=local(f"{day} {clock}"),
            )
            for n, (clock, value) in enumerate(values, 1)
        ),
    )
    ((_told, drawn),), others = hours_charts([told], ZONE)
    assert others == 0
    return drawn


def hours_told(desk: Desk) -> list[tuple[str, list[int]]]:
    told = desk.report("2020-W13").measures.hours
    return [(f"{one.day}", [int(point.value) for point in one.points]) for one in told]


def test_three_figures_of_a_day_need_no_chart_and_four_do(ordered: Desk) -> None:
    for clock, value in (("9:00", 1), ("15:00", 3), ("12:00", 2)):
        tell(ordered, f"{clock:0>5}", value)
    assert hours_told(ordered) == []
    fourth = tell(ordered, "18:00", 40)
    assert hours_told(ordered) == [(DAY, [1, 2, 3, 40])]
    values = {"lits": Decimal(4)}
    as_of = local(f"{DAY} 18:00")
    ordered.record(correct_report(1, corrects=fourth, as_of=as_of, values=values))
    assert hours_told(ordered) == [(DAY, [1, 2, 3, 4])]


def test_the_day_itself_is_told_by_its_last_figure(ordered: Desk) -> None:
    for clock, value in (("09:00", 1), ("15:00", 3), ("12:00", 2)):
        tell(ordered, clock, value)
    (row,) = ordered.report("2020-W13").measures.indicators
    assert [(one.day.isoformat(), int(one.value)) for one in row.series] == [(DAY, 3)]
    assert not row.series[0].revised


def test_hours_lie_as_far_along_the_chart_as_they_are_in_the_day() -> None:
    drawn = chart(("00:00", 1), ("06:00", 2), ("12:00", 3), ("18:00", 4))
    assert [x for x, _y in drawn.dots] == pytest.approx([hour.x for hour in drawn.hours[:4]])
    assert [hour.hour for hour in drawn.hours] == [0, 6, 12, 18, 24]
    assert drawn.hours[-1].x == drawn.right
    assert drawn.line.data.count("M") == 3


def test_a_day_on_which_the_clocks_change_is_as_long_as_it_was() -> None:
    drawn = chart(("00:00", 1), ("06:00", 2), ("12:00", 3), ("18:00", 4), day="2020-03-29")
    shorter, usual = drawn.hours[1].x - drawn.hours[0].x, drawn.hours[2].x - drawn.hours[1].x
    assert shorter == pytest.approx(usual * 5 / 6, rel=0.01)


def test_a_value_late_in_the_day_is_written_within_the_chart() -> None:
    late = chart(("09:00", 1), ("10:00", 2), ("11:00", 3), ("23:50", 123_456))
    assert (late.last[0], late.anchor) == (late.right, "end")
    early = chart(("09:00", 1), ("10:00", 2), ("11:00", 3), ("12:00", 4))
    assert (early.last[0], early.anchor) == (early.dots[-1][0], "middle")


@pytest.mark.usefixtures("french")
def test_reports_draw_the_hours_and_tell_each_figure_with_its_entry(ordered: Desk) -> None:
    numbers = [tell(ordered, f"{9 + 3 * n:02}:00", 10 + n) for n in range(4)]
    week = to_html(weekly.DOCUMENT, ordered.report("2020-W13"))
    whole = draft(ordered.register, after_action.DOCUMENT, AboutAll(), local("2020-05-04 08:00"))
    for page in (week, to_html(after_action.DOCUMENT, whole)):
        text = re.sub(r"<[^>]+>|\s+", " ", page)
        for n, number in enumerate(numbers):
            assert re.search(rf"{9 + 3 * n} h 00 : +{10 + n} +n° ?{number}", text), text[-3000:]
        assert re.search(r"de 10 à 13", text)
