"""What, in five points at most, must the reader of a week's report know first?"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final, Literal

from crisis_log.fact import Entry, Fact, Frozen
from crisis_log.language import _, counted
from crisis_log.slices.continuity_plan import (
    ContinuityPlan,
    PlanActivated,
    PlanLevelChanged,
    PlanLifted,
)
from crisis_log.slices.crisis import CrisisClosed, CrisisReopened, LevelChanged
from crisis_log.slices.decision import Decision, DecisionAdopted
from crisis_log.slices.journal import Line, LineLogged
from crisis_log.slices.measure import Measure
from crisis_log.slices.mission import MissionDegraded, MissionSuspended
from crisis_log.views.journal_lines import KEY_POINT, tagged
from crisis_log.views.log_of_week import LogOfWeek
from crisis_log.words import join_some, status_word

AT_MOST: Final = 5
_FEW: Final = 2
_SOME: Final = 4
_LONG: Final = 320
_LEVELS = (LevelChanged, CrisisClosed, CrisisReopened)
_PLANS = (PlanActivated, PlanLevelChanged, PlanLifted)
_MISSIONS = (MissionDegraded, MissionSuspended)


class KeyPoint(Frozen):
    """A statement and the entries it rests on."""

    kind: Literal["line", "level", "plan", "decision", "mission", "measure"]
    text: str
    sources: tuple[int, ...]


def key_points(week: LogOfWeek) -> tuple[KeyPoint, ...]:
    """Return the lines tagged as key points, then what the log itself shows to be one."""
    return tuple(islice(_candidates(week), AT_MOST))


def _candidates(week: LogOfWeek) -> Iterator[KeyPoint]:
    yield from _tagged_lines(week)
    yield from _level_points(week)
    yield from _plan_points(week)
    yield from _decision_points(week)
    yield from _mission_points(week)
    yield from _overdue_point(week)


def _entries(week: LogOfWeek, kinds: tuple[type[Fact], ...]) -> list[Entry]:
    return [entry for entry in week.entries if isinstance(entry.fact, kinds)]


def _tagged_lines(week: LogOfWeek) -> Iterator[KeyPoint]:
    lines = [line for entry, line in week.about(Line) if isinstance(entry.fact, LineLogged)]
    for line in tagged((line for line in lines if line.holds), KEY_POINT):
        yield KeyPoint(kind="line", text=line.text, sources=line.sources)


def _level_points(week: LogOfWeek) -> Iterator[KeyPoint]:
    for entry in _entries(week, _LEVELS):
        yield KeyPoint(kind="level", text=_opened(entry.fact.sentence()), sources=(entry.number,))


def _plan_points(week: LogOfWeek) -> Iterator[KeyPoint]:
    for entry, plan in week.about(ContinuityPlan):
        fact = entry.fact
        if not isinstance(fact, _PLANS):
            continue
        headline = _opened(fact.headline())
        text = _("{headline} ({title})").format(headline=headline, title=plan.title)
        if fact.detail():
            text = _("{headline}: {detail}").format(headline=text, detail=fact.detail())
        yield KeyPoint(kind="plan", text=text, sources=(entry.number,))


def _decision_points(week: LogOfWeek) -> Iterator[KeyPoint]:
    adopted = [
        (entry.number, decision)
        for entry, decision in week.about(Decision)
        if isinstance(entry.fact, DecisionAdopted)
    ]
    names = _names([decision for _number, decision in adopted])
    named = [(number, name) for (number, _decision), name in zip(adopted, names, strict=True)]
    if len(named) <= _FEW:
        for number, name in named:
            text = _("Decision {name} adopted").format(name=name)
            yield KeyPoint(kind="decision", text=text, sources=(number,))
        return
    yield KeyPoint(
        kind="decision",
        text=counted(
            "{count} decision adopted: {names}",
            "{count} decisions adopted: {names}",
            len(named),
            names=join_some(names),
        ),
        sources=tuple(number for number, _name in named),
    )


def _mission_points(week: LogOfWeek) -> Iterator[KeyPoint]:
    """Return one point for the missions not normal at the end, put so in this week."""
    numbers = {entry.number for entry in _entries(week, _MISSIONS)}
    missions = [
        mission
        for plan in week.at_end.plans
        for mission in plan.missions
        if mission.entry in numbers and mission.status != "normal"
    ]
    if not missions:
        return
    names = [
        _("{mission} ({status})").format(
            mission=mission.title, status=status_word("mission", mission.status)
        )
        for mission in missions
    ]
    yield KeyPoint(
        kind="mission",
        text=counted(
            "{count} mission disrupted: {names}",
            "{count} missions disrupted: {names}",
            len(names),
            names=join_some(names),
        ),
        sources=tuple(mission.entry for mission in missions if mission.entry),
    )


def _overdue_point(week: LogOfWeek) -> Iterator[KeyPoint]:
    today = week.last_day
    overdue = [measure for measure in week.at_end.measures_open if measure.is_overdue(today)]
    if not overdue:
        return
    names = _names(overdue)
    yield KeyPoint(
        kind="measure",
        text=counted(
            "{count} measure overdue: {names}",
            "{count} measures overdue: {names}",
            len(names),
            names=join_some(names),
        ),
        sources=tuple(measure.phases[0].entry for measure in overdue),
    )


def _names(things: Sequence[Decision | Measure]) -> list[str]:
    """Return the labels, with the titles while these are few and short enough together."""
    if len(things) > _SOME or sum(len(thing.title) for thing in things) > _LONG:
        return [thing.label for thing in things]
    return [_("{label} “{title}”").format(label=thing.label, title=thing.title) for thing in things]


def _opened(sentence: str) -> str:
    """Return the sentence with a capital letter."""
    return sentence[:1].upper() + sentence[1:]
