"""The rows of one sheet of an xlsx, as they go by: nothing of them is kept.

A library that lays a sheet out whole takes the memory of every cell up to the last one, and ends
the program for a sheet with a cell in its far corner; what rows and cells look like it does not
tell. So the few elements of the format (ECMA-376, 18.3) are read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from string import ascii_uppercase, digits
from typing import Final, NamedTuple

from crisis_log.exchange.reading.package import Package
from crisis_log.exchange.reading.rows import (
    LAST_COLUMN,
    MOST_COLUMNS,
    Region,
    add_part,
    add_region,
    text_value,
)
from crisis_log.exchange.reading.xlsx_styles import Look, is_true
from crisis_log.exchange.table import Mark, Row, Value

_TEXTS: Final = {"v", "t"}
_NO_LOOK: Final = Look()
_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")

_EMPTY: Final = (
    re.compile(rb'<c r="[A-Z]+\d+"[^<>]*/>'),
    re.compile(rb'<row r="\d+"[^<>]*></row>'),
)
"""Cells without a content, whose look does not matter, and rows of them."""


class Shared(NamedTuple):
    """What the sheets of a book share: texts, which of them are struck, the looks of cells."""

    texts: Sequence[str | None]
    struck: frozenset[int]
    looks: Sequence[Look]


class SheetPass:
    """One reading of a sheet; `regions` and `hidden_columns` are known at its end."""

    def __init__(self, package: Package, name: str, shared: Shared) -> None:
        self._package = package
        self._name = name
        self._shared = shared
        self.regions: list[Region] = []
        self.hidden_columns: set[int] = set()
        self._rows: list[Row] = []
        self._line, self._is_hidden = 0, False
        self._values: dict[int, Value] = {}
        self._marks: dict[int, frozenset[Mark]] = {}
        self._column, self._type, self._style = -1, "n", 0
        self._text: list[str] = []
        self._is_reading = self._is_aside = self._has_formula = self._is_struck = False

    def rows(self) -> Iterator[Row]:
        """Return the rows that hold something.

        Raises:
            NotATableError: the sheet is damaged.

        """
        steps = self._package.steps(self._name, self._start, self._end, self._data, _EMPTY)
        for _step in steps:
            yield from self._rows
            self._rows.clear()

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "c":
            place = attributes.get("r")
            self._column = _column_of(place) if place else self._column + 1
            self._type = attributes.get("t", "n")
            self._style = int(attributes.get("s", 0))
            self._text.clear()
            self._has_formula = self._is_struck = False
        elif name in _TEXTS:
            self._is_reading = not self._is_aside
        elif name == "row":
            self._line = int(attributes.get("r", self._line + 1))
            self._is_hidden = is_true(attributes.get("hidden"))
            self._column = -1
        elif name == "f":
            self._has_formula = True
        elif name in {"rPh", "strike", "col", "mergeCell"}:
            self._start_rare(name, attributes)

    def _start_rare(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "rPh":  # how the text before is pronounced, in Japanese
            self._is_aside = True
        elif name == "strike":
            self._is_struck = is_true(attributes.get("val", "1"))
        elif name == "mergeCell":
            add_region(self.regions, _region(attributes["ref"]))
        elif name == "col" and is_true(attributes.get("hidden")):
            first, last = int(attributes["min"]), int(attributes["max"])
            self.hidden_columns.update(range(first - 1, min(last, MOST_COLUMNS)))

    def _data(self, text: str) -> None:
        if self._is_reading:
            add_part(self._text, text)

    def _end(self, name: str) -> None:
        if name in _TEXTS:
            self._is_reading = False
        elif name == "c":
            self._end_cell()
        elif name == "rPh":
            self._is_aside = False
        elif name == "row" and self._values:
            width = max(self._values) + 1
            values = tuple(map(self._values.get, range(width)))
            self._rows.append(Row(self._line, values, self._marks, self._is_hidden))
            self._values, self._marks = {}, {}

    def _end_cell(self) -> None:
        text = "".join(self._text)
        if not text and (not self._has_formula or self._type == "str"):
            return  # a formula whose value is an empty text is blank, any other has no value yet
        looks = self._shared.looks
        look = looks[self._style] if self._style < len(looks) else _NO_LOOK
        value = self._value(text, look) if text else None
        marks = look.marks
        if self._is_struck or (self._type == "s" and int(text) in self._shared.struck):
            marks |= {"struck"}
        if self._has_formula:
            marks |= {"formula"}
        if self._type == "e":
            marks |= {"error"}
        if marks:
            self._marks[self._column] = marks
        if marks or value is not None:
            self._values[self._column] = value

    def _value(self, text: str, look: Look) -> Value:
        match self._type:
            case "n":
                return look.number(text)
            case "s":
                return self._shared.texts[int(text)]
            case "b":
                return is_true(text)
            case "d":
                return datetime.fromisoformat(text).replace(tzinfo=None)
            case _:
                return escaped_value(text)


def escaped_value(text: str) -> str | None:
    """Return a text whose unusual signs are written as `_x000D_`."""
    return text_value(_ESCAPED.sub(lambda sign: chr(int(sign[1], 16)), text))


def _column_of(place: str) -> int:
    """Return the index of the column of a cell such as `AB12`."""
    return _index(place.rstrip(digits))


@cache
def _index(letters: str) -> int:
    index = 0
    for letter in letters.upper():
        index = index * len(ascii_uppercase) + ascii_uppercase.index(letter) + 1
    if not 0 < index <= LAST_COLUMN:
        raise ValueError(letters)
    return index - 1


def _region(reference: str) -> Region:
    first, _colon, last = reference.partition(":")
    (top, left), (bottom, right) = map(_place, (first, last or first))
    return Region(top, left, bottom, right)


def _place(reference: str) -> tuple[int, int]:
    """Return the line and the index of the column of a cell such as `AB12`."""
    letters = reference.rstrip(digits)
    return int(reference[len(letters) :]), _index(letters)
