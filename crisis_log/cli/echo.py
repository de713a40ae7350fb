"""What a recorded entry is confirmed with: what it holds beyond its headline.

A shell may have changed what was typed: whoever records it reads here what the register keeps.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from crisis_log.cli import output
from crisis_log.cli.entry_document import entry_document
from crisis_log.cli.entry_words import confirmed_line
from crisis_log.cli.screen import one_line, wrapped
from crisis_log.cli.session import Session
from crisis_log.cli.values import shown
from crisis_log.command import Known, Recorded
from crisis_log.entry import Entry
from crisis_log.fact import Amendment, Fact
from crisis_log.language import _
from crisis_log.slices.assumption import Assumption, AssumptionDropped, AssumptionMade
from crisis_log.slices.checkpoint import CheckpointGiven, CheckpointTimestamped
from crisis_log.slices.continuity_plan import ContinuityPlan
from crisis_log.slices.exchange import FileImported, RegisterExported
from crisis_log.slices.issued_report import ReportIssued
from crisis_log.slices.journal import Line
from crisis_log.slices.line_course import LineRefuted, LineVerified
from crisis_log.slices.mission import MissionFact
from crisis_log.slices.pad import PadPrinted
from crisis_log.slices.seal import ClockAnomalyNoted, KeyAdded, KeyRotated, KeyWithdrawn
from crisis_log.slices.struck_entry import EntryStruck
from crisis_log.slices.validation import EntryValidated
from crisis_log.views.assumptions import put_at_risk
from crisis_log.views.outside_cell import outside_cell
from crisis_log.views.struck import told_now
from crisis_log.views.titles import title_beside
from crisis_log.views.untouched import untouched
from crisis_log.words import abridged, author, enumerate_parts, field_name, size_text

_INDENT: Final = "  "
_MOST: Final = 200
"""In characters: how much of what was typed is read again."""
_MOST_OF_FIELD: Final = 80
MADE: Final = (
    CheckpointGiven,
    CheckpointTimestamped,
    ReportIssued,
    ClockAnomalyNoted,
    KeyAdded,
    KeyRotated,
    KeyWithdrawn,
    PadPrinted,
    RegisterExported,
    FileImported,
)
"""Facts whose fields nobody typed."""
_TOLD: Final = frozenset(
    {
        *("number", "code", "line", "key", "verifier_key", "exercise", "by_decision"),
        *("title", "text", "reason", "trigger", "value", "organisation", "mission"),
        *("line_kind", "level", "day", "counts", "as_of", "progress", "values", "effective_at"),
        *("name", "site", "answers", "expected", "duplicate_of", "request", "at", "place"),
        *("tripwire", "function", "role", "deputy", "to", "topic", "corrects"),
        *("agenda", "who", "from_opening", "item", "next_at"),
        *("from_function", "to_function", "taken_by", "position"),
        *("every_minutes", "times", "level_holds", "set_aside"),
        *("entry", "subjects", "confidential", "paper", "sheets"),
    }
)
"""Fields that the headline of a fact and its detail tell already."""


def confirm(session: Session, recorded: Recorded, surprises: Mapping[int, Sequence[str]]) -> None:
    """Print what was recorded, each entry with what is to be known of it, or JSON.

    `surprises` are those to which the answer was yes, by the number of the entry.
    """
    known = session.state()
    notices = {
        entry.number: [
            *untouched(known, entry),
            *outside_cell(known, entry),
            *put_at_risk(session.register.account(), entry),
            *told_now(known, entry),
        ]
        for entry in recorded.entries
    }
    first = recorded.entries[0].number
    typed = [session.understood.times, _close(session, first)]
    notices[first] = [*filter(None, typed), *notices[first]]
    if session.as_json:
        notices[first] += session.understood.numbers
        documents = [
            entry_document(entry)
            | {"notices": notices[entry.number], "surprises": [*surprises.get(entry.number, ())]}
            | (session.sequel.document(entry) if session.sequel else {})
            for entry in recorded.entries
        ]
        output.emit(documents[0] if len(documents) == 1 else documents)
        return
    output.announce("")
    for entry in recorded.entries:
        more = _("already recorded") if recorded.repeated else ""
        output.line(confirmed_line(session, entry, more))
        _beneath(content(session, entry))
        _beneath(_other_author(session, entry))
        _beneath(" · ".join([*notices[entry.number], *surprises.get(entry.number, ())]))
    for line in session.understood.numbers:
        output.line(line)
    if session.sequel:
        session.sequel.show(recorded.entries[0])


def _other_author(session: Session, entry: Entry) -> str:
    """Return who recorded an entry, where it is not whoever sits at the desk."""
    if session.desk is None or entry.by == session.desk.by:
        return ""
    return _("recorded by: {who}").format(who=author(entry))


def _close(session: Session, number: int) -> str:
    """Return which line says nearly what entry `number` says, if that was seen."""
    line = session.understood.close_to
    if line is None:
        return ""
    return _("close to n° {line}: “duplicate {number} --of {line}” tells both as one").format(
        line=line, number=number
    )


def _beneath(text: str) -> None:
    if text:
        for line in wrapped(one_line(text), len(_INDENT)):
            output.line(f"{_INDENT}{line}")


def content(session: Session, entry: Entry) -> str:
    """Return what the entry holds beyond its headline, on one line; nothing where that is all."""
    words = "" if _is_told_by_field(entry.fact) else abridged(entry.fact.detail(), _MOST)
    fields = [
        _("{field}: {value}").format(field=name, value=value)
        for name, value in _fields(session, entry)
    ]
    about = _about(session.state(), entry)
    return " · ".join(filter(None, [about, words, enumerate_parts(fields)]))


def _is_told_by_field(fact: Fact) -> bool:
    return isinstance(fact, Amendment) and fact.untold == fact.changes


def _about(known: Known, entry: Entry) -> str:
    """Return the words of what the entry is about, where it has not given them itself."""
    if isinstance(entry.fact, EntryStruck | EntryValidated):
        named = known.entry(entry.fact.entry)
        return _quoted(named.fact.sentence()) if named else ""
    fact, thing = entry.fact, known.get(entry.subject)
    given = fact.changes if isinstance(fact, Amendment) else vars(fact)
    if isinstance(thing, Assumption) and thing.line:
        thing = known.find(Line, thing.line)
    title: str | None
    if isinstance(thing, Line):
        title, field = thing.text, "text"
    elif isinstance(thing, ContinuityPlan) and isinstance(fact, MissionFact):
        mission = thing.mission(fact.mission)
        title, field = mission.title if mission else None, "title"
    else:
        title, field = title_beside(thing, entry), "title"
    if not title or given.get(field):
        return ""
    return _quoted(title)


def _quoted(text: str) -> str:
    return _("“{title}”").format(title=abridged(text, _MOST_OF_FIELD))


def _fields(session: Session, entry: Entry) -> Iterator[tuple[str, str]]:
    """Return the further things that were given, each with its name, as people read it."""
    if isinstance(entry.fact, MADE):
        return
    for name, value in _typed(entry.fact):
        values = value if isinstance(value, list) else [value]
        read = ", ".join(shown(session, _given(one), name) for one in values)
        is_long = name == "title" or isinstance(value, list)
        yield field_name(name), abridged(read, _MOST if is_long else _MOST_OF_FIELD)
    if entry.note:
        yield field_name("note"), abridged(entry.note, _MOST_OF_FIELD)
    if entry.taken_from:
        yield field_name("taken_from"), entry.taken_from.row()
    if entry.attachments:
        files = (f"{file.name} ({size_text(file.size)})" for file in entry.attachments)
        yield _("attachments"), ", ".join(files)


def _given(value: Any) -> Any:
    """Return a value without the parts that were not given."""
    if not isinstance(value, dict):
        return value
    return {name: part for name, part in value.items() if part is not None}


def _typed(fact: Fact) -> Iterator[tuple[str, Any]]:
    if isinstance(fact, Amendment):
        yield from fact.untold.items()
        if _is_told_by_field(fact):
            yield "reason", fact.reason
        return
    told = _TOLD
    if isinstance(fact, AssumptionMade | AssumptionDropped):
        told |= {"decision"}
    elif isinstance(fact, LineVerified | LineRefuted):
        told |= {"source"}
    elif isinstance(fact, EntryValidated):
        told |= {"about"}
    for name, value in fact.model_dump(mode="json").items():
        if name not in told and value not in (None, [], {}) and value is not False:
            yield name, value
