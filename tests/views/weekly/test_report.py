"""What the model of a weekly report says of a log."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from crisis_log.slices import continuity_plan, decision, journal, line_course, measure
from crisis_log.views.iso_week import IsoWeek
from crisis_log.views.key_figures import KeyFigure
from crisis_log.views.log_of_week import Told, log_of_week
from crisis_log.views.weekly.report import WeeklyReport
from tests.desk import Desk, local


def figure(report: WeeklyReport, key: str) -> KeyFigure:
    return next(one for one in report.key_figures if one.key == key)


def test_figures_are_told_with_those_of_the_week_before(report: WeeklyReport) -> None:
    level = figure(report, "crisis_level")
    assert (level.now.value, level.before and level.before.value) == ("Crise", "Alerte")
    on_site = figure(report, "agents_on_site")
    assert (on_site.now.value, on_site.change) == (980, -14), "994 by what is known now"
    taken = figure(report, "decisions_taken")
    assert (taken.now.value, taken.change) == (1, 0)
    assert figure(report, "entries").now.value == len(report.log)


def test_every_figure_names_the_entries_it_is_read_from(report: WeeklyReport) -> None:
    for one in report.key_figures:
        assert one.now.sources or not one.now.value, one.key


def test_the_first_week_has_nothing_to_compare_with(busy: Desk) -> None:
    assert all(one.before is None for one in busy.report("2020-W12").key_figures)


def test_the_gap_to_the_headcount_is_told(report: WeeklyReport) -> None:
    staffing = report.plans[0].now.staffing
    assert staffing is not None
    assert (staffing.total, staffing.gap) == (2120, 65)


def test_tagged_lines_come_first_among_five_key_points(report: WeeklyReport) -> None:
    kinds = [point.kind for point in report.key_points]
    assert len(kinds) == 5
    assert kinds == ["line", "level", "decision", "plan", "mission"]
    assert report.key_points[0].text == "à retenir"


def test_a_struck_line_is_no_key_point(desk: Desk) -> None:
    number = desk.record(journal.log("faux", tags=["point-clé"]))
    desk.record(line_course.strike(number, reason="erreur"))
    assert desk.report("2020-W12").key_points == ()


def test_decisions_expected_are_apart_from_those_taken(report: WeeklyReport) -> None:
    assert [sheet.decision.label for sheet in report.decisions.expected] == ["D-3"]
    assert [sheet.decision.label for sheet in report.decisions.taken] == ["D-2"]
    assert report.decisions.taken[0].missing == (
        "decided_by",
        "situation",
        "grounds",
        "legal_basis",
        "owner",
        "due_on",
    )


def test_what_became_of_decisions_is_told_with_old_and_new_words(report: WeeklyReport) -> None:
    (event,) = report.decisions.events
    assert [(c.field, c.before, c.after) for c in event.changes] == [
        ("owner", "DRH", "DGA"),
        ("due_on", None, "2020-04-03"),
    ]


def test_every_measure_is_in_one_group(report: WeeklyReport) -> None:
    measures = report.measures
    assert [line.measure.label for line in measures.overdue] == ["M-1"]
    assert measures.overdue[0].days_late == 2
    assert [line.measure.label for line in measures.new] == ["M-2"]
    assert [line.measure.number for line in measures.all] == [1, 2]


def test_a_deadline_of_the_last_day_is_not_overdue_yet(desk: Desk) -> None:
    desk.record(measure.order("A", due_on=date(2020, 3, 22)))
    assert desk.report("2020-W12").measures.overdue == ()


def test_a_measure_ended_in_an_earlier_week_is_left_out(desk: Desk) -> None:
    desk.record(measure.order("A"))
    desk.record(measure.complete(1))
    assert [line.group for line in desk.report("2020-W12").measures.all] == ["ended"]
    assert desk.report("2020-W13").measures.all == ()


def test_an_indicator_is_told_by_day_and_with_its_change(report: WeeklyReport) -> None:
    (row,) = report.measures.indicators
    assert (row.latest.value, row.before and row.before.value) == (Decimal(1900), Decimal(1250))
    assert row.change == 650
    assert [day.value if day else None for day in row.days][1] == 1900


def test_a_fact_older_than_the_week_is_marked(report: WeeklyReport) -> None:
    (older,) = [line for line in report.log if line.older]
    assert (older.title or older.text, older.late) == ("Reporter les congés", True)


def test_a_fact_of_the_week_recorded_hours_later_is_late_and_not_older(desk: Desk) -> None:
    desk.at("2020-03-17 18:00").record(journal.log("vu à midi"), occurred="2020-03-17 12:00")
    (line,) = [line for line in desk.report("2020-W12").log if line.text == "vu à midi"]
    assert (line.late, line.older) == (True, False)


def test_a_struck_line_is_still_there(report: WeeklyReport) -> None:
    (struck,) = [line for line in report.log if line.struck_by]
    assert (struck.text, struck.struck_reason) == ("erreur", "doublon")


def test_the_state_is_that_of_the_end_of_the_week_as_known_then(busy: Desk) -> None:
    first = busy.report("2020-W12")
    assert first.level is not None
    assert first.level.status == "Alerte"
    counted = first.plans[0].series[0].counted
    assert counted is not None
    assert counted.agents["on_site"] == 1011


def test_a_plan_lifted_after_the_week_is_still_active_in_it(desk: Desk) -> None:
    desk.record(continuity_plan.register("pca", "PCA"))
    desk.record(continuity_plan.activate("pca", level=1))
    desk.at("2020-03-25 10:00").record(continuity_plan.lift("pca"))
    assert desk.report("2020-W12").plans[0].now.level == 1
    assert desk.report("2020-W13").plans[0].now.status == "lifted"


def test_a_week_with_nothing_in_it_still_tells_the_state(desk: Desk) -> None:
    desk.record(decision.record("A"))
    empty = desk.report("2020-W14")
    assert (empty.first_entry, empty.log, empty.key_points, empty.errata) == (None, (), (), ())
    assert [line.label for line in empty.decisions.in_force] == ["D-1"]
    assert empty.issued_at > local("2020-04-06 00:00")


def test_adoption_is_told_apart_from_what_it_takes_effect(desk: Desk) -> None:
    desk.record(decision.record("A", effective_at=local("2020-03-20 12:00")))
    (sheet,) = desk.report("2020-W12").decisions.taken
    assert sheet.since == local("2020-03-20 12:00")
    assert sheet.occurred_at == local("2020-03-16 08:01")


def test_a_key_point_that_is_still_to_be_verified_says_so(desk: Desk) -> None:
    desk.record(journal.log("sure", tags=["point-clé"]))
    for text in ("doubted", "denied"):
        desk.record(journal.log(text, tags=["point-clé"], verification="unverified"))
    desk.record(line_course.refute(4))
    report = desk.report("2020-W12")
    assert [(one.text, one.unverified) for one in report.key_points] == [
        ("sure", False),
        ("doubted", True),
    ]


def test_the_hours_of_a_first_week_before_the_opening_are_of_that_week(tmp_path: Path) -> None:
    desk = Desk(tmp_path, opened="2020-03-18 10:00")
    desk.record(journal.log("La Seine monte."), occurred="2020-03-16 06:00")
    desk.record(journal.log("Il pleut."), occurred="2020-03-15 23:59")
    nothing = Told(0, datetime.min.replace(tzinfo=UTC))
    week = log_of_week(desk.register.account(), IsoWeek(year=2020, number=12), desk.now, nothing)
    older = [week.is_older(entry) for entry in week.entries]
    assert older == [False, False, True], "the opening, Monday, Sunday"
