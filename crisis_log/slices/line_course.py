"""What becomes of a line once it is logged: verified or refuted, corrected, struck, a duplicate.

    to be verified → verified ⇄ refuted         the finding that happened last holds
    n° 44 is a duplicate of n° 41               it is told once, with n° 41

What a correction replaces stays legible: in the line, and in the entry of the correction.
"""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import PositiveInt
from typing_extensions import override

from crisis_log.collection import Echo, Slice
from crisis_log.command import Known, changed_fields, command, given, require
from crisis_log.entry import Entry
from crisis_log.fact import Amendment, Content, Fact, Text, upcast
from crisis_log.language import _, pgettext
from crisis_log.slices.crisis import current
from crisis_log.slices.journal import (
    AFTERWARDS,
    Line,
    Wording,
    existing,
    legible,
    marks_of,
    told_once,
)
from crisis_log.slices.line_parts import Check, Restated, Rewording, Verdict
from crisis_log.when import show_instant
from crisis_log.words import Words, entry_numbers, enumerate_parts

CORRECTED: Final = "corrected:"
"""Begins the marks that a correction gives a line, as those of the logged line begin without."""
RETIMED: Final = "retimed"
"""The mark of a correction of when a fact happened, or was received."""
_TIMES: Final = frozenset({"occurred_at", "received_at"})


# Facts


class LineFact(Fact):
    """A fact about a line that was logged before."""

    line: PositiveInt

    @override
    def subject(self, number: int) -> str:
        return Line.named(self.line)


class _Checked(LineFact):
    """What was found of a line; `source` is who or what says so."""

    source: Text | None = None
    reason: Text | None = None

    @override
    def detail(self) -> str:
        source = _("source: {source}").format(source=self.source) if self.source else ""
        return enumerate_parts([*filter(None, [source, self.reason])])


class LineVerified(_Checked, kind="journal.verified.v2"):
    def headline(self) -> str:
        return _("line {line} verified").format(line=self.line)


class LineRefuted(_Checked, kind="journal.refuted.v2"):
    def headline(self) -> str:
        return _("line {line} refuted").format(line=self.line)


@upcast("journal.verified.v1", to="journal.verified.v2")
@upcast("journal.refuted.v1", to="journal.refuted.v2")
def _without_source(content: Content) -> Content:
    return content | {"source": None, "reason": None}


class LineCorrected(Amendment, LineFact, kind="journal.corrected.v2"):
    """New values of fields of `Wording`, the time of the fact among them."""

    said = frozenset({"text"})

    def marks(self) -> tuple[str, ...]:
        kind, tags = self.changes.get("line_kind"), self.changes.get("tags")
        new = marks_of(kind, tags if isinstance(tags, list) else ())
        retimed = (RETIMED,) if _TIMES & self.changes.keys() else ()
        return (*(f"{CORRECTED}{mark}" for mark in new), *retimed)

    @override
    def headline(self) -> str:
        if self.changes.keys() == {"text"}:
            return _("line {line} corrected").format(line=self.line)
        return _("line {line} corrected ({fields})").format(line=self.line, fields=self.fields())

    @override
    def detail(self) -> str:
        if "text" not in self.changes:
            return self.reason
        text = self.changes["text"]
        return _("{text} (reason: {reason})").format(text=text, reason=self.reason)


@upcast("journal.corrected.v1", to="journal.corrected.v2")
def _text_alone(content: Content) -> Content:
    changes = {"text": content["text"]}
    return {"line": content["line"], "changes": changes, "reason": content["reason"]}


class LineStruck(LineFact, kind="journal.struck.v1"):
    is_correction = True
    reason: Text

    @override
    def follows(self, before: Line) -> bool:
        return before.struck_by is None and not before.duplicates

    def headline(self) -> str:
        return _("line {line} struck").format(line=self.line)

    def detail(self) -> str:
        return self.reason


class LineDuplicated(LineFact, kind="journal.duplicated.v1"):
    """Line `line` tells once more what line `duplicate_of` tells."""

    is_correction = True
    duplicate_of: PositiveInt
    reason: Text | None = None

    @override
    def also_about(self) -> tuple[str, ...]:
        return (Line.named(self.duplicate_of),)

    @override
    def follows(self, before: Line) -> bool:
        return before.struck_by is None and before.duplicate_of is None

    def headline(self) -> str:
        return _("line {line}: duplicate of n° {original}").format(
            line=self.line, original=self.duplicate_of
        )


# Evolve


def _checked(line: Line, fact: LineVerified | LineRefuted, entry: Entry) -> Line:
    verdict: Verdict = "verified" if isinstance(fact, LineVerified) else "refuted"
    check = Check.built(
        verdict=verdict,
        entry=entry.number,
        occurred_at=entry.occurred_at,
        by=entry.by,
        recorded_by=entry.recorded_by,
        source=fact.source,
        reason=fact.reason,
    )
    checks = sorted((*line.checks, check), key=lambda one: (one.occurred_at, one.entry))
    return line.but(verification=checks[-1].verdict, checks=tuple(checks))


