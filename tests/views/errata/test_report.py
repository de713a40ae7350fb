"""Whatever an earlier report showed and has changed since is named, with why."""

from datetime import date
from decimal import Decimal

from crisis_log.command import Command
from crisis_log.slices import (
    continuity_plan,
    decision,
    decision_course,
    indicator,
    journal,
    line_course,
    measure,
    staffing,
)
from crisis_log.slices.report_correction import correct_report
from crisis_log.views.errata.erratum import Erratum
from crisis_log.views.weekly.report import WeeklyReport
from tests.desk import Desk, local


def told(report: WeeklyReport, what: str) -> list[Erratum]:
    return [erratum for erratum in report.errata if erratum.what == what]


def test_the_first_week_has_no_erratum(busy: Desk) -> None:
    assert busy.report("2020-W12").errata == ()


def test_a_corrected_count_is_one(report: WeeklyReport) -> None:
    (erratum,) = told(report, "staffing")
    assert (erratum.about, erratum.day) == ("pca", date(2020, 3, 16))
    assert [(c.name, c.before, c.after) for c in erratum.changes] == [
        ("on_site", 1011, 994),
        ("total", 2151, 2134),
    ]
    assert erratum.reason == "réponses tardives"
    assert erratum.shown_by != erratum.changed_by


def test_a_replaced_figure_is_one(report: WeeklyReport) -> None:
    (erratum,) = told(report, "indicator")
    assert [(c.name, c.before, c.after) for c in erratum.changes] == [
        ("licences", Decimal(1200), Decimal(1250))
    ]


def test_a_corrected_line_is_one(report: WeeklyReport) -> None:
    (erratum,) = told(report, "line")
    assert (erratum.about, erratum.status, erratum.reason) == (
        "12",
        "corrected",
        "chiffres inversés",
    )


def test_a_line_struck_in_its_own_week_is_none(report: WeeklyReport) -> None:
    assert all(erratum.status != "struck" for erratum in report.errata)


def test_a_line_struck_or_refuted_later_is_one(desk: Desk) -> None:
    first, second = (desk.record(journal.log(text)) for text in ("a", "b"))
    desk.at("2020-03-24 09:00")
    desk.record(line_course.strike(first, reason="faux"))
    desk.record(line_course.refute(second))
    assert [erratum.status for erratum in desk.report("2020-W13").errata] == ["struck", "refuted"]


def test_a_late_decision_changes_the_figure_shown_before(report: WeeklyReport) -> None:
    gap, erratum = told(report, "key_figure")
    assert [(c.name, c.before, c.after) for c in gap.changes] == [("staffing_gap", 34, 51)]
    assert [(c.name, c.before, c.after) for c in erratum.changes] == [("decisions_in_force", 1, 2)]
    assert erratum.changed_by == (report.decisions.taken[0].entry,)


def test_a_withdrawn_decision_changes_the_figure_shown_before(desk: Desk) -> None:
    desk.record(decision.record("A"))
    withdrawal = desk.at("2020-03-24 09:00").record(decision_course.withdraw(1, reason="illégale"))
    (erratum,) = desk.report("2020-W13").errata
    assert (erratum.changed_by, erratum.reason) == ((withdrawal,), "illégale")


def test_an_amended_field_is_one_and_a_completed_one_is_not(report: WeeklyReport) -> None:
    (erratum,) = told(report, "wording")
    assert [change.name for change in erratum.changes] == ["owner"]


def test_a_figure_for_a_new_day_is_none(desk: Desk) -> None:
    desk.record(measure.order("A"))
    for at, day in (("2020-03-18 09:00", 18), ("2020-03-24 09:00", 24)):
        figures = {"licences": Decimal(day)}
        desk.at(at).record(indicator.report(1, as_of=date(2020, 3, day), values=figures))
    assert desk.report("2020-W13", now=local("2020-04-01 09:00")).errata == ()


def figures(report: WeeklyReport) -> list[tuple[str, object, object]]:
    return [(c.name, c.before, c.after) for one in told(report, "key_figure") for c in one.changes]


def test_a_late_proposal_changes_how_many_were_expected(desk: Desk) -> None:
    late = desk.at("2020-03-24 09:00").record(decision.propose("A"), occurred="2020-03-20 09:00")
    report = desk.report("2020-W13")
    assert figures(report) == [("decisions_expected", 0, 1)]
    assert report.errata[0].changed_by == (late,)


def test_a_late_adoption_changes_what_was_expected_and_in_force(desk: Desk) -> None:
    desk.record(decision.propose("A"))
    desk.at("2020-03-24 09:00").record(decision.adopt(1), occurred="2020-03-20 09:00")
    assert figures(desk.report("2020-W13")) == [
        ("decisions_in_force", 0, 1),
        ("decisions_expected", 1, 0),
    ]


def test_what_is_decided_in_the_week_is_no_erratum(desk: Desk) -> None:
    desk.record(decision.propose("A"))
    desk.record(decision.propose("B"))
    desk.record(measure.order("M", due_on=date(2020, 3, 20)))
    desk.at("2020-03-24 09:00").record(decision.adopt(1))
    desk.record(decision.reject(2))
    desk.record(measure.extend(1, due_on=date(2020, 4, 3)))
    desk.record(measure.complete(1))
    assert desk.report("2020-W13").errata == ()


