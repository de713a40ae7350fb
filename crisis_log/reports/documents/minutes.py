"""The minutes of a meeting: their model, and the words they are told in."""

from typing import Any, Final
from zoneinfo import ZoneInfo

from crisis_log.language import _
from crisis_log.reports.documents.making import AboutMeeting, Kind, Made, Making, Naming
from crisis_log.slices.cell import place
from crisis_log.slices.issued_report import name_of
from crisis_log.views.errata.erratum import Erratum
from crisis_log.views.minutes.report import Minutes, minutes


def build(making: Making, asked: AboutMeeting) -> Made[Minutes]:
    """Return the minutes of a meeting.

    Raises:
        Refused: there is no such meeting, or it is open and its minutes are to be issued.

    """
    told = minutes(
        making.account,
        making.edition,
        asked.meeting,
        making.cut_off,
        without_confidential=asked.without_confidential,
    )
    return Made(told, making.cut_off)


def context(told: Minutes, _zone: ZoneInfo) -> dict[str, Any]:
    """Return what the templates of minutes may use beside what all templates may."""
    return {
        "title": _("Minutes of the meeting {label}").format(label=told.label),
        "place_in_cell": place,
    }


def words() -> Naming:
    """Return what people call it."""
    return Naming(
        title=name_of("minutes"),
        summary=_("What was told, decided and asked at a meeting of the crisis cell."),
    )


def showed(told: Minutes, changed: Erratum) -> bool:
    """Whether minutes show what has changed: nothing that is left out of them is told so."""
    entries = {line.number for item in told.items for line in item.entries}
    decisions = {decision.label for decision in told.decisions}
    return changed.about in decisions or not entries.isdisjoint(changed.shown_by)


DOCUMENT: Final = Kind(
    "minutes", AboutMeeting, build, context, "minutes.html", words, showed=showed
)
