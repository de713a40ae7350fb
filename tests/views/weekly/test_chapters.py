"""What the chapters of a week of very many decisions and measures tell, and what its annexes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from crisis_log.reports.documents.weekly import DOCUMENT
from crisis_log.reports.formats.html import to_html
from crisis_log.slices import decision, decision_course, journal, measure
from crisis_log.views.weekly.chapters import LINES, SHEETS, Chapters, chapters, others
from crisis_log.views.weekly.measures import MeasureLine
from crisis_log.views.weekly.report import WeeklyReport
from tests.desk import Desk
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


def test_a_week_with_room_for_all_is_told_whole(report: WeeklyReport) -> None:
    shown = chapters(report)
    assert shown.taken.items == report.decisions.taken
    assert shown.measures["new"].items == report.measures.new
    assert shown.deadlines.items == report.deadlines
    assert others(report, shown) == ()


def test_the_report_itself_holds_everything(told: WeeklyReport) -> None:
    assert len(told.decisions.in_force) == BEFORE + SHEETS + 1 - 3
    assert len(told.measures.all) == BEFORE
    assert len(told.deadlines) == BEFORE + 1


def test_what_is_overdue_new_or_changed_comes_before_what_has_only_gone_on(
    shown: Chapters,
) -> None:
    in_force = [line.label for line in shown.in_force.items]
    assert len(in_force) == LINES
    assert {"D-59", "D-60", "D-64", "D-80", "D-81"} <= set(in_force)
    assert in_force == sorted(in_force, key=lambda label: int(label[2:]))
    assert "M-60" in labels(shown.measures["in_progress"].items)


def test_decisions_in_force_are_told_in_full_before_those_that_have_ended(
    shown: Chapters,
) -> None:
    assert len(shown.taken.items) == SHEETS
    assert [sheet.decision.label for sheet in shown.taken.others] == ["D-63"]
    assert shown.taken.others[0].status == "repealed"


def test_deadlines_passed_leave_room_for_those_to_come(shown: Chapters) -> None:
    assert [one.label for one in shown.deadlines.items if one.overdue] == ["D-59"]
    assert len(shown.deadlines.items) == LINES


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
    assert {one.entry for one in shown.deadlines.others} <= annex


def test_the_annex_repeats_no_entry_of_the_week(told: WeeklyReport, shown: Chapters) -> None:
    decisions = [one.told for one in others(told, shown) if one.kind == "decision"]
    assert decisions
    assert all(line.entry < (told.first_entry or 0) for line in decisions)  # type: ignore[union-attr]  # lines of decisions


def test_a_key_point_names_a_dozen_and_counts_the_others(told: WeeklyReport) -> None:
    (point,) = [point for point in told.key_points if point.kind == "decision"]
    assert point.text.startswith(f"{SHEETS + 1} decisions adopted: D-61, D-62,")
    assert point.text.endswith("D-72 and 9 others")
    assert len(point.sources) == SHEETS + 1


def test_of_very_many_errata_those_that_fit_are_told_and_the_others_counted(desk: Desk) -> None:
    lines = [desk.record(journal.log(f"bilan {n}")) for n in range(LINES + 3)]
    desk.at("2020-03-24 09:00")
    by = [desk.record(journal.correct(n, "autre", reason="inversés")) for n in lines]
    report = desk.report("2020-W13")
    shown = chapters(report).errata
    assert [one.about for one in shown.items] == [str(n) for n in lines[:LINES]]
    assert [one.changed_by for one in shown.others] == [(n,) for n in by[LINES:]]
    assert f"and 3 others, in annex A: n° {by[LINES]} to {by[-1]}" in to_html(DOCUMENT, report)
