"""The weekly report: what came after that of an earlier week, up to the end of its own."""

from functools import partial
from itertools import groupby
from typing import Any, Final
from zoneinfo import ZoneInfo

from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.reports.documents import series
from crisis_log.reports.documents.asking import first_week, parse_week
from crisis_log.reports.documents.making import AboutWeek, Kind, Made, Making, Naming
from crisis_log.reports.documents.sheets import Sheet, even_sheets, evenly
from crisis_log.slices import crisis
from crisis_log.slices.issued_report import name_of
from crisis_log.views.weekly.chapters import Chapters, Other, chapters, others, quiet
from crisis_log.views.weekly.key_points import KeyPoint
from crisis_log.views.weekly.log import is_news
from crisis_log.views.weekly.report import WeeklyReport, weekly
from crisis_log.when import end_of, show_date, start_of

_LONG: Final = 330
"""Characters of a key point, where all of them have room on the first page together."""
_ROOM: Final = 1500
_LISTED: Final = 3
"""Decisions submitted, and plans, that the first page lists: a line each."""
_SHORT: Final = 180
_LINE: Final = 90
"""Characters of a line of the first page, and of each point where its head is long."""
_REASON: Final = 180
_TITLE: Final = 80


def build(making: Making, asked: AboutWeek) -> Made[WeeklyReport]:
    """Return the report of a week; an issued one begins where the last definitive one ended.

    That is the last one of an earlier week. What is issued before its week is over is
    provisional, and tells the same as the definitive one will, as far as it is known.

    Raises:
        Refused: the week ended before the register was opened, or has not begun, or a
            definitive report tells it already.

    """
    week, opened = parse_week(asked.week), first_week(making.account)
    zone = crisis.current(making.known).zone
    if week.monday < opened.monday:
        raise Refused(
            _(
                "The week {week} ended before the register was opened; its first week is {first}."
            ).format(week=week.label, first=opened.label)
        )
    if start_of(week.monday, zone) > making.edition.issued_at:
        raise Refused(
            _("The week {week} begins on {day}; it can be reported from then on.").format(
                week=week.label, day=show_date(week.monday)
            )
        )
    end = making.cut_off if making.rectifies else end_of(week.sunday, zone)
    series.check_untold(making, week, end)
    edition = series.edition(making, week, end)
    report = weekly(making.account, week, edition, series.previous(making, end), making.replaced)
    if edition.number and not making.rectifies:
        report = report.model_copy(update=series.told_elsewhere(making, report))
    return Made(report, report.period.cut_off, report.first_entry)


def parts(report: WeeklyReport) -> int:
    """Return how many parts it is made in: its cover, its chapters and sheets, when it is long."""
    log, rest = len(log_sheets(report)), len(other_sheets(report, chapters(report)))
    return 2 + max(log, 1) + rest if max(log, rest) > 1 else 1


def log_sheets(report: WeeklyReport) -> list[Sheet]:
    """Return what its log tells on the sheets that hold it."""
    return even_sheets(list(filter(is_news, report.log)))


def other_sheets(
    report: WeeklyReport, shown: Chapters
) -> list[list[tuple[str, tuple[Other, ...]]]]:
    """Return what the chapters leave out on the sheets that hold it, kind by kind."""
    return [
        [(kind, tuple(lines)) for kind, lines in groupby(sheet, key=lambda other: other.kind)]
        for sheet in evenly(others(report, shown))
    ]


def context(report: WeeklyReport, zone: ZoneInfo) -> dict[str, Any]:
    """Return what the templates of a weekly report may use beside what all templates may."""
    # Babel is slow to import, and JSON needs none of it
    from crisis_log.reports.charts import weekly as charts
    from crisis_log.reports.page import wording

    shown = chapters(report)
    return {
        "week": report.period.week,
        "shown": shown,
        "quiet": quiet(report, shown),
        "detailed": bool(report.plans or report.measures.all or report.measures.indicators),
        "left_out": shown.leaves_out,
        "other_sheets": other_sheets(report, shown),
        "sheets": log_sheets(report),
        "settings": [line.number for line in report.log if not is_news(line)],
        "figure_label": partial(wording.figure_label, several=len(report.plans) > 1),
        "beginning": partial(beginning, report),
        "brief": brief,
        "reason": wording.first_sentences(report.reason or "", _REASON),
        **charts.context(report, shown, zone),
    }


def beginning(report: WeeklyReport, point: KeyPoint) -> tuple[str, bool]:
    """Return the first sentences of a key point of `report`, and whether that is all of it.

    All of them stay on the first page. Lists of names are short enough as they are.
    """
    from crisis_log.reports.page.wording import first_sentences

    if point.kind in {"decision", "measure"}:
        return point.text, True
    head = _lines_of_head(report)
    listed = len(report.decisions.expected[:_LISTED]) + len(report.plans[:_LISTED])
    told = sum(len(one.text) for one in report.key_points)
    fits = told + (head + listed) * _LINE <= _ROOM
    return first_sentences(point.text, _LONG if fits else _LINE if head > 1 else _SHORT)


def _lines_of_head(report: WeeklyReport) -> int:
    """Return the lines by which the head of an issued report is longer than that of a draft."""
    rectifies = 4 if report.rectifies else 0
    series = (report.replaces, report.previous, report.recorded_since)
    return rectifies + sum(map(bool, series)) + (0 if report.period.complete else 2)


def brief(title: str, *, few: bool = False) -> str:
    """Return a title as the first page has room for it, more for a few; chapters tell it whole."""
    from crisis_log.reports.page.wording import first_sentences

    text, whole = first_sentences(title, _SHORT if few else _TITLE)
    return text if whole else f"{text} …"


def words() -> Naming:
    """Return what people call it."""
    return Naming(
        title=name_of("weekly"),
        summary=_(
            "The weekly report; by default of the last complete week. What is issued before its "
            "week is over is provisional."
        ),
    )


DOCUMENT: Final = Kind("weekly", AboutWeek, build, context, "weekly.html", words, parts)
