"""At the command line, a week that is not over is reported provisionally, and then for good."""

from __future__ import annotations

import re
import shlex

from tests.cli.running import Answer, CommandLine, installed
from tests.reports.drafts import PLAIN

ISSUE = f"report issue weekly --templates {PLAIN} --week"


def _on_friday(drill: CommandLine) -> CommandLine:
    """Report the first week on its Friday; return the desk on the Monday after it."""
    drill.at("2020-03-17 09:00").given("decision record 'Close the parks'")
    drill.at("2020-03-20 17:00").given(f"{ISSUE} 2020-W12")
    return drill.at("2020-03-23 09:00")


def _row(listed: Answer, label: str) -> str:
    """Return the line of a list about a report."""
    (row,) = [line for line in listed.lines if line.startswith(f"{label} ")]
    return row


def test_issuing_before_the_week_is_over_says_that_it_is_provisional(drill: CommandLine) -> None:
    friday = drill.at("2020-03-20 17:00")
    friday.typed(f"{ISSUE} 2020-W12").done(
        "(?s)R-1 issued, provisional.*\nProvisional: the week is not over, and its definitive"
    )
    again = friday.document(f"{ISSUE} 2020-W12")
    assert (again["status"], again["replaces"]) == ("provisional", ["R-1"])


def test_the_default_week_is_over_so_its_report_is_definitive(drill: CommandLine) -> None:
    monday = _on_friday(drill)
    answer = monday.typed(f"report issue weekly --templates {PLAIN}")
    answer.done("R-2 issued, in place of R-1")
    assert "Provisional" not in answer.out


def test_reports_are_listed_with_what_they_are(drill: CommandLine) -> None:
    monday = _on_friday(drill)
    listed = monday.typed("report list").done()
    assert "provisional" in _row(listed, "R-1")
    assert "2020-W12 is over, and has provisional reports only" in listed.out
    assert "report issue weekly --week 2020-W12" in listed.out
    monday.given(f"{ISSUE} 2020-W12")
    listed = monday.typed("report list").done()
    assert "provisional, replaced by R-2" in _row(listed, "R-1")
    assert "final" in _row(listed, "R-2")
    assert "is over" not in listed.out


def test_a_week_that_goes_on_asks_for_nothing(drill: CommandLine) -> None:
    _on_friday(drill)
    assert "is over" not in drill.at("2020-03-22 23:59").typed("report list").done().out


def test_a_report_is_shown_with_those_that_it_replaces(drill: CommandLine) -> None:
    monday = _on_friday(drill).given(f"{ISSUE} 2020-W12")
    assert re.search("in place of +R-1", monday.typed("report show R-2").done().out)
    assert "provisional, replaced by R-2" in monday.typed("report show R-1").done().out
    one, two = monday.document("report list")
    assert (one["status"], one["replaced_by"]) == ("provisional", 2)
    assert (two["status"], two["replaces"]) == ("final", [1])


def test_a_week_is_told_by_one_definitive_report(drill: CommandLine) -> None:
    monday = _on_friday(drill).given(f"{ISSUE} 2020-W12")
    monday.typed(f"{ISSUE} 2020-W12").failed(1, "R-2 tells the week 2020-W12 already")
    monday.typed(f"report rectify R-1 --reason 'An error' --templates {PLAIN}").failed(
        1, "R-1 was replaced by R-2: rectify that one"
    )
    monday.given(f"report rectify R-2 --reason 'An error' --templates {PLAIN}")
    assert "replaced by R-3" in _row(monday.typed("report list").done(), "R-2")


def test_a_french_desk_reads_what_a_report_is(drill: CommandLine) -> None:
    _on_friday(drill)

    def said(line: str) -> Answer:
        words = shlex.split(f"--clock '2020-03-23 09:00' {line}")
        return installed(*words, CRISIS_LOG_LANG="fr").done()

    assert "provisoire" in _row(said("report list"), "R-1")
    assert "n’a que des rapports provisoires" in said("report list").out
    said(f"{ISSUE} 2020-W12").done("R-2 émis, en remplacement de R-1")
    assert "provisoire, remplacé par R-2" in _row(said("report list"), "R-1")
    assert "définitif" in _row(said("report list"), "R-2")
    said(f"{ISSUE} 2020-W13").done("(?s)R-3 émis, provisoire.*\nProvisoire")


def test_what_is_provisional_stays_verified(drill: CommandLine) -> None:
    monday = _on_friday(drill).given(f"{ISSUE} 2020-W12", f"{ISSUE} 2020-W13")
    monday.typed("audit verify").done()
    monday.typed(f"report reprint R-1 --templates {PLAIN}").done("the same bytes")
    monday.typed(f"report reprint R-2 --templates {PLAIN}").done("the same bytes")


def test_a_file_that_was_replaced_says_by_which(drill: CommandLine) -> None:
    monday = _on_friday(drill).given(f"{ISSUE} 2020-W12")
    issued = "covid-19-reports/covid-19-R-1.pdf"
    monday.typed(f"report check {issued} --register covid-19.crisis").done("replaced by R-2")
