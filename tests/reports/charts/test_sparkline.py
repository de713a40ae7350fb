"""The course of an indicator beside its last figure: what is drawn, and what is said of it."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisis_log.reports.charts.findings import course_finding
from crisis_log.reports.charts.indicators import Point, Series
from crisis_log.reports.charts.sparkline import HEIGHT, WIDTH, Sparkline, sparklines
from crisis_log.reports.page.render import environment

FIRST, LAST = date(2020, 3, 2), date(2020, 3, 29)
_VALUES = st.decimals(-(10**9), 10**9, places=2)
_DAYS = st.dictionaries(st.integers(0, 27), _VALUES, min_size=2)


def series(values: Mapping[int, float | Decimal], target: str | None = None) -> Series:
    """Return figures by how many days after FIRST they are of."""
    points = [
        Point(FIRST + timedelta(n), Decimal(str(value))) for n, value in sorted(values.items())
    ]
    return Series("lits", points, Decimal(target) if target else None)


def drawn(values: Mapping[int, float | Decimal], target: str | None = None) -> Sparkline:
    (one,) = sparklines([series(values, target)], FIRST, LAST)
    assert one is not None
    return one


def svg(one: Sparkline, alternative: str = "lits : 3") -> str:
    return (
        environment()
        .get_template("charts/sparkline.svg")
        .render(sparkline=one, alternative=alternative)
    )


def segments(one: Sparkline) -> list[list[float]]:
    return [[*map(float, re.findall(r"-?[\d.]+", part))] for part in one.line.data.split("M")[1:]]


def test_a_day_without_a_figure_is_a_gap() -> None:
    one = drawn({0: 1, 1: 2, 3: 3, 4: 4})
    assert len(segments(one)) == 2
    assert segments(one)[0][2] < segments(one)[1][0]
    assert one.alone == ()


def test_a_day_between_two_gaps_is_a_dot() -> None:
    one = drawn({0: 1, 1: 2, 10: 3, 20: 4})
    assert len(one.alone) == 2
    assert one.alone[-1] == one.end
    assert svg(one).count("<circle") == 3


def test_the_last_figure_is_marked_on_its_own_day() -> None:
    early, late = drawn({0: 1, 1: 5, 3: 5}), drawn({0: 1, 27: 5})
    assert early.end[0] < late.end[0]
    assert svg(late).count('class="end"') == 1


def test_a_course_needs_two_figures_within_its_weeks() -> None:
    old = series({-40: 5, -39: 6, 3: 7})
    assert sparklines([old, series({}), series({1: 1})], FIRST, LAST) == [None, None, None]


def test_all_courses_are_of_the_same_days_from_the_earliest_figure_on() -> None:
    one, other = sparklines([series({5: 1, 6: 2}), series({9: 1, 20: 2})], FIRST, LAST)
    assert one is not None
    assert other is not None
    assert (one.first, one.last) == (other.first, other.last) == (FIRST + timedelta(5), LAST)


def test_the_target_is_a_dashed_line_where_there_is_one() -> None:
    below = drawn({0: 10, 1: 20}, target="40")
    assert below.target is not None
    assert below.target < min(y for _x, y in [below.end])
    assert "stroke-dasharray" in svg(below)
    assert "stroke-dasharray" not in svg(drawn({0: 10, 1: 20}))


def test_zero_is_its_foot_unless_all_values_are_far_from_it() -> None:
    assert drawn({0: 0, 1: 20}).zero == pytest.approx(HEIGHT - 4)
    assert drawn({0: 2180, 1: 2200}).zero is None


def test_it_is_drawn_in_the_colour_of_the_text_around_it() -> None:
    picture = svg(drawn({0: 1, 1: 2, 10: 3}, target="4"))
    assert set(re.findall(r'(?:stroke|fill)="([^"]+)"', picture)) == {"currentColor", "none"}
    assert "style" not in picture


def test_what_it_shows_is_told_to_those_who_do_not_see_it() -> None:
    assert "<title>&lt;b&gt; : 3</title>" in svg(drawn({0: 1, 1: 2}), "<b> : 3")


@pytest.mark.usefixtures("french")
def test_its_words_are_first_last_lowest_highest_target_and_gaps() -> None:
    one = series({0: 12, 1: 30, 2: 3, 5: 1250}, target="40")
    said = course_finding(one.points, one.target).replace("\u202f", " ").replace("\u00a0", " ")
    assert said == (
        "de 12 le 02/03 à 1 250 le 07/03 ; minimum 3 ; maximum 1 250 ; cible 40 ; "
        "2 jours sans valeur"
    )
    whole = series({0: 1, 1: 2})
    assert "cible" not in course_finding(whole.points, None)
    assert "sans valeur" not in course_finding(whole.points, None)


@given(_DAYS, st.none() | _VALUES)
def test_everything_lies_within_it_and_higher_values_higher_up(
    values: dict[int, Decimal], target: Decimal | None
) -> None:
    one = drawn(values, str(target) if target is not None else None)
    places = [*one.alone, one.end]
    for x, y, to_x, to_y in segments(one):
        places += [(x, y), (to_x, to_y)]
        assert x < to_x
    heights = [y for _x, y in places] + [y for y in (one.target, one.zero) if y is not None]
    assert all(0 <= x <= WIDTH for x, _y in places)
    assert all(0 <= y <= HEIGHT for y in heights)
    days = {*values}
    assert len(segments(one)) == sum(day + 1 in days for day in days)
    assert len(one.alone) == sum(not days & {day - 1, day + 1} for day in days)
    last = values[max(values)]
    if target is not None and one.target is not None and target != last:
        assert (one.target <= one.end[1]) == (target > last) or one.target == pytest.approx(
            one.end[1]
        )
