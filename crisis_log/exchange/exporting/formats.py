"""The formats that go out, the usual one first. Another one is a function here, and a line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from crisis_log.exchange.outgoing import Made, Scope
from crisis_log.slices.exchange import What


class Format(NamedTuple):
    """A format under the `name` by which people ask for it, and the ending of its files.

    `whats` are what it can tell, what it tells by default first.
    """

    name: str
    suffix: str
    whats: tuple[What, ...]
    make: Callable[[Scope], Made]


def _csv(scope: Scope) -> Made:
    from crisis_log.exchange.exporting.tables import told
    from crisis_log.exchange.writing import csv

    return told(scope, csv.write)


def _xlsx(scope: Scope) -> Made:
    from crisis_log.exchange.exporting.tables import told
    from crisis_log.exchange.writing import xlsx

    return told(scope, xlsx.write)


def _ods(scope: Scope) -> Made:
    from crisis_log.exchange.exporting.tables import told
    from crisis_log.exchange.writing import ods

    return told(scope, ods.write)


def _jsonl(scope: Scope) -> Made:
    from crisis_log.exchange.exporting.stored import stored

    return stored(scope)


_TABLES: Final[tuple[What, ...]] = (
    "entries",
    "decisions",
    "measures",
    "staffing",
    "indicators",
    "requests",
    "all",
)
FORMATS: Final[tuple[Format, ...]] = (
    Format("csv", ".csv", _TABLES, _csv),
    Format("xlsx", ".xlsx", ("all", *_TABLES[:-1]), _xlsx),
    Format("ods", ".ods", ("all", *_TABLES[:-1]), _ods),
    Format("jsonl", ".jsonl", ("entries",), _jsonl),
)
