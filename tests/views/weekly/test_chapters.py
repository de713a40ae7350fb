"""What the chapters of a week of very many decisions and measures tell, and what its annexes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from crisis_log.reports.documents.weekly import DOCUMENT
from crisis_log.reports.formats.html import to_html
from crisis_log.slices import (
    crisis,
    decision,
    decision_course,
    indicator,
    journal,
    line_course,
    measure,
)
from crisis_log.views.weekly.chapters import LINES, SHEETS, Chapters, chapters, others, quiet
from crisis_log.views.weekly.measures import MeasureLine
from crisis_log.views.weekly.report import WeeklyReport
from tests.desk import Desk
from tests.reports.reading import text_of_html
from tests.speaking import speaking

BEFORE = 60
"""Decisions and measures of the first week."""
PAST = date(2020, 3, 20)
TO_COME = date(2020, 4, 20)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WeeklyReport]:
    """A second week in which the last of many decisions are overdue, new or changed."""
    desk = Desk(tmp_path_factory.mktemp("many"))
    desk.record_all(decision.record(f"A {n}") for n in range(BEFORE - 2))
    desk.record_all([decision.record("Late", due_on=PAST), decision.record("Changed")])
    desk.record_all(measure.order(f"M {n}", due_on=TO_COME) for n in range(BEFORE))
    desk.at("2020-03-23 09:00")
    desk.record(decision.amend(BEFORE, reason="precision", owner="DGA"))
    desk.record_all(decision.record(f"B {n}") for n in range(SHEETS))
    desk.record_all(decision_course.repeal(BEFORE + n) for n in range(1, 4))
    desk.record_all([decision.record("Last"), measure.extend(BEFORE, due_on=date(2020, 5, 1))])
    with speaking("en"):
        yield desk.report("2020-W13")
    desk.register.close()


@pytest.fixture(scope="module")
def shown(told: WeeklyReport) -> Chapters:
    return chapters(told)


def labels(lines: tuple[MeasureLine, ...]) -> list[str]:
    return [line.measure.label for line in lines]


def test_a_chapter_tells_the_week_and_what_only_goes_on_is_in_the_annex(
    report: WeeklyReport,
) -> None:
    shown = chapters(report)
    assert shown.taken.items == report.decisions.taken
    assert shown.measures["new"].items == report.measures.new
    assert shown.deadlines.items == report.deadlines
    assert [line.label for line in shown.in_force.others] == ["D-1"]
    assert [one.told.label for one in others(report, shown) if one.kind == "decision"] == ["D-1"]  # type: ignore[union-attr]  # lines of decisions


def test_a_chapter_without_news_says_so_in_a_sentence(desk: Desk) -> None:
    desk.record(decision.record("A"))
    desk.record(measure.order("B"))
    empty = desk.report("2020-W13")
    shown = chapters(empty)
    assert quiet(empty, shown) == {
        "decisions_expected",
        "decisions_taken",
        "plans",
        "measures",
        "indicators",
        "errata",
    }
    assert [one.told.entry for one in others(empty, shown)] == [2, 3]  # type: ignore[union-attr]  # no indicator
    html = to_html(DOCUMENT, empty)
    assert "Measures: none is new, changed, overdue or ended. 1 is open." in html
    assert "1. Deadlines and next report" in html


def test_the_report_itself_holds_everything(told: WeeklyReport) -> None:
    assert len(told.decisions.in_force) == BEFORE + SHEETS + 1 - 3
    assert len(told.measures.all) == BEFORE
    assert len(told.deadlines) == BEFORE + 1


def test_what_has_only_gone_on_is_not_told_again(
    shown: Chapters,
) -> None:
    assert [line.label for line in shown.in_force.items] == ["D-59"]
    assert labels(shown.measures["in_progress"].items) == ["M-60"]
    assert len(shown.in_force.others) == BEFORE - 1, "those of the week are told as taken"


def test_decisions_in_force_are_told_in_full_before_those_that_have_ended(
    shown: Chapters,
) -> None:
    assert len(shown.taken.items) == SHEETS
    assert [sheet.decision.label for sheet in shown.taken.others] == ["D-63"]
    assert shown.taken.others[0].status == "repealed"


def test_what_is_overdue_or_due_in_two_weeks_is_told_the_rest_with_its_things(
    desk: Desk,
) -> None:
    for day in (20, 29):
        desk.record(measure.order(f"M {day}", due_on=date(2020, 3, day)))
    desk.record_all(measure.order("soon", due_on=date(2020, 4, 5)) for _ in range(LINES))
    desk.record(measure.order("later", due_on=date(2020, 4, 6)))
    deadlines = chapters(desk.report("2020-W12")).deadlines
    assert [one.label for one in deadlines.items][:2] == ["M-1", "M-2"]
    assert [one.overdue for one in deadlines.items].count(True) == 1
    assert len(deadlines.items) == LINES
    assert deadlines.others[-1].title == "later"


def test_whatever_is_left_out_is_told_by_an_entry_of_the_week_or_by_the_annex(
    told: WeeklyReport, shown: Chapters
) -> None:
    annex = {one.told.entry for one in others(told, shown) if one.kind != "indicator"}  # type: ignore[union-attr]  # an indicator has none
    of_the_week = {line.number for line in told.log}
    left_out = {line.entry for line in shown.in_force.others}
    for lines in shown.measures.values():
        left_out |= {line.entry for line in lines.others}
    assert left_out
    assert left_out <= annex | of_the_week
    with_dates = {line.entry for group in shown.measures.values() for line in group.items}
    assert {one.entry for one in shown.deadlines.others} <= annex | with_dates


def test_the_annex_repeats_no_entry_of_the_week(told: WeeklyReport, shown: Chapters) -> None:
    decisions = [one.told for one in others(told, shown) if one.kind == "decision"]
    assert decisions
    assert all(line.entry < (told.first_entry or 0) for line in decisions)  # type: ignore[union-attr]  # lines of decisions


def test_a_key_point_names_decisions_by_their_titles_as_far_as_a_sentence_goes(
    desk: Desk,
) -> None:
    title = "Ouvrir des places de mise à l’abri"
    desk.record_all(decision.record(f"{title} {n}") for n in range(20))
    desk.record(decision_course.repeal(1))
    (point,) = desk.report("2020-W12").key_points
    assert point.text.startswith(f"20 decisions adopted: “{title} 1” (D-2), “{title} 2” (D-3)")
    assert point.text.endswith("and 10 others")
    assert len(point.text) < 520
    assert len(point.sources) == 20


def test_a_key_point_names_what_is_in_force_before_what_has_ended(desk: Desk) -> None:
    desk.record_all(decision.record(title) for title in ("A", "B", "C"))
    desk.record(decision_course.repeal(1))
    (point,) = desk.report("2020-W12").key_points
    assert point.text == "3 decisions adopted: “B” (D-2), “C” (D-3) and “A” (D-1, repealed)"
    assert point.sources == (3, 4, 2)


def test_a_decision_that_is_no_longer_in_force_is_a_key_point_of_its_week(desk: Desk) -> None:
    desk.record(decision.record("Fermer les écoles"))
    by = desk.at("2020-03-24 09:00").record(decision_course.withdraw(1))
    (point,) = desk.report("2020-W13").key_points
    assert point.text == "1 decision is no longer in force: “Fermer les écoles” (D-1, withdrawn)"
    assert point.sources == (by,)


def test_of_levels_that_follow_each_other_the_last_is_the_key_point(desk: Desk) -> None:
    watch, alert = (desk.record(crisis.change_level(level)) for level in ("Vigilance", "Crise"))
    desk.at("2020-03-16 18:00")
    late = desk.record(crisis.change_level("Alerte"), occurred="2020-03-16 08:01")
    levels = [point for point in desk.report("2020-W12").key_points if point.kind == "level"]
    assert [point.text for point in levels] == ["Crisis level changed to “Crise”"]
    assert levels[0].sources == (watch, alert, late)


def test_a_level_that_came_before_the_one_in_force_is_no_news(desk: Desk) -> None:
    desk.at("2020-03-20 12:00").record(crisis.change_level("Vigilance"))
    desk.at("2020-03-24 09:00")
    desk.record(crisis.change_level("Crise"), occurred="2020-03-20 09:00")
    report = desk.report("2020-W13")
    assert report.level
    assert report.level.status == "Vigilance"
    assert report.key_points == (), "the level in force is the one before"


def test_marked_lines_leave_room_for_what_the_log_shows(desk: Desk) -> None:
    lines = [desk.record(journal.log(f"point {n}", tags=["point-clé"])) for n in range(7)]
    assert len(desk.report("2020-W12").key_points) == 5
    desk.record(decision.record("A"))
    desk.record(crisis.change_level("Alerte"))
    report = desk.report("2020-W12")
    assert [point.kind for point in report.key_points] == ["line"] * 3 + ["level", "decision"]
    assert [point.text for point in report.key_points][:3] == ["point 4", "point 5", "point 6"]
    assert list(report.key_points_left_out) == lines[:4]


def test_of_very_many_errata_those_that_fit_are_told_and_the_others_counted(desk: Desk) -> None:
    lines = [desk.record(journal.log(f"bilan {n}")) for n in range(LINES + 3)]
    desk.at("2020-03-24 09:00")
    by = [desk.record(line_course.correct(n, "autre", reason="inversés")) for n in lines]
    report = desk.report("2020-W13")
    shown = chapters(report).errata
    assert [one.about for one in shown.items] == [str(n) for n in lines[:LINES]]
    assert [one.changed_by for one in shown.others] == [(n,) for n in by[LINES:]]
    assert f"and 3 others, in annex A: n° {by[LINES]} to {by[-1]}" in to_html(DOCUMENT, report)


def test_only_what_became_overdue_since_the_report_before_has_changed(desk: Desk) -> None:
    desk.record(measure.order("Old", due_on=date(2020, 3, 18)))
    desk.record(measure.order("New", due_on=date(2020, 3, 26)))

    def overdue(week: str) -> list[str]:
        return [point.text for point in desk.report(week).key_points if point.kind == "measure"]

    desk.at("2020-04-06 09:00")
    assert overdue("2020-W12") == ["1 measure has become overdue: “Old” (M-1)"]
    assert overdue("2020-W13") == ["1 measure has become overdue: “New” (M-2)"]
    assert overdue("2020-W14") == []


def test_progress_is_told_with_the_entry_that_reported_it(desk: Desk) -> None:
    number = desk.record(measure.order("Distribute water"))
    desk.record(indicator.report(1, as_of=date(2020, 3, 16), progress=20))
    last = desk.record(indicator.report(1, as_of=date(2020, 3, 17), progress=60))
    older = desk.record(indicator.report(1, as_of=date(2020, 3, 16), progress=30))
    (line,) = desk.report("2020-W12").measures.new
    assert (line.measure.progress, line.measure.progress_entry) == (60, last)
    page = text_of_html(to_html(DOCUMENT, desk.report("2020-W12")))
    assert f"60 % done n° {last}" in page.replace("\u202f", " ").replace("\xa0", " ")
    assert number < last < older


def test_the_table_of_the_week_is_there_where_the_week_has_figures(desk: Desk) -> None:
    desk.record(measure.order("Distribute", indicators=[{"name": "bottles"}]))
    desk.record(indicator.report(1, as_of=date(2020, 3, 16), values={"bottles": Decimal(5)}))
    caption = "Indicators by day of the week"
    assert caption in to_html(DOCUMENT, desk.report("2020-W12"))
    desk.at("2020-03-30 09:00")
    assert caption not in to_html(DOCUMENT, desk.report("2020-W13"))


def test_decisions_in_force_since_before_the_week_are_named_where_no_table_lists_them(
    desk: Desk,
) -> None:
    desk.record_all([decision.record("A"), decision.record("B")])
    desk.at("2020-03-24 09:00").record(decision.record("C"))
    text = text_of_html(to_html(DOCUMENT, desk.report("2020-W13")))
    assert "3 decisions are in force." in text
    assert "Of which 2 taken before this period, in annexes A and B: D-1, D-2" in text
