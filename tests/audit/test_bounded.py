"""A verification holds little, tells much, and counts the rest, however long the log is."""

import sqlite3
import tracemalloc
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from crisis_log.audit import entry_check, finding
from crisis_log.audit.doctor import examine
from crisis_log.audit.verify import verify, verify_log
from crisis_log.command import Request
from crisis_log.progress import watching
from crisis_log.register import Register
from crisis_log.slices import journal
from crisis_log.storage import RUN, NoScratchError
from crisis_log.storage.sqlite import scratch
from tests.cli.running import CommandLine
from tests.storage.registers import create, path_of, run_sql

TOLD = 3
LINES = 10


def add_lines(register: Register, count: int, ago: timedelta = timedelta()) -> None:
    at = register.now() - ago
    lines = (journal.log(f"Line {n}") for n in range(count))
    register.record_all(Request(line, "secretary", occurred_at=at) for line in lines)


@pytest.fixture
def rewritten(register: Register, monkeypatch: pytest.MonkeyPatch) -> Register:
    """A register each of whose lines was altered, of which a few are told."""
    monkeypatch.setattr(finding, "MOST_TOLD", TOLD)
    add_lines(register, LINES)
    with closing(sqlite3.connect(path_of(register), isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER entries_are_never_changed")
        connection.execute(
            "UPDATE entries SET state = CAST(replace(CAST(state AS TEXT), 'Line', 'Lime') AS BLOB)"
        )
    return register


def test_of_each_code_some_findings_are_told_and_the_others_counted(rewritten: Register) -> None:
    found = verify(rewritten)
    leaves = [one.entry for one in found.findings if one.code == "leaf"]
    assert leaves == [4, 5, 6], "the first of them"
    assert found.untold == {"leaf": LINES - TOLD, "state": LINES - TOLD}
    assert found.wrong() == 2 * LINES + 2, "a protection that is not there, and the index of words"
    assert found.wrong("leaf") == LINES + 2
    assert verify_log(rewritten).untold == {"leaf": LINES - TOLD}


def test_all_of_them_are_counted_on_the_screen_in_json_and_by_doctor(rewritten: Register) -> None:
    desk = CommandLine(("--register", str(path_of(rewritten))))
    answer = desk.typed("audit verify").failed(3, "^$")
    assert answer.line_of(f"{2 * LINES + 2} things are wrong:")
    document = desk.having("--json").typed("audit verify").document
    assert document["untold"] == {"leaf": LINES - TOLD, "state": LINES - TOLD}
    (log,) = (check for check in examine(rewritten) if check.name == "Log")
    assert log.found == f"{LINES} things are wrong"


def test_facts_recorded_late_are_told_up_to_a_number_and_all_counted(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entry_check, "MOST_LATE", TOLD)
    add_lines(register, LINES, ago=timedelta(days=3))
    found = verify(register)
    assert [late.entry for late in found.late] == [4, 5, 6]
    assert found.late_untold == LINES - TOLD
    answer = CommandLine(("--register", str(path_of(register)))).typed("audit verify")
    assert f"{LINES} facts were recorded long after they happened:" in answer.out
    assert f"and {LINES - TOLD} more" in answer.out


def test_what_is_held_does_not_follow_the_length_of_the_log(tmp_path: Path) -> None:
    peaks = []
    for runs in (2, 4):
        with Register.open(create(tmp_path / f"{runs}.crisis")) as register:
            add_lines(register, runs * RUN)
            verify(register)
            tracemalloc.start()
            assert verify(register).findings == ()
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] < 1.25 * peaks[0], "twice as many entries"


def test_who_waits_is_told_how_far_the_log_and_then_what_lies_beside_it_was_read(
    register: Register,
) -> None:
    told: list[tuple[int, int]] = []
    add_lines(register, RUN)
    with watching(lambda done, total: told.append((done, total))):
        verify(register)
    size = register.size()
    assert told[:2] == [(RUN, size), (size, size)]
    assert told[2:] == [(done, len(told) - 3) for done in range(len(told) - 2)]


def test_where_temporary_files_cannot_be_written_no_register_is_accused(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_lines(register, LINES * LINES)
    monkeypatch.setattr(scratch, "_PRAGMAS", ("PRAGMA max_page_count=16",))
    with pytest.raises(NoScratchError):
        verify(register)
    answer = CommandLine(("--register", str(path_of(register)))).typed("audit verify")
    assert answer.failed(4, "The temporary files that this needs could not be written").out == ""


def test_a_stored_state_of_another_version_is_said_not_to_be_compared(register: Register) -> None:
    run_sql(path_of(register), "UPDATE register SET value = '1' WHERE name = 'state_format'")
    desk = CommandLine(("--register", str(path_of(register))))
    answer = desk.typed("audit verify").done("hashes, order and contents agree; the stored state")
    assert answer.line_of("Not looked at: the stored state.")
    desk.having("--by", "secretary").given("log 'A line'")
    assert "contents and state agree" in desk.typed("audit verify").out
