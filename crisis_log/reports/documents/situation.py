"""The situation report: which one it is, and since when things are new."""

from typing import Any, Final
from zoneinfo import ZoneInfo

from crisis_log.language import _
from crisis_log.reports.documents.making import AboutAll, Kind, Made, Making, Naming
from crisis_log.slices.issued_report import IssuedReport, name_of
from crisis_log.views.situation_report.report import SituationReport, last_point, situation_report


def build(making: Making, _asked: AboutAll) -> Made[SituationReport]:
    """Return the situation at the instant of the edition.

    Raises:
        Refused: the crisis began after that.

    """
    points = making.issued("situation")
    last = last_point(points, making.cut_off)
    report = situation_report(
        making.account,
        making.edition,
        making.cut_off,
        last,
        _ordinal(making, points),
        newest=making.newest,
    )
    return Made(report.model_copy(update={"known_upto": making.position}), making.cut_off)


def _ordinal(making: Making, points: list[IssuedReport]) -> int:
    """Return which situation report it is; one that replaces another has the place of that."""
    first = [one.issued for one in points if one.issued.rectifies is None]
    told_before = [fact for fact in first if fact.cut_off < making.cut_off]
    return len(told_before) + 1


def context(report: SituationReport, _zone: ZoneInfo) -> dict[str, Any]:
    """Return what the templates of the page may use beside what all templates may."""
    from crisis_log.reports.documents.point_page import context as of_page

    return of_page(report)


def words() -> Naming:
    """Return what people call it."""
    return Naming(
        title=name_of("situation"),
        summary=_("The situation report, on one page."),
    )


DOCUMENT: Final = Kind("situation", AboutAll, build, context, "situation.html", words)
