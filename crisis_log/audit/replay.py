"""What did each entry change, and what changed between two entries?"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from crisis_log.command import Subject
from crisis_log.fact import Entry
from crisis_log.register import Register
from crisis_log.state import State, evolve
from crisis_log.views.changes import Change, changes, differences

UNFOLDABLE: Final = (ValueError, KeyError, AttributeError)
"""What a fact raises that does not follow from the state before it."""


class Step(NamedTuple):
    """An entry, and exactly what it changed."""

    entry: Entry
    changes: list[Change]


def steps(register: Register, first: int = 1, last: int | None = None) -> Iterator[Step]:
    """Walk the log from entry `first` to `last`, both included."""
    state = State()
    for entry in register.entries(upto=last, tolerant=True):
        evolved = _evolved(state, entry)
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
    state = State()
    states = {0: dict(state.items())}
    for entry in register.entries(upto=max(earlier, later), tolerant=True):
        state.advance(entry.number, _evolved(state, entry))
        if entry.number in {earlier, later}:
            states[entry.number] = dict(state.items())
    return list(differences(states[earlier], states[later]))


def _evolved(state: State, entry: Entry) -> dict[str, Subject]:
    """Return what `entry` changes: nothing, where it does not follow from those before it.

    It does not when an entry before it is of a kind that this version does not know.
    """
    try:
        return evolve(state, entry)
    except UNFOLDABLE:
        return {}
