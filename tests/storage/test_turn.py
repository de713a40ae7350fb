"""Who waits for a register gets it in the order of coming, whoever is killed or gives up."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread

import pytest

from crisis_log.register import Register
from crisis_log.storage.errors import BusyError
from crisis_log.storage.sqlite import turn
from crisis_log.storage.sqlite.connecting import BUSY_SECONDS
from crisis_log.storage.sqlite.lock import locked
from tests.cli.running import PROGRAM, environment
from tests.storage import workers
from tests.storage.processes import PATIENCE, Child, child

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no order is promised")


def until_waiting(register: Path, count: int) -> None:
    """Return when `count` wait for the lock of the register, as the system tells."""
    file = f":{Path(f'{register}.lock').stat().st_ino} "
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        lines = Path("/proc/locks").read_text().splitlines()
        if sum("->" in line and file in line for line in lines) == count:
            return
        time.sleep(0.001)
    raise TimeoutError(file)


def open_files() -> int:
    """Return how many files this process has open."""
    return sum(1 for _file in Path("/proc/self/fd").iterdir())


@pytest.fixture
def waiting(path: Path) -> Callable[[ExitStack, int], list[Child]]:
    """Return what makes so many processes wait for the lock, one after the other."""

    def come(stack: ExitStack, count: int) -> list[Child]:
        others = []
        for number in range(count):
            others.append(stack.enter_context(child(workers.hold, path)))
            until_waiting(path, number + 1)
        return others

    return come


Come = Callable[[ExitStack, int], list[Child]]


def test_processes_get_the_lock_in_the_order_they_came(path: Path, waiting: Come) -> None:
    with ExitStack() as stack:
        with locked(path, PATIENCE):
            others = waiting(stack, 8)
        held = [other.hear() for other in others]
    assert held == sorted(held), "each held it after the one that came before"


def test_who_is_killed_while_it_waits_holds_nobody_up(path: Path, waiting: Come) -> None:
    with ExitStack() as stack:
        with locked(path, PATIENCE):
            first, second, third, fourth = waiting(stack, 4)
            second.kill()
            until_waiting(path, 3)
            third.kill()
            until_waiting(path, 2)
        assert first.hear() < fourth.hear()


def test_who_is_killed_while_it_holds_the_lock_holds_nobody_up(path: Path, waiting: Come) -> None:
    with ExitStack() as stack:
        holder = stack.enter_context(child(workers.hold, path, True))
        holder.hear()
        (other,) = waiting(stack, 1)
        holder.kill()
        other.hear()


def test_who_had_the_lock_waits_for_those_who_came_meanwhile(path: Path) -> None:
    order: SimpleQueue[str] = SimpleQueue()

    def other() -> None:
        with locked(path, PATIENCE):
            order.put("other")

    for _ in range(20):
        thread = Thread(target=other)
        with locked(path, PATIENCE):
            thread.start()
            until_waiting(path, 1)
        with locked(path, PATIENCE):
            order.put("again")
        thread.join()
        assert (order.get(), order.get()) == ("other", "again")


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_command_that_waits_ends_at_once_when_it_is_interrupted(path: Path, name: str) -> None:
    command = [PROGRAM, "--register", str(path), "log", "Something"]
    with locked(path, PATIENCE):
        with subprocess.Popen(
            command,
            stderr=subprocess.PIPE,
            env=environment(),
            preexec_fn=_hear,  # noqa: PLW1509 - it starts no thread
        ) as waiting:
            until_waiting(path, 1)
            waiting.send_signal(getattr(signal, name))
            said = waiting.communicate(timeout=BUSY_SECONDS / 2)[1]
        assert waiting.returncode == 128 + getattr(signal, name)
        assert b"No entry was recorded" in said
        until_waiting(path, 0)
    with locked(path, PATIENCE), Register.open(path, read_only=True) as register:
        assert register.size() == 1


def _hear() -> None:
    """Be interrupted, also where a shell in the background has it ignored."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test_who_gives_up_waiting_holds_nobody_up(path: Path) -> None:
    descriptors = open_files()
    with locked(path, PATIENCE):
        for _ in range(3):
            with pytest.raises(BusyError, match="nothing was recorded"), locked(path, 0.01):
                pass
    with locked(path, PATIENCE):
        pass
    end = time.monotonic() + PATIENCE
    while open_files() > descriptors and time.monotonic() < end:
        time.sleep(0.001)
    assert open_files() == descriptors, "nothing stays open"


@pytest.mark.parametrize("error", [OSError(22, "Invalid argument"), BlockingIOError(11, "Taken")])
def test_the_lock_is_kept_where_the_system_knows_no_order(
    path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    def unknown(*_arguments: object) -> None:
        raise error

    monkeypatch.setattr(turn, "_lock", unknown)
    is_held, done = Event(), Event()

    def other() -> None:
        with locked(path, PATIENCE):
            is_held.set()
            done.wait(PATIENCE)

    thread = Thread(target=other)
    thread.start()
    assert is_held.wait(PATIENCE)
    with pytest.raises(BusyError), locked(path, 0.01):
        pass
    done.set()
    with locked(path, PATIENCE):
        thread.join()
