"""Deadlines: a thing is overdue from the day after its deadline on, while it waits to be done."""

from datetime import date


def days_past(due_on: date | None, day: date) -> int:
    """Return how many days after a deadline `day` is; 0 by the deadline, or where there is none."""
    return max((day - due_on).days, 0) if due_on else 0


def is_past(due_on: date | None, day: date) -> bool:
    """Whether `day` is after a deadline, if there is one."""
    return days_past(due_on, day) > 0
