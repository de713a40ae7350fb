"""What takes effect, from when, until when: in tables and in charts."""

import re
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from crisis_log.command import Known
from crisis_log.fact import Refused
from crisis_log.reports.charts import weekly as charts
from crisis_log.reports.charts.chronogram import Row, chronograms
from crisis_log.reports.charts.weekly import chronogram_finding, over_time, staffing_finding
from crisis_log.reports.documents.weekly import DOCUMENT
from crisis_log.reports.formats.html import to_html
from crisis_log.slices import continuity_plan, decision, decision_course, measure, mission, staffing
from crisis_log.slices.staffing import Modality
from crisis_log.views.situation import Situation, situation
from crisis_log.views.weekly.report import WeeklyReport
from tests.desk import ZONE, Desk, local

LONG = "Remettre en urgence des ordinateurs portables et remplacer ceux qui sont en panne"


def rows(report: WeeklyReport) -> list[Row]:
    return [
        row
        for chart in chronograms(over_time(report, report.measures.all, ZONE), ZONE)
        for row in chart.rows
    ]


def count(desk: Desk, day: str, on_site: int, **perimeter: str) -> None:
    counts: dict[Modality, int] = {"on_site": on_site, "remote": 100 - on_site}
    desk.record(staffing.count("pca", day=date.fromisoformat(day), counts=counts, **perimeter))


@pytest.fixture
def pca(desk: Desk) -> Desk:
    missions = [{"code": code, "title": "Accueil"} for code in ("a", "b")]
    desk.record(continuity_plan.register("pca", "Plan", missions=missions, headcount=100))
    return desk


def test_a_plan_that_never_took_effect_is_not_drawn_active(pca: Desk) -> None:
    pca.at("2020-03-18 09:00")
    pca.record(continuity_plan.activate("pca", level=2, effective_at=local("2020-03-19 00:00")))
    pca.record(continuity_plan.lift("pca"))
    report = pca.report("2020-W12")
    assert [phase.status for phase in report.plans[0].phases] == ["lifted"]
    (row,) = (row for row in rows(report) if row.label == "pca")
    assert row.bars == ()
    told = to_html(DOCUMENT, report).partition("Plan (pca)</h3>")[2].partition("<figure>")[0]
    assert told
    assert "level 2" not in re.sub(r"(?s)<table class=\"events\">.*?</table>", "", told)


def test_missions_of_the_same_title_keep_their_own_phases(pca: Desk) -> None:
    pca.record(mission.change("pca", "a", "degraded"))
    pca.record(mission.change("pca", "b", "suspended"))
    report = pca.report("2020-W12")
    phases = report.plans[0].mission_phases
    assert {code: phases[code][-1].status for code in phases} == {
        "a": "degraded",
        "b": "suspended",
    }
    drawn = [row.bars[0].kind for row in rows(report) if row.titles == ("Accueil",)]
    assert drawn == ["degraded", "suspended"]


def test_a_week_that_is_not_over_is_compared_by_date(pca: Desk) -> None:
    count(pca, "2020-03-16", 40)
    count(pca.at("2020-03-20 09:00"), "2020-03-20", 90)
    count(pca.at("2020-03-23 09:00"), "2020-03-23", 50)
    report = pca.report("2020-W13", now=local("2020-03-24 12:00"))
    finding = staffing_finding(date(2020, 3, 23), report.plans[0])
    assert finding.startswith("50 agents on site on Monday 23 March, 50% of those counted")
    assert finding.endswith("(+10 in a week)")


def test_a_count_of_a_single_mission_is_not_the_plan(pca: Desk) -> None:
    count(pca, "2020-03-16", 40)
    count(pca.at("2020-03-17 09:00"), "2020-03-17", 5, mission="a")
    plan = pca.report("2020-W12").plans[0]
    assert [day.counted is not None for day in plan.series] == [True] + [False] * 6
    assert plan.now.staffing is not None
    assert plan.now.staffing.day == date(2020, 3, 16)
    assert staffing_finding(date(2020, 3, 16), plan).startswith("40 agents")
    chart = charts.staffing(date(2020, 3, 16), plan, "")
    assert [column.total for column in chart.columns][:2] == [100, None]


def test_headline_figures_are_those_of_the_last_working_day(pca: Desk) -> None:
    count(pca.at("2020-03-20 09:00"), "2020-03-20", 60)
    count(pca.at("2020-03-22 09:00"), "2020-03-22", 10)
    report = pca.report("2020-W12")
    (on_site,) = (one.now for one in report.key_figures if one.key == "agents_on_site")
    assert (on_site.value, on_site.as_of) == (60, date(2020, 3, 20))


def test_the_label_of_the_headcount_does_not_cross_the_line_between_weeks(pca: Desk) -> None:
    count(pca, "2020-03-16", 40)
    count(pca.at("2020-03-23 09:00"), "2020-03-23", 50)
    plan = pca.report("2020-W13", now=local("2020-03-23 12:00")).plans[0]
    chart = charts.staffing(date(2020, 3, 23), plan, "Declared headcount: 100")
    assert chart.week_line is not None
    assert chart.headcount_end < chart.week_line


