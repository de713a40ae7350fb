"""What charts draw, at any length of time and whatever the figures."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisis_log.lifecycle import Phase
from crisis_log.reports.charts import LINE, NARROW, WIDTH, text_width
from crisis_log.reports.charts.chronogram import COLUMN, PAPER, Chronogram, Layout, chronograms
from crisis_log.reports.charts.dates import Days, Mark, beside
from crisis_log.reports.charts.findings import staffing_over_time_finding
from crisis_log.reports.charts.over_time import Measure, OverTime, Plan
from crisis_log.reports.charts.scale import scale
from crisis_log.reports.charts.staffing import Slot, StaffingChart, slots, staffing_chart
from crisis_log.slices.continuity_plan import PlanPhase
from crisis_log.slices.staffing import MODALITIES
from crisis_log.views.situation import Staffing
from crisis_log.views.staffing_days import StaffingDay
from tests.desk import ZONE, local

MONDAY = date(2020, 3, 2)


def days(number: int) -> Days:
    return Days(MONDAY, MONDAY + timedelta(days=number - 1), 262, WIDTH)


# Days


@given(st.integers(1, 900))
def test_dates_never_overlap_and_never_reach_over_the_edge(number: int) -> None:
    marks = days(number).marks()
    dated = [mark for mark in marks if mark.dated]
    assert all(other.x - one.x >= 28 for one, other in pairwise(dated))
    assert all(mark.x + 22 < WIDTH for mark in dated)
    assert dated or number < 21


@pytest.mark.parametrize(
    ("number", "form", "least"), [(10, "short", 9), (42, "short", 5), (548, "month", 5)]
)
def test_time_is_told_by_days_weeks_or_months(number: int, form: str, least: int) -> None:
    marks = [mark for mark in days(number).marks() if mark.dated]
    assert {mark.form for mark in marks} == {form}
    assert len(marks) >= least


def test_months_say_which_year_they_are_of_once() -> None:
    marks = days(548).marks()
    assert [mark.year for mark in marks if mark.year] == [2020, 2021]


def test_no_date_is_written_where_that_of_today_is() -> None:
    marks = days(42)
    today = marks.mark(MONDAY + timedelta(days=27))
    for mark in beside(marks.marks(), today):
        assert not mark.dated or not -64 < mark.x - today.x < 0


# Values

_VALUES = st.lists(st.decimals(-(10**12), 10**12, places=3), min_size=1, max_size=30)


@given(_VALUES, st.booleans())
def test_every_value_lies_on_the_scale(values: list[Decimal], cut: bool) -> None:
    up = scale(values, base=100, height=60, steps=3, cut=cut)
    assert all(40 - 1e-6 <= up.y(value) <= 100 + 1e-6 for value in values)
    assert 2 <= len(up.ticks()) <= 6
    assert all(one.y > other.y for one, other in pairwise(up.ticks()))
    assert up.is_cut or 40 - 1e-6 <= up.zero <= 100 + 1e-6


@given(_VALUES)
def test_a_scale_begins_at_zero_unless_it_may_be_cut(values: list[Decimal]) -> None:
    up = scale(values, base=100, height=60, steps=3)
    assert up.low <= 0 <= up.high
    assert not up.is_cut


def test_a_scale_is_cut_where_zero_would_flatten_all_values() -> None:
    near = scale([Decimal(2180), Decimal(2200)], base=100, height=60, steps=3, cut=True)
    far = scale([Decimal(20), Decimal(2200)], base=100, height=60, steps=3, cut=True)
    assert (near.is_cut, far.is_cut) == (True, False)
    assert [tick.value for tick in near.ticks()] == [2180, 2190, 2200]


def test_whole_values_have_a_scale_of_whole_numbers() -> None:
    ticks = scale([0, 1], base=100, height=60, steps=3).ticks()
    assert [tick.value for tick in ticks] == [0, 1]


# The chronogram


def over(number: int, measures: int = 3, layout: Layout = PAPER) -> list[Chronogram]:
    """Draw a crisis of that many days, everything as long as it is."""
    last = MONDAY + timedelta(days=number - 1)
    opened = local("2020-03-02 08:00")
    return chronograms(
        OverTime(
            first=MONDAY,
            last=last,
            today=last,
            levels=[Phase(status="Alerte", since=opened, entry=1)],
            plans=[
                Plan(
                    "pca",
                    "Plan de continuité",
                    [PlanPhase(status="active", level=7, since=opened, entry=1)],
                    [("Accueil", [Phase(status="degraded", since=opened, entry=1)])],
                )
            ],
            measures=[
                Measure(f"M-{n}", "Équiper les agents", MONDAY, due=MONDAY, overdue=True)
                for n in range(measures)
            ],
        ),
        ZONE,
        layout,
    )


@pytest.mark.parametrize("number", [1, 7, 35, 400])
def test_in_a_narrow_chart_titles_stand_above_their_bars_and_nothing_reaches_over_the_edge(
    number: int,
) -> None:
    for chart in over(number, 20, COLUMN):
        assert chart.width == NARROW
        assert chart.base - chart.top <= COLUMN.tallest
        assert chart.today_x > text_width("00/00") or chart.today_anchor == "start"
        for row in chart.rows:
            last_line = row.y + LINE * len(row.titles)
            assert last_line <= row.middle - 5.5
            assert row.middle + 5.5 <= row.y + row.height
            assert all(row.indent + text_width(title) <= NARROW for title in row.titles)
        for key in chart.legend:
            assert key.x + 17 + text_width(key.label) <= NARROW
            assert chart.base + key.y + LINE <= chart.height


@pytest.mark.parametrize("number", [1, 10, 42, 200, 548])
def test_a_chronogram_of_any_length_stays_on_the_page(number: int) -> None:
    (chart,) = over(number)
    for row in chart.rows:
        assert all(bar.x >= chart.left for bar in row.bars)
        assert all(bar.x + bar.width <= WIDTH + 1e-6 for bar in row.bars)
        assert all(not bar.text or text_width(bar.text) <= bar.width for bar in row.bars)
    assert [row.bars[0].kind for row in chart.rows[:3]] == ["level", "plan", "degraded"]
    assert chart.rows[1].bars[0].text == "level 7"


def test_a_whole_crisis_has_no_week_to_make_out() -> None:
    (chart,) = over(548)
    assert chart.period is None
    assert chart.today.x == pytest.approx(WIDTH)


def test_what_is_overdue_is_said_left_of_today_where_there_is_no_room_right_of_it() -> None:
    (chart,) = over(42)
    assert chart.late_anchor == "end"
    assert chart.late_x < chart.today.x


def test_a_chronogram_that_is_too_tall_is_cut_where_its_measures_begin() -> None:
    assert [len(chart.rows) for chart in over(10, measures=12)] == [15]
    assert [len(chart.rows) for chart in over(10, measures=20)] == [3, 20]


def test_sixty_measures_take_as_many_parts_as_fit_on_a_page_each() -> None:
    charts = over(90, measures=60)
    assert len(charts) > 1
    assert sum(len(chart.rows) for chart in charts) == 63
    assert all(chart.height < 620 for chart in charts)


# Staffing


def counted(number: int, on_site: int = 100) -> list[StaffingDay]:
    every = (MONDAY + timedelta(days=n) for n in range(number))
    return [StaffingDay(day=day, counted=_count(day, on_site)) for day in every]


def _count(day: date, on_site: int) -> Staffing | None:
    if day.isoweekday() == 5:
        return None
    agents = on_site if day.isoweekday() < 5 else 1
    return Staffing(
        day=day,
        agents={"on_site": agents, "remote": 10},
        total=agents + 10,
        headcount=None,
        gap=None,
        entries=(1,),
    )


def drawn(columns: list[Slot], width: float = WIDTH) -> StaffingChart:
    return staffing_chart(columns, MODALITIES, 200, "Headcount: 200", width=width)


def test_the_legend_of_a_narrow_chart_takes_the_lines_it_needs() -> None:
    columns = slots(counted(7))
    narrow = staffing_chart(columns, MODALITIES, 200, "", width=NARROW)
    assert all(key.x + 13 + text_width(key.label) <= NARROW for key in narrow.legend)
    assert narrow.legend[-1].y + LINE < narrow.top
    assert narrow.base - narrow.top == drawn(columns).base - drawn(columns).top


def test_a_month_and_a_half_is_drawn_by_day_and_more_by_week() -> None:
    assert [len(slots(counted(number))) for number in (1, 45, 46, 548)] == [1, 45, 7, 79]


def test_a_week_is_the_mean_of_its_working_days_that_were_counted() -> None:
    week = counted(3, 100) + counted(56, 106)[3:]
    first = slots(week)[0]
    assert first.agents == {"on_site": 102, "remote": 10}
    assert (first.first, first.days) == (MONDAY, 7)


def test_a_week_without_a_counted_working_day_is_a_gap() -> None:
    nobody = [one.model_copy(update={"counted": None}) for one in counted(7)]
    columns = slots(nobody + counted(63)[7:])
    assert columns[0].agents is None
    assert drawn(columns).columns[0].total is None


def test_the_parts_of_a_column_add_up_to_its_total() -> None:
    agents = dict.fromkeys(MODALITIES, 100)
    chart = drawn([Slot(MONDAY, 1, agents), Slot(MONDAY + timedelta(days=1), 1, None)])
    assert [column.total for column in chart.columns] == [700, None]
    assert [layer.path.data.count("z") for layer in chart.layers] == [1] * 7
    heights = [float(layer.path.data.split("v")[1].split("h")[0]) for layer in chart.layers]
    assert sum(heights) == pytest.approx(chart.base - chart.columns[0].top, abs=0.5)


def test_one_single_day_is_not_as_wide_as_the_page() -> None:
    (column,) = drawn([Slot(MONDAY, 1, {"on_site": 5})]).columns
    assert column.width <= 60


def test_columns_too_narrow_for_their_dates_have_marks_instead() -> None:
    assert drawn(slots(counted(14))).marks == ()
    narrow = drawn(slots(counted(45))).marks
    assert all(isinstance(mark, Mark) for mark in narrow)
    assert len(narrow) >= 6


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (0, "No agents were counted"),
        (1, "100 agents on site on 2 March 2020"),
        (4, "From 100 agents on site on 2 March 2020 to 100 on 5 March 2020"),
        (10, "at the lowest 1 on 7 March 2020"),
        (70, "From 100 agents on site in the week of 2 March 2020 to 100 in the week of 4 May"),
    ],
)
def test_the_title_of_staffing_over_time_is_read_off_the_columns(number: int, says: str) -> None:
    assert says in staffing_over_time_finding(slots(counted(number)))
