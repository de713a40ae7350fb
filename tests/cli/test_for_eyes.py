"""What is read on a terminal of 80 columns: a line a fact, a day a heading, nothing said twice."""

from __future__ import annotations

import re
import sys

import pytest

from crisis_log.cli.screen import width_of
from tests.cli.case import LINE, PLAN, RECORDED
from tests.cli.running import CommandLine
from tests.cli.test_terminal import on_terminal
from tests.speaking import speaking

in_a_terminal = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
LONG = " ".join(["Les accès aux digues de la rive droite sont fermés aux promeneurs."] * 4)


@pytest.fixture
def days(drill: CommandLine) -> CommandLine:
    """A drill of two days and two authors, some of it recorded late."""
    drill.at("2020-03-17 09:00").given("log 'Call' --source 'The mayor' --status unverified")
    drill.at("2020-03-17 23:58").given(RECORDED)
    mayor = drill.having("--by", "the mayor")
    mayor.at("2020-03-18 00:02").given("decision suspend D-1 --at 'hier 23:59'")
    mayor.at("2020-03-18 10:00").given("log Late --at 09:00 --received 09:30")
    drill.at("2020-03-18 10:30").given("log Later --at '17/03/2020 12:00'")
    return drill.at("2020-03-18 11:00")


def test_a_day_is_a_heading_and_an_author_is_said_when_it_changes(days: CommandLine) -> None:
    assert days.typed("timeline").done().out.splitlines()[1:] == [
        "",
        "Monday 2020-03-16",
        "1  08:00  exercise register opened: COVID-19 epidemic — the secretary",
        "",
        "Tuesday 2020-03-17",
        "2  09:00  [to be verified] information: Call (source: The mayor)",
        "3  23:58  D-1 adopted: Remote work",
        "",
        "Wednesday 2020-03-18",
        "4  2020-03-17 23:59  D-1 suspended “Remote work” — the mayor",
        "5  09:00  information: Late (received at 09:30, recorded at 10:00)",
        "6  2020-03-17 12:00  information: Later (recorded at 10:30) — the secretary",
    ]


def test_in_the_order_of_the_facts_days_are_theirs(days: CommandLine) -> None:
    lines = days.typed("timeline --order occurred --since '2020-03-17 00:00'").done().lines
    assert lines[1:] == [
        "Tuesday 2020-03-17",
        "2  09:00  [to be verified] information: Call (source: The mayor) — the secretary",
        "6  12:00  information: Later (recorded 2020-03-18 10:30)",
        "3  23:58  D-1 adopted: Remote work",
        "4  23:59  D-1 suspended “Remote work” — the mayor",
        "Wednesday 2020-03-18",
        "5  09:00  information: Late (received at 09:30, recorded at 10:00)",
    ]


def test_what_was_verified_since_says_so_instead(days: CommandLine) -> None:
    days.given("verify 2")
    days.typed("timeline --subject 2").done(
        r"2  09:00  \[verified 2020-03-18 11:00, the secretary, n° 7\] information: Call"
    )


def test_a_confidential_line_says_so(days: CommandLine) -> None:
    days.given("log Offer --confidential")
    days.typed("timeline --last 1").done(r"7  11:00  information, confidential line: Offer")


@pytest.mark.parametrize(
    ("typed", "first"),
    [("2 h", 3), ("2h", 3), ("1 heure", 4), ("90 min", 3), ("1 j", 1), ("01:00", 5), ("0 min", 6)],
)
def test_a_timeline_since_so_long_ago(drill: CommandLine, typed: str, first: int) -> None:
    for clock in ("2020-03-16 12:00", "2020-03-17 00:15", "2020-03-17 00:31", "2020-03-17 01:10"):
        drill.at(clock).given(LINE)
    now = drill.at("2020-03-17 01:31")
    drill.at("2020-03-17 01:31").given(LINE)
    found = [entry["number"] for entry in now.document(f"timeline --since '{typed}'")]
    assert found == [*range(first, 7)]


def test_a_timeline_says_how_the_time_was_understood(days: CommandLine) -> None:
    days.typed("timeline --since '2 h'").done("understood: since today 09:00\n")
    assert "understood" not in days.typed("timeline --since '2020-03-17 10:00'").out
    days.typed("timeline --since '2 eons'").failed(2, "not a time I can read")


