"""The check of the log against its tree: what is altered is named, whoever reads it."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisis_log.audit.finding import Finding, Findings
from crisis_log.audit.log_check import check_log, sound_blocks
from crisis_log.audit.order_check import check_order, is_ordered
from crisis_log.command import Command, Request
from crisis_log.evidence.merkle import root_at
from crisis_log.register import Register
from crisis_log.slices import journal
from crisis_log.storage import RUN, ScannedEntry, place
from tests.attacks.attacker import regrow
from tests.storage.registers import create

SIZE = 4 * RUN + 200
"""Two processes share two runs each: an odd one could be taken for another."""
NUMBERS = st.integers(2, SIZE - 1) | st.sampled_from([RUN, RUN + 1, 2 * RUN, 2 * RUN + 1])
FREE = """
DROP TRIGGER entries_are_never_changed; DROP TRIGGER entries_are_never_deleted;
DROP TRIGGER tree_are_never_changed; DROP TRIGGER tree_are_never_deleted;
DROP TRIGGER entries_are_numbered_without_gap;
"""


def line(number: int) -> Command:
    return journal.log(f"Line {number}")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register of `SIZE` entries, its protections removed."""
    path = create(tmp_path_factory.mktemp("log") / "long.crisis")
    with Register.open(path) as register:
        missing = SIZE - register.size()
        register.record_all(Request(line(number), "secretary") for number in range(missing))
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(FREE)
    return path


NOT_SURE = """SELECT min(originator_version) FROM entries
WHERE CAST(state AS TEXT) NOT LIKE '%"recorded_at":"____-__-__T__:__:__.______Z"%'"""
"""The first entry that processes leave to be looked at one by one: altered, or recorded at a
whole second, which is written without a fraction."""


def checked(path: Path, jobs: int = 1) -> tuple[bytes, list[Finding]]:
    found = Findings()
    with Register.open(path, read_only=True) as register, register.examining() as seen:
        root = check_log(seen, found, jobs)
    return root, found.told


def altered(sound: Path, folder: str, *statements: str) -> Path:
    path = Path(folder) / "altered.crisis"
    shutil.copyfile(sound, path)
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            assert connection.execute(statement).rowcount > 0
        connection.commit()
    return path


def named(findings: list[Finding]) -> set[tuple[str, int | None]]:
    return {(finding.code, finding.entry) for finding in findings}


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_sound_log_leads_to_the_root_of_its_stored_tree(sound: Path, jobs: int) -> None:
    with Register.open(sound, read_only=True) as register, register.nodes() as node:
        assert checked(sound, jobs) == (root_at(SIZE, node), [])


@settings(max_examples=8, deadline=None)
@given(number=NUMBERS, jobs=st.sampled_from([1, 2]))
def test_an_altered_entry_is_named_and_the_root_is_still_that_of_what_was_recorded(
    sound: Path, number: int, jobs: int
) -> None:
    with TemporaryDirectory() as folder:
        path = altered(
            sound,
            folder,
            "UPDATE entries SET state = CAST(replace(CAST(state AS TEXT), 'Line', 'Lime') AS BLOB) "
            f"WHERE originator_version = {number}",
        )
        root, findings = checked(path, jobs)
    assert named(findings) == {("leaf", number)}
    assert root == checked(sound)[0]


@settings(max_examples=8, deadline=None)
@given(number=NUMBERS.map(lambda number: number + number % 2), jobs=st.sampled_from([1, 2]))
def test_an_altered_node_is_named_by_the_entry_that_completes_it(
    sound: Path, number: int, jobs: int
) -> None:
    byte = "length(nodes)"
    last = f"CAST(substr(nodes, 1, {byte} - 1) || x'00' AS BLOB)"
    other = f"CAST(substr(nodes, 1, {byte} - 1) || x'01' AS BLOB)"
    with TemporaryDirectory() as folder:
        path = altered(
            sound,
            folder,
            f"UPDATE tree SET nodes = CASE WHEN nodes = {last} THEN {other} ELSE {last} END "
            f"WHERE entry = {number}",
        )
        root, findings = checked(path, jobs)
    assert named(findings) == {("tree", number)}
    assert root == checked(sound)[0]


@settings(max_examples=8, deadline=None)
@given(number=NUMBERS, jobs=st.sampled_from([1, 2]))
def test_a_missing_entry_is_a_gap_and_hides_nothing_that_follows(
    sound: Path, number: int, jobs: int
) -> None:
    with TemporaryDirectory() as folder:
        path = altered(sound, folder, f"DELETE FROM entries WHERE originator_version = {number}")
        root, findings = checked(path, jobs)
    assert named(findings) == {("numbering", number + 1)}
    assert root == checked(sound)[0]


