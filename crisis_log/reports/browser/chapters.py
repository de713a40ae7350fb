"""Which things the pages of a bundle tell before the timeline, and under which anchors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from crisis_log.collection import Collection
from crisis_log.command import Known, Subject
from crisis_log.language import _
from crisis_log.slices import COLLECTIONS, cell, label_of
from crisis_log.slices.cell import Member
from crisis_log.slices.continuity_plan import ContinuityPlan
from crisis_log.slices.decision import Decision
from crisis_log.slices.issued_report import IssuedReport
from crisis_log.slices.measure import Measure
from crisis_log.slices.site import Site

_CODED: Final = (ContinuityPlan, Member, Site)
"""What people name by words, which no anchor can hold: their places stand for these."""
_ELSEWHERE: Final = {"distribution", "entry", "journal"}
"""What is told by the timeline, and by the sheets of what was handed out."""


class Chapter(NamedTuple):
    """The things of one sort."""

    anchor: str
    title: str
    caption: str
    nothing: str
    model: type[Subject]

    @property
    def name(self) -> str:
        """How the anchors of its things begin."""
        return self.model.collection


def chapters(state: Known) -> list[Chapter]:
    """Return decisions, measures and plans; then things of other sorts, where there are any."""
    always = _always()
    told = {one.name for one in always}
    others = (one for one in COLLECTIONS.values() if one.name not in told and has_sheets(one))
    there = (one for one in others if any(True for _each in state.members(one.model)))
    return [*always, *map(_of, there)]


def has_sheets(collection: Collection) -> bool:
    """Whether the things of a collection have a sheet each: people name them, and it is theirs."""
    return (
        collection.title is not None
        and collection.prefix is not None
        and collection.part_of is None
        and collection.name not in _ELSEWHERE
    )


def _of(collection: Collection) -> Chapter:
    title = collection.title() if collection.title else ""
    caption = _("{things} after the last entry").format(things=title)
    return Chapter(f"all-{collection.name}", title, caption, "", collection.model)


def _always() -> list[Chapter]:
    return [
        Chapter(
            "decisions",
            _("Decisions"),
            _("Decisions by number, and their state after the last entry"),
            _("No decision was recorded."),
            Decision,
        ),
        Chapter(
            "measures",
            _("Measures"),
            _("Measures by number, and their state after the last entry"),
            _("No measure was recorded."),
            Measure,
        ),
        Chapter(
            "plans",
            _("Continuity plans"),
            _("Continuity plans by code, and their state after the last entry"),
            _("No continuity plan was recorded."),
            ContinuityPlan,
        ),
    ]


def subject_of(thing: Subject) -> str:
    """Return the subject of a thing that has a sheet."""
    match thing:
        case ContinuityPlan() | Site():
            return thing.named(thing.code)
        case Member():
            return thing.named(cell.key(thing.function))
        case IssuedReport():
            return thing.named(thing.issued.number)
        case _:
            return thing.named(getattr(thing, "number"))  # noqa: B009 - which all others have


def name_of(thing: Subject) -> str:
    """Return what people call a thing that has a sheet: a function as it was spelled last."""
    if isinstance(thing, Member):
        return thing.function
    return label_of(subject_of(thing)) or ""


def places(state: Known) -> Mapping[str, int]:
    """Return the places of things that have no number, by their subjects."""
    return {
        subject_of(thing): place
        for model in _CODED
        for place, thing in enumerate(state.members(model), start=1)
    }
