"""A situation report as one message: the event in EMSI, its header, and the EDXL-DE envelope."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from crisis_log.command import Known
from crisis_log.exchange.emsi.addresses import Addresses, explicit, system
from crisis_log.exchange.emsi.event import event_of, figures
from crisis_log.exchange.emsi.instants import instant_text
from crisis_log.exchange.emsi.left_out import LeftOut, left_out
from crisis_log.exchange.emsi.missions import missions
from crisis_log.language import _, current
from crisis_log.slices import crisis
from crisis_log.views.situation_report.report import SituationReport

_LASTS: Final = timedelta(days=1)
"""How long a situation is good for, where the next briefing does not say it."""
_LANGUAGES: Final = {"fr": "fr-FR", "en": "en-GB"}
_RESTRICTED: Final = "RESTRC"
"""The only classification that the French systems send each other."""


class Sending(NamedTuple):
    """How a message is sent: between whom, when; `is_first` where none went out before.

    `types` are those of missions, by the numbers of the measures that are sent as such.
    """

    addresses: Addresses
    at: datetime
    is_first: bool
    types: Mapping[int, str] = {}


class Message(NamedTuple):
    """A message under its id, as JSON, and what has no place in it."""

    identifier: str
    content: bytes
    left_out: list[LeftOut]


def message_of(known: Known, report: SituationReport, sending: Sending) -> Message:
    """Return a situation report as a message; `known` is the state of which it tells.

    The same situation for the same organisation is one message, whenever it is sent.

    Raises:
        Refused: a measure that is to be sent as a mission is not there.

    """
    zone, sender = crisis.current(known).zone, sending.addresses.sender
    identifier = f"{sender}_{_unique(report, sending.addresses)}"
    event_id = f"{sender}.{report.register_id}"
    told = figures([*report.leading, *report.indicators])
    emsi: dict[str, Any] = {
        "CONTEXT": _context(report, sending, identifier, zone),
        "EVENT": event_of(report, event_id, told, zone),
    }
    if done := [*missions(known, sending.types, event_id, sender, report.cut_off)]:
        emsi["MISSION"] = done
    header = _header(report, sending, identifier, zone)
    expires = instant_text(_expires(report, sending), zone)
    content = json.dumps(_enveloped(header, emsi, expires), ensure_ascii=False, indent=2) + "\n"
    return Message(identifier, content.encode(), left_out(report, told, sending.types))


def _unique(report: SituationReport, addresses: Addresses) -> str:
    about = (report.register_id, report.known_upto, report.cut_off.isoformat(), *addresses)
    return str(uuid5(NAMESPACE_URL, json.dumps(about)))


def _context(
    report: SituationReport, sending: Sending, identifier: str, zone: ZoneInfo
) -> dict[str, Any]:
    return {
        "ID": identifier,
        "MODE": "EXERCS" if report.exercise else "ACTUAL",
        "MSGTYPE": "ALERT" if sending.is_first else "UPDATE",
        "CREATION": instant_text(sending.at, zone),
        "SECLASS": _RESTRICTED,
        "FREETEXT": "\n".join(_said(report)),
        "ORIGIN": {"ORG_ID": sending.addresses.sender, "NAME": report.authority.name},
    }


def _said(report: SituationReport) -> Iterator[str]:
    """Return what the report says at its beginning; nothing could mark a part as confidential."""
    if report.exercise:
        yield _("EXERCISE")
    for one in report.synthesis:
        if not one.confidential:
            yield one.text


def _header(
    report: SituationReport, sending: Sending, identifier: str, zone: ZoneInfo
) -> dict[str, Any]:
    return {
        "messageId": identifier,
        "sender": system(sending.addresses.sender),
        "sentAt": instant_text(sending.at, zone),
        "kind": "Report" if sending.is_first else "Update",
        "status": "Exercise" if report.exercise else "Actual",
        "recipient": [system(sending.addresses.recipient)],
    }


def _expires(report: SituationReport, sending: Sending) -> datetime:
    """Return when the next briefing will have something else to say."""
    expected = report.next_briefing and report.next_briefing.at
    return expected if expected and expected > sending.at else sending.at + _LASTS


def _enveloped(header: dict[str, Any], emsi: dict[str, Any], expires: str) -> dict[str, Any]:
    """Return a message in its envelope, which repeats what its header says."""
    (recipient,) = header["recipient"]
    return {
        "distributionID": header["messageId"],
        "senderID": header["sender"]["name"],
        "dateTimeSent": header["sentAt"],
        "dateTimeExpires": expires,
        "distributionStatus": header["status"],
        "distributionKind": header["kind"],
        "descriptor": {
            "language": _LANGUAGES[current()],
            "explicitAddress": explicit(recipient["name"]),
        },
        "content": [{"jsonContent": {"embeddedJsonContent": {"message": header | {"emsi": emsi}}}}],
    }
