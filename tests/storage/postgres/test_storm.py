"""Many desks record while their server is killed and its standby takes over."""

from __future__ import annotations

import time
from contextlib import ExitStack
from multiprocessing.connection import Connection
from typing import Final

from crisis_log.register import Register
from crisis_log.slices import journal
from crisis_log.storage import ConnectionLostError, OutcomeUnknownError, place
from tests.servers.pair import Pair
from tests.storage.contract.soundness import check_sound
from tests.storage.postgres.paired import SECRETARY, Paired
from tests.storage.processes import Child, child

DESKS: Final = 4
LINES: Final = 25
GENEROUS_SECONDS: Final = 20
"""A failover takes less than two; a busy machine, more."""


def desk(connection: Connection, where: str, name: str) -> None:
    """Record lines, each until it is acknowledged, and say so with the instant."""
    with Register.open(place(where)) as register:
        connection.send("open")
        for number in range(LINES):
            line = f"{name}-{number}"
            while not _log(register, line):
                pass
            connection.send((line, time.monotonic()))


def _log(register: Register, line: str) -> bool:
    """Record a line as one who gives the same command again; return whether it is acknowledged."""
    try:
        register.record(journal.log(line), by=SECRETARY, request_id=line)
    except (ConnectionLostError, OutcomeUnknownError):
        return False
    return True


def test_a_storm_during_a_failover_loses_nothing_and_doubles_nothing(pair: Pair) -> None:
    paired = Paired(pair)
    with ExitStack() as opened:
        names = [f"desk{number}" for number in range(DESKS)]
        desks = [opened.enter_context(child(desk, paired.place.text, name)) for name in names]
        assert [one.hear() for one in desks] == ["open"] * DESKS
        before = [one.hear() for one in desks for _line in range(LINES // 5)]
        pair.kill_primary()
        killed_at = time.monotonic()
        pair.promote()
        after = [told for one in desks for told in _rest(one)]
    acknowledged = {line for line, _at in [*before, *after]}
    lines = {f"{name}-{number}" for name in names for number in range(LINES)}
    assert acknowledged == lines
    requests = check_sound(paired.place)[1:]
    assert sorted(requests) == sorted(lines)  # each once, without a gap
    assert min(at for _line, at in after if at > killed_at) - killed_at < GENEROUS_SECONDS


def _rest(one: Child) -> list[tuple[str, float]]:
    return [one.hear() for _line in range(LINES - LINES // 5)]
