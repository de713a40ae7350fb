"""What reports call values, and how much of a text they show."""

import pytest
from pydantic import JsonValue

from crisis_log.reports.documents import weekly
from crisis_log.reports.page.values import PagePrinter
from crisis_log.views.weekly.key_points import KeyPoint
from crisis_log.views.weekly.report import WeeklyReport


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("levels", {"1": "watch", "2": "essential"}, "level 1: watch; level 2: essential"),
        ("missions", [{"code": "a", "title": "A"}], "A (a, essential mission)"),
        (
            "missions",
            [{"code": "b", "title": "B", "essential": False}],
            "B (b, secondary mission)",
        ),
        ("indicators", [{"name": "n", "target": "0"}], "name = n, target = 0"),
        ("headcount", 0, "0"),
        ("headcount", None, "not given"),
        ("options", ["a", "b"], "a; b"),
    ],
)
def test_nothing_of_a_value_is_left_out(field: str, value: JsonValue, text: str) -> None:
    assert PagePrinter(str).text(value, field) == text


def beginning(report: WeeklyReport, *points: KeyPoint) -> tuple[str, bool]:
    return weekly.beginning(report.model_copy(update={"key_points": points}), points[0])


def point(text: str) -> KeyPoint:
    return KeyPoint(kind="line", text=text, sources=(1,))


def test_a_short_key_point_is_whole(report: WeeklyReport) -> None:
    assert beginning(report, point("x" * 300)) == ("x" * 300, True)


def test_a_long_key_point_ends_with_a_sentence_or_a_word(report: WeeklyReport) -> None:
    assert beginning(report, point("First. Second. " + "x" * 400)) == ("First. Second.", False)
    text, whole = beginning(report, point("word " * 100))
    assert not whole
    assert text.endswith("word")
    assert 300 < len(text) <= 330
    assert len(beginning(report, point("x" * 1000))[0]) == 330


def test_key_points_are_shorter_where_all_have_no_room_on_the_page_together(
    report: WeeklyReport,
) -> None:
    assert len(beginning(report, *[point("x" * 300)] * 5)[0]) == 180
