"""Rules that fit a sheet with headings: what all its rows show, and what is to be asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, tzinfo
from typing import Final, NamedTuple

from crisis_log.exchange.rules.cell_moments import Heard
from crisis_log.exchange.rules.evidence import Evidence
from crisis_log.exchange.rules.headings import Headings
from crisis_log.exchange.rules.layout import Layout, layout_of
from crisis_log.exchange.rules.model import IGNORED, UNKNOWN, Rules
from crisis_log.exchange.rules.moments import Course
from crisis_log.exchange.rules.problem import RowError
from crisis_log.exchange.rules.questions import (
    EITHER,
    Question,
    date_order,
    no_day,
    no_time,
    unknown_column,
)
from crisis_log.exchange.rules.roles import columns_of
from crisis_log.exchange.rules.row_reader import DATED
from crisis_log.exchange.rules.why import why
from crisis_log.exchange.table import Row, Sheet, column_name
from crisis_log.progress import passing
from crisis_log.when import NotATimeError, Order, read_written


class Guess(NamedTuple):
    """Rules for a sheet, why they are so, and what they leave open."""

    rules: Rules
    why: tuple[str, ...]
    questions: tuple[Question, ...] = ()


_OTHERWISE: Final = {"line_kind": "tags", "status": "state"}
"""What a column is that has other words than those of a code; a note, of any other code."""


class Fitting:
    """Fits rules to a sheet whose headings were `found`; `given` is what is known already."""

    def __init__(
        self, sheet: Sheet, found: Headings, given: Rules, zone: tzinfo, now: datetime
    ) -> None:
        self._sheet = sheet
        self._found = found
        self._given = given
        self._zone = zone
        self._now = now
        self._questions: list[Question] = []

    def guess(self, rows: Iterator[Row], first: Sequence[Row]) -> Guess | None:
        """Return the rules that fit all `rows`, of which the `first` hold the headings."""
        bare = Rules(what=self._found.what, header=self._found.lines)
        layout = layout_of(self._sheet, bare)
        if layout is None:
            return None
        evidence = Evidence(layout)
        for row in passing(rows, total=self._sheet.size or 0):
            if row.line > self._found.lines[-1]:
                evidence.see(row)
        roles = self._roles(layout, evidence)
        rules = self._given._replace(
            what=layout.what,
            header=self._found.lines if len(self._found.lines) > 1 else (),
            columns=self._columns(layout, roles, evidence),
            order=self._given.order or self._order(evidence),
            newest_first=evidence.is_newest_first,
            day=self._given.day or self._day_of_name(),
        )
        if layout.what in DATED and evidence.rows:
            self._ask_times(rules, evidence, [row for row in first if row.line < layout.lines[0]])
        return Guess(rules, tuple(why(layout, roles, rules, evidence)), tuple(self._questions))

    def _roles(self, layout: Layout, evidence: Evidence) -> list[str]:
        """Return the roles of columns, as what they hold shows them."""
        roles = list(layout.roles)
        for index, role in enumerate(roles):
            if self._is_coded(role) and not evidence.is_worded(index, at_all=role == "status"):
                roles[index] = _OTHERWISE.get(role, "note")
            elif role == UNKNOWN and not evidence.filled[index]:
                roles[index] = IGNORED
        if "received_at" in roles and not {"time", "occurred_at"} & {*roles}:
            roles[roles.index("received_at")] = "time"
        return roles

    def _is_coded(self, role: str) -> bool:
        column = columns_of(self._found.what).get(role)
        return column is not None and column.type == "code"

    def _columns(self, layout: Layout, roles: Sequence[str], evidence: Evidence) -> dict[str, str]:
        """Return the roles by headings, or by letters where two headings are the same."""
        columns: dict[str, str] = {}
        for index, (heading, role) in enumerate(zip(layout.headings, roles, strict=True)):
            if not heading and not evidence.filled[index]:
                continue
            is_alone = heading and layout.headings.count(heading) == 1
            name = heading if is_alone else column_name(index)
            columns[name] = role
            if role == UNKNOWN:
                named = layout.named(index)
                self._questions.append(unknown_column(named, name, layout.what))
        return columns

    def _order(self, evidence: Evidence) -> Order | None:
        """Return the order of days in numbers, which all values decide; else ask for it.

        Days that are past only if the month comes first may as well be mistyped: that is asked.
        """
        if evidence.order or not evidence.ambiguous:
            return evidence.order
        seen = evidence.orders_seen
        past = [order for order in EITHER if not self._is_to_come(evidence.ambiguous, order)]
        if past == ["dmy"] and not any(seen.values()):
            return "dmy"
        self._questions.append(date_order(evidence.ambiguous[0], both=all(seen.values())))
        return None

    def _is_to_come(self, texts: Sequence[str], order: Order) -> bool:
        """Whether one of the days is still to come, if that is their order."""
        today = self._now.astimezone(self._zone).date()
        days = (read_written(text, order).day for text in texts)
        return any(day > today for day in days if day)

    def _day_of_name(self) -> date | None:
        """Return the day that the name of the sheet says."""
        heard = Heard(None, "date", self._sheet.name)
        try:
            written = read_written(self._sheet.name, "dmy")
            return Course(Rules(), self._zone, self._now).day_of(heard, written)
        except (NotATimeError, RowError):
            return None

    def _ask_times(self, rules: Rules, evidence: Evidence, above: Sequence[Row]) -> None:
        """Ask for the day and the time of rows, where none of them says any."""
        if rules.day is None and not evidence.days:
            self._questions.append(no_day(above))
        if "time" not in rules.constants and evidence.without_time == evidence.rows:
            self._questions.append(no_time(self._found.what))
