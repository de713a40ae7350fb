"""The watch is handed over with its brief, taken over, and the brief shown again."""

import pytest

from tests.cli.running import CommandLine


@pytest.fixture
def night(drill: CommandLine) -> CommandLine:
    """A drill at the end of a night: something is asked, something to be verified."""
    now = drill.at("2020-03-18 07:00")
    now.given("level Alert", "log 'Blankets, please' --kind request --source Mayor")
    now.given("log 'A rumour' --status unverified", "log 'Water rises' --kind situation")
    return drill.at("2020-03-18 08:00").having("--by", "Night watch")


def test_the_brief_is_printed_once_the_handover_is_recorded(night: CommandLine) -> None:
    answer = night.typed("handover --to 'Day watch'").done("n° 6 · P-1, watch handed over by Night")
    for says in (
        "Handover P-1 · 2020-03-18 08:00 · the log up to n° 5",
        "since 2020-03-16 08:00, the opening of the register",
        "  5  2020-03-18 07:00  situation: Water rises",
        "n° 3  2020-03-18 07:00  Mayor  Blankets, please",
        "n° 4  2020-03-18 07:00  A rumour",
    ):
        assert says in answer.out, answer.out
    for told in ("Blankets, please", "A rumour", "Water rises", "Alert"):
        assert answer.out.count(told) == 1, told


def test_for_programs_the_brief_is_in_the_document_of_the_entry(night: CommandLine) -> None:
    document = night.document("handover give --to 'Day watch' --from 'Night team'")
    assert document["label"] == "P-1"
    brief = document["brief"]
    assert (brief["from_function"], brief["position"]) == ("Night team", 5)
    assert [one["number"] for one in brief["news"]] == [5]
    assert night.document("handover show")["brief"] == brief


def test_a_request_repeated_answers_with_the_same_brief(night: CommandLine) -> None:
    line = "handover --to 'Day watch' --request-id one"
    first = night.document(line)
    night.given("log Later")
    assert night.document(line)["brief"] == first["brief"]


def test_a_handover_waits_in_the_state_until_it_is_accepted(night: CommandLine) -> None:
    night.given("handover --to 'Day watch'")
    assert "P-1  2020-03-18 08:00  Day watch  handed over by Night watch" in night.typed(
        "state"
    ).done().line_of("P-1")
    day = night.at("2020-03-18 08:05").given("handover accept")
    assert "P-1" not in day.typed("state").out
    day.typed("handover show P-1").done("accepted +2020-03-18 08:05, by Day watch .entry 7.")
    assert day.document("handover list")[0]["status"] == "accepted"


def test_the_next_brief_begins_where_this_one_ends(night: CommandLine) -> None:
    night.given("handover --to 'Day watch'")
    day = night.at("2020-03-18 08:05").having("--by", "Day watch")
    day.given("handover accept p1", "log 'Water falls'")
    answer = night.at("2020-03-18 20:00").having("--by", "Day watch")
    told = answer.typed("handover --to 'Night watch'").done().out
    assert "since 2020-03-18 08:05, by handover P-1" in told
    assert "Water falls" in told
    assert "Water rises" not in told
    assert "Blankets, please" in told


def test_of_many_lines_the_brief_shows_those_that_matter(drill: CommandLine) -> None:
    now = drill.at("2020-03-18 07:00")
    now.given(*(f"log 'Call {number}'" for number in range(16)))
    now.given("log 'A key point' --tag point-clé", "decision record Evacuate")
    told = now.typed("handover --to 'Day watch'").done().out
    assert "2 other lines of the journal are in the timeline." in told
    for says, is_there in (("Call 1\n", False), ("Call 2\n", True), ("A key", True)):
        assert (says in told) == is_there, says
    assert "D-1 adopted: Evacuate" in told


def test_whom_the_cell_does_not_have_is_named(night: CommandLine) -> None:
    night.given("cell appoint 'Night watch'")
    night.typed("handover --to 'Day watch'").done("outside the crisis cell: “Day watch”")


def test_a_group_with_a_default_still_tells_its_commands(desk: CommandLine) -> None:
    desk.typed("handover --help").done("(?s)accept.*give.*list.*show")
    desk.typed("handover nothing").failed(2, "No such command")
