"""A calendar is what RFC 5545 asks for, and says again what the register does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from crisis_log.command import Request
from crisis_log.exchange.icalendar import calendar_file
from crisis_log.exchange.outgoing import Scope
from crisis_log.fact import Refused
from crisis_log.register import Register
from crisis_log.slices import (
    briefing,
    crisis,
    expected_report,
    instruction,
    measure,
    meeting,
    objective,
)
from tests.desk import Desk, local
from tests.speaking import speaking

LONG = "Équiper les agents de l’accueil ; masques, gants\net gel — " + "é" * 200
_LONGEST_LINE = 75
"""In bytes: section 3.1."""


@pytest.fixture
def told(desk: Desk) -> Desk:
    """A desk with something of each kind."""
    desk.record(
        measure.order(
            LONG, owner="DSI", due_on=date(2020, 3, 20), review_on=local("2020-03-18 09:30")
        )
    )
    desk.record(measure.order("Lever", due_on=date(2020, 3, 21)))
    desk.record(measure.lift(2))
    desk.record(objective.set_("Payer", due_on=date(2020, 3, 31)))
    desk.record(instruction.give("Livrer", to=["Dépôt"], due=local("2020-03-16 18:00")))
    desk.record(
        expected_report.expect("Lits", source="ARS", due=local("2020-03-16 20:00"), since=desk.now)
    )
    desk.record(briefing.set_rhythm(times=["08:00"], place="Salle 1", said_at=desk.now))
    desk.record(meeting.open_meeting(agenda=["Météo", "Écoles"], place="Salle 1"))
    desk.record(meeting.close(at=desk.now, next_at=local("2020-03-17 14:00")))
    return desk


def scope(desk: Desk, first: int = 1) -> Scope:
    return Scope(desk.register.account(), lambda *_numbers: iter(()), "calendar", desk.now, first)


def of(desk: Desk, first: int = 1) -> bytes:
    return calendar_file(scope(desk, first)).content


def read_back(content: bytes) -> Any:
    """Return the calendar; what its properties are is for its own types to say."""
    return Calendar.from_ical(content)


def events(content: bytes) -> dict[str, Any]:
    """Return the events read back, by their names in the register."""
    read = read_back(content).walk("VEVENT")
    assert [one.errors for one in read if one.errors] == []
    return {str(one["UID"]).partition("@")[0]: one for one in read}


def test_every_line_is_folded_in_bytes_and_ends_as_it_should(told: Desk) -> None:
    content = of(told)
    lines = content.split(b"\r\n")
    assert lines.pop() == b""
    assert max(map(len, lines)) <= _LONGEST_LINE
    assert all(b"\n" not in line and b"\r" not in line for line in lines)
    content.decode()
    assert all(line.decode() for line in lines)  # no character is cut in two


def test_every_event_has_what_it_must_have_once(told: Desk) -> None:
    content = of(told)
    calendar = read_back(content)
    assert (calendar["VERSION"], calendar["CALSCALE"]) == ("2.0", "GREGORIAN")
    read = calendar.walk("VEVENT")
    assert len({one["UID"] for one in read}) == len(read) == 9
    for one in read:
        single = ("UID", "DTSTAMP", "DTSTART", "SUMMARY", "STATUS", "SEQUENCE", "LAST-MODIFIED")
        assert all(not isinstance(one[name], list) for name in single)
        assert one["UID"].endswith(f"@{told.register.register_id}.crisis-log")
        assert one["DTSTAMP"].to_ical().endswith(b"Z")
    assert content == of(told)


def test_days_are_days_and_instants_are_in_utc(told: Desk) -> None:
    found = events(of(told))
    day = found["measure-1-due_on"]
    assert (day["DTSTART"].dt, day["DTEND"].dt) == (date(2020, 3, 20), date(2020, 3, 21))
    assert day["DTSTART"].params["VALUE"] == "DATE"
    instant = found["measure-1-review_on"]["DTSTART"]
    assert instant.to_ical() == b"20200318T083000Z"
    assert (found["meeting-1"]["DTSTART"].dt, found["meeting-1"]["LOCATION"]) == (
        local("2020-03-16 08:08"),
        "Salle 1",
    )


def test_what_is_repeated_keeps_its_time_where_the_clocks_change(told: Desk) -> None:
    content = of(told)
    daily = events(content)["briefing-8-0800"]
    assert daily["DTSTART"].params["TZID"] == "Europe/Paris"
    assert daily["RRULE"] == {"FREQ": ["DAILY"]}
    (zone,) = read_back(content).walk("VTIMEZONE")
    read, paris = zone.to_tz(lookup_tzid=False), ZoneInfo("Europe/Paris")
    first = datetime(2020, 1, 1, tzinfo=UTC)
    for hour in (first + timedelta(hours=hour) for hour in range(0, 24 * 366, 5)):
        local_time = hour.astimezone(paris)
        if local_time.hour not in {2, 3}:  # hours that are repeated, or that there are not
            assert local_time.replace(tzinfo=read).utcoffset() == local_time.utcoffset()


def test_a_rhythm_that_ended_says_until_when(told: Desk) -> None:
    told.at("2020-03-18 09:00").record(briefing.end_rhythm(said_at=told.now))
    (until,) = events(of(told))["briefing-8-0800"]["RRULE"]["UNTIL"]
    assert until == told.now.replace(microsecond=0)


def test_what_is_moved_is_a_later_version_of_the_same(told: Desk) -> None:
    before = events(of(told))["measure-1-due_on"]
    told.at("2020-03-16 10:00").record(measure.extend(1, due_on=date(2020, 3, 27)))
    after = events(of(told))["measure-1-due_on"]
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["LAST-MODIFIED"].dt > before["LAST-MODIFIED"].dt
    assert after["CREATED"].dt == before["CREATED"].dt


def test_what_is_to_come_rings_and_nothing_else_does(told: Desk) -> None:
    def ringing() -> dict[str, timedelta]:
        return {
            name: alarm["TRIGGER"].dt
            for name, one in events(of(told)).items()
            for alarm in one.walk("VALARM")
        }

    assert ringing() == {
        "measure-1-due_on": timedelta(hours=-15),
        "measure-1-review_on": timedelta(hours=-1),
        "objective-1-due_on": timedelta(hours=-15),
        "instruction-1-due": timedelta(hours=-1),
        "expected_report-1-due": timedelta(hours=-1),
        "briefing-8-0800": timedelta(minutes=-15),
        "briefing-10": timedelta(minutes=-15),
    }
    told.at("2020-03-20 08:00")
    assert set(ringing()) == {"objective-1-due_on", "briefing-8-0800"}


def test_it_speaks_french_says_an_exercise_and_what_became_of_things(told: Desk) -> None:
    with speaking("fr"):
        content = of(told)
        found = events(content)
    assert str(read_back(content)["X-WR-CALNAME"]).startswith("EXERCICE · ")
    assert all(str(one["SUMMARY"]).startswith("EXERCICE · ") for one in found.values())
    assert found["measure-2-due_on"]["SUMMARY"] == "EXERCICE · Annulé\xa0: Échéance M-2\xa0: Lever"
    assert found["measure-2-due_on"]["STATUS"] == "CANCELLED"
    assert found["measure-1-due_on"]["SUMMARY"] == f"EXERCICE · Échéance M-1\xa0: {LONG}"
    assert "Qui\xa0: DSI" in str(found["measure-1-due_on"]["DESCRIPTION"])
    assert "- Écoles" in str(found["meeting-1"]["DESCRIPTION"])


def test_a_long_text_is_whole_in_its_description(told: Desk) -> None:
    text = "Livrer les masques à chaque accueil " * 20
    told.record(instruction.give(text.strip(), to=["Dépôt"], due=local("2020-03-16 18:00")))
    event = events(of(told))["instruction-2-due"]
    assert str(event["SUMMARY"]).endswith("…")
    assert text.strip() in str(event["DESCRIPTION"]).splitlines()


def test_a_register_in_utc_needs_no_time_zone(tmp_path: Path) -> None:
    opening = crisis.open_crisis(title="T", authority="A", timezone="UTC", exercise=True)
    now = local("2020-03-16 08:00")
    Register.create(tmp_path / "utc.crisis", Request(opening, by="x"), clock=lambda: now)
    with Register.open(tmp_path / "utc.crisis", clock=lambda: now) as register:
        register.record(briefing.set_rhythm(times=["08:00"], said_at=now), by="x")
        asked = Scope(register.account(), lambda *_numbers: iter(()), "calendar", now)
        content = calendar_file(asked).content
    assert b"VTIMEZONE" not in content
    assert b"DTSTART:20200316T080000Z" in content


def test_what_did_not_change_since_an_entry_is_left_out_and_nothing_is_refused(told: Desk) -> None:
    assert set(events(of(told, first=9))) == {"meeting-1", "briefing-10"}
    with pytest.raises(Refused, match="No date is recorded there"):
        of(told, first=11)
