"""Numbers that people type after a command: counts, figures, shares, hours, times of the day."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

import click
from typing_extensions import override

from crisis_log.cli.present import current_session
from crisis_log.cli.typed import Typed
from crisis_log.language import _, whole
from crisis_log.numbers import NotANumberError, check_range, is_whole, parse_number, parse_whole
from crisis_log.when import show_duration
from crisis_log.words import number_text

_MOST_AGENTS: Final = 10_000_000


class Whole(Typed[int]):
    """A whole number within bounds, written as every number is."""

    name = "integer"

    def __init__(self, least: int, most: int) -> None:
        self._least, self._most = least, most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        try:
            return parse_whole(value, self._least, self._most)
        except NotANumberError as error:
            return self.fail(str(error), param, ctx)


class Percent(Whole):
    """A whole share of a hundred: `65`, `65%` or `65 %`."""

    name = "percent"

    def __init__(self) -> None:
        super().__init__(0, 100)

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        return super().convert(value.strip().removesuffix("%"), param, ctx)


class Hours(Typed[timedelta]):
    """A stretch of time in hours, `36` or `1,5`; ten years is the longest."""

    name = "hours"
    _most: Final = 87_600

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        try:
            hours = parse_number(value)
            check_range(value, hours, 0, self._most)
        except NotANumberError as error:
            self.fail(str(error), param, ctx)
        return timedelta(hours=float(hours))


def _hours(written: re.Match[str]) -> int:
    """Return how many hours are written: “every hour” is one."""
    return 1 if written[1] == "" else int(written[1] or 0)


class Interval(Typed[timedelta]):
    """A stretch of time of whole minutes, within bounds: `4h`, `1 h 30`, `90 min`."""

    name = "interval"
    _written: Final = re.compile(
        r"(?:(\d{1,4}|(?=hour|heure)) ?(?:h|hours?|heures?))? ?"
        r"(?:(\d{1,4}) ?(?:min|mn|minutes?)?)?",
        re.ASCII | re.IGNORECASE,
    )

    def __init__(self, least: timedelta, most: timedelta) -> None:
        self._least, self._most = least, most

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        if isinstance(value, timedelta):
            return value
        text = value.strip()
        match = None if text.isdecimal() else self._written.fullmatch(text)
        interval = timedelta(
            hours=_hours(match) if match else 0, minutes=int(match[2] or 0) if match else 0
        )
        if self._least <= interval <= self._most:
            return interval
        return self.fail(
            _(
                "“{value}” is not a stretch of time from {least} to {most}; write for example "
                "“4h”, “1h30” or “90 min”."
            ).format(value=value, least=show_duration(self._least), most=show_duration(self._most)),
            param,
            ctx,
        )


class Clock(Typed[str]):
    """A time of the day, `08:00`, `8h` or `18 h 30`, as `HH:MM`."""

    name = "clock"
    _written: Final = re.compile(r"(\d{1,2})(?: ?h ?(\d{2})?|:(\d{2}))", re.ASCII | re.IGNORECASE)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        match = self._written.fullmatch(value.strip())
        hour, minute = (int(match[1]), int(match[2] or match[3] or 0)) if match else (24, 0)
        if hour < 24 and minute < 60:  # noqa: PLR2004 - the clock
            return f"{hour:02}:{minute:02}"
        return self.fail(
            _("“{value}” is not a time of the day such as “08:00” or “18h30”.").format(value=value),
            param,
            ctx,
        )


def decimal(text: str) -> Decimal:
    """Return a number typed the French or the English way, and let its reading be confirmed."""
    try:
        number = parse_number(text)
    except NotANumberError as error:
        raise click.UsageError(str(error)) from error
    current_session().understood.number(text, number_text(number, grouped=False))
    return number


def agents(text: str) -> int:
    """Return a number of agents."""
    number = decimal(text)
    if number < 0 or number > _MOST_AGENTS or not is_whole(number):
        raise click.UsageError(
            _("“{value}” is not a number of agents, from 0 to {most}.").format(
                value=text, most=whole(_MOST_AGENTS)
            )
        )
    return int(number)
