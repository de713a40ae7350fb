"""What did each entry change, and what changed between two entries?

Both start from the state before, as the register tells it, and fold the held entries after it.
"""

from collections.abc import Iterator

from crisis_log.command import Subject
from crisis_log.fact import UnreadableEntryError
from crisis_log.register import Register
from crisis_log.slices import COLLECTIONS, sort_key
from crisis_log.state import State
from crisis_log.views import reading
from crisis_log.views.changes import Change, changes
from crisis_log.views.reading import Since, Step

_AT_ONCE = 1_000
"""After so many entries the state is asked for again: none is held of all the log."""


def steps(register: Register, first: int = 1, last: int | None = None) -> Iterator[Step]:
    """Read the log from entry `first` to `last`, both included."""
    after, last = first - 1, register.size() if last is None else last
    while after < last:
        upto = min(after - after % _AT_ONCE + _AT_ONCE, last)
        log = register.entries(after, upto, tolerant=True)
        yield from reading.steps(log, _since(register, after))
        after = upto


def differences_between(register: Register, earlier: int, later: int) -> list[Change]:
    """Return what differs between the states after two entries."""
    first, last = sorted((earlier, later))
    before: dict[str, Subject | None] = {}
    after: dict[str, Subject | None] = {}
    log = register.entries(first, last, tolerant=True)
    for step in reading.steps(log, _since(register, first)):
        for subject, was in step.was.items():
            before.setdefault(subject, was)
        after |= step.has_become
    if later < earlier:
        before, after = after, before
    subjects = sorted(before, key=_place)
    return [change for one in subjects for change in changes(one, before[one], after[one])]


def _since(register: Register, number: int) -> Since:
    """Return the state after entry `number`, to go on from.

    Where an entry changes nothing that this version knows, all before are read, as they are after.
    """
    try:
        return Since(register.account(number).state())
    except UnreadableEntryError:
        state = State()
        log = register.entries(0, number, tolerant=True)
        for _step in reading.steps(log, state):
            pass
        return Since(state)


def _place(subject: str) -> tuple[int, str]:
    collection = subject.partition("/")[0]
    return list(COLLECTIONS).index(collection), sort_key(subject)
