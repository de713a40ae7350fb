"""Many requests in one transaction, in a file: killed, without space, interrupted, waited for."""

from __future__ import annotations

import random
import time
from contextlib import AbstractContextManager
from itertools import count
from pathlib import Path
from signal import SIGINT
from unittest.mock import patch

import pytest

from crisis_log import outcome
from crisis_log.audit.verify import verify
from crisis_log.outcome import Outcome
from crisis_log.progress import watching_waits
from crisis_log.register import Register
from crisis_log.slices import journal
from crisis_log.storage import BusyError, StorageError
from crisis_log.storage.batch import Batch
from tests.storage import workers
from tests.storage.killing import killed_at_each_change, linux_only
from tests.storage.processes import child
from tests.storage.registers import check_sound, create
from tests.storage.rights import small_disk

NAME = "covid-19.crisis"
LINES = 80
KILLS = 6


def record_all(folder: Path) -> None:
    """Record more than SQLite holds in memory, in one transaction."""
    with Register.open(folder / NAME) as register, short_runs():
        register.record_all(map(workers.long_line, range(LINES)))


def short_runs() -> AbstractContextManager[object]:
    """Let a run be of few entries."""
    return patch("crisis_log.storage.writing.RUN", workers.RUN)


def check_all_or_none(path: Path) -> bool:
    """Check that everything is there or nothing, and sound; return which."""
    requests = check_sound(path)
    with Register.open(path, read_only=True) as register:
        assert verify(register).findings == ()
    assert len(requests) in {1, 1 + LINES}
    return len(requests) > 1


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "start"
    made.mkdir()
    create(made / NAME)
    return made


@linux_only
def test_killed_at_any_change_of_a_file_all_is_there_or_nothing(
    folder: Path, tmp_path: Path
) -> None:
    found = {
        check_all_or_none(left / NAME)
        for left in killed_at_each_change(record_all, folder, tmp_path / "work")
    }
    assert found == {True, False}


def test_killed_at_any_run_nothing_is_there(folder: Path) -> None:
    with Register.open(folder / NAME) as register:
        before = register.size()
    pause = random.Random(20200318)
    for _life in range(KILLS):
        with child(workers.record_together_until_killed, folder / NAME) as writer:
            reached = pause.randrange(1, LINES, 5)
            while writer.hear() < reached:
                pass
            time.sleep(pause.uniform(0, 0.01))
            writer.kill()
        with Register.open(folder / NAME) as register:
            assert register.size() == before
    assert not check_all_or_none(folder / NAME)
    record_all(folder)
    assert check_all_or_none(folder / NAME)


def test_a_disk_that_fills_meanwhile_takes_nothing_and_all_of_it_later(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 3 * 1024) as disk:
        path = create(disk / NAME)
        with Register.open(path) as register:
            with short_runs(), pytest.raises(StorageError, match=r"full.*nothing was recorded"):
                register.record_all(map(workers.long_line, count()))
            assert register.size() == 1
            register.record(journal.log("Short"), by="secretary")
        assert len(check_sound(path)) == 2


def test_an_interruption_in_the_last_run_waits_until_all_is_recorded(folder: Path) -> None:
    run = Outcome()
    outcome.begin(run)

    def last(_cursor: object, _place: str, batch: Batch, _node: object) -> None:
        if len(batch.entries) < workers.RUN:
            run.interrupt(SIGINT)

    with (
        Register.open(folder / NAME) as register,
        short_runs(),
        patch("crisis_log.storage.read_back.check_batch", last),
        pytest.raises(KeyboardInterrupt),
    ):
        register.record_all(map(workers.long_line, range(LINES + 1)))
    outcome.begin(Outcome())
    assert run.numbers == [*range(2, LINES + 3)]
    assert len(check_sound(folder / NAME)) == LINES + 2


@pytest.mark.parametrize("has_flock", [True, False], ids=["in turn", "as on Windows"])
def test_who_waits_for_long_is_told_so_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch, has_flock: bool
) -> None:
    monkeypatch.setattr("crisis_log.progress._LONG_SECONDS", 0)
    monkeypatch.setattr("crisis_log.storage.sqlite.backend.BUSY_SECONDS", 0.05)
    monkeypatch.setattr("crisis_log.storage.sqlite.lock._ASK_SECONDS", 0.01)
    if not has_flock:
        monkeypatch.setattr("crisis_log.storage.sqlite.lock.fcntl", None)
    told: list[str] = []
    with (
        Register.open(folder / NAME) as importing,
        Register.open(folder / NAME) as register,
        watching_waits(lambda _awaited: told.append("waiting")),
    ):
        with importing.recording() as recording:
            recording.record(workers.long_line(1))
            assert told == ([] if has_flock else ["waiting"]), "nobody was before it"
            told.clear()
            with pytest.raises(BusyError, match="nothing was recorded"):
                register.record(journal.log("Meanwhile"), by="secretary")
            assert told == ["waiting"]
            assert register.size() == 1, "who reads does not wait"
        assert register.record(journal.log("After"), by="secretary").entries[0].number == 3
