"""Numbers that people type after a command: counts, figures, shares, stretches and times of day."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

import click
from typing_extensions import override

from crisis_log.cli.present import current_session
from crisis_log.cli.typed import Typed
from crisis_log.language import _, whole
from crisis_log.numbers import NotANumberError, is_whole, parse_number, parse_whole
from crisis_log.when import read_length, show_duration
from crisis_log.words import number_text

_MOST_AGENTS: Final = 10_000_000
_MOST_UNITS: Final = 1_000_000
"""More of any unit than any stretch of time may have."""


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


class Interval(Typed[timedelta]):
    """A stretch of time of whole minutes, within bounds: `4h`, `1 h 30`, `90 min`, `2 jours`.

    A bare number, `36` or `1,5`, is so many `unit`, where what takes it is called after one.
    """

    name = "interval"

    def __init__(self, least: timedelta, most: timedelta, unit: timedelta | None = None) -> None:
        self._least, self._most, self._unit = least, most, unit

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        if isinstance(value, timedelta):
            return value
        try:
            interval = self._read(value)
        except NotANumberError as error:
            return self.fail(str(error), param, ctx)
        if interval is not None and self._least <= interval <= self._most:
            return interval
        return self.fail(
            _(
                "“{value}” is not a stretch of time from {least} to {most}; write for example "
                "“4h”, “1h30” or “90 min”."
            ).format(
                value=value,
                least=show_duration(self._least) if self._least else 0,
                most=show_duration(self._most),
            ),
            param,
            ctx,
        )

    def _read(self, text: str) -> timedelta | None:
        """Return the stretch of time that is typed, if it is one; “every hour” is one of 1 hour."""
        if self._unit and any(map(str.isdigit, text)) and not any(map(str.isalpha, text)):
            number = min(float(parse_number(text)), _MOST_UNITS)
            return timedelta(minutes=round(number * (self._unit / timedelta(minutes=1))))
        is_each = text.strip().lower().startswith(("hour", "heure"))
        return read_length(f"1 {text}" if is_each else text)


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
