"""The life of a thing: its phases, what it was from when on by which entry; its titles.

A guarded lifecycle is one whose commands look at the phases before them: a decision must be
proposed to be adopted, and what is repealed today takes no effect tomorrow.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, ClassVar, Final, Protocol, Self, TypeVar

from pydantic import PositiveInt

from crisis_log.entry import Entry
from crisis_log.fact import Frozen, Instant, Text
from crisis_log.words import abridged

_CITED: Final = 80
"""In characters: how much of a text is cited as its title."""


class Phase(Frozen):
    """A stretch of a thing's life: from `since` it has `status`, as entry `entry` says."""

    status: str
    since: Instant
    entry: PositiveInt

    @classmethod
    def begun(cls, entry: Entry, status: str, since: datetime | None = None, **more: Any) -> Self:
        """Return the phase that `entry` begins, at `since` or else when its fact happened."""
        since = since or entry.occurred_at
        return cls.built(status=status, since=since, entry=entry.number, **more)


_Phase = TypeVar("_Phase", bound=Phase)


class Living(Protocol):
    """A thing with phases."""

    @property
    def phases(self) -> tuple[Phase, ...]:
        """What it was, in the order of the recording."""
        ...


def moved(thing: Living, phase: Phase) -> dict[str, Any]:
    """Return what changes of a thing that enters `phase`."""
    return {"status": phase.status, "phases": (*thing.phases, phase)}


def standing(phases: Sequence[_Phase]) -> list[_Phase]:
    """Return the phases of a guarded lifecycle that take effect, in the order they begin.

    Phases come in the order of their recording, each decided knowing those before it. So
    one that begins before an earlier-recorded one replaces it: what is repealed today
    never takes the effect it would have had from tomorrow on.
    """
    taking_effect: list[_Phase] = []
    for phase in phases:
        while taking_effect and taking_effect[-1].since > phase.since:
            taking_effect.pop()
        taking_effect.append(phase)
    return taking_effect


def phase_at(phases: Sequence[_Phase], instant: datetime) -> _Phase | None:
    """Return the phase of a guarded lifecycle that holds at `instant`."""
    begun = [phase for phase in standing(phases) if phase.since <= instant]
    return begun[-1] if begun else None


def status_at(phases: Sequence[Phase], instant: datetime) -> str | None:
    """Return the status that holds at `instant`, None before the first."""
    phase = phase_at(phases, instant)
    return phase.status if phase else None


def stretch_at(
    phases: Sequence[_Phase], instant: datetime, statuses: Collection[str]
) -> _Phase | None:
    """Return the first phase of the stretch with one of `statuses` that holds at `instant`."""
    first: _Phase | None = None
    for phase in reversed([phase for phase in standing(phases) if phase.since <= instant]):
        if phase.status not in statuses:
            break
        first = phase
    return first


class FormerTitle(Frozen):
    """The title that something had until entry `replaced_by`."""

    title: Text
    replaced_by: PositiveInt


class Titled(Frozen):
    """What has a title that may be amended; `former_titles` are those before, the oldest first."""

    untold: ClassVar[frozenset[str]] = frozenset({"former_titles"})
    title: Text
    former_titles: tuple[FormerTitle, ...] = ()

    def title_at(self, number: int) -> str:
        """Return the title that it had after entry `number`."""
        former = (one.title for one in self.former_titles if number < one.replaced_by)
        return next(former, self.title)

    def retitled(self, title: object, entry: Entry) -> dict[str, Any]:
        """Return what changes of `former_titles` where `entry` gives it `title`, if it does."""
        if title in (None, self.title):
            return {}
        former = FormerTitle(title=self.title, replaced_by=entry.number)
        return {"former_titles": (*self.former_titles, former)}


class _Worded(Protocol):
    @property
    def text(self) -> str: ...


class Cited:
    """What has no title but its text, of which the beginning tells which one it is."""

    @property
    def title(self: _Worded) -> str:
        return abridged(self.text, _CITED)
