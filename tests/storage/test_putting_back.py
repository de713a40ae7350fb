"""What is acknowledged lies in the register's file itself: copied alone, that file holds it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crisis_log.audit.verify import verify
from crisis_log.command import Request
from crisis_log.register import Register
from crisis_log.slices import decision, journal
from crisis_log.storage.sqlite import putting_back
from tests.storage import workers
from tests.storage.failing import failing_checkpoints
from tests.storage.killing import killed_at_each_write, linux_only
from tests.storage.processes import child, in_another_process
from tests.storage.registers import check_sound, create
from tests.storage.test_turn import until_waiting

NAME = "covid-19.crisis"
Alone = Callable[[], list[str]]
"""Copies the file of the register alone, elsewhere; returns the lines that the copy holds."""


@pytest.fixture
def alone(path: Path, tmp_path: Path) -> Alone:
    """As `cp` does, in another process: closing a file loses this one's locks on it."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    def lines() -> list[str]:
        copy = elsewhere / NAME
        in_another_process(shutil.copyfile, path, copy)
        with Register.open(copy, read_only=True) as register:
            assert verify(register).findings == ()
            return _lines(register)

    return lines


def _lines(register: Register) -> list[str]:
    facts = (entry.fact for entry in register.entries())
    return [fact.text for fact in facts if isinstance(fact, journal.LineLogged)]


def _record(register: Register, line: str) -> None:
    register.record(journal.log(line), by="secretary")


@contextmanager
def _looked_at(path: Path) -> Iterator[None]:
    """Let a reader see the register as it is now, until the block ends."""
    with Register.open(path, read_only=True) as register, register.nodes():
        yield


def _ahead(path: Path) -> Path:
    return Path(f"{path}-wal")


def test_two_desks_and_a_reader_are_open_and_the_file_alone_holds_every_line(
    path: Path, alone: Alone
) -> None:
    lines = []
    with (
        child(workers.record_when_told, path, "first") as first,
        child(workers.record_when_told, path, "second") as second,
        Register.open(path, read_only=True) as reader,
    ):
        for _each in range(4):
            for desk in (first, second):
                desk.say("go")
                lines.append(desk.hear())
                assert alone() == lines
                reader.state()  # looks, and lets go
                reader.release()


def test_what_is_left_to_who_waits_is_put_back_though_that_one_is_refused(
    path: Path, alone: Alone
) -> None:
    with Register.open(path) as register:
        with child(workers.adopt, path, None) as other:
            assert other.hear() == "ready"
            with register.recording() as recording:
                recording.record(Request(journal.log("Left to the next"), by="secretary"))
                other.say("go")
                until_waiting(path, 1)
            assert other.hear() is None, "there is no D-1"
        assert alone() == ["Left to the next"]


def test_what_a_reader_held_up_is_put_back_as_it_ends(path: Path, alone: Alone) -> None:
    with Register.open(path) as register:
        with _looked_at(path):
            _record(register, "Held up")
            _record(register, "Held up as well")
            assert alone() == []
            with Register.open(path, read_only=True) as other:
                assert _lines(other) == ["Held up", "Held up as well"]
        assert alone() == ["Held up", "Held up as well"]


def test_the_last_of_many_readers_puts_it_back(path: Path, alone: Alone) -> None:
    with Register.open(path) as register:
        with _looked_at(path):
            with _looked_at(path):
                _record(register, "Held up")
            assert alone() == []
        assert alone() == ["Held up"]


