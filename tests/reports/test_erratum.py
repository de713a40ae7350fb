"""Whatever an earlier report showed and has changed since is named, with why."""

from datetime import date
from decimal import Decimal

from crisis_log import decision, journal, measure
from crisis_log.views.erratum import Erratum
from crisis_log.views.weekly import WeeklyReport
from tests.reports.desk import Desk, local


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
    desk.record(journal.strike(first, reason="faux"))
    desk.record(journal.refute(second))
    assert [erratum.status for erratum in desk.report("2020-W13").errata] == ["struck", "refuted"]


def test_a_late_decision_changes_the_figure_shown_before(report: WeeklyReport) -> None:
    (erratum,) = told(report, "key_figure")
    assert [(c.name, c.before, c.after) for c in erratum.changes] == [("decisions_in_force", 1, 2)]
    assert erratum.changed_by == (report.decisions.taken[0].entry,)


def test_a_withdrawn_decision_changes_the_figure_shown_before(desk: Desk) -> None:
    desk.record(decision.record("A"))
    withdrawal = desk.at("2020-03-24 09:00").record(decision.withdraw(1, reason="illégale"))
    (erratum,) = desk.report("2020-W13").errata
    assert (erratum.changed_by, erratum.reason) == ((withdrawal,), "illégale")


def test_an_amended_field_is_one_and_a_completed_one_is_not(report: WeeklyReport) -> None:
    (erratum,) = told(report, "wording")
    assert [change.name for change in erratum.changes] == ["owner"]


def test_a_figure_for_a_new_day_is_none(desk: Desk) -> None:
    desk.record(measure.order("A"))
    for at, day in (("2020-03-18 09:00", 18), ("2020-03-24 09:00", 24)):
        figures = {"licences": Decimal(day)}
        desk.at(at).record(measure.report(1, as_of=date(2020, 3, day), values=figures))
    assert desk.report("2020-W13", now=local("2020-04-01 09:00")).errata == ()
