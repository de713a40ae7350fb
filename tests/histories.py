"""Registers after any sequence of commands, some of them told late."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st

from tests.given import OPENING, At, Given, hour
from tests.strategies import BEGINNING, Call, calls

History = list[tuple[Call, int]]
"""Calls, each with how many hours after the fact it is recorded."""
histories: Final = st.lists(st.tuples(calls, st.integers(0, 10)), min_size=30, max_size=60)


def told(history: History) -> Given:
    """Return the register after the commands that were not refused, some told late."""
    register = Given(OPENING, *BEGINNING)
    for call, hours_late in history:
        outcome = register.when(call.command())
        instant = hour(max(1, register.state.size + 1 - hours_late))
        for fact in outcome.facts:
            register.add(At(instant, fact))
    return register
