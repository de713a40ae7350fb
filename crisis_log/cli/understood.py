"""How what was typed was understood, where it could be understood in another way."""

from datetime import date, datetime, timedelta, tzinfo
from typing import Final

from crisis_log.language import _
from crisis_log.when import Sense, says_all, says_day, show_near_day, show_near_instant
from crisis_log.words import enumerate_parts, field_name, is_worded

_SAID: Final = frozenset({"at", "as_of", "day"})
"""Options whose times the headline of what is recorded tells: they need no name."""


class Understood:
    """What one run read of the numbers and the times that were typed, to confirm it.

    `numbers` are sentences about those typed in another way than they are written. `close_to` is
    the number of a line that says nearly what a new one says.
    """

    def __init__(self) -> None:
        self.numbers: list[str] = []
        self.close_to: int | None = None
        self._times: dict[str, str] = {}

    def number(self, typed: str, read: str) -> None:
        """Remember how a number was read."""
        if typed != read:
            self.numbers.append(
                _("“{typed}” was read as {number}.").format(typed=typed, number=read)
            )

    def instant(
        self,
        name: str,
        typed: str,
        instant: datetime,
        now: datetime,
        zone: tzinfo,
        sense: Sense = None,
    ) -> None:
        """Remember the instant that the option `name` gave, if it did not name it in full.

        A time of day that is not in the `sense` of the option is one of the day beside.
        """
        if says_all(typed, with_time=True):
            return
        self._times[name] = show_near_instant(instant, now, zone)
        is_elsewhere = instant > now if sense == "past" else instant < now
        if sense and is_elsewhere and not says_day(typed):
            day = timedelta(days=-1 if sense == "past" else 1)
            beside = instant.astimezone(zone) + day
            self._times[name] = _("{time}, or “{other}”?").format(
                time=self._times[name], other=show_near_instant(beside, now, zone)
            )

    def day(self, name: str, typed: str, day: date, today: date) -> None:
        """Remember the day that the option `name` gave, if it did not name it in full."""
        if not says_all(typed, with_time=False):
            self._times[name] = show_near_day(day, today)

    @property
    def times(self) -> str:
        """What is said of times; nothing where all were typed in full."""
        read = [f"{_named(name)}{time}" for name, time in self._times.items()]
        return _("understood: {times}").format(times=enumerate_parts(read)) if read else ""


def _named(option: str) -> str:
    """Return what goes before the time that an option gave: what people call its field."""
    if option in _SAID:
        return ""
    names = (name for name in (option, f"{option}_at") if is_worded(name))
    return "".join(f"{field_name(name)} " for name in names)
