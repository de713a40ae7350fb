"""Instants and dates as people type and read them.

The log keeps UTC instants; people type and read the register's local time.
"""

from crisis_log.when.days import MissingHourError, NotATimeError, RepeatedHourError, Sense
from crisis_log.when.lengths import read_length
from crisis_log.when.shown import (
    end_of,
    is_within,
    offset_of_repeated,
    show_clock,
    show_date,
    show_day_of_week,
    show_duration,
    show_instant,
    show_near_day,
    show_near_instant,
    show_second,
    show_with_offset,
    start_of,
    to_minute,
)
from crisis_log.when.typed import (
    localised,
    parse_date,
    parse_day_or_instant,
    parse_end_of_period,
    parse_instant,
    parse_period,
    parse_since,
    parse_start_of_period,
    read_ago,
    says_all,
    says_day,
)
from crisis_log.when.written import Order, TwoReadingsError, Written, orders_of, read_written

__all__ = [
    "MissingHourError",
    "NotATimeError",
    "Order",
    "RepeatedHourError",
    "Sense",
    "TwoReadingsError",
    "Written",
    "end_of",
    "is_within",
    "localised",
    "offset_of_repeated",
    "orders_of",
    "parse_date",
    "parse_day_or_instant",
    "parse_end_of_period",
    "parse_instant",
    "parse_period",
    "parse_since",
    "parse_start_of_period",
    "read_ago",
    "read_length",
    "read_written",
    "says_all",
    "says_day",
    "show_clock",
    "show_date",
    "show_day_of_week",
    "show_duration",
    "show_instant",
    "show_near_day",
    "show_near_instant",
    "show_second",
    "show_with_offset",
    "start_of",
    "to_minute",
]
