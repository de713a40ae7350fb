"""What a verification finds, and that it accuses no healthy register."""

import sqlite3
from contextlib import closing

import pytest

from crisis_log.audit.doctor import examine
from crisis_log.audit.doctor_check import Check
from crisis_log.audit.verify import verify
from crisis_log.register import Register
from crisis_log.slices import journal
from tests.storage import workers
from tests.storage.processes import child
from tests.storage.registers import path_of, run_sql

WEAKEN = """
DROP TRIGGER requests_are_never_deleted;
CREATE TRIGGER requests_are_never_deleted BEFORE DELETE ON requests BEGIN SELECT 1; END;
"""


def codes(register: Register) -> list[str]:
    return [finding.code for finding in verify(register).findings]


def check(register: Register, name: str) -> Check:
    (found,) = (each for each in examine(register) if each.name == name)
    return found


def test_a_register_that_others_write_to_meanwhile_is_not_accused(register: Register) -> None:
    for _ in range(300):
        register.record(journal.log("A"), by="secretary")
    with child(workers.record_until_killed, path_of(register), "writer") as other:
        other.hear()
        counts = []
        for _ in range(15):
            found = verify(register)
            assert found.findings == ()
            counts.append(found.entries)
        assert counts[-1] > counts[0], "others did write"


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("DROP TRIGGER entries_are_never_changed", "entries_are_never_changed"),
        ("DROP TABLE subjects", "subjects"),
        ("DROP TABLE entries", "entries"),
        ("CREATE TRIGGER more AFTER INSERT ON state BEGIN SELECT 1; END", "more"),
        (WEAKEN, "requests_are_never_deleted"),
    ],
)
def test_a_table_or_protection_that_is_not_as_it_was_made_is_found(
    register: Register, statement: str, name: str
) -> None:
    assert check(register, "Protections").verdict == "good"
    with closing(sqlite3.connect(path_of(register))) as connection:
        connection.executescript(statement)
    assert "schema" in codes(register)
    protections = check(register, "Protections")
    assert protections.verdict == "bad"
    assert name in protections.found


def test_a_kind_that_the_log_does_not_hold_is_found(register: Register) -> None:
    run_sql(path_of(register), "DELETE FROM kinds WHERE kind = 'decision.adopted.v3'")
    assert codes(register) == ["kinds"]
    register.rebuild()
    assert codes(register) == []
