"""The record of decisions: those with an entry in the period, each with its history."""

from typing import Any, Final
from zoneinfo import ZoneInfo

from crisis_log.language import _
from crisis_log.reports.documents.making import AboutPeriod, Kind, Made, Making, Naming
from crisis_log.slices.issued_report import name_of
from crisis_log.views.decisions_record import DecisionsRecord, decisions_record


def build(making: Making, asked: AboutPeriod) -> Made[DecisionsRecord]:
    """Return the record of the decisions that have an entry in the period.

    Raises:
        Refused: the crisis began after the instant whose situation is told.

    """
    record = decisions_record(
        making.account.entries(), making.edition, making.cut_off, asked.since, asked.until
    )
    known = record.model_copy(update={"known_upto": making.position})
    return Made(known, making.cut_off)


def context(_record: DecisionsRecord, _zone: ZoneInfo) -> dict[str, Any]:
    """Return what the templates of a record may use beside what all templates may."""
    return {}


def words() -> Naming:
    """Return what people call it."""
    return Naming(
        title=name_of("decisions"),
        summary=_("The record of decisions, each with its history."),
    )


DOCUMENT: Final = Kind("decisions", AboutPeriod, build, context, "decisions.html", words)