@settings(max_examples=8, deadline=None)
@given(number=NUMBERS, jobs=st.sampled_from([1, 2]))
def test_an_entry_without_its_leaf_is_named(sound: Path, number: int, jobs: int) -> None:
    with TemporaryDirectory() as folder:
        path = altered(sound, folder, f"DELETE FROM tree WHERE entry = {number}")
        _root, findings = checked(path, jobs)
    assert ("tree", number) in named(findings)


@settings(max_examples=8, deadline=None)
@given(number=NUMBERS, jobs=st.sampled_from([1, 2]))
def test_entries_that_changed_places_are_named(sound: Path, number: int, jobs: int) -> None:
    with TemporaryDirectory() as folder:
        path = altered(
            sound,
            folder,
            *(
                f"UPDATE entries SET originator_version = {to} WHERE originator_version = {now}"
                for now, to in ((number, -1), (number + 1, number), (-1, number + 1))
            ),
        )
        _root, findings = checked(path, jobs)
    assert {("leaf", number), ("leaf", number + 1), ("clock", number + 1)} <= named(findings)


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("run", [1, 2, 3])
def test_an_entry_out_of_order_at_the_edge_of_a_run_is_named_by_whoever_reads_it(
    sound: Path, run: int, jobs: int, tmp_path: Path
) -> None:
    path = altered(
        sound,
        str(tmp_path),
        "UPDATE entries AS later SET state = (SELECT CAST(replace(CAST(later.state AS TEXT), "
        "substr(later.state, instr(later.state, :mark), 48), "
        "substr(earlier.state, instr(earlier.state, :mark), 48)) AS BLOB) FROM entries AS earlier "
        f"WHERE earlier.originator_version = {run * RUN}) "
        f"WHERE originator_version = {run * RUN + 1}".replace(":mark", """'"recorded_at":"'"""),
    )
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        regrow(connection)
    assert named(checked(path, jobs)[1]) == {("clock", run * RUN + 1)}


@pytest.mark.parametrize("number", [0, -5])
def test_an_entry_before_the_first_is_found(sound: Path, number: int) -> None:
    copied = (
        f"INSERT INTO entries SELECT originator_id, {number}, topic, state FROM entries "
        "WHERE originator_version = 7"
    )
    with TemporaryDirectory() as folder:
        path = altered(sound, folder, copied)
        assert ("numbering", number) in named(checked(path)[1])
        assert checked(path, 2) == checked(path)


def test_a_number_far_ahead_is_found_without_looking_for_all_before_it(sound: Path) -> None:
    copied = (
        f"INSERT INTO entries SELECT originator_id, {1 << 60}, topic, state FROM entries "
        "WHERE originator_version = 7"
    )
    with TemporaryDirectory() as folder:
        assert ("numbering", 1 << 60) in named(checked(altered(sound, folder, copied))[1])


@settings(max_examples=10, deadline=None)
@given(number=NUMBERS)
def test_processes_vouch_for_runs_up_to_the_first_that_is_not_sound(
    sound: Path, number: int
) -> None:
    with TemporaryDirectory() as folder:
        path = altered(
            sound, folder, f"UPDATE entries SET state = x'7b7d' WHERE originator_version = {number}"
        )
        with closing(sqlite3.connect(path)) as connection:
            ((first,),) = connection.execute(NOT_SURE)
        blocks = sound_blocks(place(path), 0, 4 * RUN)
    assert first <= number
    assert len(blocks) == min((first - 1) // RUN, 4)


def entries(*times: str) -> list[ScannedEntry]:
    return [
        ScannedEntry(number, b"", f'{{"kind":"a","recorded_at":"{time}","x":1}}'.encode(), b"")
        for number, time in enumerate(times, start=1)
    ]


TIMES = st.sampled_from(
    [
        "2020-03-18T17:30:15.250001Z",
        "2020-03-18T17:30:15.250002Z",
        "2020-03-18T18:30:15.250001+01:00",
        "2020-03-18T17:30:15Z",
        "2020-03-18T17:30:16Z",
        "2020-03-18T17:30:15.9Z",
        "yesterday",
        "",
    ]
)


@given(st.lists(TIMES, max_size=6))
def test_what_is_taken_for_ordered_by_its_bytes_is_ordered_by_its_instants(
    times: list[str],
) -> None:
    scanned = entries(*times)
    if is_ordered([entry.content or b"" for entry in scanned]):
        assert list(check_order(scanned)) == []


def test_a_time_that_does_not_follow_the_one_before_is_named() -> None:
    earlier, later = "2020-03-18T17:30:15.250001Z", "2020-03-18T17:30:15.250002Z"
    assert is_ordered([entry.content or b"" for entry in entries(earlier, later)])
    for times in ((later, earlier), (earlier, earlier), (earlier, "2020-03-18T18:30:15.2+01:00")):
        assert not is_ordered([entry.content or b"" for entry in entries(*times)])
        assert named(list(check_order(entries(*times)))) == {("clock", 2)}
