"""Which days does a week of ISO 8601 have, and what is it called?"""

from datetime import date, timedelta
from typing import Annotated, Final

from pydantic import Field

from crisis_log.fact import Frozen

_SUNDAY: Final = 7
_WEEK: Final = timedelta(weeks=1)


class IsoWeek(Frozen):
    """A week of ISO 8601, Monday to Sunday."""

    year: int
    number: Annotated[int, Field(ge=1, le=53)]

    @classmethod
    def of(cls, day: date) -> "IsoWeek":
        """Return the week that `day` lies in."""
        calendar = day.isocalendar()
        return cls(year=calendar.year, number=calendar.week)

    @property
    def label(self) -> str:
        """The name of ISO 8601: `2020-W13`."""
        return f"{self.year}-W{self.number:02}"

    @property
    def monday(self) -> date:
        """Its first day."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        """Its last day."""
        return date.fromisocalendar(self.year, self.number, _SUNDAY)

    @property
    def days(self) -> tuple[date, ...]:
        """Its seven days."""
        return tuple(self.monday + timedelta(days=n) for n in range(_SUNDAY))

    def plus(self, weeks: int) -> "IsoWeek":
        """Return the week that comes `weeks` later."""
        return IsoWeek.of(self.monday + weeks * _WEEK)
