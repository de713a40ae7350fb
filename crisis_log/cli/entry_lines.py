"""Entries as lines: one a fact where it fits, under the day; who recorded it, when that changes."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from crisis_log import when
from crisis_log.cli import output
from crisis_log.cli.entry_words import other_times
from crisis_log.cli.session import Session
from crisis_log.entry import Entry
from crisis_log.language import _
from crisis_log.views.timeline import Order
from crisis_log.words import author

_CLOCK: Final = len("18:30")
_GAP: Final = "  "


class EntryLines:
    """Prints entries one after the other, the last of which is number `last`.

    Days are those of what orders the entries: of their recording, or of their facts. The time
    of the fact goes before each, with its day where that is another.
    """

    def __init__(self, session: Session, last: int, order: Order = "recorded") -> None:
        self._session = session
        self._order = order
        self._digits = len(str(last))
        self._day: date | None = None
        self._by = ("", "")

    def show(
        self, entry: Entry, words: str, beneath: Iterable[str] = (), *, whose: str = ""
    ) -> None:
        """Print an entry that says `words`, with further lines beneath; and `whose`, of several."""
        by_recording = self._order == "recorded"
        day = self._session.day_of(entry.recorded_at if by_recording else entry.occurred_at)
        if day != self._day:
            output.heading(when.show_day_of_week(day))
            self._day = day
        time = self._time(entry.occurred_at, day)
        said = [words, *self._other_times(entry, day), *self._author(entry, whose)]
        before = f"{whose}{_GAP}" if whose else ""
        head = f"{before}{entry.number:>{self._digits}}{_GAP}{time:<{_CLOCK}}{_GAP}"
        indent = len(before) + self._digits + _CLOCK + 2 * len(_GAP)
        output.hanging(head + " ".join(said), indent)
        for line in beneath:
            output.hanging(" " * indent + line, indent + len(_GAP))

    def _time(self, instant: datetime, day: date) -> str:
        """Return a time of `day` without it, any other with its own."""
        if self._session.day_of(instant) != day:
            return self._session.show_instant(instant)
        return when.show_clock(instant, self._session.zone)

    def _other_times(self, entry: Entry, day: date) -> list[str]:
        """Return when it was received, and recorded where that is much later, in brackets."""
        other = other_times(self._session, entry, day)
        return [f"({', '.join(other)})"] if other else []

    def _author(self, entry: Entry, whose: str) -> list[str]:
        """Return who recorded it, where it is somebody else than before."""
        by = author(entry)
        if (whose, by) == self._by:
            return []
        self._by = whose, by
        return [_("— {author}").format(author=by)]
