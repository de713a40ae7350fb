"""What has changed in a week, in five sentences at most, for a reader of two minutes?

Lines that people marked as key points come first, the last of them where there are many.
What the log itself shows to be one has its place too: levels, plans, decisions, missions.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import Final, Literal, NamedTuple

from crisis_log.entry import Entry
from crisis_log.fact import Fact, Frozen
from crisis_log.language import _, counted
from crisis_log.slices.continuity_plan import (
    ContinuityPlan,
    PlanActivated,
    PlanLevelChanged,
    PlanLifted,
)
from crisis_log.slices.crisis import CrisisClosed, CrisisReopened, LevelChanged
from crisis_log.slices.decision import IN_FORCE, Decision, DecisionAdopted
from crisis_log.slices.journal import Line, LineLogged
from crisis_log.slices.line_parts import Check
from crisis_log.slices.measure import Measure
from crisis_log.slices.mission import MissionDegraded, MissionSuspended
from crisis_log.views.journal_lines import KEY_POINT, said, tagged
from crisis_log.views.log_of_week import LogOfWeek
from crisis_log.words import enumerate_parts, join, status_word

AT_MOST: Final = 5
_LEFT_TO_LINES: Final = 3
"""Points that marked lines have in any case, where there are as many."""
_NAMED: Final = 450
"""Characters of the titles that a sentence names."""
_PLANS = (PlanActivated, PlanLevelChanged, PlanLifted)
_MISSIONS = (MissionDegraded, MissionSuspended)


class KeyPoint(Frozen):
    """A statement and the entries it rests on; `unverified` where people still doubt it.

    `checked` is what was found of a line last.
    """

    kind: Literal["line", "level", "plan", "decision", "mission", "measure"]
    text: str
    unverified: bool = False
    confidential: bool = False
    checked: Check | None = None
    sources: tuple[int, ...]


class KeyPoints(NamedTuple):
    """What is told, and the entries of the marked lines for which there is no room."""

    told: tuple[KeyPoint, ...]
    left_out: tuple[int, ...]


def key_points(week: LogOfWeek) -> KeyPoints:
    """Return the marked lines, then what the log itself shows to be a key point."""
    lines, shown = list(_marked_lines(week)), list(_shown_by_the_log(week))
    room = max(AT_MOST - len(shown), _LEFT_TO_LINES)
    left_out, told = lines[:-room], lines[-room:]
    return KeyPoints(
        (*told, *shown[: AT_MOST - len(told)]), tuple(point.sources[0] for point in left_out)
    )


def _shown_by_the_log(week: LogOfWeek) -> Iterator[KeyPoint]:
    yield from _level_points(week)
    yield from _decision_points(week)
    yield from _plan_points(week)
    yield from _ended_point(week)
    yield from _mission_points(week)
    yield from _overdue_point(week)


def _entries(week: LogOfWeek, kinds: tuple[type[Fact], ...]) -> list[Entry]:
    return [entry for entry in week.holding if isinstance(entry.fact, kinds)]


def _marked_lines(week: LogOfWeek) -> Iterator[KeyPoint]:
    lines = (line for entry, line in week.about(Line) if isinstance(entry.fact, LineLogged))
    for line in tagged((line for line in lines if line.is_told), KEY_POINT):
        told = said(line).model_dump(exclude={"occurred_at", "duplicates"})
        yield KeyPoint(kind="line", **told)


def _level_points(week: LogOfWeek) -> Iterator[KeyPoint]:
    """Return one point for the level in force, if it is new, and ends and reopenings.

    Others that the week recorded were followed by it, or came before one of an earlier week.
    """
    changed, level = _entries(week, (LevelChanged,)), week.at_end.level
    new = level and week.entry(level.entry)
    if new:
        yield _point(new, changed)
    for entry in _entries(week, (CrisisClosed, CrisisReopened)):
        yield _point(entry, [entry])


def _point(entry: Entry, told: list[Entry]) -> KeyPoint:
    sources = tuple(one.number for one in told)
    return KeyPoint(kind="level", text=_opened(entry.fact.sentence()), sources=sources)


def _plan_points(week: LogOfWeek) -> Iterator[KeyPoint]:
    """Return one point for what happened to the levels of all plans."""
    told = [
        (entry.number, _of_plan(entry.fact, plan))
        for entry, plan in week.about(ContinuityPlan)
        if isinstance(entry.fact, _PLANS)
    ]
    if told:
        yield KeyPoint(
            kind="plan",
            text=_opened(_named([text for _entry, text in told], enumerate_parts)),
            sources=tuple(number for number, _text in told),
        )


def _of_plan(fact: Fact, plan: ContinuityPlan) -> str:
    text = _("{headline} ({title})").format(headline=fact.headline(), title=plan.title)
    if not fact.detail():
        return text
    return _("{headline}: {detail}").format(headline=text, detail=fact.detail())


def _decision_points(week: LogOfWeek) -> Iterator[KeyPoint]:
    """Return one point for the decisions adopted in the week, with what became of them since.

    Those that have ended come last: a sentence that is full leaves them out first.
    """
    adopted = [
        (entry.number, decision, _ended(week, decision))
        for entry, decision in week.about(Decision)
        if isinstance(entry.fact, DecisionAdopted)
    ]
    adopted.sort(key=lambda one: one[2] is not None)
    if adopted:
        names = [_name(decision, ended) for _number, decision, ended in adopted]
        yield KeyPoint(
            kind="decision",
            text=counted(
                "{count} decision adopted: {names}",
                "{count} decisions adopted: {names}",
                len(adopted),
                names=_named(names),
            ),
            sources=tuple(number for number, _decision, _ended_as in adopted),
        )


def _ended_point(week: LogOfWeek) -> Iterator[KeyPoint]:
    """Return one point for the earlier decisions that the week put an end to, or suspended."""
    ended: dict[int, tuple[int, str]] = {}
    for entry, decision in week.about(Decision):
        phase = decision.phases[-1]
        adopted = decision.adopted()
        word = _ended(week, decision)
        if word and phase.entry == entry.number and adopted and not week.entry(adopted.entry):
            ended[decision.number] = (entry.number, _name(decision, word))
    if ended:
        yield KeyPoint(
            kind="decision",
            text=counted(
                "{count} decision is no longer in force: {names}",
                "{count} decisions are no longer in force: {names}",
                len(ended),
                names=_named([name for _entry, name in ended.values()]),
            ),
            sources=tuple(number for number, _name in ended.values()),
        )


def _ended(week: LogOfWeek, decision: Decision) -> str | None:
    """Return the word for a decision that has ended, or is suspended, at the end of the week."""
    status = decision.status_at(week.period.cut_off)
    if status is None or status in {*IN_FORCE, "proposed"}:
        return None
    return status_word("decision", status)


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
            names=_named(names),
        ),
        sources=tuple(mission.entry for mission in missions if mission.entry),
    )


def _overdue_point(week: LogOfWeek) -> Iterator[KeyPoint]:
    """Return one point for the measures whose deadline has passed since the report before."""
    before, end = week.before.members(Measure), week.period.cut_off
    known = {measure.number for measure in before if measure.is_overdue(week.eve, week.zone)}
    now = (one for one in week.at_end.measures_open if one.is_overdue(end, week.zone))
    overdue = [measure for measure in now if measure.number not in known]
    if not overdue:
        return
    names = [_name(measure) for measure in overdue]
    yield KeyPoint(
        kind="measure",
        text=counted(
            "{count} measure has become overdue: {names}",
            "{count} measures have become overdue: {names}",
            len(names),
            names=_named(names),
        ),
        sources=tuple(measure.phases[0].entry for measure in overdue),
    )


def _name(thing: Decision | Measure, word: str | None = None) -> str:
    """Return what a reader knows it by: its title first; `word` says how it stands."""
    if word:
        return _("“{title}” ({label}, {word})").format(
            title=thing.title, label=thing.label, word=word
        )
    return _("“{title}” ({label})").format(title=thing.title, label=thing.label)


def _named(names: Sequence[str], joined: Callable[[Sequence[str]], str] = join) -> str:
    """Return as many of `names` as a sentence holds, one at least, and how many others."""
    length = list(accumulate(map(len, names)))
    most = max(1, sum(so_far <= _NAMED for so_far in length))
    others = len(names) - most
    rest = [counted("{count} other", "{count} others", others)] if others else []
    return joined([*names[:most], *rest])


def _opened(sentence: str) -> str:
    """Return the sentence with a capital letter."""
    return sentence[:1].upper() + sentence[1:]