def test_a_late_completion_changes_how_many_were_open_and_overdue(desk: Desk) -> None:
    desk.record(measure.order("M", due_on=date(2020, 3, 18)))
    desk.at("2020-03-24 09:00").record(measure.complete(1), occurred="2020-03-18 09:00")
    assert figures(desk.report("2020-W13")) == [("measures_open", 1, 0), ("measures_overdue", 1, 0)]


def test_a_corrected_deadline_changes_how_many_were_overdue(desk: Desk) -> None:
    desk.record(measure.order("M", due_on=date(2020, 3, 18)))
    desk.at("2020-03-24 09:00")
    mended = desk.record(measure.amend(1, reason="faute de frappe", due_on=date(2020, 4, 18)))
    report = desk.report("2020-W13")
    assert figures(report) == [("measures_overdue", 1, 0)]
    assert report.errata[0].changed_by == (mended,)


def test_a_line_changed_several_times_is_told_once(desk: Desk) -> None:
    line = desk.record(journal.log("a"))
    desk.record(line_course.correct(line, "b", reason="avant"))
    desk.at("2020-03-24 09:00")
    numbers = [
        desk.record(line_course.correct(line, "c", reason="un")),
        desk.record(line_course.correct(line, "d", reason="deux")),
        desk.record(line_course.strike(line, reason="trois")),
    ]
    (erratum,) = desk.report("2020-W13").errata
    assert (erratum.status, erratum.changed_by) == ("struck", tuple(numbers))
    assert [(c.before, c.after) for c in erratum.changes] == [("b", None)]
    assert erratum.reason == "un\ndeux\ntrois"


def test_a_line_corrected_back_is_none(desk: Desk) -> None:
    line = desk.record(journal.log("a"))
    desk.at("2020-03-24 09:00").record(line_course.correct(line, "b", reason="un"))
    desk.record(line_course.correct(line, "a", reason="deux"))
    assert desk.report("2020-W13").errata == ()


def test_a_field_amended_twice_is_told_once(desk: Desk) -> None:
    desk.record(decision.record("A", owner="DRH"))
    desk.at("2020-03-24 09:00").record(decision.amend(1, reason="un", owner="DSI"))
    desk.record(decision.amend(1, reason="deux", owner="DGA"))
    (erratum,) = desk.report("2020-W13").errata
    assert [(c.before, c.after) for c in erratum.changes] == [("DRH", "DGA")]


def count(day: int, mission: str | None = None) -> Command:
    counts: dict[staffing.Modality, int] = {"on_site": 10}
    return staffing.count("pca", day=date(2020, 3, day), counts=counts, mission=mission)


def plan_of_ten(desk: Desk) -> Desk:
    missions = [{"code": "pmi", "title": "PMI"}]
    desk.record(continuity_plan.register("pca", "Plan", headcount=10, missions=missions))
    return desk


def test_a_late_first_count_of_a_day_shown_as_not_counted_is_one(desk: Desk) -> None:
    plan_of_ten(desk).record(count(17))
    desk.record(count(18, "pmi"))
    desk.at("2020-03-24 09:00").record(count(18))
    late = desk.record(count(19))
    found = told(desk.report("2020-W13"), "staffing")
    assert [one.day for one in found] == [date(2020, 3, 18), date(2020, 3, 19)]
    assert [(c.name, c.before, c.after) for c in found[1].changes] == [("total", None, 10)]
    assert (found[1].status, found[1].changed_by) == ("counted", (late,))


def test_a_late_first_count_of_a_day_never_shown_is_none(desk: Desk) -> None:
    plan_of_ten(desk).at("2020-03-24 09:00").record(count(18))
    assert desk.report("2020-W13").errata == ()


def beds(value: int, as_of: str) -> Command:
    return indicator.report(1, as_of=local(as_of), values={"beds": Decimal(value)})


def test_what_a_day_became_later_was_not_mistaken_before_and_a_correction_was(desk: Desk) -> None:
    desk.record(measure.order("A"))
    first = desk.at("2020-03-22 13:00").record(beds(10, "2020-03-22 12:00"))
    desk.at("2020-03-23 09:00").record(beds(30, "2020-03-22 20:00"))
    assert told(desk.report("2020-W13"), "indicator") == []
    correction = correct_report(
        1, corrects=first, as_of=local("2020-03-22 12:00"), values={"beds": Decimal(11)}
    )
    corrected = desk.record(correction)
    (erratum,) = told(desk.report("2020-W13"), "indicator")
    assert [(c.name, c.before, c.after) for c in erratum.changes] == [("beds", 10, 11)]
    assert (erratum.shown_by, erratum.changed_by) == ((first,), (corrected,))
    (row,) = desk.report("2020-W13").measures.indicators
    assert row.before is not None
    assert (row.before.value, row.before.revised) == (Decimal(30), False)
