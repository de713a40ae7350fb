"""Numbers of a spreadsheet as people see them there: instants, codes such as `007`, shares."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from crisis_log.exchange.table import Value

BUILT_IN: Final = {
    9: "0%",
    10: "0.00%",
    **dict.fromkeys((*range(14, 18), *range(27, 32), 36, *range(50, 59)), "dd/mm/yyyy"),
    **dict.fromkeys((*range(18, 22), *range(32, 36), 45, 47), "hh:mm"),
    22: "dd/mm/yyyy hh:mm",
    46: "[h]:mm:ss",
}
"""Formats that files name by a number alone: ECMA-376, 18.8.30."""
_TOKEN: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|.', re.DOTALL)
_ELAPSED: Final = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_PLACES: Final = "0#"
_SHOWN: Final = " -/()+"
"""Signs that a format shows as they are."""
_DIGITS: Final = 15
"""As many as spreadsheets keep of a number: what follows is the dirt of binary fractions."""
MIDNIGHT, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - local times
_FALSE_LEAP_DAY: Final = 60
"""The 29th of February 1900, which spreadsheets have and calendars do not."""
_AFTER_LAST: Final = 2_958_466
_FIRST_YEAR: Final = 366
"""In days: what shows a time alone, and is longer than a day, is no instant of 1900."""
_DAY: Final = 86_400_000

Reader = Callable[[str], Value]
"""Returns the value of a number as it is stored."""


def number(text: str) -> int | Decimal:
    """Return a number as people see it, without the dirt of binary fractions.

    Raises:
        ValueError: it is none.

    """
    with suppress(ValueError):
        return int(text)
    value = Decimal(f"{float(text):.{_DIGITS}g}")
    if not value.is_finite():
        raise ValueError(text)
    return int(value) if value == value.to_integral_value() else value


def reader(code: str, *, is_1904: bool = False) -> Reader:
    """Return how a number is read that is shown in the format `code`."""
    tokens = _TOKEN.findall(code.partition(";")[0])
    signs = "".join(token for token in tokens if len(token) == 1).lower()
    if _ELAPSED.search(code):
        return _elapsed
    if "general" not in signs and any(sign in signs for sign in "dmyhs"):
        has_day = any(sign in signs for sign in ("d", "y", "mmm"))
        has_time = any(sign in signs for sign in "hs")
        return _instants(has_day=has_day, has_time=has_time, is_1904=is_1904)
    if "%" in signs:
        return share
    return _codes(tokens) or number


def _elapsed(text: str) -> Value:
    if not abs(float(text)) < _AFTER_LAST:
        return number(text)
    return timedelta(milliseconds=round(float(text) * _DAY))


def share(text: str) -> str:
    """Return a share as people see it: 0.5 is `50 %`, so that nobody takes it for a half of one."""
    return f"{number(str(float(text) * 100))} %"


def _instants(*, has_day: bool, has_time: bool, is_1904: bool) -> Reader:
    """Return how a number is read that is shown as a day, a time, or both."""
    never = None if is_1904 else _FALSE_LEAP_DAY

    def read(text: str) -> Value:
        days = float(text)
        passed = timedelta(milliseconds=round(days * _DAY))
        if not 0 <= days < _AFTER_LAST or int(days) == never:
            return number(text)
        if has_time and not has_day and days < _FIRST_YEAR:
            return passed if passed.days else (MIDNIGHT + passed).time()
        if days < 1 and not is_1904:
            return (MIDNIGHT + passed).time() if has_time else number(text)
        epoch = _EPOCH_1904 if is_1904 else MIDNIGHT
        moment = epoch + passed + timedelta(days=not is_1904 and days < _FALSE_LEAP_DAY)
        return moment if has_time or passed % timedelta(days=1) else moment.date()

    return read


def _codes(tokens: Sequence[str]) -> Reader | None:
    """Return how a number is read that is shown with zeros before, or in groups from the first."""
    shown = [part.strip('"').removeprefix("\\") for part in tokens]
    digits = [part for part in tokens if part in _PLACES]
    are_known = all(part in _PLACES + _SHOWN or part[0] in '"\\' for part in tokens)
    if not are_known or digits[:1] != ["0"] or len(digits) == 1:
        return None

    def read(text: str) -> Value:
        value = number(text)
        if not isinstance(value, int) or value < 0:
            return value
        left, parts = str(value), list[str]()
        places = len(digits)
        for part, sign in zip(reversed(tokens), reversed(shown), strict=True):
            if part in _PLACES:
                places -= 1
                taken = left if not places else left[-1:]
                left = left[: len(left) - len(taken)]
                parts.append(taken or part.replace("#", ""))
            else:
                parts.append(sign)
        return "".join(reversed(parts)).strip()

    return read
