"""What a cell of an OpenDocument spreadsheet holds, from what it says and what it shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Final

from crisis_log.exchange.reading.number_format import MIDNIGHT, number, share
from crisis_log.exchange.reading.rows import text_value
from crisis_log.exchange.table import Value

_DURATION: Final = re.compile(r"(-?)PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?")
_CODE: Final = re.compile(r"0[\d /-]*\d")
"""What people see where a number is shown with zeros before, or in groups: `007`, `06 12 …`."""
_MILLISECOND: Final = timedelta(milliseconds=1)
_DAY: Final = len("2026-11-24")


def value_of(cell: Mapping[str, str], shown: str) -> Value:
    """Return the value of a cell from its attributes and the text that people see in it.

    Raises:
        ValueError: it is not written as the format says.

    """
    match cell.get("value-type"):
        case "float" | "currency":
            return shown if _CODE.fullmatch(shown) else number(cell["value"])
        case "percentage":
            return share(cell["value"])
        case "date":
            return _moment(cell["date-value"])
        case "time":
            return _time(cell["time-value"])
        case "boolean":
            return cell["boolean-value"] == "true"
        case _:
            return text_value(shown or cell.get("string-value", ""))


def _moment(text: str) -> date | datetime:
    if len(text) <= _DAY:
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text).replace(tzinfo=None)
    dirt = timedelta(microseconds=moment.microsecond)
    return moment - dirt + timedelta(milliseconds=round(dirt / _MILLISECOND))


def _time(text: str) -> time | timedelta:
    """Return a time of the day; 24 hours and more are a duration."""
    found = _DURATION.fullmatch(text)
    if not found:
        raise ValueError(text)
    sign, hours, minutes, seconds = found.groups(default="0")
    passed = timedelta(
        hours=int(hours),
        minutes=int(minutes),
        milliseconds=round(float(seconds.replace(",", ".")) * 1000),
    )
    if sign == "-":
        return -passed
    return passed if passed.days else (MIDNIGHT + passed).time()
