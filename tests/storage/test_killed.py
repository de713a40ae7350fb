"""Killed at any moment: what was acknowledged is there, whole and once."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import NoReturn

import pytest

from crisis_log.command import Request
from crisis_log.register import Register
from crisis_log.slices import decision
from tests.storage import workers
from tests.storage.processes import child
from tests.storage.registers import check_sound, create, opening

KILLS = 20
LONGEST_LIFE_SECONDS = 0.06


def test_nothing_acknowledged_is_lost_and_nothing_is_doubled_by_kills(path: Path) -> None:
    with Register.open(path) as register:
        register.record(decision.record("First"), by="director")
    acknowledged: dict[str, list[int]] = {}
    pause = random.Random(20200318)
    for life in range(KILLS):
        name = f"life-{life}"
        with child(workers.record_until_killed, path, name) as writer:
            heard = [writer.hear()]
            time.sleep(pause.uniform(0, LONGEST_LIFE_SECONDS))
            writer.kill()
            heard += writer.hear_all()
        made = {workers.request_id(name, number): numbers for number, numbers in heard}
        acknowledged |= made
        with Register.open(path) as register:
            before = register.size()
            unanswered = workers.request_id(name, len(heard))
            retried = register.record(
                decision.record("Newer"), by="director", request_id=unanswered
            )
            assert register.size() == before + (0 if retried.repeated else 1)
            again = workers.record_pair(register, unanswered)
            assert again == [entry.number for entry in retried.entries]
    requests = check_sound(path)
    for request, numbers in acknowledged.items():
        found = [number for number, kept in enumerate(requests, start=1) if kept == request]
        assert found == numbers
    assert len(acknowledged) >= KILLS


def test_a_transaction_killed_before_its_end_leaves_nothing(path: Path) -> None:
    with child(workers.die_while_recording, path) as other:
        assert other.hear_all() == []
        other.process.join()
        assert other.process.exitcode != 0
    assert len(check_sound(path)) == 1


def test_a_creation_killed_before_its_end_leaves_nothing_of_that_name(tmp_path: Path) -> None:
    path = tmp_path / "covid-19.crisis"
    with child(workers.die_while_creating, path) as other:
        assert other.hear_all() == []
        other.process.join()
        assert other.process.exitcode != 0
    assert not path.exists()
    assert list(tmp_path.glob("*.crisis")) == []
    create(path)
    assert len(check_sound(path)) == 1


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit, MemoryError])
def test_an_interrupted_creation_leaves_nothing(
    tmp_path: Path, interruption: type[BaseException]
) -> None:
    def interrupted(known: object, request: object) -> NoReturn:
        raise interruption

    with pytest.raises(interruption):
        Register.create(
            tmp_path / "covid-19.crisis",
            Request(interrupted, by="secretary"),
        )
    assert list(tmp_path.iterdir()) == []


def test_a_refused_opening_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="recorded by"):
        Register.create(tmp_path / "covid-19.crisis", Request(opening(), by=""))
    assert list(tmp_path.iterdir()) == []
