"""Measures: what is done about the crisis, by whom, until when, and how far it got.

    ordered → in progress → completed | lifted → reopened → …
    extended whenever it is open

Each report may carry figures of indicators: see `indicator`.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, tzinfo
from typing import Any, ClassVar, Final, Literal, assert_never, get_args

from pydantic import PositiveInt
from typing_extensions import override

from crisis_log.collection import Collection, Echo, Slice
from crisis_log.command import (
    Command,
    Known,
    Subject,
    changed_fields,
    command,
    given,
    look_up,
    require,
)
from crisis_log.deadline import Due, in_order, is_past, were_whole_days
from crisis_log.entry import Entry
from crisis_log.fact import Amendment, Code, Fact, Frozen, Instant, Text
from crisis_log.language import _, pgettext
from crisis_log.lifecycle import Phase, Titled, moved, status_at
from crisis_log.slices import decision as decisions
from crisis_log.slices.answers import Answering
from crisis_log.slices.crisis import in_local_time, local_time, with_organisations
from crisis_log.slices.decision import Decision
from crisis_log.slices.figure import FigureTold, Value
from crisis_log.slices.journal import given_answers
from crisis_log.slices.site import NamingSites, sites_meant
from crisis_log.words import Words, status_word

Status = Literal["ordered", "in_progress", "extended", "completed", "lifted", "reopened"]
STATUSES: Final[tuple[Status, ...]] = get_args(Status)
OPEN: Final[frozenset[Status]] = frozenset({"ordered", "in_progress", "extended", "reopened"})


def label(number: int) -> str:
    """Return the name people give measure `number`: `M-1`."""
    return f"M-{number}"


# Facts


class Indicator(Frozen):
    """What a measure counts, in which unit, towards which target."""

    name: Text
    unit: Text | None = None
    target: Value | None = None
    scope: Text | None = None


class MeasureFields(Frozen):
    """What a measure says beyond its title; all of it can come later."""

    category: Text | None = None
    organisations: tuple[Text, ...] = ()
    sites: tuple[Code, ...] = ()
    owner: Text | None = None
    start_on: Due | None = None
    due_on: Due | None = None
    review_on: Due | None = None
    indicators: tuple[Indicator, ...] = ()


class Wording(MeasureFields):
    title: Text


class AboutMeasure(NamingSites):
    """Takes measure `number` on to the status `becomes`, if nothing else is said of it.

    It may follow one of the statuses `after`.
    """

    after: ClassVar[frozenset[Status]] = frozenset(STATUSES)
    becomes: ClassVar[Status]
    number: PositiveInt

    @override
    def subject(self, number: int) -> str:
        return Measure.named(self.number)

    @property
    def label(self) -> str:
        return label(self.number)

    @override
    def follows(self, before: Any) -> bool:
        return not isinstance(before, Measure) or before.status in self.after

    @override
    def headline(self) -> str:
        status = status_word("measure", self.becomes)
        return _("{label} {status}").format(label=self.label, status=status)


class MeasureOrdered(Answering, AboutMeasure, MeasureFields, kind="measure.ordered.v3"):
    becomes = "ordered"
    title: Text
    decision: PositiveInt | None = None

    @override
    def also_about(self) -> tuple[str, ...]:
        behind = (Decision.named(self.decision),) if self.decision else ()
        return (*behind, *super().also_about())

    @override
    def follows(self, before: Any) -> bool:
        return not isinstance(before, Decision) or before.status not in {"rejected", "withdrawn"}


class MeasureExtended(AboutMeasure, kind="measure.extended.v2"):
    after = OPEN
    becomes = "extended"
    due_on: Due
    reason: Text | None = None


class MeasureCompleted(AboutMeasure, kind="measure.completed.v1"):
    after = OPEN
    becomes = "completed"
    reason: Text | None = None


class MeasureLifted(AboutMeasure, kind="measure.lifted.v1"):
    after = OPEN
    becomes = "lifted"
    reason: Text | None = None


class MeasureReopened(AboutMeasure, kind="measure.reopened.v2"):
    after = frozenset(STATUSES) - OPEN
    becomes = "reopened"
    due_on: Due | None = None
    reason: Text | None = None


class MeasureAmended(Amendment, AboutMeasure, kind="measure.amended.v2"):
    def headline(self) -> str:
        return _("{label} amended ({fields})").format(label=self.label, fields=self.fields())


were_whole_days(
    ("measure.ordered.v2", MeasureOrdered),
    ("measure.extended.v1", MeasureExtended),
    ("measure.reopened.v1", MeasureReopened),
    ("measure.amended.v1", MeasureAmended),
)
MeasureEnded = MeasureCompleted | MeasureLifted
MeasureFact = MeasureOrdered | MeasureExtended | MeasureEnded | MeasureReopened | MeasureAmended


# State


class Measure(Titled, Wording, Subject, collection="measure"):
    untold = Titled.untold | {"progress_at"}
    number: PositiveInt
    decision: PositiveInt | None = None
    status: Status
    phases: tuple[Phase, ...]
    progress: int | None = None
    progress_as_of: date | None = None
    progress_at: Instant | None = None
    progress_entry: PositiveInt | None = None
    latest: dict[str, FigureTold] = {}
    answers: tuple[PositiveInt, ...] = ()

    @property
    def label(self) -> str:
        """The name people use: `M-1`."""
        return label(self.number)

    @property
    def is_open(self) -> bool:
        """Whether it is still being carried out."""
        return self.status in OPEN

    def status_at(self, instant: datetime) -> str | None:
        """Return its status at `instant`, None before it was ordered."""
        return status_at(self.phases, instant)

    def is_open_at(self, instant: datetime) -> bool:
        """Whether it was being carried out at `instant`."""
        return self.status_at(instant) in OPEN

    def is_overdue(self, instant: datetime, zone: tzinfo) -> bool:
        """Whether its deadline is past at `instant` while it is still open."""
        return self.is_open and is_past(self.due_on, instant, zone)

    def missing(self) -> tuple[str, ...]:
        """Return the fields that a full record would still need."""
        return tuple(name for name in ("category", "owner", "due_on") if not getattr(self, name))


# Evolve


def evolve(measure: Measure | None, fact: MeasureFact, entry: Entry) -> Measure:
    if isinstance(fact, MeasureOrdered):
        phase = Phase.begun(entry, fact.becomes)
        return Measure(**fact.model_dump(), status=fact.becomes, phases=(phase,))
    if measure is None:
        raise ValueError(f"{fact.label} was never ordered")
    changes: dict[str, Any]
    match fact:
        case MeasureExtended() | MeasureReopened():
            changes = moved(measure, Phase.begun(entry, fact.becomes)) | given(due_on=fact.due_on)
        case MeasureCompleted() | MeasureLifted():
            changes = moved(measure, Phase.begun(entry, fact.becomes))
        case MeasureAmended():
            former = measure.retitled(fact.changes.get("title"), entry)
            return Measure.model_validate(measure.model_dump() | fact.changes | former)
        case _:
            assert_never(fact)
    return measure.but(**changes)


def _with_measure(decision: Decision, fact: MeasureOrdered, _entry: Entry) -> Decision:
    return decision.but(measures=(*decision.measures, fact.number))


# Commands


def existing(known: Known, number: int) -> Measure:
    """Return measure `number`; refuse when there is none."""
    absent = _("There is no measure {label} in this register.").format(label=label(number))
    return look_up(known, Measure, number, absent=absent)


def existing_open(known: Known, number: int) -> Measure:
    """Return measure `number`; refuse when there is none, or it is not open."""
    measure = existing(known, number)
    require(
        measure.is_open,
        _("{label} is {status}; reopen it first.").format(
            label=measure.label, status=status_word("measure", measure.status)
        ),
    )
    return measure


def _checked(known: Known, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields with codes as the register writes them; refuse what it does not know."""
    checked = with_organisations(known, fields)
    if fields.get("sites"):
        checked["sites"] = sites_meant(known, fields["sites"])
    names = [indicator["name"].strip() for indicator in fields.get("indicators", ())]
    require(
        len(set(names)) == len(names), _("Two indicators have the same name; give each its own.")
    )
    return checked


