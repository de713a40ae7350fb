"""Rules told as examples: `given(*past).when(command).then(*facts)`.

The past is facts, commands that must succeed, or either of them `at` an instant. It
follows the opening of a register shared by organisations 78 and 92. Entry n is recorded
n hours after `START`; facts happen when they are recorded unless `at` says otherwise.
Every entry goes through its stored bytes, so an example is about what is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Self, TypeVar

import pytest

from crisis_log.command import Command, Request, Subject
from crisis_log.entry import Entry, read_entry
from crisis_log.fact import Fact, Refused
from crisis_log.slices.crisis import CrisisOpened, Organisation
from crisis_log.state import State, decide, evolve

START: Final = datetime(2020, 3, 16, 8, tzinfo=UTC)
OPENING: Final = CrisisOpened(
    title="Épidémie de COVID-19",
    authority="Établissement interdépartemental",
    organisations=(
        Organisation(code="78", name="Département des Yvelines"),
        Organisation(code="92", name="Département des Hauts-de-Seine"),
    ),
    timezone="Europe/Paris",
    exercise=False,
)


@dataclass(frozen=True)
class At:
    """A fact, or a command, of an instant other than that of its recording."""

    instant: datetime
    past: Fact | Command


Past = Fact | Command | At
_Model = TypeVar("_Model", bound=Subject)


def follow(entries: Iterable[Entry], state: State | None = None) -> State:
    """Return the state that entries add up to, each of which must follow from those before it."""
    state = State() if state is None else state
    for entry in entries:
        state.advance(entry, evolve(state, entry))
    return state


def at(instant: datetime, past: Fact | Command) -> At:
    """Say when something of the past happened."""
    return At(instant, past)


def hour(number: int) -> datetime:
    """Return when entry `number` is recorded."""
    return START + timedelta(hours=number)


def entry_of(fact: Fact, number: int, occurred_at: datetime | None = None) -> Entry:
    """Return the entry that holds `fact`, as it reads from its stored bytes."""
    entry = Entry(
        register_id="covid-19-0badcafe",
        number=number,
        kind=fact.kind,
        recorded_at=hour(number),
        occurred_at=occurred_at or hour(number),
        by="secretary",
        request_id=f"request-{number}",
        fact=fact,
    )
    return read_entry(entry.to_bytes())


class Given:
    """A register in memory, to which a command is put."""

    def __init__(self, *past: Past) -> None:
        self.state = State()
        self.entries: list[Entry] = []
        for each in past:
            self.add(each)

    def add(self, past: Past) -> None:
        """Take in a fact, or what a command decides."""
        instant, what = (past.instant, past.past) if isinstance(past, At) else (None, past)
        facts = (
            [what] if isinstance(what, Fact) else decide(self.state, Request(what, by="secretary"))
        )
        for fact in facts:
            entry = entry_of(fact, self.state.size + 1, instant)
            self.entries.append(entry)
            follow([entry], self.state)

    def get(self, model: type[_Model], subject: str) -> _Model:
        """Return the state of `subject`."""
        found = self.state.get(subject)
        assert isinstance(found, model)
        return found

    def when(self, command: Command) -> Outcome:
        """Put `command` to the register."""
        try:
            return Outcome(self, decide(self.state, Request(command, by="secretary")))
        except Refused as refusal:
            return Outcome(self, (), str(refusal))


@dataclass(frozen=True)
class Outcome:
    """What became of a command: facts, or a sentence that refuses it."""

    given: Given
    facts: Sequence[Fact]
    refusal: str | None = None

    def then(self, *facts: Fact) -> Self:
        """The command was accepted and wants exactly these facts written."""
        assert self.refusal is None, f"refused: {self.refusal}"
        assert list(self.facts) == list(facts)
        return self

    def then_refused(self, match: str) -> None:
        """The command was refused with a sentence in which `match` is found."""
        if self.refusal is None:
            pytest.fail(f"accepted: {[fact.sentence() for fact in self.facts]}")
        assert re.search(match, self.refusal), self.refusal
        assert self.refusal.endswith((".", "!", "?")), "a refusal is a sentence"


def given(*past: Past) -> Given:
    """Return a register opened and then with this past."""
    return Given(OPENING, *past)


def nothing_given() -> Given:
    """Return a register that was never opened."""
    return Given()
