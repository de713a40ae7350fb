"""A situation report as an EMSI message: valid, true to the register, and nothing squeezed in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given as for_any
from hypothesis import settings
from jsonschema import Draft7Validator, FormatChecker

from crisis_log.account import HeldInMemory
from crisis_log.exchange.emsi.addresses import Addresses, address
from crisis_log.exchange.emsi.message import Message, Sending, message_of
from crisis_log.exchange.emsi.missions import TYPES
from crisis_log.fact import Refused
from crisis_log.slices import briefing, crisis, decision, indicator, journal, measure
from crisis_log.views.document import Edition
from crisis_log.views.situation_report.report import situation_report
from tests.given import OPENING, Given, given, hour
from tests.histories import History, histories
from tests.histories import told as history_told
from tests.speaking import speaking

SCHEMAS: Final = Path(__file__).with_name("schemas")
HERE, THERE = "fr.gouv.pref78", "fr.health.samu780"
NOW: Final = hour(10)


@pytest.fixture(autouse=True)
def _speak_english(english: None) -> None:
    """Texts and refusals are matched on their English message ids."""


@cache
def schema(name: str) -> Any:
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))


@cache
def validator(name: str) -> Draft7Validator:
    return Draft7Validator(schema(name), format_checker=FormatChecker())


def sent(
    register: Given, types: Mapping[int, str] | None = None, *, is_first: bool = True
) -> Message:
    account = HeldInMemory(register.entries)
    report = situation_report(account, Edition(issued_at=NOW), NOW)
    sending = Sending(Addresses(HERE, THERE), NOW, is_first, types or {})
    return message_of(account.state(), report, sending)


def parts(message: Message) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return the envelope, the header and what is in it; each is valid."""
    envelope = json.loads(message.content)
    validator("EDXL-DE-envelope-only").validate(envelope)
    header = envelope["content"][0]["jsonContent"]["embeddedJsonContent"]["message"]
    validator("RC-DE").validate(header)
    validator("EMSI").validate(header["emsi"])
    return envelope, header, header["emsi"]


def emsi_of(register: Given, types: Mapping[int, str] | None = None) -> dict[str, Any]:
    return parts(sent(register, types))[2]


def test_the_schemas_are_those_of_the_public_sample() -> None:
    sample = json.loads((SCHEMAS / "example-dc.json").read_text(encoding="utf-8"))
    validator("EMSI").validate(sample["emsi"])
    sample["emsi"]["CONTEXT"]["CREATION"] = "2023-11-03T11:10:06Z"
    assert not validator("EMSI").is_valid(sample["emsi"])


def test_the_envelope_and_the_header_say_the_same() -> None:
    message = sent(given())
    envelope, header, emsi = parts(message)
    assert envelope["distributionID"] == header["messageId"] == emsi["CONTEXT"]["ID"]
    assert message.identifier == header["messageId"]
    assert message.identifier.startswith(f"{HERE}_")
    assert envelope["senderID"] == header["sender"]["name"] == HERE
    assert envelope["dateTimeSent"] == header["sentAt"] == emsi["CONTEXT"]["CREATION"]
    assert envelope["distributionKind"] == header["kind"]
    assert envelope["distributionStatus"] == header["status"]
    assert header["recipient"] == [{"name": THERE, "URI": f"hubex:{THERE}"}]
    assert envelope["descriptor"]["explicitAddress"]["explicitAddressValue"] == THERE


def test_the_first_message_alerts_and_those_after_it_update() -> None:
    _envelope, first, alert = parts(sent(given()))
    assert (first["kind"], alert["CONTEXT"]["MSGTYPE"]) == ("Report", "ALERT")
    _envelope, later, update = parts(sent(given(), is_first=False))
    assert (later["kind"], update["CONTEXT"]["MSGTYPE"]) == ("Update", "UPDATE")


def test_the_same_situation_for_the_same_organisation_is_one_message() -> None:
    register = given()
    assert sent(register).identifier == sent(register).identifier
    register.add(journal.log("News"))
    assert sent(register).identifier != sent(given()).identifier


def test_an_exercise_says_so_to_machines_and_to_people() -> None:
    register = Given(OPENING.model_copy(update={"exercise": True}))
    envelope, header, emsi = parts(sent(register))
    assert envelope["distributionStatus"] == header["status"] == "Exercise"
    assert emsi["CONTEXT"]["MODE"] == "EXERCS"
    assert emsi["CONTEXT"]["FREETEXT"].startswith("EXERCISE\n")
    _envelope, header, emsi = parts(sent(given()))
    assert (header["status"], emsi["CONTEXT"]["MODE"]) == ("Actual", "ACTUAL")


