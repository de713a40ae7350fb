"""Corrections of reports on measures: a figure or a progress that was mistaken, by its entry.

A correction is of the same instant or day as what it corrects, and takes its place there.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from pydantic import PositiveInt
from typing_extensions import override

from crisis_log.collection import Echo, Slice
from crisis_log.command import Known, command, require
from crisis_log.deadline import Due, day_of
from crisis_log.entry import Entry
from crisis_log.fact import Fact, Refused
from crisis_log.language import _
from crisis_log.slices.crisis import local_time
from crisis_log.slices.figure import FigureTold
from crisis_log.slices.indicator import AboutFigures, FiguresOfDay, named
from crisis_log.slices.measure import Measure, existing
from crisis_log.words import Words, number_text

# Facts


class ReportCorrected(AboutFigures, kind="measure.report_corrected.v1"):
    """What entry `corrects` reported was mistaken: these figures, or this progress, hold."""

    is_correction: ClassVar[bool] = True
    corrects: PositiveInt

    @override
    def follows(self, before: Any) -> bool:
        """Only the last progress is corrected; of a figure, its day tells."""
        is_progress = self.progress is not None and isinstance(before, Measure)
        return not is_progress or before.progress_entry == self.corrects

    @override
    def headline(self) -> str:
        return _("{headline}, in correction of n° {entry}").format(
            headline=super().headline(), entry=self.corrects
        )


# Evolve


def _with_figures(day: FiguresOfDay | None, fact: ReportCorrected, entry: Entry) -> FiguresOfDay:
    if day is None:
        raise ValueError(f"{fact.label} had no figure on that day")
    for name in fact.values:
        mistaken = {one.entry: one for one in day.course(name)}[fact.corrects]
        day = day.told(name, _in_its_place(fact, name, entry, mistaken.moment), mistaken)
    return day


def _with_correction(measure: Measure, fact: ReportCorrected, entry: Entry) -> Measure:
    changes: dict[str, Any] = {}
    if fact.progress is not None:
        changes = {"progress": fact.progress, "progress_entry": entry.number}
    corrected = {
        name: _in_its_place(fact, name, entry, last.moment).but(corrects=fact.corrects)
        for name, last in measure.latest.items()
        if name in fact.values and last.entry == fact.corrects
    }
    return measure.but(**changes, latest=measure.latest | corrected)


def _in_its_place(fact: ReportCorrected, name: str, entry: Entry, moment: datetime) -> FigureTold:
    """Return the figure of a correction, in the place of the one that was told of `moment`."""
    return fact.figure(name, entry).but(moment=moment)


# Commands


@command
def correct_report(
    known: Known,
    /,
    number: int,
    *,
    corrects: int,
    as_of: Due,
    progress: int | None = None,
    values: Mapping[str, Decimal] | None = None,
    text: str | None = None,
) -> list[Fact]:
    """Correct what entry `corrects` reported of the instant, or the day, `as_of`."""
    measure, as_of = existing(known, number), local_time(known, as_of)
    values = named(measure, values or {})
    require(
        progress is not None or bool(values), _("Nothing to correct: give a progress or a value.")
    )
    if progress is not None:
        _check_progress(measure, progress, corrects)
    day = known.find(FiguresOfDay, number, day_of(as_of)) if values else None
    for name, value in values.items():
        _check_figure(day, name.strip(), value, corrects)
    return [
        ReportCorrected(
            number=number,
            corrects=corrects,
            as_of=as_of,
            progress=progress,
            values=values,
            text=text,
        )
    ]


def _check_progress(measure: Measure, progress: int, entry: int) -> None:
    """Refuse to correct a progress that is not the last one, or by the same."""
    require(
        measure.progress_entry == entry,
        _("The last progress of {label} is not the one that n° {entry} reported.").format(
            label=measure.label, entry=entry
        ),
    )
    require(
        measure.progress != progress,
        _("{label}: n° {entry} already tells {progress} %.").format(
            label=measure.label, entry=entry, progress=progress
        ),
    )


def _check_figure(day: FiguresOfDay | None, name: str, value: Decimal, entry: int) -> None:
    """Refuse to correct a figure that an entry did not give, or that was corrected since."""
    standing = day.standing_for(name, entry) if day else None
    if standing is None:
        raise Refused(
            _("n° {entry} gives no figure of “{name}”: check both.").format(entry=entry, name=name)
        )
    require(
        standing.entry == entry,
        _("{name}: n° {entry} was corrected already; correct n° {newer}.").format(
            name=name, entry=entry, newer=standing.entry
        ),
    )
    require(
        standing.value != value,
        _("{name}: n° {entry} already tells {value}.").format(
            name=name, entry=entry, value=number_text(value)
        ),
    )


# Declaration


def words() -> Words:
    return Words(fields={"corrects": _("corrects")})


SLICE = Slice(
    (),
    words,
    (
        Echo(FiguresOfDay, (ReportCorrected,), _with_figures),
        Echo(Measure, (ReportCorrected,), _with_correction),
    ),
)
