"""Who is at a meeting, from when until when; who was excused. Told with the meeting."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from pydantic import Field, PositiveInt
from typing_extensions import override

from crisis_log.collection import Echo, Slice
from crisis_log.command import Known, command, require
from crisis_log.entry import Entry
from crisis_log.fact import Fact, Frozen, Instant, Refused
from crisis_log.language import _, pgettext
from crisis_log.slices import cell
from crisis_log.slices.meeting import AboutMeeting, Meeting, meant, shown
from crisis_log.slices.meeting_parts import Attendance, Presence
from crisis_log.when import to_minute
from crisis_log.words import Words, join

# Facts


class _AboutFunctions(AboutMeeting):
    says: ClassVar[Presence]
    who: tuple[cell.Function, ...] = Field(min_length=1)

    @override
    def functions(self) -> tuple[str, ...]:
        return self.who

    @override
    def detail(self) -> str:
        return join(self.who)


class MeetingAttended(_AboutFunctions, kind="meeting.attended.v1"):
    """These functions are there, `from_opening` or else from the time of the fact."""

    says = "attended"
    from_opening: bool = False

    def headline(self) -> str:
        if self.from_opening:
            return _("meeting {label}, present from its opening").format(label=self.label)
        return _("meeting {label}, arrival").format(label=self.label)


class MeetingExcused(_AboutFunctions, kind="meeting.excused.v1"):
    says = "excused"

    def headline(self) -> str:
        return _("meeting {label}, excused").format(label=self.label)


class MeetingLeft(_AboutFunctions, kind="meeting.left.v1"):
    says = "left"

    @override
    def follows(self, before: Any) -> bool:
        came = {cell.key(one.function) for one in before.attendance if one.status == "attended"}
        return came.issuperset(map(cell.key, self.who))

    def headline(self) -> str:
        return _("meeting {label}, departure").format(label=self.label)


AttendanceFact = MeetingAttended | MeetingExcused | MeetingLeft


# State


class Stay(Frozen):
    """A function was at a meeting, `since` ≤ instant < `until`; until its end without."""

    function: str
    since: Instant
    entry: PositiveInt
    until: Instant | None = None
    left_by: PositiveInt | None = None

    def holds_at(self, instant: datetime) -> bool:
        return self.since <= instant and (self.until is None or instant < self.until)


def stays(meeting: Meeting) -> list[Stay]:
    """Return who was at a meeting from when until when, in the order of their coming."""
    ended = meeting.closed.since if meeting.closed else None
    here: dict[str, Stay] = {}
    over: list[Stay] = []
    for told in sorted(meeting.attendance, key=lambda one: (one.since, one.entry)):
        key = cell.key(told.function)
        if told.status == "attended" and key not in here:
            until = max(ended, told.since) if ended else None
            here[key] = Stay.built(
                function=told.function, since=told.since, entry=told.entry, until=until
            )
        elif told.status == "left" and key in here:
            over.append(here.pop(key).but(until=told.since, left_by=told.entry))
    return sorted([*over, *here.values()], key=lambda stay: (stay.since, stay.entry))


def excused(meeting: Meeting) -> list[Attendance]:
    """Return who was excused and never came, in the order in which it was said first."""
    came = {cell.key(stay.function) for stay in stays(meeting)}
    first: dict[str, Attendance] = {}
    for told in meeting.attendance:
        key = cell.key(told.function)
        if told.status == "excused" and key not in came:
            first.setdefault(key, told)
    return [*first.values()]


def stay_at(meeting: Meeting, function: str, instant: datetime) -> Stay | None:
    """Return the stay of a function at a meeting that holds at `instant`."""
    key = cell.key(function)
    return next(
        (one for one in stays(meeting) if cell.key(one.function) == key and one.holds_at(instant)),
        None,
    )


# Evolve


def _told(meeting: Meeting, fact: AttendanceFact, entry: Entry) -> Meeting:
    from_opening = isinstance(fact, MeetingAttended) and fact.from_opening
    since = meeting.opened.since if from_opening else entry.occurred_at
    told = (
        Attendance.built(function=function, status=fact.says, since=since, entry=entry.number)
        for function in fact.who
    )
    return meeting.but(attendance=(*meeting.attendance, *told))


# Commands


def _during(known: Known, number: int | None, at: datetime) -> Meeting:
    """Return the meeting that is meant; refuse an instant at which it was not held."""
    meeting = meant(known, number)
    ended = meeting.closed
    require(
        to_minute(meeting.opened.since) <= at and (ended is None or at <= ended.since),
        (
            _("Meeting {label} was held from {opened} to {closed}, not on {time}.")
            if ended
            else _("Meeting {label} was opened on {opened}, after {time}.")
        ).format(
            label=meeting.label,
            opened=shown(known, meeting.opened.since),
            closed=shown(known, ended.since) if ended else "",
            time=shown(known, at),
        ),
    )
    return meeting


def _named(known: Known, meeting: Meeting, functions: Sequence[str]) -> tuple[str, ...]:
    """Return functions as the cell spells them, or as the meeting did before, each once."""
    before = {cell.key(one.function): one.function for one in meeting.attendance}
    spelled = (cell.as_named(known, before.get(cell.key(one), one)) for one in functions)
    return tuple({cell.key(one): one for one in spelled}.values())


def _calls_the_roll(known: Known, meeting: Meeting) -> bool:
    """Whether nothing was recorded since a meeting was opened but who is there, or is excused."""
    told = {one.entry for one in meeting.attendance if one.status != "left"}
    return not meeting.closed and known.size == meeting.opened.entry + len(told)


@command
def attend(
    known: Known,
    /,
    functions: Sequence[str],
    *,
    number: int | None = None,
    at: datetime,
    is_dated: bool = False,
) -> list[Fact]:
    """Say who is there `at` an instant.

    Before anything else is recorded, whoever is named without a date is there from the opening.
    """
    meeting = _during(known, number, at)
    named = _named(known, meeting, functions)
    fact = MeetingAttended(
        number=meeting.number,
        who=named,
        from_opening=not is_dated and _calls_the_roll(known, meeting),
    )
    _check_absent(known, meeting, named, at)
    return [fact]


@command
def excuse(
    known: Known, /, functions: Sequence[str], *, number: int | None = None, at: datetime
) -> list[Fact]:
    meeting = meant(known, number)
    named = _named(known, meeting, functions)
    fact = MeetingExcused(number=meeting.number, who=named)
    _check_absent(known, meeting, named, at)
    return [fact]


@command
def leave(
    known: Known, /, functions: Sequence[str], *, number: int | None = None, at: datetime
) -> list[Fact]:
    meeting = _during(known, number, at)
    named = _named(known, meeting, functions)
    fact = MeetingLeft(number=meeting.number, who=named)
    for function in named:
        require(
            stay_at(meeting, function, at) is not None,
            _("“{function}” is not at the meeting {label} on {time}.").format(
                function=function, label=meeting.label, time=shown(known, at)
            ),
        )
    return [fact]


def _check_absent(known: Known, meeting: Meeting, functions: Sequence[str], at: datetime) -> None:
    for function in functions:
        stay = stay_at(meeting, function, at)
        if stay:
            raise Refused(
                _("“{function}” is at the meeting {label} since {time} (n° {entry}).").format(
                    function=function,
                    label=meeting.label,
                    time=shown(known, stay.since),
                    entry=stay.entry,
                )
            )


# Declaration


def words() -> Words:
    return Words(
        fields={
            "attendance": _("attendance"),
            "from_opening": _("from the opening"),
            "who": pgettext("meeting", "who"),
        },
        codes={
            "attendance": {
                "attended": pgettext("meeting", "present"),
                "excused": pgettext("meeting", "excused"),
                "left": pgettext("meeting", "left"),
            },
        },
    )


SLICE = Slice((), words, (Echo(Meeting, (MeetingAttended, MeetingExcused, MeetingLeft), _told),))
