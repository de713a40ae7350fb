"""What did each entry change, and what changed between two entries?"""

from collections.abc import Iterator
from typing import NamedTuple

from crisis_log.fact import Entry
from crisis_log.register import Register
from crisis_log.state import State, evolve
from crisis_log.views.changes import Change, changes, differences


class Step(NamedTuple):
    """An entry, and exactly what it changed."""

    entry: Entry
    changes: list[Change]


def steps(register: Register, first: int = 1, last: int | None = None) -> Iterator[Step]:
    """Walk the log from entry `first` to `last`, both included."""
    state = State()
    for entry in register.entries(upto=last, tolerant=True):
        evolved = evolve(state, entry)
        if entry.number >= first:
            found = [
                change
                for subject, after in evolved.items()
                for change in changes(subject, state.get(subject), after)
            ]
            yield Step(entry, found)
        state.advance(entry.number, evolved)


def differences_between(register: Register, earlier: int, later: int) -> list[Change]:
    """Return what differs between the states after two entries."""
    before = dict(register.state_after(earlier).items())
    after = dict(register.state_after(later).items())
    return list(differences(before, after))
