"""Registers after any sequence of commands, some of them told late."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st

from tests.given import OPENING, At, Given, hour
from tests.strategies import BEGINNING, Call, calls, often_struck

History = list[tuple[Call, int]]
"""Calls, each with how many hours after the fact it is recorded."""
_late: Final = st.integers(0, 10)
histories: Final = st.lists(st.tuples(calls, _late), min_size=30, max_size=60)
struck_histories: Final = st.lists(st.tuples(often_struck, _late), min_size=30, max_size=60)
"""Those in which many entries are struck, and strikes too."""


def told(history: History) -> Given:
    """Return the register after the commands that were not refused, some told late."""
    register = Given(OPENING, *BEGINNING)
    for call, hours_late in history:
        outcome = register.when(call.command())
        instant = hour(max(1, register.state.size + 1 - hours_late))
        for fact in outcome.facts:
            register.add(At(instant, fact))
    return register
