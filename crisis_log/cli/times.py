"""Instants and days as people type them after a command, understood knowing the present."""

from datetime import date, datetime
from typing import Any, Literal

import click

from crisis_log import when
from crisis_log.cli.present import current_session
from crisis_log.cli.typed import Typed
from crisis_log.deadline import Due, show_due
from crisis_log.language import _


def _name(parameter: click.Parameter | None) -> str:
    return (parameter and parameter.name) or ""


class Instant(Typed[datetime]):
    """An instant in the register's time zone; `bare` says what a date alone means.

    The end of a day or minute that is not over yet is the present. `sense` is where it lies.
    """

    name = "instant"

    def __init__(
        self, bare: Literal["refused", "start", "end"] = "refused", sense: when.Sense = None
    ) -> None:
        self._bare = bare
        self._sense = sense

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        session = current_session()
        now = session.now()
        try:
            if self._bare == "refused":
                instant = when.parse_instant(value, now, session.zone, self._sense)
            else:
                start, end = when.parse_period(value, now, session.zone, self._sense)
                is_start = self._bare == "start"
                instant = start if is_start else min(end, max(start, session.present()))
        except when.NotATimeError as error:
            self.fail(str(error), param, ctx)
        session.understood.instant(_name(param), value, instant, now, session.zone, self._sense)
        return instant


class Since(Instant):
    """The beginning of a period, or how long ago it is: see `when.read_ago`."""

    def __init__(self) -> None:
        super().__init__(bare="start", sense="past")

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        length = when.read_ago(value)
        if length is None:
            return super().convert(value, param, ctx)
        session = current_session()
        now = session.now()
        session.understood.instant(_name(param), value, now - length, now, session.zone)
        return now - length


class Day(Typed[date]):
    """A date; `past` refuses those to come. `sense` is where it lies, past unless it is said."""

    name = "date"

    def __init__(self, *, past: bool = False, sense: when.Sense = "past") -> None:
        self._past = past
        self._sense = sense

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        session = current_session()
        try:
            day = when.parse_date(value, session.now(), session.zone, self._sense)
        except when.NotATimeError as error:
            self.fail(str(error), param, ctx)
        if self._past and day > session.today():
            self.fail(_("{day} is still to come.").format(day=when.show_date(day)), param, ctx)
        session.understood.day(_name(param), value, day, session.today())
        return day


class DayOrHour(Typed[Due]):
    """A date, or an instant of it, as a deadline is: to come, unless `sense` says past.

    What is past is refused where it is still to come.
    """

    name = "date"

    def __init__(self, sense: when.Sense = "future") -> None:
        self._sense = sense

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Due:
        session = current_session()
        now = session.now()
        try:
            due = when.parse_day_or_instant(value, now, session.zone, self._sense)
        except when.NotATimeError as error:
            self.fail(str(error), param, ctx)
        is_to_come = due > now if isinstance(due, datetime) else due > session.today()
        if self._sense == "past" and is_to_come:
            told = show_due(due, session.zone)
            self.fail(_("{day} is still to come.").format(day=told), param, ctx)
        if isinstance(due, datetime):
            session.understood.instant(_name(param), value, due, now, session.zone, self._sense)
        else:
            session.understood.day(_name(param), value, due, session.today())
        return due
