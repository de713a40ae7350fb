"""What a record asks the register to record, through the commands that people use.

A row of missions adds one to a plan that is there: the missions of a file become one amendment
of each plan.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError

from crisis_log.command import Command, Known, Request
from crisis_log.entry import TakenFrom
from crisis_log.exchange.importing.units import undeclared, units_of
from crisis_log.exchange.record import Record, What
from crisis_log.fact import Fact, Refused
from crisis_log.language import _
from crisis_log.problems import problem_sentence
from crisis_log.slices import continuity_plan as plans
from crisis_log.slices import decision, indicator, journal, measure, staffing
from crisis_log.slices.continuity_plan import ContinuityPlan, Mission
from crisis_log.slices.measure import Measure
from crisis_log.slices.site import sites_meant
from crisis_log.text import folded
from crisis_log.words import status_word

ENVELOPE: Final = frozenset(
    {"occurred_at", "received_at", "author", "number", "note", "request_id"}
)
"""Fields of a record that are those of its entry, or of its row, rather than of its fact."""
_OF_A_REPORT: Final = ("as_of", "values", "progress", "text")
_NUMBER: Final = re.compile(r"(?:[A-Za-z]-?\s*)?(\d{1,9})")
_TAKEN_AS: Final[Mapping[str, Callable[..., Command]]] = {
    "proposed": decision.propose,
    "adopted": decision.record,
    "implemented": decision.record,
}
"""Statuses with which a decision can come: of the others, a table does not tell since when."""


def request_of(record: Record, request_id: str, by: str, file: str) -> Request:
    """Return the request that records a row of a file; missions have one together.

    Raises:
        Refused: no command records what the row says.

    """
    return Request(
        _COMMANDS[record.what](facts_of(record)),
        by,
        record.fields.get("occurred_at"),
        request_id,
        record.fields.get("note"),
        received_at=record.fields.get("received_at"),
        taken_from=taken_from(record, file),
    )


def taken_from(record: Record, file: str) -> TakenFrom:
    """Return the row that a record was, as its entry names it."""
    try:
        return TakenFrom(
            file=file,
            sheet=record.at.sheet.strip() or None,
            line=record.at.line,
            author=record.fields.get("author"),
        )
    except ValidationError as error:
        raise Refused(problem_sentence(error)) from error


def facts_of(record: Record) -> dict[str, Any]:
    """Return the fields of the fact that a record becomes."""
    return {name: value for name, value in record.fields.items() if name not in ENVELOPE}


def adding_missions(code: str, missions: Sequence[Mission], file: str) -> Command:
    """Return the command that adds `missions` of a file to the plan that has this code."""

    def added(known: Known, request: Request) -> Sequence[Fact]:
        plan = plans.existing(known, code)
        every = tuple(one.model_dump() for one in (*plan.missions, *missions))
        reason = _("taken from {row}").format(row=file)
        return plans.amend(plan.code, reason=reason, missions=every)(known, request)

    return added


def mission_of(known: Known, record: Record) -> Mission:
    """Return the mission that a row is, its sites as the register writes them.

    Raises:
        Refused: it is none.

    """
    fields = {name: value for name, value in facts_of(record).items() if name != "plan"}
    try:
        return Mission.model_validate(
            fields | {"sites": sites_meant(known, fields.get("sites") or ())}
        )
    except ValidationError as error:
        raise Refused(problem_sentence(error)) from error


def plan_of(known: Known, record: Record) -> ContinuityPlan:
    """Return the plan that a row of missions is of.

    Raises:
        Refused: it names none, or one that the register has not.

    """
    code = record.fields.get("plan")
    if not code:
        raise Refused(_("It names no plan: say which one, with a column or a rule."))
    return plans.existing(known, str(code))


def _decision(fields: dict[str, Any]) -> Command:
    status = fields.pop("status", None) or "adopted"
    if status not in _TAKEN_AS:
        raise Refused(
            _(
                "It is {status}, and the row does not tell since when: import it as proposed or "
                "adopted, then record what became of it."
            ).format(status=status_word("decision", status))
        )
    if status == "proposed":
        fields.pop("effective_at", None)
    return _TAKEN_AS[status](**fields)


def _measure(fields: dict[str, Any]) -> Command:
    if behind := fields.pop("decision", None):
        fields["decision"] = _number(behind)
    return measure.order(**fields)


def _staffing(fields: dict[str, Any]) -> Command:
    return staffing.count(fields.pop("code"), **fields)


def _indicator(fields: dict[str, Any]) -> Command:
    """Return the command; what an indicator counts and aims at is said by its measure."""
    told = {part: fields[part] for part in _OF_A_REPORT if part in fields}
    measured, units = str(fields["measure"]), units_of(fields)

    def reported(known: Known, request: Request) -> Sequence[Fact]:
        number = _measure_meant(known, measured)
        texts = filter(None, (told.get("text"), undeclared(known, number, units)))
        text = "\n".join(texts) or None
        return indicator.report(number, **told | {"text": text})(known, request)

    return reported


def _measure_meant(known: Known, named: str) -> int:
    """Return the number of the measure that a row names, by its label or its title."""
    titled = [one.number for one in known.members(Measure) if folded(one.title) == folded(named)]
    return titled[0] if len(titled) == 1 else _number(named)


def _number(label: object) -> int:
    """Return the number of a label such as `D-3`."""
    found = _NUMBER.fullmatch(str(label).strip())
    if found is None:
        raise Refused(_("“{label}” names nothing by its number.").format(label=label))
    return int(found[1])


_COMMANDS: Final[Mapping[What, Callable[[dict[str, Any]], Command]]] = {
    "line": lambda fields: journal.log(**fields),
    "decision": _decision,
    "measure": _measure,
    "staffing": _staffing,
    "indicator": _indicator,
}
