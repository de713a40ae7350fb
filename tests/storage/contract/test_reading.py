"""What a back end keeps, and how it is read: the log, its tree, evidence, the state."""

from datetime import timedelta
from queue import Queue
from sqlite3 import ProgrammingError
from threading import Event, Thread

import pytest

from crisis_log.audit.doctor import examine
from crisis_log.command import File
from crisis_log.evidence.merkle import leaf_hash, root, root_at
from crisis_log.fact import Refused
from crisis_log.register import Register
from crisis_log.slices import decision, journal
from crisis_log.storage import (
    NotARegisterError,
    Place,
    ReadOnlyError,
    StorageError,
    Store,
    StoredCheckpoint,
    StoredTimestamp,
)
from crisis_log.storage.streams import COLUMNS
from tests.storage.contract.back_ends import NewPlace
from tests.storage.contract.soundness import check_sound

PATIENCE = 30
"""Seconds after which a test gives up waiting."""


def test_a_register_is_found_where_it_was_made_and_nowhere_else(
    there: Place, new_place: NewPlace
) -> None:
    elsewhere = new_place("elsewhere")
    assert (there.exists(), elsewhere.exists()) == (True, False)
    with pytest.raises(NotARegisterError):
        Register.open(elsewhere)
    with Register.open(there) as register:
        assert register.place == there
        assert register.register_id.startswith(there.name)


def test_the_log_is_read_from_one_entry_to_another(register: Register) -> None:
    for line in "ABC":
        register.record(journal.log(line), by="secretary")
    assert [entry.number for entry in register.entries(1, 3)] == [2, 3]
    assert [stored.number for stored in register.stored(3)] == [4]
    assert [stored.content for stored in register.stored()] == [
        entry.to_bytes() for entry in register.entries()
    ]
    assert list(register.stored(9)) == []


def test_entries_here_and_there_are_those_that_are_read_one_by_one(register: Register) -> None:
    for line in "ABCDEFG":
        register.record(journal.log(line), by="secretary")
    account = register.account()
    asked = [7, 2, 3, 2, 8]
    assert [*account.those(asked)] == [account.entry(number) for number in asked]
    assert [*account.those([])] == []
    for unknown in (0, 9):
        with pytest.raises(LookupError):
            [*account.those([2, unknown])]


