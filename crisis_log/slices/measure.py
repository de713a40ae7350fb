"""Measures: what is done about the crisis, by whom, until when, and how far it got.

    ordered → in progress → completed | lifted → reopened → …
    extended whenever it is open

Each report may carry figures of indicators: see `indicator`.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Final, Literal, assert_never, get_args

from pydantic import Field, PositiveInt
from typing_extensions import override

from crisis_log.collection import Collection, Echo, Slice
from crisis_log.command import Known, Subject, changed_fields, command, given, look_up, require
from crisis_log.deadline import is_past
from crisis_log.fact import Amendment, Entry, Fact, Frozen, Text
from crisis_log.language import _, pgettext
from crisis_log.lifecycle import Phase, moved, phase_at
from crisis_log.slices import decision as decisions
from crisis_log.slices import indicator
from crisis_log.slices.crisis import check_organisations
from crisis_log.slices.decision import Decision
from crisis_log.slices.indicator import Figure, FiguresOfDay, Indicator, Value
from crisis_log.when import show_date
from crisis_log.words import Words, enumerate_parts, number_text, status_word

Status = Literal["ordered", "in_progress", "extended", "completed", "lifted", "reopened"]
STATUSES: Final[tuple[Status, ...]] = get_args(Status)
OPEN: Final[frozenset[Status]] = frozenset({"ordered", "in_progress", "extended", "reopened"})
Percent = Annotated[int, Field(ge=0, le=100)]


def label(number: int) -> str:
    """Return the name people give measure `number`: `M-1`."""
    return f"M-{number}"


# Facts


class MeasureFields(Frozen):
    """What a measure says beyond its title; all of it can come later."""

    category: Text | None = None
    organisations: tuple[Text, ...] = ()
    owner: Text | None = None
    start_on: date | None = None
    due_on: date | None = None
    review_on: date | None = None
    indicators: tuple[Indicator, ...] = ()


class Wording(MeasureFields):
    title: Text


class _MeasureFact(Fact):
    number: PositiveInt

    @override
    def subject(self, number: int) -> str:
        return Measure.named(self.number)

    @property
    def label(self) -> str:
        return label(self.number)


class MeasureOrdered(_MeasureFact, MeasureFields, kind="measure.ordered.v1"):
    title: Text
    decision: PositiveInt | None = None

    def also_about(self) -> tuple[str, ...]:
        return (Decision.named(self.decision),) if self.decision else ()

    def headline(self) -> str:
        return _("{label} ordered").format(label=self.label)


class MeasureReported(_MeasureFact, kind="measure.reported.v1"):
    """How far a measure is: a percentage, figures of that day, or words."""

    as_of: date
    progress: Percent | None = None
    values: dict[Text, Value] = {}
    text: Text | None = None

    def also_about(self) -> tuple[str, ...]:
        return (FiguresOfDay.named(self.number, self.as_of),) if self.values else ()

    def headline(self) -> str:
        day = show_date(self.as_of)
        if self.progress is None:
            return _("{label} report of {day}").format(label=self.label, day=day)
        return _("{label} report of {day}, {progress} %").format(
            label=self.label, day=day, progress=self.progress
        )

    def detail(self) -> str:
        figures = [
            _("{name} = {value}").format(name=name, value=number_text(value))
            for name, value in self.values.items()
        ]
        return enumerate_parts([*figures, *([self.text] if self.text else [])])


class MeasureExtended(_MeasureFact, kind="measure.extended.v1"):
    due_on: date
    reason: Text | None = None

    def headline(self) -> str:
        return _("{label} extended").format(label=self.label)


class MeasureCompleted(_MeasureFact, kind="measure.completed.v1"):
    reason: Text | None = None

    def headline(self) -> str:
        return _("{label} completed").format(label=self.label)


class MeasureLifted(_MeasureFact, kind="measure.lifted.v1"):
    reason: Text | None = None

    def headline(self) -> str:
        return _("{label} lifted").format(label=self.label)


class MeasureReopened(_MeasureFact, kind="measure.reopened.v1"):
    due_on: date | None = None
    reason: Text | None = None

    def headline(self) -> str:
        return _("{label} reopened").format(label=self.label)


class MeasureAmended(Amendment, _MeasureFact, kind="measure.amended.v1"):
    def headline(self) -> str:
        return _("{label} amended ({fields})").format(label=self.label, fields=self.fields())


MeasureFact = (
    MeasureOrdered
    | MeasureReported
    | MeasureExtended
    | MeasureCompleted
    | MeasureLifted
    | MeasureReopened
    | MeasureAmended
)


# State


class Measure(Subject, Wording, collection="measure"):
    number: PositiveInt
    decision: PositiveInt | None = None
    status: Status
    phases: tuple[Phase, ...]
    progress: int | None = None
    progress_as_of: date | None = None
    latest: dict[str, Figure] = {}

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
        phase = phase_at(self.phases, instant)
        return phase.status if phase else None

    def is_open_at(self, instant: datetime) -> bool:
        """Whether it was being carried out at `instant`."""
        return self.status_at(instant) in OPEN

    def is_overdue(self, today: date) -> bool:
        """Whether its deadline has passed while it is still open."""
        return self.is_open and is_past(self.due_on, today)

    def missing(self) -> tuple[str, ...]:
        """Return the fields that a full record would still need."""
        wanted = ("category", "owner", "due_on")
        return tuple(name for name in wanted if not getattr(self, name))


# Evolve


def evolve(measure: Measure | None, fact: MeasureFact, entry: Entry) -> Measure:
    if isinstance(fact, MeasureOrdered):
        return Measure(
            **fact.model_dump(),
            status="ordered",
            phases=(Phase.begun(entry, "ordered"),),
        )
    if measure is None:
        raise ValueError(f"{fact.label} was never ordered")
    changes: dict[str, Any]
    match fact:
        case MeasureReported():
            changes = _reported(measure, fact, entry)
        case MeasureExtended():
            changes = moved(measure, Phase.begun(entry, "extended")) | {"due_on": fact.due_on}
        case MeasureCompleted():
            changes = moved(measure, Phase.begun(entry, "completed"))
        case MeasureLifted():
            changes = moved(measure, Phase.begun(entry, "lifted"))
        case MeasureReopened():
            changes = moved(measure, Phase.begun(entry, "reopened")) | given(due_on=fact.due_on)
        case MeasureAmended():
            return Measure.model_validate(measure.model_dump() | fact.changes)
        case _:
            assert_never(fact)
    return measure.but(**changes)


def _reported(measure: Measure, fact: MeasureReported, entry: Entry) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    known = measure.progress_as_of
    if fact.progress is not None and (known is None or known <= fact.as_of):
        changes = {"progress": fact.progress, "progress_as_of": fact.as_of}
    if measure.status == "ordered":
        changes |= moved(measure, Phase.begun(entry, "in_progress"))
    latest = dict(measure.latest)
    for name, value in fact.values.items():
        if name not in latest or latest[name].as_of <= fact.as_of:
            latest[name] = Figure.built(value=value, as_of=fact.as_of, entry=entry.number)
    return changes | {"latest": latest}


def _with_measure(decision: Decision, fact: MeasureOrdered, _entry: Entry) -> Decision:
    return decisions.with_measure(decision, fact.number)


# Commands


def existing(known: Known, number: int) -> Measure:
    """Return measure `number`; refuse when there is none."""
    absent = _("There is no measure {label} in this register.").format(label=label(number))
    return look_up(known, Measure, number, absent=absent)


def _open(known: Known, number: int) -> Measure:
    measure = existing(known, number)
    require(
        measure.is_open,
        _("{label} is {status}; reopen it first.").format(
            label=measure.label, status=status_word("measure", measure.status)
        ),
    )
    return measure


def _check(known: Known, fields: Mapping[str, Any]) -> None:
    check_organisations(known, fields.get("organisations", ()))
    names = [indicator["name"].strip() for indicator in fields.get("indicators", ())]
    require(
        len(set(names)) == len(names), _("Two indicators have the same name; give each its own.")
    )


def _check_dates(start: date | None, due: date | None) -> None:
    require(
        start is None or due is None or start <= due,
        _("The deadline comes before the start; check both dates."),
    )


@command
def order(known: Known, /, title: str, *, decision: int | None = None, **fields: Any) -> list[Fact]:
    _check(known, fields)
    _check_dates(fields.get("start_on"), fields.get("due_on"))
    if decision is not None:
        parent = decisions.existing(known, decision)
        require(
            parent.status not in {"rejected", "withdrawn"},
            _("{label} is {status}; it cannot found a measure.").format(
                label=parent.label, status=status_word("decision", parent.status)
            ),
        )
    number = known.next_number(Measure)
    return [MeasureOrdered(number=number, title=title, decision=decision, **given(**fields))]


@command
def report(
    known: Known,
    /,
    number: int,
    *,
    as_of: date,
    progress: int | None = None,
    values: Mapping[str, Decimal] | None = None,
    text: str | None = None,
) -> list[Fact]:
    existing(known, number) if values and progress is None else _open(known, number)
    require(
        progress is not None or bool(values) or text is not None,
        _("Nothing to report: give a progress, a value or a text."),
    )
    return [
        MeasureReported(
            number=number, as_of=as_of, progress=progress, values=dict(values or {}), text=text
        )
    ]


@command
def extend(known: Known, /, number: int, *, due_on: date, reason: str | None = None) -> list[Fact]:
    measure = _open(known, number)
    require(
        measure.due_on is None or due_on > measure.due_on,
        _("The new deadline must come after the present one; to correct a date, amend it."),
    )
    return [MeasureExtended(number=number, due_on=due_on, reason=reason)]


@command
def complete(known: Known, /, number: int, *, reason: str | None = None) -> list[Fact]:
    _open(known, number)
    return [MeasureCompleted(number=number, reason=reason)]


@command
def lift(known: Known, /, number: int, *, reason: str | None = None) -> list[Fact]:
    _open(known, number)
    return [MeasureLifted(number=number, reason=reason)]


@command
def reopen(
    known: Known, /, number: int, *, due_on: date | None = None, reason: str | None = None
) -> list[Fact]:
    measure = existing(known, number)
    require(not measure.is_open, _("{label} is already open.").format(label=measure.label))
    return [MeasureReopened(number=number, due_on=due_on, reason=reason)]


@command
def amend(known: Known, /, number: int, *, reason: str, **fields: Any) -> list[Fact]:
    measure = existing(known, number)
    _check(known, fields)
    changes = changed_fields(measure, Wording, fields)
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
        Collection(
            FiguresOfDay,
            indicator.evolve,
            prefix="M-",
            numbered=True,
            part_of=Measure,
            in_situation=True,
        ),
    ),
    words,
    (Echo(Decision, (MeasureOrdered,), _with_measure),),
)
