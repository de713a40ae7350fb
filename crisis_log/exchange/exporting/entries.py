"""The entries as rows: every field of every fact, and what has become of each since.

A line of the journal is told as it reads now, with what it said before; any other entry as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from typing import Any, Final

from crisis_log.command import Known
from crisis_log.entry import Entry
from crisis_log.exchange.columns import TABLES
from crisis_log.exchange.exporting.envelope import envelope, numbered
from crisis_log.exchange.exporting.values import CellPrinter
from crisis_log.exchange.outgoing import Scope
from crisis_log.exchange.writing.told import STRUCK, Fields
from crisis_log.language import _
from crisis_log.progress import passing
from crisis_log.slices import title_of
from crisis_log.slices.expected_report import label as label_of_expected
from crisis_log.slices.journal import Line, LineLogged
from crisis_log.slices.line_parts import Check
from crisis_log.slices.struck_entry import StruckEntry
from crisis_log.views.confidential import is_confidential
from crisis_log.views.fact_times import as_known
from crisis_log.views.titles import title_beside
from crisis_log.words import enumerate_parts, field_name, join, status_word

_COLUMNS: Final = frozenset(column.field for column in TABLES["entries"])


def entries(scope: Scope) -> Iterator[Fields]:
    """Return the entries of `scope` as rows."""
    zone, known = scope.crisis.zone, scope.account.state()
    telling = Telling(known, zone)
    total = scope.last - scope.first + 1
    for entry in passing(scope.account.entries(scope.first - 1), total):
        if not (scope.without_confidential and is_confidential(known, entry)):
            yield telling.row(entry)


class _InOrder:
    """The lines of the journal, asked for in their order: none is held."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._next = next(lines, None)

    def line(self, number: int) -> Line | None:
        """Return a line by its number, greater than those asked for before; if it is told."""
        while self._next and self._next.number < number:
            self._next = next(self._lines, None)
        return self._next if self._next and self._next.number == number else None


class Telling:
    """Tells entries, in their order, by what is `known` after the last of them."""

    def __init__(self, known: Known, zone: tzinfo) -> None:
        self._known = known
        self._lines = _InOrder(known.members(Line))
        self._struck = {one.number: one for one in known.members(StruckEntry)}
        self._print = CellPrinter(zone)

    def row(self, entry: Entry) -> dict[str, Any]:
        """Return the fields of an entry."""
        is_line = isinstance(entry.fact, LineLogged)
        about = self._lines.line(entry.number) if is_line else self._known.get(entry.subject)
        struck = self._struck.get(entry.number)
        entry = as_known(entry, about)
        told = envelope(entry) | {"kind": title_of(entry.kind), "headline": entry.fact.headline()}
        if isinstance(entry.fact, LineLogged):
            told |= self._of_line(entry.fact, about if isinstance(about, Line) else None)
        else:
            title = title_beside(about, entry)
            told |= {"text": enumerate_parts([*filter(None, [title, entry.fact.detail()])])}
            told["details"] = "\n".join(self._print.lines(entry.fact, frozenset()))
        if struck:
            told |= {
                "struck_by": struck.struck_by,
                "status": _struck(struck.struck_by, struck.reason),
            }
        return told | {STRUCK: bool(told.get("struck_by"))}

    def _of_line(self, fact: LineLogged, line: Line | None) -> dict[str, Any]:
        """Return what a line says, as it reads now; as it was logged, where it is struck whole."""
        said = fact if line is None else line
        fields = {name: getattr(said, name) for name in _COLUMNS & {*LineLogged.model_fields}}
        fields["answers"] = [*numbered(fact.answers)]
        fields["expected"] = [*map(label_of_expected, fact.expected)]
        fields["details"] = "\n".join(self._print.lines(fact, _COLUMNS))
        if line:
            fields |= self._became(line)
        return fields

    def _became(self, line: Line) -> dict[str, Any]:
        return {
            "status": enumerate_parts([*self._standing(line)]),
            "struck_by": line.struck_by,
            "corrected_by": [*numbered(line.corrected_by)],
            "duplicate_of": line.duplicate_of,
            "earlier": [*self._earlier(line)],
            "checks": [*map(self._finding, line.checks)],
        }

    def _standing(self, line: Line) -> Iterator[str]:
        """Return what is to be known of a line before it is taken for what it says."""
        if line.struck_by:
            yield _struck(line.struck_by, line.struck_reason or "")
        if line.duplicate_of:
            yield _("duplicate of n° {entry}").format(entry=line.duplicate_of)
        if line.verification:
            yield status_word("verification", line.verification)
        if line.corrected_by:
            yield _("corrected by {entries}").format(entries=join([*numbered(line.corrected_by)]))

    def _earlier(self, line: Line) -> Iterator[str]:
        """Return what a line said before each of its corrections, and why that was corrected."""
        before = [(one.replaced_by, "text", one.text, one.reason) for one in line.earlier]
        before += [
            (one.replaced_by, one.field, self._print.text(one.before, one.field), one.reason)
            for one in line.restated
        ]
        for entry, field, text, reason in sorted(before, key=lambda one: one[0]):
            yield _("{field}: {before}, until n° {entry} ({reason})").format(
                field=field_name(field), before=text, entry=entry, reason=reason
            )

    def _finding(self, check: Check) -> str:
        source = _("source: {source}").format(source=check.source) if check.source else ""
        found = _("{verdict} {time}, {by}, n° {entry}").format(
            verdict=status_word("verification", check.verdict),
            time=self._print.instant(check.occurred_at),
            by=check.by,
            entry=check.entry,
        )
        return enumerate_parts([*filter(None, [found, source, check.reason])])


def _struck(by: int, reason: str) -> str:
    return _("struck by n° {entry}: {reason}").format(entry=by, reason=reason)
