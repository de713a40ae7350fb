"""Where a weekly report stands in the series of those that were issued."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.reports.documents.making import Making
from crisis_log.slices.issued_report import (
    ReportIssued,
    Status,
    definitive,
    definitive_before,
    find,
    label,
    newest,
    outdated,
)
from crisis_log.slices.settings import SettingChanged
from crisis_log.views.document import Edition
from crisis_log.views.errata.erratum import Erratum
from crisis_log.views.errata.report import told_again
from crisis_log.views.iso_week import IsoWeek
from crisis_log.views.known_now import account_about
from crisis_log.views.log_of_week import Told, log_since
from crisis_log.views.weekly.report import WeeklyReport

_NOTHING_TOLD: Final = Told(0, datetime.min.replace(tzinfo=UTC))
"""What was told before a first report."""


def check_untold(making: Making, week: IsoWeek, end: datetime) -> None:
    """Refuse a week that a definitive report tells already, its own or that of a later one."""
    if making.edition.number is None or making.rectifies or making.again:
        return
    told = next((one for one in definitive(making.known) if one.cut_off >= end), None)
    if told:
        raise Refused(
            _(
                "{label} tells the week {week} already; if it has to change, use “report rectify "
                "{label}”."
            ).format(label=label(told.number), week=week.label)
        )


def edition(making: Making, week: IsoWeek, end: datetime) -> Edition:
    """Return as what the report appears: provisional or not, and in place of which ones."""
    plain = making.edition
    if plain.number is None or making.again:
        return plain
    replaced = making.rectifies
    is_early = replaced.status == "provisional" if replaced else plain.issued_at <= end
    status: Status = "provisional" if is_early else "final"
    ended = outdated(making.known, status, week.label, end)
    others = tuple(number for number in ended if number != plain.rectifies)
    return plain.model_copy(update={"provisional": is_early, "replaces": others})


def told_elsewhere(making: Making, report: WeeklyReport) -> dict[str, Any]:
    """Return what is read beside the week of `report`: what was shown before, and came after."""
    since = tuple(_since_provisional(making, report)) if report.replaces else ()
    return {"since_provisional": since, "recorded_since": tuple(_recorded_since(making, report))}


def _recorded_since(making: Making, report: WeeklyReport) -> Iterator[int]:
    """Return the entries recorded after the week that tell of it: the next report tells them."""
    about = account_about(making.account, report.period.cut_off)
    for entry in about.entries(report.known_upto):
        if not isinstance(entry.fact, SettingChanged):
            yield entry.number


def _since_provisional(making: Making, report: WeeklyReport) -> Iterator[Erratum]:
    """Return what the provisional report that `report` replaces showed, and that has changed."""
    shown = find(making.known, report.replaces[-1]).issued
    told = Told(shown.known_upto, shown.cut_off)
    log = log_since(making.account.upto(report.known_upto), told, report.period.cut_off)
    said = {(one.what, one.about, one.day) for one in report.errata}
    return (one for one in told_again(log) if (one.what, one.about, one.day) not in said)


def previous(making: Making, end: datetime) -> Told | None:
    """Return what the definitive report of an earlier week told, None for a draft without one."""
    last = _made_after(making, end) or definitive_before(making.known, end)
    if last is not None:
        earlier = definitive_before(making.known, last.cut_off)
        after = earlier.known_upto if earlier else 0
        now = newest(making.known, last.number)
        return Told(
            last.known_upto,
            last.cut_off,
            last.number,
            after,
            now if now != last.number else None,
        )
    return None if making.edition.number is None else _NOTHING_TOLD


def _made_after(making: Making, end: datetime) -> ReportIssued | None:
    """Return the report after which one that is made again began.

    Older versions began after the last report, even if it was issued before its week was over.
    """
    if not (making.again and making.again.first_entry):
        return None
    last = making.again.first_entry - 1
    told = (one.issued for one in making.issued("weekly"))
    before = [one for one in told if one.known_upto == last and one.cut_off < end]
    return max(before, key=lambda one: (one.status == "final", one.cut_off), default=None)
