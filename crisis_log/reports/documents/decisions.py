"""The record of decisions: which are told, and the words it is told in."""

from typing import Any
from zoneinfo import ZoneInfo

from crisis_log.reports.documents.catalogue import AboutPeriod, Made, Making
from crisis_log.views.decisions_record import DecisionsRecord, decisions_record


def build(making: Making, asked: AboutPeriod) -> Made:
    """Return the record of the decisions that have an entry in the period.

    Raises:
        Refused: the crisis began after the instant whose situation is told.

    """
    record = decisions_record(
        making.entries(), making.edition, making.cut_off, asked.since, asked.until
    )
    known = record.model_copy(update={"known_upto": making.position})
    return Made(known, making.cut_off)


def context(_record: DecisionsRecord, _zone: ZoneInfo) -> dict[str, Any]:
    """Return what the templates of a record may use beside what all templates may."""
    return {}
