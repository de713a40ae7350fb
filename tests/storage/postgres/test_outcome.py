"""On a primary and its synchronous standby: what is acknowledged is kept, and nothing else is.

Each moment at which a server, its standby or the connection between can be lost.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from crisis_log.command import Changed, Heed, Known, Recorded
from crisis_log.entry import Entry
from crisis_log.register import Register
from crisis_log.slices import journal
from crisis_log.storage import ConnectionLostError, OutcomeUnknownError
from tests.cli.running import PROGRAM, CommandLine, environment
from tests.servers.pair import Pair
from tests.storage.contract.soundness import check_sound
from tests.storage.postgres.paired import (
    SECRETARY,
    Paired,
    meanwhile,
    patience,
    until,
    wait_for_commit,
)

_END_WAITING = "SELECT {}(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
_END_HOLDING = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE usename = 'secretary' AND state = 'idle in transaction'"
)
STORAGE, RECORDED = 4, 5


@pytest.fixture
def paired(pair: Pair) -> Paired:
    """A register on a pair of servers."""
    return Paired(pair)


def log(
    paired: Paired, line: str, request_id: str | None = None, heed: Heed | None = None
) -> Recorded:
    """Record a line of the journal."""
    with Register.open(paired.place) as register:
        return register.record(journal.log(line), by=SECRETARY, request_id=request_id, heed=heed)


def once(act: Callable[[], object]) -> Heed:
    """Let it happen under the lock, before the first commit."""
    left = [act]

    def heed(_known: Known, _changes: Changed, _entry: Entry) -> None:
        if left:
            left.pop()()

    return heed


def test_a_connection_lost_before_the_commit_is_made_again_and_all_is_decided_again(
    paired: Paired,
) -> None:
    lost = once(lambda: paired.pair.primary.execute(_END_HOLDING))
    assert not log(paired, "A", heed=lost).repeated
    assert paired.texts() == ["A"]
    check_sound(paired.place)


def test_a_connection_lost_before_the_commit_has_recorded_nothing(paired: Paired) -> None:
    lost = once(lambda: paired.pair.primary.execute(_END_HOLDING))
    with patience(tries=0), pytest.raises(ConnectionLostError, match="nothing was recorded"):
        log(paired, "A", heed=lost)
    assert paired.texts() == []


def test_a_primary_killed_before_the_commit_is_followed_by_its_standby(paired: Paired) -> None:
    def fail_over() -> None:
        paired.pair.kill_primary()
        paired.pair.promote()

    assert not log(paired, "A", heed=once(fail_over)).repeated
    assert paired.texts() == ["A"]
    check_sound(paired.place)


@pytest.mark.parametrize("has_it", [True, False], ids=["on the standby", "not on the standby"])
def test_a_primary_killed_in_a_commit_is_followed_by_its_standby(
    paired: Paired, has_it: bool
) -> None:
    pair = paired.pair
    if has_it:
        pair.standby.freeze()
    else:
        pair.stop_standby()
    with meanwhile(lambda: log(paired, "A", "7d1f")) as recording:
        wait_for_commit(pair.primary)
        pair.kill_primary()
        if has_it:
            pair.standby.thaw()
        else:
            pair.start_standby()
        pair.promote()
        recorded = recording.result()
    assert [entry.number for entry in recorded.entries] == [2]
    assert recorded.repeated == has_it
    assert paired.texts() == ["A"]
    assert check_sound(paired.place)[1:] == ["7d1f"]


def test_without_a_standby_a_commit_ends_as_unknown_and_is_settled_by_its_id(
    paired: Paired,
) -> None:
    paired.pair.stop_standby()
    with patience(tries=60, commits=1), pytest.raises(OutcomeUnknownError) as unknown:
        log(paired, "A")
    named = unknown.value.request_id
    assert f"--request-id {named}" in str(unknown.value)
    paired.pair.start_standby()
    assert log(paired, "A", named).repeated
    assert check_sound(paired.place)[1:] == [named]


@pytest.mark.parametrize("ended_by", ["pg_cancel_backend", "pg_terminate_backend"])
def test_a_commit_that_is_told_not_to_wait_for_the_standby_is_unknown(
    paired: Paired, ended_by: str
) -> None:
    pair = paired.pair
    pair.stop_standby()
    with patience(tries=0), meanwhile(lambda: log(paired, "A", "7d1f")) as recording:
        wait_for_commit(pair.primary)
        pair.primary.execute(_END_WAITING.format(ended_by))
        with pytest.raises(OutcomeUnknownError, match="7d1f"):
            recording.result()


def test_what_nobody_acknowledged_is_not_answered_before_the_standby_has_it(
    paired: Paired,
) -> None:
    pair = paired.pair
    pair.stop_standby()
    with patience(tries=0), meanwhile(lambda: log(paired, "A", "7d1f")) as recording:
        wait_for_commit(pair.primary)
        pair.primary.execute(_END_WAITING.format("pg_cancel_backend"))
        with pytest.raises(OutcomeUnknownError):
            recording.result()
    with patience(tries=0, commits=1), Register.open(paired.place) as register:
        assert register.size() == 2  # it can be seen
        with pytest.raises(OutcomeUnknownError):
            register.answer("7d1f")
    pair.start_standby()
    with Register.open(paired.place) as register:
        assert register.answer("7d1f") is not None


def test_a_cancelled_wait_is_asked_again_until_the_standby_has_it(paired: Paired) -> None:
    pair = paired.pair
    pair.stop_standby()
    with meanwhile(lambda: log(paired, "A")) as recording:
        wait_for_commit(pair.primary)
        pair.primary.execute(_END_WAITING.format("pg_cancel_backend"))
        pair.start_standby()
        assert recording.result().repeated
    assert paired.texts() == ["A"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
def test_an_interruption_waits_until_the_commit_is_known(paired: Paired) -> None:
    pair = paired.pair
    pair.stop_standby()
    line = [PROGRAM, "--register", paired.place.text, "log", "A"]
    streams: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    streams["preexec_fn"] = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(line, env=environment(), text=True, **streams) as recording:
        wait_for_commit(pair.primary)
        recording.send_signal(signal.SIGINT)
        with pytest.raises(subprocess.TimeoutExpired):
            recording.wait(timeout=2)
        wait_for_commit(pair.primary)  # nothing told it to wait no more
        pair.start_standby()
        _told, error = recording.communicate()
    assert recording.returncode == RECORDED
    assert "Recorded all the same: n° 2." in error
    assert paired.texts() == ["A"]


def test_an_interruption_that_nothing_masks_leaves_the_outcome_unknown(paired: Paired) -> None:
    pair = paired.pair
    pair.stop_standby()
    program = (
        "import signal, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from crisis_log.register import Register\n"
        "from crisis_log.slices import journal\n"
        "from crisis_log.storage import OutcomeUnknownError, place\n"
        "with Register.open(place(sys.argv[1])) as register:\n"
        "    try:\n"
        "        register.record(journal.log('A'), by='secretary', request_id='7d1f')\n"
        "    except OutcomeUnknownError as error:\n"
        "        print(error.request_id)\n"
    )
    line = [sys.executable, "-c", program, paired.place.text]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as recording:
        wait_for_commit(pair.primary)
        recording.send_signal(signal.SIGINT)
        assert recording.communicate()[0] == "7d1f\n"


def test_a_server_that_freezes_before_the_commit_has_recorded_nothing(paired: Paired) -> None:
    with (
        patience(tries=0, silence=1),
        pytest.raises(ConnectionLostError, match="nothing was recorded"),
    ):
        log(paired, "A", heed=once(paired.pair.freeze))
    paired.pair.thaw()
    assert paired.texts() == []


def test_a_server_that_freezes_in_a_commit_leaves_its_outcome_unknown(paired: Paired) -> None:
    pair = paired.pair
    pair.standby.freeze()
    with patience(tries=60, commits=3), meanwhile(lambda: log(paired, "A", "7d1f")) as recording:
        wait_for_commit(pair.primary)
        pair.freeze()
        with pytest.raises(OutcomeUnknownError, match="7d1f"):
            recording.result()
    pair.thaw()
    pair.standby.thaw()
    assert log(paired, "A", "7d1f").repeated
    assert paired.texts() == ["A"]


def test_a_server_that_freezes_while_somebody_reads_is_given_up(paired: Paired) -> None:
    with patience(tries=0, silence=1), Register.open(paired.place) as register:
        paired.pair.freeze()
        with pytest.raises(ConnectionLostError):
            register.size()
    paired.pair.thaw()
    assert paired.texts() == []


def test_who_has_a_register_open_reads_on_after_a_failover(paired: Paired) -> None:
    with Register.open(paired.place) as register:
        register.record(journal.log("A"), by=SECRETARY)
        paired.pair.kill_primary()
        paired.pair.promote()
        assert register.size() == 2
        assert not register.record(journal.log("B"), by=SECRETARY).repeated
    assert paired.texts() == ["A", "B"]


def test_the_program_says_what_is_known_and_the_same_command_is_recorded_once(
    paired: Paired, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRISIS_LOG_BY", SECRETARY)
    monkeypatch.setenv("CRISIS_LOG_LANG", "en")
    desk = CommandLine(("--register", paired.place.text))
    paired.pair.stop_standby()
    with patience(tries=60, commits=1):
        answer = desk.typed("log A")
    assert answer.code == STORAGE
    told = " ".join(answer.err.split())
    assert "It is not known whether this was recorded" in told
    named = told.partition("--request-id ")[2].split(":")[0]
    paired.pair.start_standby()
    until(lambda: desk.typed(f"log A --request-id {named}").code == 0)
    assert paired.texts() == ["A"]
