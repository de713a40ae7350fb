"""The calendar goes out as any other file for other tools does: noted, then handed out."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from pathlib import Path

from icalendar import Calendar

from tests.cli.running import CommandLine, size

MEASURE = "measure order Masks --due 2099-03-20 --owner DSI"


def test_it_is_written_by_the_ending_of_its_file_and_noted(desk: CommandLine) -> None:
    desk.given(MEASURE)
    told = desk.document("export --output crisis.ics")
    content = Path("crisis.ics").read_bytes()
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert event.decoded("DTSTART") == date(2099, 3, 20)
    assert (told["what"], told["format"], told["rows"]) == ("calendar", "ics", 1)
    assert told["sha256"] == sha256(content).hexdigest()
    assert desk.document("timeline")[-1]["kind"] == "register.exported.v1"


def test_the_same_dates_make_the_same_bytes(desk: CommandLine) -> None:
    desk.given(MEASURE, "export --format ics --output first.ics")
    desk.given("export --format ics --output second.ics")
    assert Path("first.ics").read_bytes() == Path("second.ics").read_bytes()


def test_a_register_without_dates_has_none_and_nothing_is_noted(desk: CommandLine) -> None:
    before = size()
    desk.typed("export --format ics").failed(1, "No date is recorded there")
    desk.given(MEASURE)
    desk.typed("export --format ics --what entries").failed(2, "ics cannot hold that")
    assert (size(), [*Path().glob("*.ics")]) == (before + 1, [])


def test_only_what_changed_since_an_entry_goes_out(desk: CommandLine) -> None:
    desk.given(MEASURE, "objective set Pay --due 2099-03-31")
    assert desk.document("export --since-entry 3 --output new.ics")["rows"] == 1
    assert b"Pay" in Path("new.ics").read_bytes()


def test_a_closed_crisis_still_gives_its_calendar_out(desk: CommandLine) -> None:
    desk.given(MEASURE, "close --yes").typed("export --output closed.ics").done()


def test_an_exercise_says_so_in_its_name_and_in_each_event(drill: CommandLine) -> None:
    drill.at("2020-03-16 08:10").given("briefing at 08:00 18h30")
    drill.at("2020-03-16 08:20").given("export --output drill.ics")
    calendar = Calendar.from_ical(Path("drill.ics").read_bytes())
    assert str(calendar["X-WR-CALNAME"]) == "EXERCISE · COVID-19 epidemic"
    names = [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")]
    assert names == ["EXERCISE · Briefing", "EXERCISE · Briefing"]