def test_an_implemented_decision_is_in_force_since_its_adoption(desk: Desk) -> None:
    adopted = desk.record(decision.record("A"))
    desk.at("2020-03-19 09:00").record(decision_course.implement(1))
    (line,) = desk.report("2020-W12").decisions.in_force
    assert (line.entry, line.since, line.status) == (
        adopted,
        local("2020-03-16 08:01"),
        "implemented",
    )


def test_an_end_that_is_recorded_already_is_told(desk: Desk) -> None:
    desk.record(decision.record("A"))
    desk.record(decision_course.repeal(1, effective_at=local("2020-04-01 00:00")))
    report = desk.report("2020-W12")
    (line,) = report.decisions.in_force
    assert (line.status, line.until) == ("adopted", local("2020-04-01 00:00"))
    assert [sheet.status for sheet in report.decisions.taken] == ["adopted"]
    assert "until 1 April 2020 at 00:00" in to_html(DOCUMENT, report)


def test_a_decision_adopted_for_later_is_taken_and_no_longer_expected(desk: Desk) -> None:
    desk.record(decision.propose("A"))
    desk.record(decision.adopt(1, effective_at=local("2020-04-01 00:00")))
    for week in ("2020-W12", "2020-W13"):
        decisions = desk.report(week).decisions
        assert (decisions.expected, decisions.in_force) == ((), ())
        assert [line.since for line in decisions.to_come] == [local("2020-04-01 00:00")]
    html = to_html(DOCUMENT, desk.report("2020-W13"))
    assert "applicable from 2020-04-01 at 00:00" in html


def test_suspended_decisions_are_listed(desk: Desk) -> None:
    desk.record(decision.record("A"))
    suspended = desk.record(decision_course.suspend(1))
    report = desk.report("2020-W12")
    assert [line.entry for line in report.decisions.suspended] == [suspended]
    assert "Decisions suspended on 22 March 2020" in to_html(DOCUMENT, report)


def test_no_fact_about_a_decision_or_a_plan_is_missed(desk: Desk) -> None:
    for title in "ABCDE":
        desk.record(decision.propose(title))
    desk.record(decision.reject(1))
    for number in (2, 3, 4, 5):
        desk.record(decision.adopt(number))
    desk.record(decision_course.suspend(2))
    desk.record(decision_course.resume(2))
    desk.record(decision_course.implement(2))
    desk.record(decision_course.repeal(2))
    desk.record(decision_course.withdraw(3))
    desk.record(decision_course.supersede(4, by_decision=5))
    desk.record(decision.amend(5, reason="faute", title="F"))
    desk.record(continuity_plan.register("pca", "Plan"))
    desk.record(continuity_plan.activate("pca", level=1))
    desk.record(continuity_plan.change_level("pca", level=2))
    desk.record(continuity_plan.amend("pca", reason="faute", title="PCA"))
    desk.record(continuity_plan.lift("pca"))
    report = desk.report("2020-W12")
    told = {event.entry for event in report.decisions.events}
    told |= {event.entry for event in report.plans[0].events}
    told |= {sheet.entry for sheet in report.decisions.taken}
    told |= {line.number for line in report.log if line.kind == "decision.proposed.v3"}
    assert told == {line.number for line in report.log} - {1}
    assert {line.number for line in report.log if line.changes} == {18, 22}


def test_the_situation_is_told_once_for_each_instant_as_it_was_and_as_is_known_now(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[datetime] = []

    def counted(known: Known, instant: datetime) -> Situation:
        told.append(instant)
        return situation(known, instant)

    monkeypatch.setattr("crisis_log.views.log_of_week.situation", counted)
    desk.report("2020-W13")
    assert len(told) == 3
    assert len(set(told)) == 2


def test_a_week_at_the_end_of_time_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match="begins on 9999-12-27"):
        desk.report("9999-W52")


def test_open_measures_without_a_deadline_are_not_said_to_be_on_time(desk: Desk) -> None:
    desk.record(measure.order("A", due_on=date(2020, 4, 10)))
    assert chronogram_finding(desk.report("2020-W12")) == "The one open measure is on time"
    desk.record(measure.order("B"))
    assert chronogram_finding(desk.report("2020-W12")) == (
        "None of the 2 open measures is overdue, 1 has no deadline"
    )


def test_the_next_report_of_a_week_that_is_not_over_is_its_own(desk: Desk) -> None:
    report = desk.report("2020-W12", now=local("2020-03-18 12:00"))
    assert report.next_report_on == date(2020, 3, 22)
    assert "its definitive report will tell" in to_html(DOCUMENT, report)
    assert desk.report("2020-W12").next_report_on == date(2020, 3, 29)


def test_long_titles_take_two_lines_and_rows_do_not_overlap(desk: Desk) -> None:
    for number in range(60):
        desk.record(measure.order(f"{LONG} {number}", due_on=desk.now.date() + timedelta(20)))
    report = desk.report("2020-W12")
    charts = chronograms(over_time(report, report.measures.all, ZONE), ZONE)
    assert len(charts) > 1
    for chart in charts:
        assert all(len(row.titles) == 2 for row in chart.rows)
        assert all(a.y + a.height == b.y for a, b in pairwise(chart.rows))
        assert not any(mark.dated and -30 < mark.x - chart.today.x < 0 for mark in chart.marks)