def _check_dates(start: Due | None, due: Due | None) -> None:
    require(
        start is None or due is None or in_order(start) <= in_order(due),
        _("The deadline comes before the start; check both dates."),
    )


@command
def order(known: Known, /, title: str, *, decision: int | None = None, **fields: Any) -> list[Fact]:
    fields = _checked(known, fields)
    _check_dates(fields.get("start_on"), fields.get("due_on"))
    parent = None if decision is None else decisions.existing(known, decision)
    fields = given_answers(known, in_local_time(known, fields))
    fields |= {"title": title, "decision": decision}
    ordered = MeasureOrdered(number=known.next_number(Measure), **fields)
    if parent:
        require(
            ordered.follows(parent),
            _("{label} is {status}; it cannot found a measure.").format(
                label=parent.label, status=status_word("decision", parent.status)
            ),
        )
    return [ordered]


@command
def extend(known: Known, /, number: int, *, due_on: Due, reason: str | None = None) -> list[Fact]:
    measure = existing_open(known, number)
    require(
        measure.due_on is None or in_order(due_on) > in_order(measure.due_on),
        _("The new deadline must come after the present one; to correct a date, amend it."),
    )
    return [MeasureExtended(number=number, due_on=local_time(known, due_on), reason=reason)]


def _end(fact_class: type[MeasureEnded]) -> Callable[..., Command]:
    """Return the command that ends an open measure."""

    @command
    def end(known: Known, /, number: int, *, reason: str | None = None) -> list[Fact]:
        existing_open(known, number)
        return [fact_class(number=number, reason=reason)]

    return end


