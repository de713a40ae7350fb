"""The briefings of the crisis cell: when and where the next one is, how often, those held.

A briefing is moved by saying when the next one is; what was said last holds. Each one that is
held asks again whether the level still holds, and which alternative was set aside.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar, assert_never

from pydantic import PositiveInt
from typing_extensions import override

from crisis_log.collection import Collection, Slice
from crisis_log.command import Known, Subject, command, require
from crisis_log.entry import Entry
from crisis_log.fact import Fact, Frozen, Instant, LocalInstant, Text
from crisis_log.language import _
from crisis_log.slices import crisis
from crisis_log.slices.rhythm import Rhythm
from crisis_log.when import show_instant
from crisis_log.words import Words, enumerate_parts

# Facts


class _BriefingFact(Fact):
    @override
    def subject(self, number: int) -> str:
        return Briefing.named()


class BriefingScheduled(_BriefingFact, kind="briefing.scheduled.v1"):
    """The cell meets next `at` that time."""

    at: LocalInstant
    place: Text | None = None

    def headline(self) -> str:
        return _("next briefing on {time}").format(
            time=show_instant(self.at, self.at.tzinfo or UTC)
        )

    def detail(self) -> str:
        return self.place or ""


class RhythmSet(Rhythm, _BriefingFact, kind="briefing.rhythm_set.v1"):
    """The cell meets regularly."""

    place: Text | None = None

    def headline(self) -> str:
        return _("briefings {rhythm}").format(rhythm=self.words())

    def detail(self) -> str:
        return self.place or ""


class RhythmEnded(_BriefingFact, kind="briefing.rhythm_ended.v1"):
    """The cell meets no longer regularly."""

    reason: Text | None = None

    @override
    def follows(self, before: Any) -> bool:
        return before is not None and any(said.rhythm for said in before.rhythms)

    def headline(self) -> str:
        return _("no regular briefings any more")


class Reexamined(Frozen):
    """What a briefing asked again: whether the `level` holds, what was set aside, if it is said."""

    level: Text | None = None
    level_holds: bool | None = None
    set_aside: Text | None = None

    def answers(self) -> str:
        """Return what was answered, as far as it was."""
        parts = []
        if self.level and self.level_holds is not None:
            maintained, doubted = _("level “{level}” maintained"), _("level “{level}” in doubt")
            words = maintained if self.level_holds else doubted
            parts.append(words.format(level=self.level))
        if self.set_aside:
            parts.append(_("alternative set aside: {text}").format(text=self.set_aside))
        return enumerate_parts(parts)


class BriefingHeld(Reexamined, _BriefingFact, kind="briefing.held.v1"):
    """The cell met, and looked again at its level and its choices."""

    def headline(self) -> str:
        return _("briefing held")

    def detail(self) -> str:
        return self.answers()


BriefingFact = BriefingScheduled | RhythmSet | RhythmEnded | BriefingHeld


# State


class Announced(Frozen):
    """A briefing `at` a time and place, as entry `entry` said at the instant `since`."""

    at: LocalInstant
    place: str | None
    since: Instant
    entry: PositiveInt


class RhythmSaid(Rhythm):
    """How often the cell meets from `since` on, never where it ended, as entry `entry` said."""

    place: str | None = None
    since: Instant
    entry: PositiveInt

    @property
    def rhythm(self) -> Rhythm | None:
        """How often that is; None where it ended."""
        if not (self.every_minutes or self.times):
            return None
        return Rhythm.built(every_minutes=self.every_minutes, times=self.times)


class Held(Reexamined):
    """A briefing held at the instant `since`, as entry `entry` says."""

    since: Instant
    entry: PositiveInt


_Said = TypeVar("_Said", Announced, RhythmSaid, Held)


class Briefing(Subject, collection="briefing"):
    """All that was said of briefings, each in the order of the recording."""

    announced: tuple[Announced, ...] = ()
    rhythms: tuple[RhythmSaid, ...] = ()
    held: tuple[Held, ...] = ()

    def in_turn(self) -> list[Announced]:
        """Return what was said in the order in which it was; it may be recorded in any order."""
        return _in_turn(self.announced)

    def rhythms_in_turn(self) -> list[RhythmSaid]:
        """Return what was said of rhythms in the order in which it was."""
        return _in_turn(self.rhythms)

    def next_at(self, instant: datetime) -> Announced | None:
        """Return what was said last by `instant`, even if its time has passed since."""
        return _last(self.announced, instant)

    def rhythm_at(self, instant: datetime) -> RhythmSaid | None:
        """Return the rhythm in force at `instant`."""
        said = _last(self.rhythms, instant)
        return said if said and said.rhythm else None

    def last_held(self, instant: datetime) -> Held | None:
        """Return the last briefing that was held by `instant`."""
        return _last(self.held, instant)

    def last_answered(self, instant: datetime) -> Held | None:
        """Return the last briefing held by `instant` that said whether the level holds."""
        return _last([one for one in self.held if one.level_holds is not None], instant)


def _in_turn(said: Sequence[_Said]) -> list[_Said]:
    return sorted(said, key=lambda one: (one.since, one.entry))


def _last(said: Sequence[_Said], instant: datetime) -> _Said | None:
    by_then = [one for one in _in_turn(said) if one.since <= instant]
    return by_then[-1] if by_then else None


# Evolve


def evolve(briefing: Briefing | None, fact: BriefingFact, entry: Entry) -> Briefing:
    before = briefing or Briefing.built()
    when = {"since": entry.occurred_at, "entry": entry.number}
    match fact:
        case BriefingScheduled():
            said = Announced.built(at=fact.at, place=fact.place, **when)
            return before.but(announced=(*before.announced, said))
        case RhythmSet():
            rhythm = RhythmSaid.built(**dict(fact), **when)
            return before.but(rhythms=(*before.rhythms, rhythm))
        case RhythmEnded():
            ended = RhythmSaid.built(**when)
            return before.but(rhythms=(*before.rhythms, ended))
        case BriefingHeld():
            held = Held.built(**dict(fact), **when)
            return before.but(held=(*before.held, held))
        case _:
            assert_never(fact)


# Commands


def current(known: Known) -> Briefing:
    """Return all that was said of briefings."""
    return known.find(Briefing) or Briefing.built()


@command
def schedule(
    known: Known, /, at: datetime, *, place: str | None = None, said_at: datetime
) -> list[Fact]:
    """Decide that the next briefing is `at` that time, as was said at `said_at`."""
    zone = crisis.current(known).zone
    fact = BriefingScheduled(at=at.astimezone(zone), place=place)
    require(
        said_at < at,
        _(
            "The next briefing comes after {time}: say its day, too, if it is on another one."
        ).format(time=show_instant(said_at, zone)),
    )
    before = current(known).next_at(said_at)
    require(
        before is None or (before.at, before.place) != (fact.at, fact.place),
        _("The next briefing is already set so."),
    )
    return [fact]


@command
def set_rhythm(
    known: Known,
    /,
    *,
    every_minutes: int | None = None,
    times: Sequence[str] = (),
    place: str | None = None,
    said_at: datetime,
) -> list[Fact]:
    """Decide that the cell meets so often from `said_at` on."""
    once = tuple(sorted({*times}))
    require(len(once) == len(times), _("A time is given twice; give it once."))
    fact = RhythmSet(every_minutes=every_minutes, times=once, place=place)
    before = current(known).rhythm_at(said_at)
    require(
        before is None or dict(before) != dict(before) | dict(fact),
        _("The briefings already are {rhythm}.").format(rhythm=fact.words()),
    )
    return [fact]


@command
def end_rhythm(known: Known, /, *, reason: str | None = None, said_at: datetime) -> list[Fact]:
    require(current(known).rhythm_at(said_at) is not None, _("No regular briefings are announced."))
    return [RhythmEnded(reason=reason)]


@command
def hold(
    known: Known,
    /,
    *,
    level_holds: bool | None = None,
    set_aside: str | None = None,
    held_at: datetime,
) -> list[Fact]:
    """Say that the cell met at `held_at`; of a crisis without a level, none can hold."""
    level = crisis.current(known).level_at(held_at)
    require(
        level is not None or level_holds is None,
        _("No level is declared that could hold: declare one with “level”."),
    )
    last = current(known).last_held(held_at)
    require(
        last is None or last.since != held_at,
        _("A briefing is already recorded as held then."),
    )
    asked = level.status if level and level_holds is not None else None
    return [BriefingHeld(level=asked, level_holds=level_holds, set_aside=set_aside)]


# Declaration


def words() -> Words:
    return Words(
        fields={
            "announced": _("announced briefings"),
            "at": _("to be held on"),
            "every_minutes": _("every so many minutes"),
            "held": _("briefings held"),
            "level_holds": _("level maintained"),
            "rhythms": _("rhythm of the briefings"),
            "set_aside": _("alternative set aside"),
            "times": _("times of the day"),
        }
    )


SLICE = Slice(
    (Collection(Briefing, evolve, title=lambda: _("Briefings"), in_situation=True),), words
)
