"""Deadlines: a day, or an instant of it, by which a thing is to be done.

It is overdue once its deadline is past, while it waits to be done: from the day after that day
on, or once that instant has gone by.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Annotated, Final

from pydantic import Field

from crisis_log.fact import Content, Fact, LocalInstant, upcast
from crisis_log.when import show_date, show_instant

Due = Annotated[LocalInstant | date, Field(union_mode="left_to_right")]
"""A day, or an instant as the clocks of the register show it: `"2020-03-20"`, or
`"2020-03-20T18:00:00+01:00"`. An instant of Python is a date to it, too: ask for it first."""
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


def day_of(due: Due) -> date:
    """Return the day of a deadline."""
    return due.date() if isinstance(due, datetime) else due


def is_past(due: Due | None, instant: datetime, zone: tzinfo) -> bool:
    """Whether a deadline, if there is one, is past at `instant`."""
    if due is None:
        return False
    if isinstance(due, datetime):
        return due < instant
    return due < instant.astimezone(zone).date()


def time_since(due: Due, instant: datetime, zone: tzinfo) -> timedelta:
    """Return how long after a deadline `instant` is, in whole days where that is a day.

    It is negative before the deadline.
    """
    if isinstance(due, datetime):
        return instant - due
    return instant.astimezone(zone).date() - due


def days_past(due: Due | None, instant: datetime, zone: tzinfo) -> int:
    """Return how many days a deadline is past at `instant`, 0 for hours or where it is not."""
    return time_since(due, instant, zone).days if due and is_past(due, instant, zone) else 0


def in_order(due: Due | None) -> datetime:
    """Return what deadlines are in order by: until when each is kept, by the local clock."""
    if due is None:
        return _NEVER
    if isinstance(due, datetime):
        return due.replace(tzinfo=UTC)
    return datetime.combine(due, time.max, UTC)


def read_due(text: str) -> Due:
    """Return a deadline from its text in JSON."""
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def were_whole_days(*kinds: tuple[str, type[Fact]]) -> None:
    """Declare that the dates of older kinds were whole days, as those of the newer may be."""
    for older, newer in kinds:
        upcast(older, to=newer.kind)(_unchanged)


def _unchanged(content: Content) -> Content:
    return content


def show_due(due: Due, zone: tzinfo | None = None) -> str:
    """Return a deadline as people write it: `20/03/2020`, `20/03/2020 18:00`.

    In the hour that the clocks of `zone` repeat, an instant says its offset.
    """
    if isinstance(due, datetime):
        return show_instant(due, zone or due.tzinfo or UTC)
    return show_date(due)
