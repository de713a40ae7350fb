"""Indicators side by side: what is drawn of each, and what is said of it."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest

from crisis_log.reports.charts.findings import indicator_finding, indicators_finding
from crisis_log.reports.charts.indicators import Panel, Point, Series, panels
from crisis_log.reports.documents.weekly import DOCUMENT
from crisis_log.reports.formats.html import to_html
from crisis_log.slices import indicator, measure
from crisis_log.slices.report_correction import correct_report
from crisis_log.views.weekly.indicators import IndicatorRow
from crisis_log.views.weekly.report import WeeklyReport
from tests.desk import Desk

MONDAY = date(2020, 3, 2)
SUNDAY = date(2020, 3, 29)
WEEK = date(2020, 3, 23)


def panel(values: dict[int, float], target: str | None = None, revised: int = -1) -> Panel:
    """Draw values by day of March."""
    points = [
        Point(date(2020, 3, day), Decimal(str(value)), revised=day == revised)
        for day, value in values.items()
    ]
    series = Series("Lits occupés", points, Decimal(target) if target else None)
    return panels([series], MONDAY, SUNDAY, WEEK)[0]


def tell(desk: Desk, day: str, value: int, name: str = "lits") -> int:
    return desk.record(
        indicator.report(1, as_of=date.fromisoformat(day), values={name: Decimal(value)})
    )


def correct(desk: Desk, entry: int, day: str, value: int) -> None:
    values = {"lits": Decimal(value)}
    desk.record(correct_report(1, corrects=entry, as_of=date.fromisoformat(day), values=values))


@pytest.fixture
def ordered(desk: Desk) -> Desk:
    target = {"name": "lits", "unit": "lits occupés", "target": "40"}
    desk.record(measure.order("Suivre les lits", indicators=[target]))
    return desk


def row(report: WeeklyReport) -> IndicatorRow:
    return report.measures.indicators[0]


def test_a_day_without_a_value_has_no_column_and_zero_has_a_dash() -> None:
    drawn = panel({23: 5, 25: 0, 29: 5})
    assert drawn.told.data.count("z") == 3
    heights = [float(part.split("h")[0]) for part in drawn.told.data.split("v")[1:]]
    assert heights[1] == pytest.approx(1.2)
    assert heights[0] > 30


def test_the_week_that_is_told_is_drawn_apart_from_those_before() -> None:
    drawn = panel({9: 1, 16: 1, 23: 1})
    assert (drawn.earlier.data.count("z"), drawn.told.data.count("z")) == (2, 1)
    assert drawn.shaded is not None
    assert (drawn.first, drawn.last) == (date(2020, 3, 9), SUNDAY)


def test_negative_values_hang_from_the_axis() -> None:
    drawn = panel({23: -5, 24: -10})
    assert drawn.zero == drawn.ticks[-1].y
    assert drawn.told.data.startswith("M")


def test_values_far_from_zero_are_dots_on_an_axis_that_is_said_to_be_cut() -> None:
    drawn = panel({23: 2180, 24: 2190, 26: 2200})
    assert drawn.is_cut
    assert not drawn.told
    assert len(drawn.dots) == 3
    assert drawn.line.data.count("M") == 1, "days that do not follow one another are not joined"


def test_a_target_is_on_the_scale() -> None:
    drawn = panel({23: 5}, target="1000")
    assert drawn.target is not None
    assert drawn.plot <= drawn.target <= drawn.foot
    assert not panel({23: 2180, 24: 2190}, target="10").is_cut


@pytest.mark.parametrize(
    "values",
    [
        {29: 5},
        {23: 0, 29: 0},
        {day: 10**9 + day for day in range(2, 30)},
        {day: day / 1000 for day in range(2, 30)},
        {day: day - 15 for day in range(2, 30)},
    ],
    ids=["one day", "zeros", "billions", "decimals", "both signs"],
)
def test_the_last_value_is_written_within_the_panel(values: dict[int, float]) -> None:
    drawn = panel(values, revised=29)
    assert drawn.latest is not None
    assert drawn.latest.value == Decimal(str(values[29]))
    assert drawn.latest.revised
    assert drawn.latest.x <= drawn.right
    assert drawn.latest.y > 20
    assert drawn.left < drawn.right / 2


def test_an_indicator_without_a_value_has_an_empty_panel() -> None:
    drawn = panel({})
    assert drawn.latest is None
    assert not drawn.told


def test_18_months_can_be_drawn() -> None:
    points = [Point(MONDAY + timedelta(days=n), Decimal(n % 40)) for n in range(548)]
    (drawn,) = panels([Series("n", points)], MONDAY, MONDAY + timedelta(days=547))
    assert drawn.told.data.count("z") == 548
    assert drawn.shaded is None


def test_the_series_of_an_indicator_covers_four_weeks_and_knows_what_was_revised(
    ordered: Desk,
) -> None:
    for day, value in [("2020-02-20", 1), ("2020-02-24", 2)]:
        tell(ordered, day, value)
    correct(ordered, tell(ordered, "2020-03-16", 3), "2020-03-16", 4)
    tell(ordered, "2020-03-17", 5)
    series = row(ordered.report("2020-W12")).series
    assert [(one.day.isoformat(), int(one.value), one.revised) for one in series] == [
        ("2020-02-24", 2, False),
        ("2020-03-16", 4, True),
        ("2020-03-17", 5, False),
    ]
    assert [one.entry for one in series] == [4, 6, 7]


def test_a_finding_says_the_last_value_and_what_has_changed_since_which_day(
    ordered: Desk,
) -> None:
    tell(ordered, "2020-03-16", 174)
    assert indicator_finding(row(ordered.report("2020-W12"))) == "174 on 16 Mar"
    assert indicator_finding(row(ordered.report("2020-W13"))) == (
        "174 on 16 Mar, no new value since"
    )
    tell(ordered.at("2020-03-29 12:00"), "2020-03-29", 212)
    rows = ordered.report("2020-W13").measures.indicators
    assert indicator_finding(rows[0]) == "212 on 29 Mar, +38 since 16 Mar"
    assert indicators_finding(rows) == "Lits: 212 on 29 March 2020, +38 since 16 March 2020"


def test_a_change_is_counted_from_what_is_known_now_of_the_earlier_day(ordered: Desk) -> None:
    entry = tell(ordered, "2020-03-16", 174)
    correct(ordered.at("2020-03-24 12:00"), entry, "2020-03-16", 200)
    assert indicator_finding(row(ordered.report("2020-W13"))) == (
        "200 on 16 Mar, no new value since"
    )
    tell(ordered, "2020-03-23", 212)
    assert indicator_finding(row(ordered.report("2020-W13"))) == "212 on 23 Mar, +12 since 16 Mar"


def test_the_title_of_several_indicators_counts_them(ordered: Desk) -> None:
    for name in ("a", "b", "c"):
        tell(ordered, "2020-03-16", 10, name)
    ordered.at("2020-03-24 12:00")
    for name, value in [("a", 12), ("b", 10), ("d", 1)]:
        tell(ordered, "2020-03-23", value, name)
    assert indicators_finding(ordered.report("2020-W13").measures.indicators) == (
        "Of 4 indicators: 1 has risen, 1 is unchanged, 1 without a new value, "
        "1 told for the first time"
    )


def test_each_panel_has_its_alternative_text_and_the_figure_its_source(ordered: Desk) -> None:
    tell(ordered, "2020-03-16", 174)
    html = to_html(DOCUMENT, ordered.report("2020-W12"))
    figure = re.search(r'(?s)<figure class="panels">.*?</figure>', html)
    assert figure is not None
    assert "<strong>Lits: 174 on 16 March 2020</strong>" in figure[0]
    assert "<title>Lits (M-1): 174 on 16 Mar." in figure[0]
    assert "lits occupés · M-1 · target 40" in figure[0]
    assert "known on 22 March 2020 at 23:59" in figure[0]


def test_values_of_the_weeks_before_are_in_a_table_with_their_entries(ordered: Desk) -> None:
    tell(ordered, "2020-03-16", 174)
    html = to_html(DOCUMENT, ordered.report("2020-W13"))
    table = html.partition("Indicators, values of the weeks before")[2].partition("</table>")[0]
    assert re.search(r"16 Mar.*174.*n° 3", table, re.DOTALL)
    assert "values of the weeks before" not in to_html(DOCUMENT, ordered.report("2020-W12"))
