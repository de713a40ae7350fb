"""Reports on measures: how far each is, and the figures of its indicators by day.

A later figure for the same indicator and day replaces the earlier one, which stays in the
history of that day.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field, PositiveInt
from typing_extensions import override

from crisis_log.collection import Collection, Echo, Slice
from crisis_log.command import Known, Subject, command, require
from crisis_log.fact import Entry, Fact, Text
from crisis_log.language import _
from crisis_log.lifecycle import Phase, moved
from crisis_log.slices.measure import AboutMeasure, Figure, Measure, Value, existing, existing_open
from crisis_log.when import show_date
from crisis_log.words import Words, enumerate_parts, number_text

Percent = Annotated[int, Field(ge=0, le=100)]


# Facts


class MeasureReported(AboutMeasure, kind="measure.reported.v1"):
    """How far a measure is: a percentage, figures of that day, or words."""

    as_of: date
    progress: Percent | None = None
    values: dict[Text, Value] = {}
    text: Text | None = None

    def also_about(self) -> tuple[str, ...]:
        return (FiguresOfDay.named(self.number, self.as_of),) if self.values else ()

    @override
    def follows(self, before: Any) -> bool:
        """Figures alone may come when the measure has ended; how far it is may not."""
        figures_alone = bool(self.values) and self.progress is None
        return figures_alone or not isinstance(before, Measure) or before.is_open

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


# State


class FiguresOfDay(Subject, collection="figures"):
    """The figures of a measure's indicators for one day, with those they replaced."""

    measure: PositiveInt
    as_of: date
    figures: dict[str, Figure] = {}
    replaced: dict[str, tuple[Figure, ...]] = {}


# Evolve


def evolve(day: FiguresOfDay | None, fact: MeasureReported, entry: Entry) -> FiguresOfDay:
    day = day or FiguresOfDay.built(measure=fact.number, as_of=fact.as_of)
    figures, replaced = dict(day.figures), dict(day.replaced)
    for name, value in fact.values.items():
        if name in figures:
            replaced[name] = (*replaced.get(name, ()), figures[name])
        figures[name] = Figure.built(value=value, as_of=fact.as_of, entry=entry.number)
    return day.but(figures=figures, replaced=replaced)


def _with_report(measure: Measure, fact: MeasureReported, entry: Entry) -> Measure:
    changes: dict[str, Any] = {}
    known = measure.progress_as_of
    if fact.progress is not None and (known is None or known <= fact.as_of):
        changes = {
            "progress": fact.progress,
            "progress_as_of": fact.as_of,
            "progress_entry": entry.number,
        }
    if measure.status == "ordered":
        changes |= moved(measure, Phase.begun(entry, "in_progress"))
    latest = dict(measure.latest)
    for name, value in fact.values.items():
        if name not in latest or latest[name].as_of <= fact.as_of:
            latest[name] = Figure.built(value=value, as_of=fact.as_of, entry=entry.number)
    return measure.but(**changes, latest=latest)


# Commands


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
    existing(known, number) if values and progress is None else existing_open(known, number)
    require(
        progress is not None or bool(values) or text is not None,
        _("Nothing to report: give a progress, a value or a text."),
    )
    return [
        MeasureReported(
            number=number, as_of=as_of, progress=progress, values=dict(values or {}), text=text
        )
    ]


# Declaration


def words() -> Words:
    return Words(
        fields={
            "as_of": _("as of"),
            "figures": _("figures"),
            "indicators": _("indicators"),
            "latest": _("latest figures"),
            "replaced": _("replaced figures"),
            "scope": _("perimeter"),
            "target": _("target"),
            "unit": _("unit"),
            "value": _("value"),
            "values": _("values"),
        },
    )


SLICE = Slice(
    (
        Collection(
            FiguresOfDay,
            evolve,
            prefix="M-",
            numbered=True,
            part_of=Measure,
            in_situation=True,
        ),
    ),
    words,
    (Echo(Measure, (MeasureReported,), _with_report),),
)