complete, lift = _end(MeasureCompleted), _end(MeasureLifted)


@command
def reopen(
    known: Known, /, number: int, *, due_on: Due | None = None, reason: str | None = None
) -> list[Fact]:
    measure = existing(known, number)
    require(not measure.is_open, _("{label} is already open.").format(label=measure.label))
    due_on = local_time(known, due_on) if due_on else None
    return [MeasureReopened(number=number, due_on=due_on, reason=reason)]


@command
def amend(known: Known, /, number: int, *, reason: str, **fields: Any) -> list[Fact]:
    measure = existing(known, number)
    fields = _checked(known, fields)
    changes = changed_fields(measure, Wording, in_local_time(known, fields))
    _check_dates(fields.get("start_on", measure.start_on), fields.get("due_on", measure.due_on))
    return [MeasureAmended(number=number, changes=changes, reason=reason)]


# Declaration


def words() -> Words:
    return Words(
        fields={
            "category": _("category"),
            "measure": _("measure"),
            "progress": _("progress"),
            "progress_as_of": _("progress as of"),
            "progress_at": _("progress as of"),
            "progress_entry": _("progress reported by entry"),
            "start_on": _("start"),
        },
        codes={
            "measure": {
                "ordered": pgettext("measure", "ordered"),
                "in_progress": pgettext("measure", "in progress"),
                "extended": pgettext("measure", "extended"),
                "completed": pgettext("measure", "completed"),
                "lifted": pgettext("measure", "lifted"),
                "reopened": pgettext("measure", "reopened"),
                "open": pgettext("measure", "open"),
            },
        },
    )


SLICE = Slice(
    (
        Collection(
            Measure,
            evolve,
            prefix="M-",
            numbered=True,
            title=lambda: _("Measures"),
            wording=Wording,
            in_situation=True,
        ),
    ),
    words,
    (Echo(Decision, (MeasureOrdered,), _with_measure),),
)
