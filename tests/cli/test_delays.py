"""`audit delays` at the desk."""

from tests.cli.case import ACTIVE, LINE, ORDERED, PLAN
from tests.cli.running import CommandLine

KEYS = {
    "document",
    "register_id",
    "at",
    "last_entry",
    "decisions",
    "measures",
    "activations",
    "late_entries",
    "summaries",
}


def story(drill: CommandLine) -> CommandLine:
    """Tell of two decisions, a measure and a plan, from Monday 8:00 to Friday 8:00."""
    drill.at("2020-03-16 10:00").given("decision propose Close", "decision propose Open", PLAN)
    drill.at("2020-03-16 12:00").given("decision adopt D-1")
    drill.at("2020-03-16 12:30").given(ACTIVE)
    drill.at("2020-03-17 16:00").given(f"{ORDERED} --decision D-1")
    drill.at("2020-03-17 16:30").given("log Late --at 09:30")
    drill.at("2020-03-18 12:30").given("pca staffing pca --count on_site=5")
    drill.at("2020-03-19 16:00").given("measure complete M-1")
    return drill.at("2020-03-20 10:01")


def test_each_delay_is_told_with_the_entry_that_ended_it(drill: CommandLine) -> None:
    answer = (
        story(drill).typed("audit delays").done("Delays on 2020-03-20 10:01, after entry n° 10")
    )
    first = next(line for line in answer.lines if line.startswith("D-1 "))
    assert "2 h (n° 5)" in first
    assert "1 d 4 h (n° 7)" in first
    assert "3 d 4 h (n° 10)" in first
    second = next(line for line in answer.lines if line.startswith("D-2 "))
    assert "4 d, still running" in second


def test_plans_and_late_entries_are_told(drill: CommandLine) -> None:
    answer = story(drill).typed("audit delays").done()
    assert "2 d (n° 9)" in next(line for line in answer.lines if line.startswith("pca "))
    late = next(line for line in answer.lines if line.startswith("  8"))
    assert "7 h" in late
    assert "information: Late" in late


def test_medians_leave_out_what_runs_on(drill: CommandLine) -> None:
    answer = story(drill).typed("audit delays").done()
    median = next(line for line in answer.lines if "the proposal to the adoption" in line)
    assert median.split()[:4] == ["2", "h", "1", "1"]


def test_json_has_its_documented_keys_and_seconds(drill: CommandLine) -> None:
    document = story(drill).document("audit delays")
    assert set(document) == KEYS
    first, second = document["decisions"]
    assert first["delays"]["proposal_to_adoption"] == {"duration": 7200, "start": 2, "end": 5}
    assert second["delays"]["proposal_to_adoption"]["end"] is None
    assert document["late_entries"][0]["lag"] == 7 * 3600


def test_an_empty_register_is_a_sentence_and_no_empty_table(desk: CommandLine) -> None:
    answer = desk.given(LINE).typed("audit delays")
    assert answer.done().lines == [
        "Nothing to time yet: no decision, no measure, no plan, no late entry."
    ]


def test_what_there_is_none_of_has_no_table(desk: CommandLine) -> None:
    out = desk.given(ORDERED).typed("audit delays").done().out
    assert "\nMeasures\n" in out
    assert "\nDecisions\n" not in out
    assert "Plans, from" not in out
    assert "\nEntries recorded late\n" not in out
