"""The main courante: lines as they come in.

A line is named by the number of its entry. Nothing of it is ever erased: a struck line
and every earlier wording stay legible. What becomes of it is told in `line_course`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Literal, get_args

from pydantic import PositiveInt
from typing_extensions import override

from crisis_log.collection import Collection, Slice
from crisis_log.command import Known, Subject, command, given, look_up, not_told, require
from crisis_log.entry import Entry
from crisis_log.fact import Content, Fact, Frozen, Instant, Refused, Text, upcast
from crisis_log.language import _, pgettext
from crisis_log.slices.answers import Answer, Answering
from crisis_log.slices.line_parts import Check, Restated, Rewording
from crisis_log.words import Words, join, status_word

LineKind = Literal["information", "request", "action", "situation", "communication", "retex"]
LINE_KINDS: Final[tuple[LineKind, ...]] = get_args(LineKind)
Verification = Literal["unverified", "verified", "refuted"]
AFTERWARDS: Final = "retex"
"""The kind of what was learnt from the crisis: such lines are written after its closing too."""
EXPECTED_REPORT: Final = "expected_report"
UNVERIFIED: Final = "unverified"
"""The mark of what was to be verified when it was logged."""


# Facts


class LineLogged(Answering, kind="journal.logged.v3"):
    text: Text
    line_kind: LineKind
    source: Text | None = None
    channel: Text | None = None
    verification: Verification | None = None
    tags: tuple[Text, ...] = ()
    confidential: bool = False
    expected: tuple[PositiveInt, ...] = ()
    """The expected reports that it brings, by their numbers."""

    @override
    def subject(self, number: int) -> str:
        return Line.named(number)

    @override
    def also_about(self) -> tuple[str, ...]:
        brought = tuple(f"{EXPECTED_REPORT}/{number}" for number in self.expected)
        return (*super().also_about(), *brought)

    @override
    def marks(self) -> tuple[str, ...]:
        doubt = (UNVERIFIED,) if self.verification == "unverified" else ()
        return (*doubt, *marks_of(self.line_kind, self.tags))

    @property
    @override
    def outlives_closing(self) -> bool:
        return self.line_kind == AFTERWARDS

    @override
    def headline(self) -> str:
        kind = status_word("line_kind", self.line_kind)
        if self.confidential:
            kind = _("{headline}, confidential line").format(headline=kind)
        headline = self.answering(kind)
        if not self.expected:
            return headline
        return _("{headline}, in answer to {labels}").format(
            headline=headline, labels=join([f"A-{number}" for number in self.expected])
        )

    @override
    def detail(self) -> str:
        return self.text


@upcast("journal.logged.v2", to="journal.logged.v3")
def _open_to_all(content: Content) -> Content:
    return content | {"confidential": False, "expected": ()}


def marks_of(kind: object, tags: Iterable[object]) -> tuple[str, ...]:
    """Return by what a line of `kind` with `tags` is found; no mark says that it is information."""
    kinds = () if kind in {None, "information"} else (f"kind:{kind}",)
    return (*kinds, *(f"tag:{str(tag).casefold()}" for tag in tags))


# State


class LineFields(Frozen):
    """What a line says beyond its text; all of it can come later."""

    source: Text | None = None
    channel: Text | None = None
    tags: tuple[Text, ...] = ()
    received_at: Instant | None = None


class Wording(LineFields):
    """What can be corrected of a line."""

    text: Text
    line_kind: LineKind
    occurred_at: Instant


class Line(Subject, collection="journal"):
    """A line as it reads now; `earlier` and `restated` keep what corrections replaced.

    `checks` are in the order of their time. What is a duplicate of an earlier line is told once,
    with that line, whose `duplicates` name it.
    """

    untold = frozenset({"earlier", "restated", "checks"})
    number: PositiveInt
    text: str
    line_kind: LineKind
    source: str | None = None
    channel: str | None = None
    verification: Verification | None = None
    tags: tuple[str, ...] = ()
    confidential: bool = False
    occurred_at: Instant
    received_at: Instant | None = None
    recorded_at: Instant
    by: str
    earlier: tuple[Rewording, ...] = ()
    restated: tuple[Restated, ...] = ()
    checks: tuple[Check, ...] = ()
    duplicate_of: PositiveInt | None = None
    duplicates: tuple[PositiveInt, ...] = ()
    struck_by: PositiveInt | None = None
    struck_reason: str | None = None
    answers: tuple[PositiveInt, ...] = ()
    expected: tuple[PositiveInt, ...] = ()
    answered_by: tuple[Answer, ...] = ()
    closed_by: PositiveInt | None = None
    closed_reason: str | None = None

    @property
    def holds(self) -> bool:
        """Whether it was neither struck nor refuted."""
        return not self.struck_by and self.verification != "refuted"

    @property
    def is_told(self) -> bool:
        """Whether it holds, and is not told with the line of which it is a duplicate."""
        return self.holds and self.duplicate_of is None

    @property
    def checked(self) -> Check | None:
        """What was found of it last."""
        return self.checks[-1] if self.checks else None

    @property
    def corrected_by(self) -> tuple[int, ...]:
        """The entries that corrected it, in order."""
        reworded = {one.replaced_by for one in self.earlier}
        return tuple(sorted(reworded | {one.replaced_by for one in self.restated}))

    @property
    def sources(self) -> tuple[int, ...]:
        """The entries whose words it has: its own, and those that corrected it."""
        return (self.number, *self.corrected_by)


# Evolve


def evolve(line: Line | None, fact: LineLogged, entry: Entry) -> Line:
    if line is not None:
        return answered(line, fact, entry)
    return Line.built(
        number=entry.number,
        text=fact.text,
        line_kind=fact.line_kind,
        source=fact.source,
        channel=fact.channel,
        verification=fact.verification,
        tags=fact.tags,
        confidential=fact.confidential,
        occurred_at=entry.occurred_at,
        received_at=entry.received_at,
        recorded_at=entry.recorded_at,
        by=entry.by,
        answers=fact.answers,
        expected=fact.expected,
    )


def answered(request: Line, _fact: Fact, entry: Entry) -> Line:
    """Return the request with one more answer."""
    return request.but(answered_by=(*request.answered_by, Answer.of(entry)))


# Commands


def no_entry(known: Known, number: int) -> str:
    """Return the sentence that refuses a number that no entry has."""
    return _("There is no entry n° {number}; the last is n° {last}.").format(
        number=number, last=known.size
    )


def existing(known: Known, number: int) -> Line:
    """Return journal line `number`; refuse when that entry is not a journal line."""
    require(number <= known.size, no_entry(known, number))
    absent = _("Entry n° {number} is not a line of the journal.").format(number=number)
    return look_up(known, Line, number, absent=absent)


def legible(known: Known, number: int) -> Line:
    """Return journal line `number`; refuse when there is none, or it was struck."""
    line = existing(known, number)
    require(
        line.struck_by is None,
        _("Line {line} was struck by entry n° {entry}.").format(line=number, entry=line.struck_by),
    )
    return line


def told_once(known: Known, number: int) -> Line:
    """Return journal line `number`; refuse also when it is told with another, as a duplicate."""
    line = legible(known, number)
    require(
        line.duplicate_of is None,
        _("Line {line} is a duplicate of n° {original}: name that one.").format(
            line=number, original=line.duplicate_of
        ),
    )
    return line


def existing_request(known: Known, number: int) -> Line:
    """Return request `number`; refuse when that entry is none, or was struck."""
    line = told_once(known, number)
    require(
        line.line_kind == "request", _("Entry n° {number} is not a request.").format(number=number)
    )
    return line


def requests(known: Known, numbers: Sequence[int]) -> tuple[int, ...]:
    """Return the numbers of the requests to be answered, each once; refuse what is none."""
    return tuple(existing_request(known, number).number for number in dict.fromkeys(numbers))


def no_expected_report(number: int) -> str:
    """Return the sentence that refuses a report that nobody expects."""
    return _("There is no expected report {label} in this register.").format(label=f"A-{number}")


def awaited(known: Known, numbers: Sequence[int]) -> tuple[int, ...]:
    """Return the numbers of the expected reports that a line brings, each once.

    Refuses what is none: their slice is above this one.
    """
    for number in numbers:
        subject = f"{EXPECTED_REPORT}/{number}"
        if known.get(subject) is None:
            raise Refused(not_told(known, subject, no_expected_report(number)))
    return tuple(dict.fromkeys(numbers))


def given_answers(known: Known, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that were given, with the requests that they answer."""
    return given(**fields) | {"answers": requests(known, fields.get("answers", ()))}


