"""What does the complete log say, line by line, as it would be deposited?

    entries 1 … n  ──one fold──▶  CompleteRegister

The stretch told is one of days by the time of recording. Its lines are told as known
after entry n: what a later entry struck or reworded is legible with what replaced it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Final, Literal

from crisis_log.entry import Entry
from crisis_log.fact import Frozen, Refused
from crisis_log.language import _
from crisis_log.slices import crisis
from crisis_log.state import State
from crisis_log.views.changes import Change
from crisis_log.views.document import Document, Edition, head
from crisis_log.views.log_lines import LogLine, log_line
from crisis_log.views.reading import steps
from crisis_log.when import is_within, show_date
from crisis_log.words import author

DOCUMENT: Final = "complete_register.v2"


class Share(Frozen):
    """How many of the entries have something in common: their author, or what they are about."""

    name: str
    entries: int


class DayOfLog(Frozen):
    """A day on which something was recorded: its first and last entry."""

    day: date
    first_entry: int
    last_entry: int

    @property
    def entries(self) -> int:
        """How many were recorded on that day: none falls between two others."""
        return self.last_entry - self.first_entry + 1


class CompleteRegister(Document):
    """The complete register, from the day `since` to the day `until`, both included.

    What is None bounds nothing. `first_entry` and `last_entry`, those that it tells, are None
    when there are none. `kinds` counts the entries by the beginning of their kind
    (`journal`, `decision` …), `authors` by who recorded them, the most first. `struck`
    and `late` count entries struck and recorded late, `reworded` journal lines corrected.
    """

    document: Literal["complete_register.v2"] = DOCUMENT
    since: date | None
    until: date | None
    first_entry: int | None
    last_entry: int | None
    first_recorded_at: datetime | None
    last_recorded_at: datetime | None
    days: tuple[DayOfLog, ...]
    kinds: tuple[Share, ...]
    authors: tuple[Share, ...]
    struck: int
    reworded: int
    late: int
    attachments: int
    log: tuple[LogLine, ...]


def complete_register(
    entries: Iterable[Entry],
    edition: Edition,
    cut_off: datetime,
    since: date | None = None,
    until: date | None = None,
) -> CompleteRegister:
    """Return the register told from `entries`, those of a register from the first on.

    What was recorded after `cut_off` is not told, but for what it corrects.

    Raises:
        Refused: there are no entries.

    """
    log = _Log(entries, cut_off, since, until)
    lines = tuple(log.lines())
    return CompleteRegister(
        **head(log.state, log.register_id, edition, about(since, until)),
        since=since,
        until=until,
        first_entry=lines[0].number if lines else None,
        last_entry=lines[-1].number if lines else None,
        first_recorded_at=lines[0].recorded_at if lines else None,
        last_recorded_at=lines[-1].recorded_at if lines else None,
        days=tuple(_days(lines)),
        kinds=_shares(line.kind.partition(".")[0] for line in lines),
        authors=_shares(map(author, lines)),
        struck=sum(line.struck_by is not None for line in lines),
        reworded=sum(bool(line.earlier or line.restated) for line in lines),
        late=sum(line.late for line in lines),
        attachments=sum(len(line.attachments) for line in lines),
        log=lines,
    )


def about(since: date | None, until: date | None) -> str:
    """Return what the reference of a draft says of the stretch that it tells."""
    if since and until:
        period = _("{since} to {until}").format(since=show_date(since), until=show_date(until))
    elif since:
        period = _("since {since}").format(since=show_date(since))
    elif until:
        period = _("until {until}").format(until=show_date(until))
    else:
        return _("complete register")
    return _("register, {period}").format(period=period)


class _Log:
    """The state after the last entry, and the entries to tell, with what they amended."""

    def __init__(
        self, entries: Iterable[Entry], cut_off: datetime, since: date | None, until: date | None
    ) -> None:
        self.state, self.register_id = State(), ""
        self._within: list[Entry] = []
        self._amendments: dict[int, tuple[Change, ...]] = {}
        for step in steps(entries, self.state):
            entry, self.register_id = step.entry, step.entry.register_id
            if entry.recorded_at <= cut_off:
                self._within.append(entry)
                if amended := step.amendments():
                    self._amendments[entry.number] = amended
        if self.state.size == 0:
            raise Refused(_("The register has not been opened."))
        self._zone = crisis.current(self.state).zone
        self._within = [
            entry
            for entry in self._within
            if is_within(entry.recorded_at, since, until, self._zone)
        ]

    def lines(self) -> Iterator[LogLine]:
        """Return the entries to tell, in order."""
        for entry in self._within:
            yield log_line(
                entry,
                self.state,
                self._zone,
                changes=self._amendments.get(entry.number, ()),
            )


def _days(lines: Sequence[LogLine]) -> Iterator[DayOfLog]:
    for day, group in groupby(lines, key=lambda line: line.day):
        numbers = [line.number for line in group]
        yield DayOfLog(day=day, first_entry=numbers[0], last_entry=numbers[-1])


def _shares(names: Iterable[str]) -> tuple[Share, ...]:
    counted = sorted(Counter(names).items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Share(name=name, entries=count) for name, count in counted)
