"""What clocks contradict: the register's own, those of authorities, and the present one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from crisis_log.audit.finding import Notice
from crisis_log.audit.seal_check import Stamped
from crisis_log.language import _
from crisis_log.storage import Examination

TOLERATED_LEAD: Final = timedelta(seconds=5)
"""By how much a clock may be ahead of another without a word."""


def check_clocks(
    seen: Examination, size: int, stamped: Sequence[Stamped], now: datetime
) -> Iterator[Notice]:
    """Return what is dated after an instant by which it was there: a stamp, or `now`."""
    yield from _ahead_of_stamps(seen, stamped)
    yield from _ahead_of_now(seen, size, stamped, now)


def _ahead_of_stamps(seen: Examination, stamped: Sequence[Stamped]) -> Iterator[Notice]:
    """Return the entries whose recording is dated after a stamp of a log that held them."""
    for size, at in stamped:
        entry = seen.entry(size)
        if entry is not None and entry.recorded_at - at > TOLERATED_LEAD:
            yield Notice(
                entry=size,
                meaning=_(
                    "Recorded at {recorded}, but stamped by an authority at {stamped}: the "
                    "system's clock was ahead, or the timestamp is false."
                ).format(recorded=entry.recorded_at.isoformat(), stamped=at.isoformat()),
            )


def _ahead_of_now(
    seen: Examination, size: int, stamped: Sequence[Stamped], now: datetime
) -> Iterator[Notice]:
    """Return what bears a time to come; of entries, whose times increase, the last alone."""
    latest = now + TOLERATED_LEAD
    last = seen.entry(size)
    if last is not None and last.recorded_at > latest:
        what = _("The last entry is dated {time}, which is yet to come: {why}.")
        yield _to_come(what, size, last.recorded_at)
    for row in seen.checkpoints():
        with suppress(ValueError):
            kept = row.checkpoint()
            if kept.made_at > latest:
                what = _("A stored checkpoint is dated {time}, which is yet to come: {why}.")
                yield _to_come(what, kept.size, kept.made_at)
    for covered, at in stamped:
        if at > latest:
            what = _("A timestamp bears {time}, which is yet to come: {why}.")
            yield _to_come(what, covered, at)


def _to_come(what: str, entry: int, time: datetime) -> Notice:
    why = _("a clock is wrong, that of then or that of now")
    return Notice(entry=entry, meaning=what.format(time=time.isoformat(), why=why))
