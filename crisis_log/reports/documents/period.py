"""Which stretch of the log is meant: days by the time of recording."""

from datetime import date, datetime

from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.register import Register
from crisis_log.reports.documents.catalogue import AboutPeriod
from crisis_log.slices import crisis
from crisis_log.when import show_date


def about_period(
    register: Register, since: date | None, until: date | None, now: datetime
) -> AboutPeriod:
    """Return the stretch from the day `since` to the day `until`, both included.

    Raises:
        Refused: it is turned round, ended before the register was opened, or has not begun.

    """
    zone = crisis.current(register.state()).zone
    opened = register.entry(1).recorded_at.astimezone(zone).date()
    if since and until and since > until:
        raise Refused(
            _("The period ends on {until}, before it begins on {since}.").format(
                since=show_date(since), until=show_date(until)
            )
        )
    if until and until < opened:
        raise Refused(
            _("The period ended before the register was opened, on {day}.").format(
                day=show_date(opened)
            )
        )
    if since and since > now.astimezone(zone).date():
        raise Refused(
            _("The period begins on {day}; it can be reported from then on.").format(
                day=show_date(since)
            )
        )
    return AboutPeriod(since=since, until=until)