def test_who_was_in_the_way_waits_for_no_other_reader(
    path: Path, alone: Alone, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    with Register.open(path) as register:
        with _looked_at(path):
            with _looked_at(path):
                _record(register, "Held up")
                monkeypatch.setattr("time.sleep", slept.append)
            assert slept == []
        assert alone() == ["Held up"]


def test_a_backup_puts_back_what_it_held_up(path: Path, alone: Alone) -> None:
    with Register.open(path) as register:
        with _looked_at(path):
            _record(register, "Before it")
            copy = path.with_name("copy.crisis")
            register.back_up(copy)
        assert alone() == ["Before it"]
    with Register.open(copy) as backup:
        assert _lines(backup) == ["Before it"]


def test_a_state_that_was_let_go_is_told_again_as_it_was(register: Register, path: Path) -> None:
    register.record(decision.record("First"), by="director")
    account = register.account()
    before = [*account.state().members(decision.Decision)]
    with Register.open(path) as other:
        other.record(decision.record("Second"), by="director")
    register.release()
    assert [*account.state().members(decision.Decision)] == before
    assert len([*register.account().state().members(decision.Decision)]) == 2


def test_who_may_not_write_leaves_it_to_who_records_next(
    path: Path, alone: Alone, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Register.open(path) as register:
        with monkeypatch.context() as rights:
            with _looked_at(path):
                _record(register, "Held up")
                rights.setattr(putting_back, "may_write", lambda _path: False)
            assert alone() == []
        _record(register, "Next")
        assert alone() == ["Held up", "Next"]


def test_a_reader_puts_nothing_into_another_file_of_that_name(path: Path) -> None:
    """Beside it lies the log of the one that was moved away: see `names`."""
    other = create(path.with_name("other.crisis"))
    moved = path.with_name("moved.crisis")
    with child(workers.record_when_told, path, "desk") as desk:
        with _looked_at(path):
            desk.say("go")
            desk.hear()
            path.rename(moved)
            other.rename(path)
            desk.kill()
            before = path.read_bytes()
        assert path.read_bytes() == before
        assert _ahead(path).stat().st_size
        _ahead(path).rename(_ahead(moved))
        Path(f"{path}-shm").unlink()
    assert len(check_sound(path)) == 1
    assert len(check_sound(moved)) == 2


def test_a_reader_puts_nothing_into_a_file_with_two_names(path: Path) -> None:
    with child(workers.record_when_told, path, "desk") as desk, _looked_at(path):
        desk.say("go")
        desk.hear()
        path.with_name("second").hardlink_to(path)
        before = path.read_bytes()
    assert path.read_bytes() == before
    path.with_name("second").unlink()
    assert len(check_sound(path)) == 2


def test_the_last_to_close_leaves_no_log_though_it_only_read(path: Path, alone: Alone) -> None:
    with Register.open(path, read_only=True) as reader:
        assert in_another_process(workers.record_one, path) == 2
        assert _ahead(path).stat().st_size, "the reader was the last"
        assert reader.size() == 2
        before = path.read_bytes()
    assert [file.name for file in path.parent.glob(f"{NAME}-*")] == []
    assert path.read_bytes() == before
    assert alone() == ["Other"]


def test_a_killed_reader_is_in_the_way_no_more(path: Path, alone: Alone) -> None:
    with Register.open(path) as register, child(workers.look_until_killed, path) as reader:
        reader.hear()
        _record(register, "Held up")
        assert alone() == []
        reader.kill()
        assert _lines(register) == ["Held up"]
        _record(register, "Next")
        assert alone() == ["Held up", "Next"]


@linux_only
def test_killed_at_any_write_who_records_leaves_it_recorded_or_not(
    path: Path, tmp_path: Path
) -> None:
    """The log begins, is committed, is put back into the file, and goes."""
    start = tmp_path / "start"
    start.mkdir()
    path.rename(start / NAME)
    found = set()
    for folder in killed_at_each_write(_record_one, start, tmp_path / "work"):
        is_ahead = _ahead(folder / NAME).exists() and _ahead(folder / NAME).stat().st_size > 0
        before = (folder / NAME).read_bytes()
        with Register.open(folder / NAME, read_only=True) as register:
            lines = _lines(register)
        assert (folder / NAME).read_bytes() == before
        assert lines in ([], ["Other"])
        found.add((is_ahead, before == (start / NAME).read_bytes(), bool(lines)))
        _check_goes_on(folder / NAME, lines)
    assert found >= {
        (False, True, False),  # before
        (True, True, True),  # committed
        (True, False, True),  # partly put back
        (False, False, True),  # done
    }


def _record_one(folder: Path) -> None:
    workers.record_one(folder / NAME)


def _check_goes_on(path: Path, lines: list[str]) -> None:
    with Register.open(path) as register:
        _record(register, "On we go")
        assert _lines(register) == [*lines, "On we go"]
        assert verify(register).findings == ()
    check_sound(path)


def test_what_could_not_be_put_back_is_recorded_all_the_same(path: Path, alone: Alone) -> None:
    with Register.open(path) as register:
        with failing_checkpoints():
            _record(register, "In the log")
        assert _lines(register) == ["In the log"]
        assert alone() == []
    assert alone() == ["In the log"]