def test_times_are_those_of_the_register_with_their_offset() -> None:
    envelope, _header, emsi = parts(sent(given()))
    assert envelope["dateTimeSent"] == "2020-03-16T19:00:00+01:00"
    assert emsi["EVENT"]["DECL_DATIME"] == "2020-03-16T10:00:00+01:00"


def test_utc_is_written_as_the_schema_asks() -> None:
    register = Given(OPENING.model_copy(update={"timezone": "UTC"}))
    assert parts(sent(register))[0]["dateTimeSent"] == "2020-03-16T18:00:00-00:00"


def test_it_is_good_until_the_next_briefing_or_for_a_day() -> None:
    assert parts(sent(given()))[0]["dateTimeExpires"] == "2020-03-17T19:00:00+01:00"
    announced = briefing.schedule(at=NOW + timedelta(hours=3), said_at=hour(2))
    envelope = parts(sent(given(announced)))[0]
    assert envelope["dateTimeExpires"] == "2020-03-16T22:00:00+01:00"
    late = briefing.schedule(at=NOW - timedelta(hours=3), said_at=hour(2))
    assert parts(sent(given(late)))[0]["dateTimeExpires"] == "2020-03-17T19:00:00+01:00"


def test_the_event_has_the_name_and_the_state_of_the_crisis() -> None:
    event = emsi_of(given())["EVENT"]
    assert event["ID"] == "covid-19-0badcafe"
    assert event["MAIN_EVENT_ID"] == f"{HERE}.covid-19-0badcafe"
    assert (event["NAME"], event["STATUS"]) == (OPENING.title, "IPR")
    assert emsi_of(given(crisis.close()))["EVENT"]["STATUS"] == "COM"


def test_what_no_register_knows_is_not_in_it() -> None:
    emsi = emsi_of(given(journal.log("Water rises", line_kind="situation")))
    assert set(emsi) == {"CONTEXT", "EVENT"}
    assert not {"ETYPE", "SCALE", "EGEO", "SOURCE", "CASUALTIES"} & set(emsi["EVENT"])


def test_what_the_lines_tell_was_seen_when_the_last_of_them_happened() -> None:
    assert "OBS_DATIME" not in emsi_of(given())["EVENT"]
    seen = journal.log("Water rises", line_kind="situation")
    assert emsi_of(given(seen))["EVENT"]["OBS_DATIME"] == "2020-03-16T11:00:00+01:00"


def counting(name: str, value: str, scope: str | None = None) -> Given:
    register = given(measure.order("Shelter", indicators=[{"name": name, "scope": scope}]))
    register.add(indicator.report(1, values={name: Decimal(value)}, as_of=hour(2).date()))
    return register


@pytest.mark.parametrize(
    ("name", "group", "field"),
    [
        ("Personnes évacuées", "EVAC", "EVACUATED"),
        ("déplacés", "EVAC", "DISPLACED"),
        ("Disparus", "CASUALTIES", "MISSING"),
        ("triage rouge", "CASUALTIES", "TRIAGERED"),
    ],
)
def test_a_figure_has_the_field_that_says_just_what_it_is(
    name: str, group: str, field: str
) -> None:
    message = sent(counting(name, "12"))
    (told,) = parts(message)[2]["EVENT"][group]
    assert told[field] == 12
    assert "DATIME" not in told  # of a day: no hour is invented
    assert "figures" not in {one.what for one in message.left_out}


@pytest.mark.parametrize(
    ("name", "value", "scope"),
    [
        ("décès", "3", None),
        ("blessés", "3", None),
        ("évacués", "3", "Mantes"),
        ("évacués", "2.5", None),
        ("évacués", "-1", None),
    ],
)
def test_a_figure_that_says_something_else_is_left_out_and_that_is_said(
    name: str, value: str, scope: str | None
) -> None:
    message = sent(counting(name, value, scope))
    assert not {"CASUALTIES", "EVAC"} & set(parts(message)[2]["EVENT"])
    assert [one.things for one in message.left_out if one.what == "figures"] == [1]


