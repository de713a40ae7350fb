"""What is written: tables of rows whose fields have their own values, and how a cell shows one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any, Final, NamedTuple

from crisis_log.exchange.columns import Column, joined
from crisis_log.language import _
from crisis_log.words import status_word

Fields = Mapping[str, Any]
"""A row: values by the fields of its columns; what is absent is an empty cell."""
Cell = str | int | Decimal | date | datetime | None
"""An instant is a local one, to the second."""
STRUCK: Final = "is_struck"
"""The field, of no column, that says of a row that it is struck."""


class Table(NamedTuple):
    """A table called `name` in our code, and `title` by people."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Fields]


class About(NamedTuple):
    """What a file says of itself; its times are told in `zone`, and it is as of `instant`."""

    title: str
    subject: str
    author: str
    instant: datetime
    zone: tzinfo
    notice: str = ""


class Written(NamedTuple):
    """The bytes of a file, and what is to be said of it."""

    content: bytes
    remarks: tuple[str, ...] = ()


def cells(columns: Sequence[Column], row: Fields, zone: tzinfo) -> list[Cell]:
    """Return what the cells of a row hold: most of them nothing."""
    return [
        None if (value := row.get(column.field)) is None else cell(column, value, zone)
        for column in columns
    ]


def cell(column: Column, value: Any, zone: tzinfo) -> Cell:
    """Return what a cell of `column` holds of a value of its field."""
    if value in ((), [], ""):
        return None
    if column.type == "exact":
        return str(value.astimezone(zone).isoformat(timespec="microseconds"))
    if isinstance(value, datetime):
        return value.astimezone(zone).replace(tzinfo=None, microsecond=0)
    return _in_words(column, value)


def _in_words(column: Column, value: Any) -> Cell:
    match column.type:
        case "whole" | "number" | "day" | "due":
            return value  # type: ignore[no-any-return]  # a number or a day, as its field is
        case "texts":
            return joined(map(str, value))
        case "code":
            return status_word(column.of, value)
        case "flag":
            return _("yes") if value else _("no")
        case _:
            return str(value)
