"""What would become of each row of a file: nothing is recorded by the answer.

A row is known already, or tried after those before it as the register would record it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from crisis_log.command import Request, require
from crisis_log.deadline import show_due
from crisis_log.entry import Entry
from crisis_log.exchange.columns import whole_request
from crisis_log.exchange.importing.changed import told_otherwise
from crisis_log.exchange.importing.identity import Identities
from crisis_log.exchange.importing.requests import (
    adding_missions,
    mission_of,
    plan_of,
    request_of,
)
from crisis_log.exchange.record import Aside, At, Record, RefusedRow, Told
from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.slices.crisis import current
from crisis_log.slices.indicator import FigureToldError
from crisis_log.words import number_text

if TYPE_CHECKING:
    from crisis_log.register import Register

BY_A_RULE: Final = "register-rule"
"""The code of a row that a rule of the register refuses."""
CHANGED: Final = "changed-since"
"""The code of a row of our own export that says what its entry never said."""


class Taken(NamedTuple):
    """A row that is to be recorded, and the id of its request."""

    record: Record
    request_id: str
    entry: Entry | None = None
    """The entry as it would be, but for its number."""


class KnownRow(NamedTuple):
    """A row that is known: entry `entry` says the same, or an earlier row, `same_as`, does."""

    at: At
    entry: int | None = None
    same_as: At | None = None


Verdict = Taken | KnownRow | RefusedRow | Aside


class Judge:
    """Judges the rows of a file, called `file`, that `by` would have the register record."""

    def __init__(self, register: Register, by: str, file: str) -> None:
        self._register = register
        self._by, self._file = by, file
        self._state = register.state()
        self._trial = register.rehearsal()
        self._identities = Identities()
        self._exported: dict[str, At] = {}
        self._tried: dict[int, At] = {}

    def over(self, rows: Iterable[Told]) -> Iterator[Verdict]:
        """Return what becomes of each row, in order."""
        for told in rows:
            yield self._judged(told) if isinstance(told, Record) else told

    def _judged(self, record: Record) -> Verdict:
        try:
            return self._mission(record) if record.what == "mission" else self._row(record)
        except FigureToldError as error:
            return self._refused(record, BY_A_RULE, self._told_already(error))
        except Refused as error:
            return self._refused(record, BY_A_RULE, str(error))

    def _row(self, record: Record) -> Verdict:
        exported = record.fields.get("request_id")
        identity = self._identities.of(record)
        if identity.same_as:
            return KnownRow(record.at, same_as=identity.same_as)
        request_id = self._exported_as(record) if exported else identity.request_id
        answered = self._register.answer(request_id)
        if answered is None and exported:  # one of several figures of a report
            answered = self._register.answer(whole_request(request_id))
        if answered is None:
            tried = self._trial.record(request_of(record, request_id, self._by, self._file))
            self._tried[tried.entries[-1].number] = record.at
            return Taken(record, request_id, tried.entries[-1])
        entries = answered.entries
        if exported and (told := told_otherwise(self._state, record, entries)):
            return self._refused(record, CHANGED, told)
        return KnownRow(record.at, entry=entries[0].number)

    def _told_already(self, error: FigureToldError) -> str:
        """Return the sentence about a second figure: rows that were tried have no number yet."""
        told = error.told
        row = self._tried.get(told.entry)
        place = _row_named(row) if row else _("n° {number}").format(number=told.entry)
        return _(
            "{name}: {value} is told already for {time} ({place}); give each figure its hour, or "
            "leave out the one that is mistaken."
        ).format(
            name=error.name, place=place, value=number_text(told.value), time=show_due(told.due)
        )

    def _exported_as(self, record: Record) -> str:
        """Return the id of the request of a row of our own exports; another row has it never."""
        request_id = str(record.fields["request_id"])
        before = self._exported.setdefault(request_id, record.at)
        require(
            before == record.at,
            _("Its id of the request is that of line {line}, which says something else.").format(
                line=before.line
            ),
        )
        return request_id

    def _mission(self, record: Record) -> Verdict:
        """Judge a row of missions, of which those of one plan are recorded together."""
        if same_as := self._identities.of(record).same_as:
            return KnownRow(record.at, same_as=same_as)
        plan, mission = plan_of(self._state, record), mission_of(self._state, record)
        there = plan.mission(mission.code)
        if there == mission:
            return KnownRow(record.at, entry=plan.registered_by)
        require(
            there is None,
            _("The plan {plan} has a mission {code} with another content: amend it there.").format(
                plan=plan.code, code=mission.code
            ),
        )
        adding = adding_missions(plan.code, [mission], self._file)
        tried = self._trial.record(Request(adding, self._by))
        return Taken(record, plan.code, tried.entries[-1])

    def _refused(self, record: Record, code: str, reason: str) -> RefusedRow:
        at = record.fields.get("occurred_at")
        days = (at.astimezone(current(self._state).zone).date(),) if at else ()
        return RefusedRow(record.at, "", code, reason, record.row, days)


def _row_named(at: At) -> str:
    """Return what people call an earlier row of the file."""
    line = _("line {line}").format(line=at.line)
    return f"{_('sheet {sheet}').format(sheet=at.sheet)}, {line}" if at.sheet else line
