"""What, in five points at most, must the reader of a week's report know first?"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final, Literal

from crisis_log.command import Subject
from crisis_log.fact import Entry, Fact, Frozen
from crisis_log.language import _, ngettext
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
from crisis_log.views.log_of_week import LogOfWeek
from crisis_log.words import join, status_word

AT_MOST: Final = 5
TAGS: Final = frozenset({"point-clé", "point-cle", "point clé", "key-point"})
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
    yield from _sentences(week, "level", _LEVELS)
    yield from _plan_points(week)
    yield from _decision_points(week)
    yield from _mission_points(week)
    yield from _overdue_point(week)


def _facts(week: LogOfWeek, kinds: tuple[type[Fact], ...]) -> list[Entry]:
    return [entry for entry in week.entries if isinstance(entry.fact, kinds)]


def _tagged_lines(week: LogOfWeek) -> Iterator[KeyPoint]:
    for entry in _facts(week, (LineLogged,)):
        line = week.after.find(Line, entry.number)
        if not isinstance(line, Line) or line.struck_by or line.verification == "refuted":
            continue
        if TAGS & {tag.casefold() for tag in line.tags}:
            corrections = tuple(rewording.replaced_by for rewording in line.earlier)
            yield KeyPoint(kind="line", text=line.text, sources=(entry.number, *corrections))


def _sentences(
    week: LogOfWeek, kind: Literal["level", "plan"], kinds: tuple[type[Fact], ...]
) -> Iterator[KeyPoint]:
    for entry in _facts(week, kinds):
        yield KeyPoint(kind=kind, text=_opened(entry.fact.sentence()), sources=(entry.number,))


def _plan_points(week: LogOfWeek) -> Iterator[KeyPoint]:
    for entry in _facts(week, _PLANS):
        fact = entry.fact
        title = _title(week.after.find(ContinuityPlan, getattr(fact, "code", "")))
        text = _("{headline} ({title})").format(headline=_opened(fact.headline()), title=title)
        if fact.detail():
            text = _("{headline}: {detail}").format(headline=text, detail=fact.detail())
        yield KeyPoint(kind="plan", text=text, sources=(entry.number,))


def _decision_points(week: LogOfWeek) -> Iterator[KeyPoint]:
    entries = _facts(week, (DecisionAdopted,))
    adopted = [(entry, week.after.get(entry.subject)) for entry in entries]
    decisions = [d for _entry, d in adopted if isinstance(d, Decision)]
    numbers = [entry.number for entry, d in adopted if isinstance(d, Decision)]
    named = list(zip(numbers, _names(decisions), strict=True))
    if len(named) <= _FEW:
        for number, name in named:
            text = _("Decision {name} adopted").format(name=name)
            yield KeyPoint(kind="decision", text=text, sources=(number,))
        return
    text = ngettext("{n} decision adopted: {names}", "{n} decisions adopted: {names}", len(named))
    yield KeyPoint(
        kind="decision",
        text=text.format(n=len(named), names=join([name for _number, name in named])),
        sources=tuple(number for number, _name in named),
    )


def _mission_points(week: LogOfWeek) -> Iterator[KeyPoint]:
    """Return one point for the missions not normal at the end, put so in this week."""
    numbers = {entry.number for entry in _facts(week, _MISSIONS)}
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
    text = ngettext("{n} mission disrupted: {names}", "{n} missions disrupted: {names}", len(names))
    yield KeyPoint(
        kind="mission",
        text=text.format(n=len(names), names=join(names)),
        sources=tuple(mission.entry for mission in missions if mission.entry),
    )


def _overdue_point(week: LogOfWeek) -> Iterator[KeyPoint]:
    today = week.last_day
    late = [measure for measure in week.at_end.measures_open if measure.is_overdue(today)]
    if not late:
        return
    names = _names(late)
    text = ngettext("{n} measure overdue: {names}", "{n} measures overdue: {names}", len(names))
    yield KeyPoint(
        kind="measure",
        text=text.format(n=len(names), names=join(names)),
        sources=tuple(measure.phases[0].entry for measure in late),
    )


def _names(things: Sequence[Decision | Measure]) -> list[str]:
    """Return the labels, with the titles while these are few and short enough together."""
    if len(things) > _SOME or sum(len(thing.title) for thing in things) > _LONG:
        return [thing.label for thing in things]
    return [_("{label} “{title}”").format(label=thing.label, title=thing.title) for thing in things]


def _title(subject: Subject | None) -> str:
    return subject.title if isinstance(subject, ContinuityPlan | Decision) else ""


def _opened(sentence: str) -> str:
    """Return the sentence with a capital letter."""
    return sentence[:1].upper() + sentence[1:]
