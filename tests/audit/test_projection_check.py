"""Each row that is kept beside the log to answer fast is held to those that the log makes."""

from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisis_log.audit.projection_check import differing
from crisis_log.audit.verify import verify
from crisis_log.command import Request
from crisis_log.register import Register
from crisis_log.slices import decision, decision_course, journal
from crisis_log.storage import rows
from crisis_log.storage.streams import COLUMNS, Row
from tests.storage.registers import path_of, run_sql

MARK = 4
COLUMNS_OF = [
    *("past.collection", "past.key", "past.upto", "past.since"),
    *("marks.mark", "marks.entry"),
]


@pytest.fixture
def marked(register: Register, monkeypatch: pytest.MonkeyPatch) -> Register:
    """A register in which D-1 was another at each of two marks, with a line to be found again."""
    monkeypatch.setattr(rows, "SNAPSHOT_EVERY", MARK)
    register.record(journal.log("Send masks", line_kind="request"), by="secretary")
    register.record(decision_course.resume(1), by="secretary")
    for line in range(MARK):
        register.record(journal.log(f"Line {line}"), by="secretary")
    register.record(decision_course.repeal(1), by="secretary")
    register.record(decision.record("Open the schools"), by="secretary")
    assert run_sql(path_of(register), "SELECT upto FROM past") == [(MARK,), (2 * MARK,)]
    return register


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("DELETE FROM past WHERE upto = 4", "past"),
        ("UPDATE past SET value = CAST(replace(value, 'schools', 'ports') AS BLOB)", "past"),
        ("UPDATE past SET since = since - 1 WHERE upto = 4", "past"),
        ("UPDATE past SET upto = upto + 4 WHERE upto = 8", "past"),
        ("INSERT INTO past SELECT collection, 'z', upto, since, value FROM past LIMIT 1", "past"),
        ("UPDATE state SET since = since - 1 WHERE collection = 'decision'", "state"),
        ("DELETE FROM state WHERE collection = 'crisis'", "state"),
        ("DELETE FROM marks", "marks"),
        ("INSERT INTO marks VALUES ('kind:request', 1)", "marks"),
        ("UPDATE marks SET entry = 2", "marks"),
        ("DELETE FROM subjects WHERE subject = 'decision/1' AND entry = 3", "subjects"),
        ("INSERT INTO subjects VALUES ('decision/1', 1)", "subjects"),
        ("DELETE FROM kinds WHERE kind = 'decision.suspended.v1'", "kinds"),
        ("INSERT INTO kinds VALUES ('decision.adopted.v0')", "kinds"),
    ],
)
def test_a_forged_row_is_found_and_is_gone_once_it_is_made_again(
    marked: Register, statement: str, code: str
) -> None:
    assert verify(marked).findings == ()
    run_sql(path_of(marked), statement)
    assert {one.code for one in verify(marked).findings} == {code}
    marked.rebuild()
    assert verify(marked).findings == ()


def test_what_a_forged_snapshot_should_be_is_told_with_its_subject_and_its_entry(
    marked: Register,
) -> None:
    run_sql(path_of(marked), "UPDATE past SET since = 2 WHERE upto = 4")
    (found,) = verify(marked).findings
    assert found.expected.startswith("decision/0000000001, entry n° 4: n° 3, {")
    assert found.found.startswith("decision/0000000001, entry n° 4: n° 2, {")


@pytest.mark.parametrize("value", ["CAST(x'ff41' AS TEXT)", "x'ff00'", "'zz'", "-5", "4.5"])
@pytest.mark.parametrize(
    "column",
    ["past.collection", "past.key", "past.upto", "past.since", "marks.mark", "marks.entry"],
)
def test_whatever_a_row_holds_it_is_found_and_no_other_is_accused(
    marked: Register, column: str, value: str
) -> None:
    table, name = column.split(".")
    first = f"{name} = (SELECT min({name}) FROM {table})"
    run_sql(path_of(marked), f"UPDATE OR IGNORE {table} SET {name} = {value} WHERE {first}")
    found = verify(marked).findings
    assert {one.code for one in found} <= {table, "database"}
    assert 1 <= len([one for one in found if one.code == table]) <= 4


def test_rows_of_another_version_are_not_accused_and_not_said_to_agree(marked: Register) -> None:
    run_sql(path_of(marked), "UPDATE register SET value = '1' WHERE name = 'state_format'")
    run_sql(path_of(marked), "DELETE FROM state")
    found = verify(marked)
    assert found.findings == ()
    assert "state" in found.not_looked_at
    marked.record(journal.log("A line"), by="secretary")
    assert "state" not in verify(marked).not_looked_at


@pytest.mark.parametrize("number", [1500, 2060])
def test_a_request_that_a_later_run_of_entries_answers_again_is_found(
    register: Register, number: int
) -> None:
    lines = ((f"r-{n}", journal.log(f"Line {n}")) for n in range(2100))
    register.record_all(Request(line, "secretary", request_id=name) for name, line in lines)
    assert verify(register).findings == ()
    run_sql(path_of(register), "DROP TRIGGER entries_are_never_changed")
    run_sql(
        path_of(register),
        "UPDATE entries SET state = CAST(replace(CAST(state AS TEXT), ?, 'r-7\"') AS BLOB) "
        "WHERE originator_version = ?",
        f'r-{number - 4}"',
        number,
    )
    found = {(one.code, one.entry) for one in verify(register).findings}
    assert ("request", number) in found


KEYS = st.tuples(st.sampled_from(["a", "b", "c"]), st.integers(1, 12))
TABLES = st.dictionaries(KEYS, st.sampled_from(["", "x", "y"]), max_size=20)


def stream(table: dict[tuple[str, int], str], order: list[tuple[str, int]]) -> Iterator[Row]:
    return ((name.encode(), b"%d" % n, table[name, n].encode()) for name, n in order)


@given(TABLES, TABLES)
def test_streams_differ_where_their_rows_do(
    ours: dict[tuple[str, int], str], theirs: dict[tuple[str, int], str]
) -> None:
    expected = {
        (name, n, ours.get((name, n)), theirs.get((name, n)))
        for name, n in ours.keys() | theirs.keys()
        if ours.get((name, n)) != theirs.get((name, n))
    }
    found = set()
    pairs = differing(COLUMNS["marks"], stream(ours, sorted(ours)), stream(theirs, sorted(theirs)))
    for one, other in pairs:
        name, n, *_value = one or other
        values = [row[2].decode() if row else None for row in (one, other)]
        found.add((name.decode(), int(n), *values))
    assert found == expected


@given(TABLES, st.randoms(use_true_random=False))
def test_a_row_out_of_order_is_one_too_many_and_ends_nothing(
    table: dict[tuple[str, int], str], random: Random
) -> None:
    order = sorted(table)
    random.shuffle(order)
    pairs = list(differing(COLUMNS["marks"], stream(table, sorted(table)), stream(table, order)))
    assert (not pairs) == (order == sorted(table))
