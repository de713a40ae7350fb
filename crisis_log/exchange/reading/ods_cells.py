"""What a cell of an OpenDocument spreadsheet holds, from what it says and what it shows."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import odfdo

from crisis_log.exchange.reading.number_format import MIDNIGHT, number, share
from crisis_log.exchange.reading.rows import text_value
from crisis_log.exchange.table import Value

_CODE: Final = re.compile(r"0[\d /-]*\d")
"""What people see where a number is shown with zeros before, or in groups: `007`, `06 12 …`."""
_SPACES: Final = re.compile(r"[ \t\r\n]+")
_MOST_SPACES: Final = 100
_MILLISECOND: Final = timedelta(milliseconds=1)
_OWN: Final = "[not(ancestor::office:annotation or ancestor::draw:frame)]"
_SHOWN: Final = " | ".join(
    f"descendant::{node}{_OWN}" for node in ("text()", "text:s", "text:tab", "text:line-break")
)
_SIGNS: Final = {"text:tab": "\t", "text:line-break": "\n"}


def shown_in(cell: odfdo.Cell) -> str:
    """Return the text that people see in a cell."""
    return "\n".join(map(_line, cell.get_elements("text:p"))).strip()


def value_of(cell: odfdo.Cell, shown: str) -> Value:
    """Return the value of a cell, of which `shown` is seen.

    Raises:
        ValueError: it is not written as the format says.

    """
    match cell.type:
        case "float" | "currency" if _CODE.fullmatch(shown):
            return shown
        case "percentage":
            return share(str(cell.value))
        case "float" | "currency" | "date" | "time" | "boolean":
            return _typed(cell.value)
        case _:
            return text_value(shown or cell.get_attribute_string("office:string-value") or "")


def _typed(value: Any) -> Value:
    match value:
        case bool():
            return value
        case timedelta() if timedelta() <= value < timedelta(days=1):
            return (MIDNIGHT + value).time()
        case datetime():
            dirt = timedelta(microseconds=value.microsecond)
            rounded = timedelta(milliseconds=round(dirt / _MILLISECOND))
            return value.replace(tzinfo=None) - dirt + rounded
        case date() | timedelta():
            return value
        case int() | Decimal():
            return number(str(value))
        case _:
            raise ValueError(value)


def _line(paragraph: Any) -> str:
    if not paragraph.children:
        return _SPACES.sub(" ", paragraph.text)
    return "".join(map(_part, paragraph.xpath(_SHOWN)))


def _part(node: Any) -> str:
    """Return a part of a line: a text, in which spaces count once, or signs that say themselves."""
    if not isinstance(node, odfdo.Element):
        return _SPACES.sub(" ", str(node))
    if node.tag == "text:s":
        return " " * min(int(node.get_attribute_string("text:c") or 1), _MOST_SPACES)
    return _SIGNS[node.tag]