@command
def log(
    known: Known,
    /,
    text: str,
    *,
    line_kind: LineKind = "information",
    source: str | None = None,
    channel: str | None = None,
    verification: Verification | None = None,
    tags: Sequence[str] = (),
    answers: Sequence[int] = (),
    expected: Sequence[int] = (),
    confidential: bool = False,
) -> list[Fact]:
    return [
        LineLogged(
            text=text,
            line_kind=line_kind,
            source=source,
            channel=channel,
            verification=verification,
            tags=tuple(dict.fromkeys(tags)),
            answers=requests(known, answers),
            expected=awaited(known, expected),
            confidential=confidential,
        )
    ]


# Declaration


def words() -> Words:
    return Words(
        fields={
            "channel": _("channel"),
            "confidential": _("confidential"),
            "expected": _("expected reports brought"),
            "line": _("line"),
            "line_kind": _("kind of line"),
            "source": _("source"),
            "tags": _("tags"),
            "verification": _("verification"),
        },
        codes={
            "line_kind": {
                "information": pgettext("line", "information"),
                "request": pgettext("line", "request"),
                "action": pgettext("line", "action"),
                "situation": pgettext("line", "situation"),
                "communication": pgettext("line", "communication"),
                "retex": pgettext("line", "lesson learnt"),
            },
        },
    )


SLICE = Slice(
    (
        Collection(
            Line,
            evolve,
            prefix="n° ",
            numbered=True,
            title=lambda: _("Main courante"),
            wording=Wording,
            in_situation=True,
        ),
    ),
    words,
)
