"""What is common to all recording commands: the line, --at, --request-id, --note, closing."""

import re
import sqlite3
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.cli.case import LINE, RECORDED
from tests.cli.running import OPENING, CommandLine, size
from tests.storage.failing import failing_commit, failure

PARIS = ZoneInfo("Europe/Paris")


def test_recording_names_entry_fact_and_time_and_beneath_what_it_holds(drill: CommandLine) -> None:
    answer = drill.at("2020-03-18 18:30").typed(RECORDED).done()
    assert answer.out == "EXERCISE · n° 2 · D-1 adopted · 2020-03-18 18:30\n  Remote work\n"


def test_in_a_real_crisis_the_line_begins_with_the_number(desk: CommandLine) -> None:
    said = desk.typed(RECORDED).lines[0]
    assert re.fullmatch(r"n° 2 · D-1 adopted · [-\d]{10} [\d:]{5}", said)


def test_the_confirmation_is_one_line_whatever_was_typed(desk: CommandLine) -> None:
    assert len(desk("level", "Alert\nn° 99 · D-3 adopted").done().lines) == 1


def test_recording_in_json_answers_with_the_entry(drill: CommandLine) -> None:
    document = drill.at("2020-03-18 18:30").document(f"{RECORDED} --at '18/03 14h05'")
    assert document == {
        "number": 2,
        "kind": "decision.adopted.v3",
        "subject": "decision/1",
        "label": "D-1",
        "recorded_at": "2020-03-18T17:30:00.000000Z",
        "occurred_at": "2020-03-18T13:05:00.000000Z",
        "received_at": None,
        "sentence": "D-1 adopted: Remote work",
        "notices": ["understood: today 14:05"],
        "surprises": [],
    }


def test_a_command_that_makes_several_entries_answers_with_a_list(desk: CommandLine) -> None:
    desk.given(RECORDED)
    entries = desk.document("decision record Newer --supersedes D-1")
    assert [(entry["number"], entry["label"]) for entry in entries] == [(3, "D-2"), (4, "D-1")]


@pytest.mark.parametrize(
    ("typed", "utc"),
    [
        ("14:05", "2020-03-18T13:05:00"),
        ("14h05", "2020-03-18T13:05:00"),
        ("14h", "2020-03-18T13:00:00"),
        ("hier 18:30", "2020-03-17T17:30:00"),
        ("yesterday 18:30", "2020-03-17T17:30:00"),
        ("avant-hier à 9h", "2020-03-16T08:00:00"),
        ("18/03/2020 18h30", "2020-03-18T17:30:00"),
        ("1/2/2020 8:05", "2020-02-01T07:05:00"),
        ("17/03 18h30", "2020-03-17T17:30:00"),
        ("2020-03-18T18:30", "2020-03-18T17:30:00"),
        ("2020-03-18 18:30:15", "2020-03-18T17:30:15"),
        ("2020-03-18T18:30+00:00", "2020-03-18T18:30:00"),
        ("2020-03-18T18:30Z", "2020-03-18T18:30:00"),
    ],
)
def test_the_time_of_the_fact_is_read_in_the_zone_of_the_register(
    drill: CommandLine, typed: str, utc: str
) -> None:
    entry = drill.at("2020-03-18 20:00").document(f"log Fact --at '{typed}'")
    assert entry["occurred_at"] == f"{utc}.000000Z"


def test_by_default_a_fact_happens_when_it_is_recorded(drill: CommandLine) -> None:
    entry = drill.at("2020-03-18 20:00").document(LINE)
    assert entry["occurred_at"] == entry["recorded_at"] == "2020-03-18T19:00:00.000000Z"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("sometime", "“sometime” is not a time I can read; write for example"),
        ("25:00", "“25:00” is not a time I can read"),
        ("31/02/2020 10:00", "is not a time I can read"),
        ("2020-03-18", "gives no time of day; write for example “2020-03-18 14:05”"),
        ("", "gives no time of day"),
        ("29/03/2020 02:30", "does not exist: the clocks went forward"),
        ("27/10/2019 02:30", r"happened twice: .*2019-10-27 02:30\+02:00 or "),
    ],
)
def test_a_time_that_cannot_be_read_is_wrong_usage(
    desk: CommandLine, typed: str, says: str
) -> None:
    desk("log", "Fact", "--at", typed).failed(2, says)
    assert size() == 1


