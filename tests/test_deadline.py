"""A thing is overdue from the day after its deadline on."""

from datetime import date

import pytest

from crisis_log.deadline import days_past, is_past

DUE = date(2020, 3, 20)


@pytest.mark.parametrize(
    ("due_on", "day", "days"),
    [
        (DUE, date(2020, 3, 19), 0),
        (DUE, DUE, 0),
        (DUE, date(2020, 3, 21), 1),
        (DUE, date(2020, 4, 1), 12),
        (None, date(2020, 4, 1), 0),
    ],
)
def test_a_deadline_is_past_from_the_day_after_it_on(
    due_on: date | None, day: date, days: int
) -> None:
    assert days_past(due_on, day) == days
    assert is_past(due_on, day) is (days > 0)
