"""The record of decisions: those with an entry in the period, each with its history."""

from typing import Any, Final
from zoneinfo import ZoneInfo

from crisis_log.language import _
from crisis_log.reports.documents.making import AboutPeriod, Kind, Made, Making, Naming
from crisis_log.reports.documents.sheets import evenly
from crisis_log.slices.issued_report import name_of
from crisis_log.views.decisions_record import DecisionsRecord, decisions_record
from crisis_log.views.record_chapters import history, record_chapters


def build(making: Making, asked: AboutPeriod) -> Made[DecisionsRecord]:
    """Return the record of the decisions that have an entry in the period.

    Raises:
        Refused: the crisis began after the instant whose situation is told.

    """
    record = decisions_record(
        making.account, making.edition, making.cut_off, asked.since, asked.until
    )
    known = record.model_copy(update={"known_upto": making.position})
    return Made(known, making.cut_off)


def parts(record: DecisionsRecord) -> int:
    """Return how many parts it is made in: its cover, its chapters and sheets, when it is long."""
    sheets = len(evenly(record_chapters(record).overview.others))
    return sheets + 2 if sheets else 1


def context(record: DecisionsRecord, _zone: ZoneInfo) -> dict[str, Any]:
    """Return what the templates of a record may use beside what all templates may."""
    shown = record_chapters(record)
    return {
        "shown": shown,
        "other_sheets": evenly(shown.overview.others),
        "history": history,
    }


def words() -> Naming:
    """Return what people call it."""
    return Naming(
        title=name_of("decisions"),
        summary=_("The record of decisions, each with its history."),
    )


DOCUMENT: Final = Kind("decisions", AboutPeriod, build, context, "decisions.html", words, parts)