@pytest.mark.parametrize("typed", ["demain 10:00", "31/12/2098 10:00", "2098-12-31T10:00:00Z"])
def test_a_fact_to_come_is_refused(desk: CommandLine, typed: str) -> None:
    desk("log", "Fact", "--at", typed).failed(1, "before it happened; check its date and time")
    assert size() == 1


def test_a_late_entry_shows_both_times(drill: CommandLine) -> None:
    late = drill.at("2020-03-18 20:00").typed(f"{LINE} --at 19:00")
    late.done(r"2020-03-18 19:00 \(recorded 2020-03-18 20:00\)")


def test_an_entry_made_within_a_quarter_of_an_hour_shows_one_time(drill: CommandLine) -> None:
    drill.at("2020-03-18 20:00").typed(f"{LINE} --at 19:45").done(r"· 2020-03-18 19:45\n")


def test_without_a_simulated_clock_the_time_of_recording_is_the_present(desk: CommandLine) -> None:
    recorded = datetime.fromisoformat(desk.document(LINE)["recorded_at"])
    assert abs(datetime.now(PARIS) - recorded) < timedelta(minutes=1)


def test_a_repeated_request_answers_with_the_entry_already_made(desk: CommandLine) -> None:
    first = desk.typed(f"{LINE} --request-id a1").done("n° 2 · information")
    desk.given("log Between")
    again = desk.typed(f"{LINE} --request-id a1").done("n° 2 · information · .* already recorded")
    assert again.lines[0].startswith(first.lines[0])
    assert size() == 3


def test_a_repeated_request_answers_so_even_when_it_would_now_be_refused(desk: CommandLine) -> None:
    desk.given(f"{LINE} --request-id a1", "close")
    desk.typed(f"{LINE} --request-id a1").done("n° 2 .* already recorded")


def test_a_repeated_request_of_several_entries_answers_with_all_of_them(desk: CommandLine) -> None:
    desk.given(RECORDED)
    request = "decision record Newer --supersedes D-1 --request-id a1"
    assert desk.document(request) == desk.document(request)
    assert size() == 4


def test_a_refused_request_can_be_made_again(desk: CommandLine) -> None:
    desk.typed("verify 2 --request-id a1").failed(1, "There is no entry n° 2")
    desk.given(LINE)
    desk.typed("verify 2 --request-id a1").done("n° 3 · line 2 verified")


def test_a_repeated_opening_answers_with_the_opening_already_made(nothing: CommandLine) -> None:
    request = f"{OPENING} --request-id a1"
    first = nothing.document(request)
    assert nothing.document(request) == first
    nothing.typed(request).done("n° 1 · register opened · .* already recorded")
    assert size() == 1


def test_an_opening_of_another_request_leaves_the_register_as_it_is(nothing: CommandLine) -> None:
    nothing.given(f"{OPENING} --request-id a1")
    nothing.typed(f"{OPENING} --request-id a2").failed(4, "already exists")
    assert size() == 1


def test_a_note_is_kept_and_shown(desk: CommandLine) -> None:
    desk.given(f"{LINE} --note 'From memory'")
    assert desk.document("show 2")["note"] == "From memory"
    desk.typed("timeline").done(r"A first line \[From memory\]")
    desk.typed("show 2").done("note +From memory")


def test_the_opening_keeps_its_note_and_its_time(nothing: CommandLine) -> None:
    nothing.given(f"{OPENING} --at '16/03/2020 08h00' --note 'By decree'")
    entry = nothing.document("show 1")
    assert (entry["note"], entry["occurred_at"]) == ("By decree", "2020-03-16T07:00:00.000000Z")


def test_a_text_can_come_from_standard_input(desk: CommandLine) -> None:
    desk("log", "-", stdin="Première ligne\nSeconde".encode()).done("n° 2")
    assert desk.document("show 2")["fact"]["text"] == "Première ligne\nSeconde"


def test_standard_input_that_is_empty_or_not_text_is_refused(desk: CommandLine) -> None:
    desk("log", "-", stdin=b"").failed(1, "text: some text is needed")
    desk("log", "-", stdin=b"\xe9").failed(2, "not UTF-8")
    assert size() == 1


def test_an_outcome_that_is_unknown_is_settled_by_the_request_that_is_named(
    desk: CommandLine,
) -> None:
    with failing_commit(failure(sqlite3.SQLITE_IOERR_FSYNC), takes_effect=True):
        answer = desk.typed(LINE).failed(4, "It is not known whether this was recorded")
    named = re.search(r"--request-id \w+", answer.err)
    assert named
    desk.typed(f"{LINE} {named[0]}").done("already recorded")
    assert size() == 2
