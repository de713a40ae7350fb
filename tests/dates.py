"""Days and instants that the examples share, all in March 2020."""

from datetime import UTC, date, datetime
from typing import Final

MARCH_17: Final = date(2020, 3, 17)
MARCH_18: Final = date(2020, 3, 18)
MARCH_31: Final = date(2020, 3, 31)


def noon(day: int) -> datetime:
    """Return noon UTC of that day of March 2020."""
    return datetime(2020, 3, day, 12, tzinfo=UTC)
