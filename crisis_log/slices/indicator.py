"""Reports on measures: how far each is, and the figures of its indicators.

    12:00  1 012     an evolution: the last one of the day is the figure of that day
    14:00  1 080
    18:00  1 210

A figure is of an instant, or of a whole day where nobody says when. Those that were recorded
when figures had no hour had another rule: a later one of the same day replaced the earlier.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import Field, PositiveInt
from typing_extensions import override

from crisis_log.codes import meant
from crisis_log.collection import Collection, Echo, Slice
from crisis_log.command import Known, Subject, command, require
from crisis_log.deadline import Due, day_of, show_due, were_whole_days
from crisis_log.entry import Entry
from crisis_log.fact import Fact, Refused, Text
from crisis_log.language import _
from crisis_log.lifecycle import Phase, moved
from crisis_log.slices.crisis import local_time
from crisis_log.slices.figure import FigureTold, Value, figure_in_words
from crisis_log.slices.measure import AboutMeasure, Measure, existing, existing_open
from crisis_log.words import Words, enumerate_parts, number_text

Percent = Annotated[int, Field(ge=0, le=100)]


# Facts


class AboutFigures(AboutMeasure):
    """How far a measure is at an instant, or on a day: a percentage, figures, or words."""

    as_of: Due
    progress: Percent | None = None
    values: dict[Text, Value] = {}
    text: Text | None = None

    @property
    def day(self) -> date:
        """The day that it tells of."""
        return day_of(self.as_of)

    @override
    def also_about(self) -> tuple[str, ...]:
        return (FiguresOfDay.named(self.number, self.day),) if self.values else ()

    @override
    def headline(self) -> str:
        time = show_due(self.as_of)
        if self.progress is None:
            return _("{label} report of {day}").format(label=self.label, day=time)
        return _("{label} report of {day}, {progress} %").format(
            label=self.label, day=time, progress=self.progress
        )

    @override
    def detail(self) -> str:
        figures = [figure_in_words(name, value) for name, value in self.values.items()]
        return enumerate_parts([*figures, *([self.text] if self.text else [])])

    def moment(self, entry: Entry) -> datetime:
        """Return what reports of a day are in order by; one of a whole day is as of its telling."""
        if isinstance(self.as_of, datetime):
            return self.as_of.astimezone(UTC)
        return entry.occurred_at

    def figure(self, name: str, entry: Entry) -> FigureTold:
        """Return the figure that it gives of an indicator, as `entry` tells it."""
        return FigureTold.built(
            value=self.values[name],
            as_of=self.day,
            instant=self.as_of if isinstance(self.as_of, datetime) else None,
            moment=self.moment(entry),
            entry=entry.number,
        )


class MeasureReported(AboutFigures, kind="measure.reported.v2"):
    """A report: what it tells adds to what was told before."""

    @override
    def follows(self, before: Any) -> bool:
        """Figures alone may come when the measure has ended; how far it is may not."""
        figures_alone = bool(self.values) and self.progress is None
        return figures_alone or not isinstance(before, Measure) or before.is_open


_DAILY: Final = "measure.reported.v1"
were_whole_days((_DAILY, MeasureReported))


# State


class FiguresOfDay(Subject, collection="figures"):
    """The figures of a measure's indicators for one day.

    `figures` are the last ones of the day, `preceding` those before, in the order of their
    times; `replaced` are those that were mistaken.
    """

    measure: PositiveInt
    as_of: date
    figures: dict[str, FigureTold] = {}
    preceding: dict[str, tuple[FigureTold, ...]] = {}
    replaced: dict[str, tuple[FigureTold, ...]] = {}

    def course(self, name: str) -> tuple[FigureTold, ...]:
        """Return the figures of an indicator that hold, in the order of their times."""
        last = self.figures.get(name)
        return (*self.preceding.get(name, ()), last) if last else ()

    def standing_for(self, name: str, entry: int) -> FigureTold | None:
        """Return the figure that stands for the one of `entry`, however often it was corrected."""
        after = {one.corrects: one for one in (*self.replaced.get(name, ()), *self.course(name))}
        while newer := after.get(entry):
            entry = newer.entry
        return next((one for one in self.course(name) if one.entry == entry), None)

    def mistaken(self, name: str, figure: FigureTold) -> list[FigureTold]:
        """Return the figures that `figure` takes the place of, the last one first."""
        by_entry = {one.entry: one for one in self.replaced.get(name, ())}
        found: list[FigureTold] = []
        corrects = figure.corrects
        while corrects and (earlier := by_entry.get(corrects)):
            found.append(earlier)
            corrects = earlier.corrects
        return found

    def told(
        self, name: str, figure: FigureTold, instead_of: FigureTold | None = None
    ) -> "FiguresOfDay":
        """Return the day with a further figure of an indicator, or one instead of another."""
        figure = figure.but(corrects=instead_of.entry) if instead_of else figure
        kept = [one for one in self.course(name) if one is not instead_of]
        course = sorted([*kept, figure], key=lambda one: one.moment)
        changes: dict[str, Any] = {"figures": self.figures | {name: course[-1]}}
        if course[:-1]:
            changes["preceding"] = self.preceding | {name: tuple(course[:-1])}
        if instead_of:
            mistaken = (*self.replaced.get(name, ()), instead_of)
            changes["replaced"] = self.replaced | {name: mistaken}
        return self.but(**changes)


# Evolve


def evolve(day: FiguresOfDay | None, fact: MeasureReported, entry: Entry) -> FiguresOfDay:
    day = day or FiguresOfDay.built(measure=fact.number, as_of=fact.day)
    for name in fact.values:
        mistaken = day.figures.get(name) if entry.kind == _DAILY else None
        day = day.told(name, fact.figure(name, entry), mistaken)
    return day


def _with_report(measure: Measure, fact: MeasureReported, entry: Entry) -> Measure:
    changes: dict[str, Any] = {}
    if fact.progress is not None and _is_last(
        fact, entry, measure.progress_as_of, measure.progress_at
    ):
        changes = {
            "progress": fact.progress,
            "progress_as_of": fact.day,
            "progress_at": fact.moment(entry),
            "progress_entry": entry.number,
        }
    if measure.status == "ordered":
        changes |= moved(measure, Phase.begun(entry, "in_progress"))
    return measure.but(**changes, latest=measure.latest | dict(_latest(measure, fact, entry)))


def _latest(
    measure: Measure, fact: MeasureReported, entry: Entry
) -> Iterator[tuple[str, FigureTold]]:
    """Return the figures of a report that are the last ones of their indicators."""
    for name in fact.values:
        last = measure.latest.get(name)
        if last is None or _is_last(fact, entry, last.as_of, last.moment):
            yield name, fact.figure(name, entry)


def _is_last(
    fact: MeasureReported, entry: Entry, day: date | None, moment: datetime | None
) -> bool:
    """Whether a report is of no earlier time than that of the last one before it."""
    if day is None or moment is None or day != fact.day:
        return day is None or day < fact.day
    return entry.kind == _DAILY or moment <= fact.moment(entry)


# Commands


class FigureToldError(Refused):
    """Entry `told.entry` gives a figure of that indicator for the same time."""

    def __init__(self, name: str, told: FigureTold) -> None:
        self.name, self.told = name, told
        sentence = _(
            "{name}: n° {entry} tells {value} for {time}; give the hour of the new figure, or "
            "correct that one with “--corrects {entry}”."
        )
        super().__init__(
            sentence.format(
                name=name,
                entry=told.entry,
                value=number_text(told.value),
                time=show_due(told.due),
            )
        )


@command
def report(
    known: Known,
    /,
    number: int,
    *,
    as_of: Due,
    progress: int | None = None,
    values: Mapping[str, Decimal] | None = None,
    text: str | None = None,
) -> list[Fact]:
    found = existing if values and progress is None else existing_open
    values, as_of = named(found(known, number), values or {}), local_time(known, as_of)
    require(
        progress is not None or bool(values) or text is not None,
        _("Nothing to report: give a progress, a value or a text."),
    )
    day = known.find(FiguresOfDay, number, day_of(as_of)) if values else None
    for name in values:
        _check_new(day, name, as_of)
    return [
        MeasureReported(number=number, as_of=as_of, progress=progress, values=values, text=text)
    ]


def named(measure: Measure, values: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Return figures by the names of the indicators of `measure`, as it has them, or by new ones.

    Raises:
        Refused: two figures are of the same indicator.

    """
    had = dict.fromkeys([*(declared.name for declared in measure.indicators), *measure.latest])
    found = {meant(name, had) or name: value for name, value in values.items()}
    require(len(found) == len(values), _("The same indicator is given twice; give it once."))
    return found


def _check_new(day: FiguresOfDay | None, name: str, as_of: Due) -> None:
    """Refuse a second figure of an indicator for the same instant, or for the day as a whole."""
    for told in day.course(name.strip()) if day else ():
        if told.due == as_of:
            raise FigureToldError(name, told)


# Declaration


def words() -> Words:
    return Words(
        fields={
            "as_of": _("as of"),
            "figures": _("figures"),
            "indicators": _("indicators"),
            "instant": _("time of the figure"),
            "latest": _("latest figures"),
            "moment": _("as of"),
            "preceding": _("earlier figures"),
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
