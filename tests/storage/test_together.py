"""Several processes at once: none loses, none doubles, nobody waits long."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from crisis_log.register import Register
from crisis_log.slices import decision, journal
from crisis_log.storage import BusyError, Store, place, places_in
from crisis_log.storage.sqlite import lock
from tests.storage import workers
from tests.storage.processes import child, in_another_process
from tests.storage.registers import check_sound

PROCESSES = 8
RECORDS = 25
LONGEST_WAIT_SECONDS = 2.0


def test_eight_processes_record_at_once(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = [f"secretary-{number}" for number in range(PROCESSES)]
    with ExitStack() as stack:
        others = [
            stack.enter_context(child(workers.record_many, path, name, RECORDS)) for name in names
        ]
        assert [other.hear() for other in others] == ["ready"] * PROCESSES
        for other in others:
            other.say("go")
        waits = sorted(wait for other in others for wait in other.hear())
    requests = check_sound(path)[1:]
    assert len(requests) == PROCESSES * RECORDS
    for name in names:
        mine = [request for request in requests if request.startswith(f"{name}-")]
        assert mine == [workers.request_id(name, number) for number in range(RECORDS)]
    with capsys.disabled():
        print(  # noqa: T201 - a measure worth seeing in every run
            f"\n{PROCESSES} processes × {RECORDS} records: worst wait "
            f"{waits[-1] * 1000:.0f} ms, median {waits[len(waits) // 2] * 1000:.0f} ms"
        )
    assert waits[-1] < LONGEST_WAIT_SECONDS


def test_without_flock_as_on_windows_each_waits_for_the_other(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "fcntl", None)
    monkeypatch.setattr("crisis_log.storage.sqlite.backend.BUSY_SECONDS", 0.05)
    with Register.open(path) as register, Store.open(path) as other:
        assert register.record(journal.log("A"), by="secretary").entries[0].number == 2
        with other.writing(), pytest.raises(BusyError, match="nothing was recorded"):
            register.record(journal.log("B"), by="secretary")
        assert register.record(journal.log("B"), by="secretary").entries[0].number == 3
    assert len(check_sound(path)) == 3


@pytest.mark.parametrize("request_id", [None, "the-same"], ids=["own requests", "one request"])
def test_one_of_many_adoptions_at_once_is_recorded(path: Path, request_id: str | None) -> None:
    with Register.open(path) as register:
        register.record(decision.propose("Close the schools"), by="secretary")
    with ExitStack() as stack:
        others = [
            stack.enter_context(child(workers.adopt, path, request_id)) for _ in range(PROCESSES)
        ]
        for other in others:
            other.hear()
        for other in others:
            other.say("go")
        answers = [other.hear() for other in others]
    if request_id:
        assert answers == [3] * PROCESSES, "all are answered with the entry that one made"
    else:
        assert sorted(answers, key=str) == [3, *[None] * (PROCESSES - 1)]
    assert len(check_sound(path)) == 3


def test_a_register_opened_twice_by_a_process_keeps_its_locks(path: Path) -> None:
    with child(workers.open_twice_then_record, path) as other:
        assert other.hear() == 2
        assert in_another_process(workers.record_one, path) == 3
        assert Path(f"{path}-wal").exists(), "the other process was not the last"
        other.say("go on")
        assert other.hear() == 6
        other.kill()
    assert len(check_sound(path)) == 6


def test_a_backup_made_while_others_write_is_consistent(path: Path) -> None:
    with Register.open(path) as register:
        register.record(decision.record("First"), by="director")
    with child(workers.record_until_killed, path, "writer") as other, Register.open(path) as mine:
        for number in range(4):
            acknowledged = other.hear()[1][-1]
            copy = path.with_name(f"copy-{number}.crisis")
            mine.back_up(copy)
            acknowledged_after = mine.size()
            kept = check_sound(copy)
            assert acknowledged <= len(kept) <= acknowledged_after
            with Register.open(copy) as register, Register.open(path) as original:
                assert register.register_id == original.register_id
                assert list(register.stored()) == list(original.stored(upto=len(kept)))
                written = register.record(journal.log("Into the copy"), by="secretary")
                assert written.entries[0].number == len(kept) + 1
    names = {file.name for file in path.parent.iterdir() if not file.name.startswith("covid-19")}
    assert names == {
        f"copy-{number}.crisis{suffix}" for number in range(4) for suffix in ("", ".lock")
    }


def test_looking_for_registers_lets_go_of_no_lock(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that a process closes anywhere is one on which it has no POSIX lock any more."""
    opened: list[Path] = []
    opens = Path.open

    def watched(self: Path, *arguments: Any, **options: Any) -> Any:
        opened.append(self)
        return opens(self, *arguments, **options)

    with Register.open(path):
        monkeypatch.setattr(Path, "open", watched)
        assert [one.text for one in places_in(path.parent)] == [str(path)]
        assert place(path).text == str(path)
    assert opened == []
