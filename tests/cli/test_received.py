"""--received: when the cell learnt of what it records, the third time of an entry."""

import re

from tests.cli.case import LINE, PLAN
from tests.cli.running import CommandLine
from tests.cli.tree import TREE, option_names


def test_what_was_received_had_happened_by_then(drill: CommandLine) -> None:
    late = drill.at("2020-03-18 18:30")
    late.typed(f"{LINE} --received 14:05").done()
    shown = late.document("show 2")
    assert shown["occurred_at"] == shown["received_at"] == "2020-03-18T13:05:00.000000Z"


def test_every_fact_of_a_request_was_received_then(drill: CommandLine) -> None:
    late = drill.at("2020-03-18 18:30").given("decision record Older --at 16:00")
    typed = "decision record Newer --supersedes D-1 --at 17:00 --received 18:00"
    received = [entry["received_at"] for entry in late.document(typed)]
    assert received == ["2020-03-18T17:00:00.000000Z"] * 2


def test_the_three_times_are_shown_where_they_differ(drill: CommandLine) -> None:
    late = drill.at("2020-03-18 18:30")
    times = "--at 'hier 23:10' --received 06:15"
    line = late.typed(f"{LINE} {times}").done().out
    assert "2020-03-17 23:10 (received 2020-03-18 06:15, recorded 2020-03-18 18:30)" in line
    assert "2020-03-18 06:15" in late.typed("timeline").out
    assert re.search(r"\nreceived at +2020-03-18 06:15\n", late.typed("show 2").out)
    same_day = late.typed(f"{LINE} --at 18:05 --received 18:20").done()
    assert "· 2020-03-18 18:05 (received at 18:20, recorded 2020-03-18 18:30)" in same_day.out
    soon = late.typed(f"{LINE} --at 18:20 --received 18:20").done()
    assert soon.line_of("n° 4").endswith(" · 2020-03-18 18:20"), "they are the same"
    assert "received at today 18:20" in soon.out


def test_a_reception_is_typed_as_all_times_are(drill: CommandLine) -> None:
    late = drill.at("2020-03-18 18:30")
    late.typed(f"{LINE} --received soon").failed(2, "soon")
    late.typed(f"{LINE} --received 19:00").failed(1, "cannot be recorded before")


def test_the_day_of_a_count_is_that_on_which_it_was_received(drill: CommandLine) -> None:
    later = drill.given(PLAN).at("2020-03-18 09:00")
    later.given("pca staffing pca --count on_site=40 --received 'hier 18:00'")
    assert later.document("show 3")["fact"]["day"] == "2020-03-17"


def test_a_briefing_comes_after_its_announcement_was_received(drill: CommandLine) -> None:
    later = drill.at("2020-03-18 15:00").given("briefing next 14:00 --received 13:00")
    assert later.document("show 2")["fact"]["at"] == "2020-03-18T14:00:00+01:00"
    later.typed("briefing next 12:30 --received 13:00").failed(1, "comes after 2020-03-18 13:00")


def test_it_stands_beside_the_hour_of_every_fact_but_the_opening() -> None:
    options = {verb: option_names(command) for verb, command in TREE.items()}
    dated = {verb for verb in TREE if "--at" in options[verb]} - {"board"}  # which is somewhere
    assert {verb for verb in dated if "--received" not in options[verb]} == {"open"}
    assert "measure order" in dated