def test_the_history_of_a_subject_is_told_however_long_it_is(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("reading", "stored_log"):
        monkeypatch.setattr(f"crisis_log.storage.{module}.TOGETHER", 2)
    register.record(decision.record("A"), by="director")
    for title in "BCDEF":
        register.record(decision.amend(1, title=title, reason="A slip"), by="director")
    expected = [entry.number for entry in register.entries(1)]
    assert [entry.number for entry in register.state().history("decision/1")] == expected
    assert [entry.number for entry in register.history("decision/1")] == expected


def test_of_a_state_that_was_let_go_no_row_is_read_any_more(register: Register) -> None:
    """Neither in another transaction, which sees the register as it is by then."""
    state = register.state()
    register.record(decision.record("Later"), by="director")
    register.release()
    with register.nodes() as node:
        assert root_at(1, node)
        with pytest.raises((StorageError, ProgrammingError)):
            list(state.members(decision.Decision))


def test_a_long_log_is_read_to_its_end_in_order(register: Register) -> None:
    with Store.open(register.place) as store, store.writing() as writing:
        assert writing.state.size == 1
    register.record(journal.log("A"), by="secretary")
    contents = [stored.content for stored in register.stored()]
    with register.examining() as seen:
        assert [row.content for rows in seen.scan(seen.size()) for row in rows] == contents
        assert [content for content, _nodes in seen.log().pairs(0, seen.size())] == contents


def test_the_tree_proves_what_was_recorded(register: Register) -> None:
    for line in "ABCDEF":
        register.record(journal.log(line), by="secretary")
    leaves = [leaf_hash(stored.content) for stored in register.stored()]
    with register.nodes() as node:
        for size in range(1, len(leaves) + 1):
            assert root_at(size, node) == root(leaves[:size])


def test_evidence_is_kept_once_in_the_order_it_came(register: Register) -> None:
    screen = StoredCheckpoint(1, "screen", register.now(), "note")
    report, stamp = screen._replace(carrier="report.pdf"), StoredTimestamp("note", b"reply")
    for _again in range(2):
        register.add_checkpoint(screen)
        register.record(journal.log("A"), by="secretary", evidence=[report, stamp])
    assert [kept.carrier for kept in register.checkpoints()] == ["screen", "report.pdf"]
    assert register.timestamps() == [StoredTimestamp("note", b"reply")]


def test_evidence_is_kept_with_its_entry_or_not_at_all(register: Register) -> None:
    kept = StoredCheckpoint(1, "screen", register.now(), "note")
    with pytest.raises(Refused):
        register.record(decision.adopt(9), by="secretary", evidence=[kept])
    assert register.checkpoints() == []
    register.record(journal.log("A"), by="secretary", request_id="once")
    again = register.record(journal.log("A"), by="secretary", request_id="once", evidence=[kept])
    assert (again.repeated, register.size()) == (True, 2)
    assert register.checkpoints() == [kept], "an entry of before may lack it"


def test_a_file_is_kept_once_under_its_digest(register: Register) -> None:
    file = File("order.pdf", "application/pdf", bytes(range(256)))
    for _again in range(2):
        register.record(journal.log("A"), by="secretary", files=[file])
    assert register.attachment(file.sha256) == file.content
    assert register.attachment("0" * 64) is None
    with register.examining() as seen:
        assert list(seen.attachments()) == [(file.sha256, file.content)]


def test_what_is_open_read_only_takes_nothing(there: Place) -> None:
    with Register.open(there, read_only=True) as register:
        for write in (
            lambda: register.record(journal.log("A"), by="secretary"),
            lambda: register.add_checkpoint(StoredCheckpoint(1, "screen", register.now(), "note")),
            register.rebuild,
        ):
            with pytest.raises(ReadOnlyError):
                write()
        assert register.size() == 1


def test_what_others_record_is_told_until_nobody_listens_any_more(there: Place) -> None:
    stop, told = Event(), Queue[int]()

    def listen() -> None:
        with Register.open(there, read_only=True) as listening:
            for _change in listening.changes(stop):
                told.put(listening.size())

    listener = Thread(target=listen)
    listener.start()
    try:
        with Register.open(there) as register:
            assert told.get(timeout=PATIENCE) == 1  # it looks: whatever comes now is told
            for size in (2, 3):
                register.record(journal.log("A"), by="secretary")
                assert told.get(timeout=PATIENCE) == size
    finally:
        stop.set()
        listener.join(PATIENCE)
    assert not listener.is_alive()


def test_several_who_record_at_once_leave_no_gap_and_lose_nothing(there: Place) -> None:
    names, lines = [f"secretary-{number}" for number in range(4)], range(10)

    def record(name: str) -> None:
        with Register.open(there) as register:
            for line in lines:
                register.record(journal.log(str(line)), by=name, request_id=f"{name}-{line}")

    writers = [Thread(target=record, args=(name,)) for name in names]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    requests = check_sound(there)[1:]
    for name in names:
        mine = [request for request in requests if request.startswith(name)]
        assert mine == [f"{name}-{line}" for line in lines]


def test_a_back_end_can_say_how_it_keeps_a_register(register: Register) -> None:
    checks = examine(register)
    assert next(one.found for one in checks if one.name == "Integrity") == "ok"
    assert all(check.name and check.found for check in checks)
    assert register.clock_lag() == timedelta()


def test_what_is_projected_from_the_log_is_made_again(register: Register) -> None:
    register.record(decision.record("A"), by="director")
    with register.examining() as seen:
        before = {table: list(seen.rows(table)) for table in COLUMNS}
    assert register.rebuild() == len(before["state"])
    with register.examining() as seen:
        assert {table: list(seen.rows(table)) for table in COLUMNS} == before
