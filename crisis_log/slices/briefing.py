"""When and where the crisis cell meets next, as it was said: what was said last holds.

A briefing is moved by saying when the next one is. What was said stays in the log.
"""

from datetime import UTC, datetime
from typing import assert_never

from pydantic import PositiveInt
from typing_extensions import override

from crisis_log.collection import Collection, Slice
from crisis_log.command import Known, Subject, command, require
from crisis_log.fact import Entry, Fact, Frozen, Instant, LocalInstant, Text
from crisis_log.language import _
from crisis_log.slices import crisis
from crisis_log.when import show_instant
from crisis_log.words import Words

# Facts


class BriefingScheduled(Fact, kind="briefing.scheduled.v1"):
    """The cell meets next `at` that time."""

    at: LocalInstant
    place: Text | None = None

    @override
    def subject(self, number: int) -> str:
        return Briefing.named()

    def headline(self) -> str:
        return _("next briefing on {time}").format(
            time=show_instant(self.at, self.at.tzinfo or UTC)
        )

    def detail(self) -> str:
        return self.place or ""


# State


class Announced(Frozen):
    """A briefing `at` a time and place, as entry `entry` said at the instant `since`."""

    at: LocalInstant
    place: str | None
    since: Instant
    entry: PositiveInt


class Briefing(Subject, collection="briefing"):
    """All that was said of the next briefing, in the order of the recording."""

    announced: tuple[Announced, ...] = ()

    def in_turn(self) -> list[Announced]:
        """Return what was said in the order in which it was; it may be recorded in any order."""
        return sorted(self.announced, key=lambda said: (said.since, said.entry))

    def next_at(self, instant: datetime) -> Announced | None:
        """Return what was said last by `instant`, even if its time has passed since."""
        said = [one for one in self.in_turn() if one.since <= instant]
        return said[-1] if said else None


# Evolve


def evolve(briefing: Briefing | None, fact: BriefingScheduled, entry: Entry) -> Briefing:
    match fact:
        case BriefingScheduled():
            said = Announced.built(
                at=fact.at, place=fact.place, since=entry.occurred_at, entry=entry.number
            )
            return Briefing.built(announced=(*(briefing.announced if briefing else ()), said))
        case _:
            assert_never(fact)


# Commands


def current(known: Known) -> Briefing:
    """Return all that was said of the next briefing."""
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


# Declaration


def words() -> Words:
    return Words(fields={"announced": _("announced briefings"), "at": _("to be held on")})


SLICE = Slice(
    (Collection(Briefing, evolve, title=lambda: _("Briefings"), in_situation=True),), words
)
