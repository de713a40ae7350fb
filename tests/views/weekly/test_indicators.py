"""Flows are added up over their week, other figures are the last ones; both as known now."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from crisis_log.reports.charts.findings import indicator_finding
from crisis_log.reports.documents.weekly import DOCUMENT
from crisis_log.reports.formats.html import to_html
from crisis_log.slices import indicator, measure, settings
from crisis_log.slices.report_correction import correct_report
from crisis_log.views.weekly.indicators import IndicatorRow, is_flow
from crisis_log.views.weekly.leading import LeadingFigure
from tests.desk import Desk, local

INDICATORS = [
    {"name": "décès", "unit": "décès du jour"},
    {"name": "hébergés", "unit": "personnes"},
    {"name": "ordinateurs", "unit": "postes"},
]


@pytest.fixture
def counting(desk: Desk) -> Desk:
    desk.record(measure.order("Suivre", indicators=INDICATORS))
    return desk


def tell(desk: Desk, first: str, *values: int, name: str = "décès") -> list[int]:
    """Record a figure for each day from `first` on, all at once."""
    begin = date.fromisoformat(first).toordinal()
    return [
        desk.record(
            indicator.report(1, as_of=date.fromordinal(begin + n), values={name: Decimal(value)})
        )
        for n, value in enumerate(values)
    ]


def correct(desk: Desk, entry: int, day: str, value: int, name: str) -> None:
    values = {name: Decimal(value)}
    desk.record(correct_report(1, corrects=entry, as_of=date.fromisoformat(day), values=values))


def row(desk: Desk, name: str = "décès") -> IndicatorRow:
    rows = desk.report("2020-W13").measures.indicators
    return next(one for one in rows if one.name == name)


def leading(desk: Desk) -> list[str]:
    return [_named(one) for one in desk.report("2020-W13").leading]


def _named(figure: LeadingFigure) -> str:
    return figure.name or figure.key or ""


def test_a_flow_is_added_up_over_its_week_and_compared_with_the_week_before(
    counting: Desk,
) -> None:
    tell(counting.at("2020-03-22 20:00"), "2020-03-16", 1, 2, 3, 4, 5, 6, 7)
    entries = tell(counting.at("2020-03-29 20:00"), "2020-03-23", 9, 8, 7, 6, 5, 4, 3)
    told = row(counting)
    assert told.now is not None
    assert told.now.value == 42
    assert (told.now.days, list(told.now.entries)) == (7, entries)
    assert told.change == 42 - 28, "not Sunday's 3 against the 7 of the Sunday before"
    assert indicator_finding(told) == "42 in the week, +14"


def test_weeks_of_unlike_length_are_compared_by_their_mean_day(counting: Desk) -> None:
    tell(counting.at("2020-03-22 20:00"), "2020-03-20", 10, 11, 12)
    tell(counting.at("2020-03-29 20:00"), "2020-03-23", 5, 5, 5, 5, 5, 5, 6)
    told = row(counting)
    assert told.per_day
    assert told.change == Decimal("-5.9")
    assert indicator_finding(told) == "36 in the week, −5.9 a day"


def test_a_week_that_is_not_over_says_of_how_many_days_it_tells(counting: Desk) -> None:
    tell(counting.at("2020-03-25 20:00"), "2020-03-23", 5, 6, 7)
    report = counting.report("2020-W13", now=local("2020-03-25 21:00"))
    (told,) = report.measures.indicators
    assert indicator_finding(told) == "18 on 3 days"


def test_of_another_indicator_the_last_figure_is_told(counting: Desk) -> None:
    tell(counting, "2020-03-16", 120, name="hébergés")
    tell(counting.at("2020-03-26 20:00"), "2020-03-24", 90, 80, name="hébergés")
    told = row(counting, "hébergés")
    assert told.now is not None
    assert told.now.value == 80
    assert told.change == -40


def test_a_figure_of_long_ago_is_still_what_the_week_before_showed(desk: Desk) -> None:
    desk.record(measure.order("Suivre", indicators=INDICATORS))
    tell(desk, "2020-03-16", 120, name="hébergés")
    tell(desk.at("2020-05-01 20:00"), "2020-05-01", 30, name="hébergés")
    (told,) = desk.report("2020-W18").measures.indicators
    assert told.before is not None
    assert told.before.as_of == date(2020, 3, 16)
    assert told.change == -90


def test_a_revision_of_the_week_before_is_no_movement_of_this_one(counting: Desk) -> None:
    (entry,) = tell(counting, "2020-03-16", 120, name="hébergés")
    counting.at("2020-03-24 09:00")
    correct(counting, entry, "2020-03-16", 100, "hébergés")
    silent = row(counting, "hébergés")
    assert (silent.is_new, silent.moved, silent.change) == (False, False, None)
    tell(counting, "2020-03-24", 100, name="hébergés")
    assert row(counting, "hébergés").change == 0


@pytest.mark.parametrize("name", ["décès", "hébergés"])
def test_the_chart_the_table_and_the_first_page_say_the_same_after_a_revision(
    counting: Desk, name: str
) -> None:
    (entry,) = tell(counting, "2020-03-16", 70, name=name)
    counting.at("2020-03-24 09:00")
    correct(counting, entry, "2020-03-16", 50, name)
    tell(counting, "2020-03-23", 60, name=name)
    html = to_html(DOCUMENT, counting.report("2020-W13"))
    assert len(re.findall(r"60[^<]*(on 23 Mar|on 1 day), \+10", html)) >= 2, "finding and title"
    tile = html.partition('class="tiles"')[2].partition("</div>")[0]
    assert re.search(r">60<?.*\+10</strong> \(50 earlier\)", tile, re.DOTALL)
    table = html.partition('id="indicators"')[2].partition("</table>")[0]
    assert re.search(r"<strong>60</strong>.*>50 r<.*<strong>\+10</strong>", table, re.DOTALL)


@pytest.mark.parametrize(
    ("unit", "flow"),
    [
        ("admissions du jour", True),
        ("appels par jour", True),
        ("calls per day", True),
        ("Décès / jour", True),
        ("jours", False),
        ("personnes", False),
        (None, False),
    ],
)
def test_a_unit_a_day_makes_a_flow(unit: str | None, *, flow: bool) -> None:
    assert is_flow(unit) is flow


def test_the_human_toll_leads_then_what_moved_then_what_every_register_has(
    counting: Desk,
) -> None:
    tell(counting.at("2020-03-24 20:00"), "2020-03-23", 400, name="ordinateurs")
    tell(counting, "2020-03-23", 12, name="hébergés")
    tell(counting, "2020-03-23", 2)
    assert leading(counting) == ["décès", "hébergés", "ordinateurs", "decisions_in_force"]


def test_an_indicator_without_change_does_not_lead(counting: Desk) -> None:
    for monday in ("2020-03-16", "2020-03-23"):
        counting.at(f"{monday} 20:00")
        tell(counting, monday, 2)
        tell(counting, monday, 10 if monday.endswith("16") else 11, name="ordinateurs")
    assert leading(counting)[:2] == ["ordinateurs", "décès"]


def test_the_choice_of_the_authority_leads_in_its_order(counting: Desk) -> None:
    counting.record(settings.change("key_figures", "Ordinateurs; DÉCÈS; unheard of"))
    tell(counting.at("2020-03-23 20:00"), "2020-03-23", 2)
    tell(counting, "2020-03-23", 12, name="hébergés")
    tell(counting, "2020-03-23", 400, name="ordinateurs")
    assert leading(counting) == ["ordinateurs", "décès", "decisions_in_force", "measures_open"]


def test_no_register_is_without_leading_figures_and_an_overdue_measure_is_the_first(
    desk: Desk,
) -> None:
    desk.record(measure.order("A", due_on=date(2020, 3, 20)))
    assert leading(desk)[0] == "measures_overdue"


def test_key_figures_without_a_figure_keep_no_other_from_leading(counting: Desk) -> None:
    counting.record(settings.change("key_figures", "décé"))
    tell(counting, "2020-03-16", 3)
    assert counting.report("2020-W12").leading[0].name == "décès"
    counting.record(settings.change("key_figures", "ordinateurs"))
    tell(counting, "2020-03-16", 5, name="ordinateurs")
    assert [one.name for one in counting.report("2020-W12").leading][:2] == ["ordinateurs", None]
