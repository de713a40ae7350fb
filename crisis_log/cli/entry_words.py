"""An entry in words: its line, its headline, its times."""

from datetime import date

from crisis_log import when
from crisis_log.cli import output
from crisis_log.cli.session import Session
from crisis_log.entry import Entry
from crisis_log.language import _
from crisis_log.outcome import present


def confirm_noted(session: Session) -> None:
    """Print a line for each entry that the run recorded beside what it was asked for."""
    for entry in present().recorded:
        output.line(confirmed_line(session, entry))


def confirmed_line(session: Session, entry: Entry, more: str = "") -> str:
    """Return the line of an entry that was recorded, with `more` at its end."""
    exercise = _("EXERCISE") if session.crisis.exercise else ""
    return " · ".join(filter(None, [exercise, entry_line(session, entry), more]))


def entry_line(session: Session, entry: Entry) -> str:
    """Return `n° 42 · D-3 adoptée · 18/03/2020 18:30`."""
    number = _("n° {number}").format(number=entry.number)
    return " · ".join([number, headline(session, entry), _times(session, entry)])


def headline(session: Session, entry: Entry) -> str:
    """Return the headline of an entry, with its date of effect if it has one."""
    effective_at = getattr(entry.fact, "effective_at", None)
    said = entry.fact.headline()
    if effective_at is None:
        return said
    return _("{headline}, with effect from {time}").format(
        headline=said, time=session.show_instant(effective_at)
    )


def _times(session: Session, entry: Entry) -> str:
    """Return when the fact happened, when it was received, and recorded if much later."""
    more = other_times(session, entry)
    occurred = session.show_instant(entry.occurred_at)
    return f"{occurred} ({', '.join(more)})" if more else occurred


def other_times(session: Session, entry: Entry, day: date | None = None) -> list[str]:
    """Return when it was received, if at another time, and recorded, if much later.

    The recording of the `day` that is told is told without it.
    """
    more = []
    received, occurred = map(session.show_instant, (entry.received_at, entry.occurred_at))
    if received not in {"", occurred}:
        more.append(_received(session, entry))
    if entry.is_late and session.day_of(entry.recorded_at) == day:
        clock = when.show_clock(entry.recorded_at, session.zone)
        more.append(_("recorded at {clock}").format(clock=clock))
    elif entry.is_late:
        more.append(_("recorded {time}").format(time=session.show_instant(entry.recorded_at)))
    return more


def _received(session: Session, entry: Entry) -> str:
    """Return when it was received, without the day where that is the day of the fact."""
    at, happened = entry.received_at or entry.occurred_at, entry.occurred_at
    if session.day_of(at) == session.day_of(happened):
        return _("received at {clock}").format(clock=when.show_clock(at, session.zone))
    return _("received {time}").format(time=session.show_instant(at))
