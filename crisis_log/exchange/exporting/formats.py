"""The formats that go out, the usual one first. Another one is a function here, and a line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from crisis_log.exchange.outgoing import Made, Scope
from crisis_log.slices.exchange import What

PACKED: Final = ".zip"
TEXT: Final = ".txt"


class Format(NamedTuple):
    """A format under the `name` by which people ask for it, and the ending of its files.

    `whats` are what it can tell, what it tells by default first. Of one that `holds_one` table,
    several are packed together. A table that `is_plain` may be called a text as well.
    """

    name: str
    suffix: str
    whats: tuple[What, ...]
    make: Callable[[Scope], Made]
    holds_one: bool = False
    is_plain: bool = False

    def suffix_for(self, what: What) -> str:
        """Return the ending of a file that tells `what`."""
        return PACKED if self.holds_one and what == "all" else self.suffix

    def may_end(self, suffix: str, what: What) -> bool:
        """Whether a file that tells `what` may have this ending; none says nothing wrong."""
        ending = self.suffix_for(what)
        return suffix in {"", ending} or (self.is_plain and (suffix, ending) == (TEXT, self.suffix))


def _csv(scope: Scope) -> Made:
    from crisis_log.exchange.exporting.tables import told
    from crisis_log.exchange.writing import separated

    return told(scope, separated.write)


def _xlsx(scope: Scope) -> Made:
    from crisis_log.exchange.exporting.tables import told
    from crisis_log.exchange.writing import xlsx

    return told(scope, xlsx.write)


def _ods(scope: Scope) -> Made:
    from crisis_log.exchange.exporting.tables import told
    from crisis_log.exchange.writing import ods

    return told(scope, ods.write)


def _jsonl(scope: Scope) -> Made:
    from crisis_log.exchange.exporting.stored import json_lines

    return json_lines(scope)


def _ics(scope: Scope) -> Made:
    from crisis_log.exchange.icalendar import calendar_file

    return calendar_file(scope)


def _emsi(scope: Scope) -> Made:
    from crisis_log.exchange.emsi.file import emsi_file

    return emsi_file(scope)


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
    Format("csv", ".csv", _TABLES, _csv, holds_one=True, is_plain=True),
    Format("xlsx", ".xlsx", ("all", *_TABLES[:-1]), _xlsx),
    Format("ods", ".ods", ("all", *_TABLES[:-1]), _ods),
    Format("jsonl", ".jsonl", _TABLES, _jsonl, holds_one=True),
    Format("ics", ".ics", ("calendar",), _ics),
    Format("emsi", ".json", ("situation",), _emsi),
)