def _corrected(line: Line, fact: LineCorrected, entry: Entry) -> Line:
    before, number, reason = line.model_dump(mode="json"), entry.number, fact.reason
    past: dict[str, Any] = {}
    if "text" in fact.changes:
        replaced = Rewording(text=line.text, replaced_by=number, reason=reason)
        past["earlier"] = (*line.earlier, replaced)
    restated = tuple(
        Restated(field=name, before=before[name], replaced_by=number, reason=reason)
        for name in fact.changes
        if name != "text"
    )
    past["restated"] = (*line.restated, *restated)
    said = {name: before[name] for name in Wording.model_fields} | fact.changes
    return line.but(**dict(Wording.model_validate(said)), **past)


def _struck(line: Line, fact: LineStruck, entry: Entry) -> Line:
    return line.but(struck_by=entry.number, struck_reason=fact.reason)


def _duplicated(line: Line, fact: LineDuplicated, _entry: Entry) -> Line:
    if line.number == fact.line:
        return line.but(duplicate_of=fact.duplicate_of)
    return line.but(duplicates=(*line.duplicates, fact.line))


# Commands


@command
def verify(
    known: Known, /, number: int, *, source: str | None = None, reason: str | None = None
) -> list[Fact]:
    require(
        told_once(known, number).verification != "verified",
        _("Line {line} is already verified.").format(line=number),
    )
    return [LineVerified(line=number, source=source, reason=reason)]


@command
def refute(
    known: Known, /, number: int, *, source: str | None = None, reason: str | None = None
) -> list[Fact]:
    require(
        told_once(known, number).verification != "refuted",
        _("Line {line} is already refuted.").format(line=number),
    )
    return [LineRefuted(line=number, source=source, reason=reason)]


@command
def correct(
    known: Known, /, number: int, text: str | None = None, *, reason: str, **fields: Any
) -> list[Fact]:
    line = legible(known, number)
    changes = changed_fields(line, Wording, fields | given(text=text))
    if _TIMES & changes.keys():
        _check_times(known, line, fields)
    if "line_kind" in changes:
        _check_kind(known, line, changes["line_kind"])
    return [LineCorrected(line=number, changes=changes, reason=reason)]


def _check_times(known: Known, line: Line, fields: Mapping[str, Any]) -> None:
    """Refuse times out of order: a fact happens, is received, and is recorded."""
    received_at = fields.get("received_at", line.received_at)
    for later, earlier in (
        (line.recorded_at, received_at),
        (received_at or line.recorded_at, fields.get("occurred_at", line.occurred_at)),
    ):
        require(
            earlier is None or earlier <= later,
            _("Line {line} was known at {time}: what it tells cannot have happened later.").format(
                line=line.number, time=show_instant(later, current(known).zone)
            ),
        )


def _check_kind(known: Known, line: Line, kind: object) -> None:
    require(
        line.line_kind != AFTERWARDS or current(known).status == "open",
        _("The crisis is closed: what was learnt from it keeps its kind."),
    )
    if line.line_kind == "request":
        _check_duplicates(known, line)
    if line.duplicate_of:
        _check_told(line, legible(known, line.duplicate_of), kind)


def _check_duplicates(known: Known, line: Line) -> None:
    """Refuse what would leave the duplicates of a line without the one that they are told with."""
    told = [number for number in line.duplicates if existing(known, number).struck_by is None]
    require(
        not told,
        _("Line {line} has duplicates, which would be told no more: {entries}.").format(
            line=line.number, entries=entry_numbers(told)
        ),
    )


def _check_told(line: Line, original: Line, kind: object) -> None:
    """Refuse that a line of `kind`, a request, is told with one that is none."""
    require(
        kind != "request" or original.line_kind == "request",
        _("n° {line} is a request, n° {original} is none: correct the kind of one first.").format(
            line=line.number, original=original.number
        ),
    )


@command
def strike(known: Known, /, number: int, *, reason: str) -> list[Fact]:
    _check_duplicates(known, legible(known, number))
    return [LineStruck(line=number, reason=reason)]


@command
def duplicate(
    known: Known, /, number: int, *, duplicate_of: int, reason: str | None = None
) -> list[Fact]:
    line, original = legible(known, number), told_once(known, duplicate_of)
    require(number != duplicate_of, _("A line is no duplicate of itself."))
    require(
        line.duplicate_of is None,
        _("Line {line} is already a duplicate of n° {original}.").format(
            line=number, original=line.duplicate_of
        ),
    )
    _check_told(line, original, line.line_kind)
    return [LineDuplicated(line=number, duplicate_of=duplicate_of, reason=reason)]


# Declaration


def words() -> Words:
    return Words(
        fields={
            "before": _("before"),
            "checks": _("findings"),
            "duplicate_of": _("duplicate of"),
            "duplicates": _("duplicates"),
            "earlier": _("earlier wordings"),
            "field": _("field"),
            "replaced_by": _("replaced by entry"),
            "restated": _("earlier values"),
            "struck_by": _("struck by entry"),
            "struck_reason": _("reason for striking"),
            "verdict": _("finding"),
        },
        codes={
            "verification": {
                "unverified": pgettext("line", "to be verified"),
                "verified": pgettext("line", "verified"),
                "refuted": pgettext("line", "refuted"),
            },
            "verdict": {
                "verified": pgettext("line", "verified"),
                "refuted": pgettext("line", "refuted"),
            },
        },
    )


SLICE = Slice(
    (),
    words,
    (
        Echo(Line, (LineVerified, LineRefuted), _checked),
        Echo(Line, (LineCorrected,), _corrected),
        Echo(Line, (LineStruck,), _struck),
        Echo(Line, (LineDuplicated,), _duplicated),
    ),
)