def test_a_measure_is_a_mission_only_where_the_sender_says_of_which_type() -> None:
    register = given(measure.order("Pumps to Mantes"), measure.order("Licences"))
    assert "MISSION" not in emsi_of(register)
    message = sent(register, {1: "OPR/LOG"})
    assert parts(message)[2]["MISSION"] == [
        {
            "TYPE": "OPR/LOG",
            "ID": f"{HERE}.covid-19-0badcafe.M-1",
            "ORG_ID": HERE,
            "NAME": "Pumps to Mantes",
            "STATUS": "NST",
        }
    ]
    assert [one.things for one in message.left_out if one.what == "measures"] == [1]


def test_a_mission_says_when_it_began_and_when_it_was_over() -> None:
    register = given(measure.order("Pumps"), indicator.report(1, progress=10, as_of=hour(2)))
    (mission,) = emsi_of(register, {1: "SAV"})["MISSION"]
    assert (mission["STATUS"], mission["START_TIME"]) == ("IPR", "2020-03-16T12:00:00+01:00")
    register.add(measure.complete(1))
    (mission,) = emsi_of(register, {1: "SAV"})["MISSION"]
    assert (mission["STATUS"], mission["END_TIME"]) == ("COM", "2020-03-16T13:00:00+01:00")
    assert mission["START_TIME"] == "2020-03-16T12:00:00+01:00"
    register = given(measure.order("Pumps"), measure.lift(1))
    assert emsi_of(register, {1: "SAV"})["MISSION"][0]["STATUS"] == "CANCLD"


def test_a_measure_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused, match="There is no measure M-7"):
        sent(given(), {7: "SAV"})


def test_the_types_of_missions_are_those_of_the_schema() -> None:
    mission = schema("EMSI")["definitions"]["mission"]["properties"]
    assert sorted(mission["TYPE"]["enum"]) == [*TYPES]


def test_what_is_confidential_does_not_go_out_and_that_is_said() -> None:
    secret = journal.log("The mayor is ill", line_kind="situation", confidential=True)
    message = sent(given(secret, journal.log("Water rises", line_kind="situation")))
    assert b"mayor" not in message.content
    assert "Water rises" in parts(message)[2]["CONTEXT"]["FREETEXT"]
    assert [one.things for one in message.left_out if one.what == "confidential"] == [1]


def test_what_has_no_place_is_said() -> None:
    register = given(
        crisis.change_level("Alert"), decision.record("Remote work"), measure.order("Licences")
    )
    assert {one.what: one.said for one in sent(register).left_out} == {
        "level": "the level of the crisis",
        "decisions": "1 decision",
        "measures": "1 measure (“--as-mission M-1=TYPE” sends one)",
    }


def test_its_language_is_the_one_in_use() -> None:
    with speaking("fr"):
        assert parts(sent(given()))[0]["descriptor"]["language"] == "fr-FR"
    assert parts(sent(given()))[0]["descriptor"]["language"] == "en-GB"


@pytest.mark.parametrize("typed", ["samu", "fr.samu", "FR.health.samu", "fr.health.samu 78", ""])
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="is not the address of an organisation"):
        address(typed)


@for_any(histories)
@settings(max_examples=25)
def test_any_register_makes_a_valid_message(history: History) -> None:
    register = history_told(history)
    account = HeldInMemory(register.entries)
    end = register.entries[-1].recorded_at
    report = situation_report(account, Edition(issued_at=end), end)
    measures = register.state.members(measure.Measure)
    types = {one.number: "OPR/LOG" for one in measures}
    sending = Sending(Addresses(HERE, THERE), end, is_first=True, types=types)
    parts(message_of(register.state, report, sending))


def _keys(told: object) -> Iterator[str]:
    if isinstance(told, dict):
        yield from told
    for part in told.values() if isinstance(told, dict) else told if isinstance(told, list) else ():
        yield from _keys(part)


def test_every_field_of_a_message_is_documented() -> None:
    page = (Path(__file__).parents[3] / "docs" / "emsi.md").read_text(encoding="utf-8")
    register = counting("évacués", "12")
    register.add(journal.log("Water rises", line_kind="situation"))
    envelope = json.loads(sent(register, {1: "SAV"}).content)
    around = {"content", "jsonContent", "embeddedJsonContent", "message", "emsi", "CONTEXT"}
    around |= {"EVENT", "explicitAddressScheme", "explicitAddressValue", "name"}
    assert [key for key in _keys(envelope) if key not in around and key not in page] == []