@in_a_terminal
@pytest.mark.parametrize("line", ["timeline", "show 2", "audit replay --from 2", "audit diff 1 4"])
def test_no_line_is_wider_than_the_terminal(drill: CommandLine, line: str) -> None:
    drill.at("2020-03-17 09:00")("log", LONG, "--source", LONG).done()
    drill.at("2020-03-17 09:05").given(PLAN, f"decision record '{LONG}' --grounds '{LONG}'")
    with speaking("fr"):
        shown = on_terminal(line, COLUMNS="80", NO_COLOR="1", CRISIS_LOG_LANG="fr")
    lines = shown.replace("\r", "").splitlines()
    assert len(lines) > 8
    assert [one for one in lines if width_of(one) > 80] == []
    assert " ".join(shown.split()).count(LONG) >= 2, "nothing is cut off"


def test_a_replay_tells_in_words_what_each_entry_changed(drill: CommandLine) -> None:
    drill.at("2020-03-17 09:00").given("decision propose 'Close' --legal-basis A", "level Alert")
    drill.at("2020-03-17 10:00").given(
        "decision adopt D-1 --legal-basis A --legal-basis B", "level Crisis"
    )
    assert drill.typed("audit replay --from 4").done().lines[1:] == [
        "Tuesday 2020-03-17",
        "4  10:00  D-1 adopted “Close” — the secretary",
        "          legal basis: “B” added",
        "          status: proposed → adopted on 2020-03-17 10:00",
        "5  10:00  crisis level changed to “Crisis”",
        "          level: Alert → Crisis on 2020-03-17 10:00",
    ]


def test_a_replay_names_what_else_an_entry_changed(drill: CommandLine) -> None:
    drill.at("2020-03-17 09:00").given(RECORDED, "measure order Kits --decision D-1")
    lines = drill.typed("audit replay --from 3").done().lines
    assert "          D-1 · measures: M-1" in lines
    assert "          status: ordered on 2020-03-17 09:00" in lines
    assert not [line for line in lines[3:] if "Kits" in line], "its line says it"


def test_a_comparison_names_each_thing_once(drill: CommandLine) -> None:
    drill.at("2020-03-17 09:00").given(RECORDED, "decision suspend D-1")
    assert drill.typed("audit diff 1 3").done().lines[1:] == [
        "From entry n° 1 to entry n° 3",
        "D-1 · Remote work",
        "  status: adopted on 2020-03-17 09:00 (n° 2)",
        "  status: adopted → suspended on 2020-03-17 09:00 (n° 3)",
    ]
    assert drill.typed("audit diff 3 1").done().lines[2:] == [
        "D-1 · Remote work",
        "  nothing is recorded of it any more",
    ]


def test_an_entry_that_was_struck_says_so_where_it_is_told(drill: CommandLine) -> None:
    drill.at("2020-03-17 09:00").given(RECORDED, "decision suspend D-1", "strike 3 --reason R")
    drill.typed("timeline").done(r"3  09:00  \[struck by n° 4\] D-1 suspended")
    drill.typed("decision show D-1").done(r"3  09:00  \[struck by n° 4\] D-1 suspended")
    told = drill.typed("audit replay --from 4").done().lines
    assert "          D-1 · status: suspended → adopted on 2020-03-17 09:00" in told


def test_a_status_agrees_with_what_it_is_said_of(drill: CommandLine) -> None:
    drill.at("2020-03-17 09:00").given(
        PLAN, "pca activate pca --level 1", "pca lift pca", RECORDED, "decision suspend D-1"
    )
    with speaking("fr"):
        told = drill.typed("audit replay --from 3").done().out
    assert "état : activé → levé le 17/03/2020 09:00" in told.replace("\u00a0", " ")
    assert "état : adoptée → suspendue le 17/03/2020 09:00" in told.replace("\u00a0", " ")


@pytest.mark.parametrize(
    "line", ["audit replay", "audit diff 0 9", *(f"show {n}" for n in range(1, 9))]
)
def test_no_value_is_told_in_the_manner_of_a_program(drill: CommandLine, line: str) -> None:
    drill.at("2020-03-17 09:00").given(
        PLAN,
        "pca activate pca --level 1",
        "pca mission pca asr degraded",
        "pca staffing pca --count on_site=10 --count remote=5",
        "pca staffing pca --count on_site=12 --count remote=5",
        "measure order Kits --indicator kits --target 12 --due 2020-04-01",
        "measure report M-1 --value kits=3",
        "level Alert",
    )
    with speaking("fr"):
        shown = drill.typed(line).done().out
    assert not re.search(r"∅|\[\(|\(\(|\bNone\b|\[\]|\{|\}", shown), shown
