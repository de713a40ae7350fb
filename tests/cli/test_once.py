"""`--once`: what a timer issues twice is issued once, and the second time is no failure."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pytest

from crisis_log.reports import already
from tests.cli.case import RECORDED
from tests.cli.running import CommandLine, installed, size
from tests.reports.drafts import PLAIN

ONCE = f"--once --templates {PLAIN}"
WEEKLY = f"report issue weekly {ONCE}"


@pytest.fixture
def monday(drill: CommandLine) -> CommandLine:
    """The exercise on the Monday after its first week."""
    drill.at("2020-03-17 09:00").given("decision record 'Close the parks'")
    return drill.at("2020-03-23 09:00")


def test_a_weekly_report_is_issued_once(monday: CommandLine) -> None:
    first = monday.document(WEEKLY)
    assert "already_issued" not in first
    before = size()
    answer = monday.typed(WEEKLY).done("^EXERCISE\nAlready issued: n° 3 · R-1 issued")
    assert "File: covid-19-reports/covid-19-R-1.pdf" in answer.lines
    assert monday.document(WEEKLY) == first | {"already_issued": True}
    assert size() == before


def test_without_it_the_second_time_is_refused(monday: CommandLine) -> None:
    monday.given(WEEKLY)
    monday.typed(f"report issue weekly --templates {PLAIN}").failed(1, "already")


def test_it_is_said_in_french(monday: CommandLine) -> None:
    monday.given(WEEKLY)
    words = ("--clock", "2020-03-23 09:00", *WEEKLY.split())
    installed(*words, CRISIS_LOG_LANG="fr").done("Déjà émis\u00a0: .*R-1 émis")


def test_a_provisional_report_is_not_the_definitive_one(drill: CommandLine) -> None:
    week = f"{WEEKLY} --week 2020-W12"
    friday, monday = drill.at("2020-03-20 17:00"), drill.at("2020-03-23 09:00")
    friday.given(week)
    friday.typed(week).done("Already issued: .*R-1 issued, provisional")
    monday.typed(week).done("R-2 issued, in place of R-1")
    monday.typed(week).done("Already issued: .*R-2")


def test_the_report_that_stands_is_named(monday: CommandLine) -> None:
    monday.given(WEEKLY, f"report rectify R-1 --reason 'An error' --templates {PLAIN}")
    monday.typed(WEEKLY).done("Already issued: .*R-2 issued, corrective of R-1")


def test_what_tells_the_present_is_issued_again_once_there_is_news(desk: CommandLine) -> None:
    issue = f"report issue decisions {ONCE}"
    desk.given(RECORDED, issue, "distribute R-1 --to 'The mayor'")
    desk.typed(issue).done("Already issued: .*R-1")
    desk.given("log 'Something new'")
    desk.typed(issue).done("R-2 issued")
    desk.typed(issue).done("Already issued: .*R-2")


def test_another_question_is_another_report(desk: CommandLine) -> None:
    desk.given(RECORDED, "decision record 'Second'", f"report issue dossier D-1 {ONCE}")
    desk.typed(f"report issue dossier D-2 {ONCE}").done("R-2 issued")


def test_a_meeting_is_told_once_whatever_comes_after(desk: CommandLine) -> None:
    desk.given("meeting open", "log 'Said'", "meeting close --yes")
    issue = f"report issue minutes S-1 {ONCE}"
    desk.given(issue, "log 'Something new'")
    desk.typed(issue).done("Already issued: .*R-1")


def test_a_lost_file_is_put_back(monday: CommandLine) -> None:
    monday.given(WEEKLY)
    Path("covid-19-reports/covid-19-R-1.pdf").unlink()
    monday.typed(WEEKLY).done("(?s)Already issued: .*Completed: the file was not there")
    assert Path("covid-19-reports/covid-19-R-1.pdf").exists()


def test_of_two_timers_at_once_the_slower_finds_what_the_faster_issued(monday: CommandLine) -> None:
    looked = already.issued_already
    seen = []

    def overtaken(*question: object) -> object:
        seen.append(looked(*question))  # type: ignore[arg-type]  # passed on as it came
        if len(seen) == 1:
            installed("--clock", "2020-03-23 09:00", *WEEKLY.split()).done("R-1 issued")
        return seen[-1]

    with patch.object(already, "issued_already", overtaken):
        monday.typed(WEEKLY).done("Already issued: .*R-1")
    assert [found is None for found in seen] == [True, False]
