"""How often the crisis cell meets: every so many minutes, or at times of the day."""

from datetime import datetime, time, timedelta, tzinfo
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from crisis_log.fact import Frozen
from crisis_log.language import _, counted
from crisis_log.when import show_duration, to_minute
from crisis_log.words import join

MOST: Final = timedelta(days=7)
Minutes = Annotated[int, Field(ge=1, le=MOST // timedelta(minutes=1))]
ClockTime = Annotated[str, StringConstraints(pattern=r"^(?:[01][0-9]|2[0-3]):[0-5][0-9]$")]
"""A time of the day as the clocks of the register show it: `08:00`."""


class Rhythm(Frozen):
    """Every so many minutes after the last one, or else at these times of each day."""

    every_minutes: Minutes | None = None
    times: tuple[ClockTime, ...] = ()

    def words(self) -> str:
        """Return it as people say it: `toutes les 4 heures`, `à 08:00 et 18:00`."""
        if self.every_minutes:
            hours, minutes = divmod(self.every_minutes, 60)
            if not minutes:
                return counted("every hour", "every {count} hours", hours)
            interval = timedelta(minutes=self.every_minutes)
            return _("every {duration}").format(duration=show_duration(interval))
        return _("at {times}").format(times=join(self.times)) if self.times else ""

    def first_after(self, instant: datetime, zone: tzinfo) -> datetime | None:
        """Return when the first meeting comes after the one at `instant`."""
        if self.every_minutes:
            interval = timedelta(minutes=self.every_minutes)
            return (to_minute(instant) + interval).astimezone(zone)
        today = instant.astimezone(zone).date()
        coming = (
            datetime.combine(today + timedelta(days=days), time.fromisoformat(clock), zone)
            for days in (0, 1)
            for clock in sorted(self.times)
        )
        return next((at for at in coming if at.timestamp() > instant.timestamp()), None)

    def next_from(self, due: datetime, instant: datetime, zone: tzinfo) -> datetime | None:
        """Return the first meeting after `instant`, where one was `due` by then."""
        if not self.every_minutes:
            return self.first_after(instant, zone)
        interval = timedelta(minutes=self.every_minutes)
        return (due + ((instant - due) // interval + 1) * interval).astimezone(zone)
