"""What did each entry change, and what changed between two entries?"""

from collections.abc import Iterator

from crisis_log.register import Register
from crisis_log.state import State
from crisis_log.views import reading
from crisis_log.views.changes import Change, differences
from crisis_log.views.reading import Step


def steps(register: Register, first: int = 1, last: int | None = None) -> Iterator[Step]:
    """Read the log from entry `first` to `last`, both included."""
    log = register.entries(upto=last, tolerant=True)
    return (step for step in reading.steps(log, tolerant=True) if step.entry.number >= first)


def differences_between(register: Register, earlier: int, later: int) -> list[Change]:
    """Return what differs between the states after two entries."""
    state = State()
    states = {0: dict(state.items())}
    log = register.entries(upto=max(earlier, later), tolerant=True)
    for step in reading.steps(log, state, tolerant=True):
        if step.entry.number in {earlier, later}:
            states[step.entry.number] = dict(state.items())
    return list(differences(states[earlier], states[later]))
