"""A log longer than what is read at once: attacks where one run of entries meets the next."""

import shutil
from pathlib import Path

import pytest

from crisis_log.audit.log_check import sound_blocks
from crisis_log.audit.verify import verify_log
from crisis_log.command import Request
from crisis_log.evidence.keys import origin_of
from crisis_log.evidence.signing_key import SigningKey
from crisis_log.register import Register
from crisis_log.slices import journal
from crisis_log.storage import RUN, place
from tests.attacks.attacker import edit, regrow, shell, sql
from tests.attacks.scene import REGISTER_ID, Found, begin

LENGTH = 2 * RUN + 300
PLACES = [2, RUN - 1, RUN, RUN + 1, 2 * RUN, 2 * RUN + 1, LENGTH - 1]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("long") / "long.crisis"
    begin(path, SigningKey.generate(origin_of(REGISTER_ID)))
    with Register.open(path) as register:
        lines = range(LENGTH - register.size())
        register.record_all(Request(journal.log(f"Line {line}"), by="secretary") for line in lines)
        assert register.size() == LENGTH
    return path


@pytest.fixture
def path(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(whole, tmp_path))


def found(path: Path) -> Found:
    with Register.open(path, read_only=True) as register:
        return [(finding.code, finding.entry) for finding in verify_log(register).findings]


def sound(path: Path) -> int:
    """Return how many whole runs a process that shares the reading finds sound."""
    return len(sound_blocks(place(path), 0, 2 * RUN))


def test_a_long_log_that_nobody_attacked_is_not_accused(path: Path) -> None:
    assert (found(path), sound(path)) == ([], 2)


@pytest.mark.parametrize("number", PLACES)
def test_an_edited_entry_is_named_wherever_it_stands(path: Path, number: int) -> None:
    sql(path, edit("secretary", "president", number))
    assert found(path) == [("leaf", number)]
    assert sound(path) == min((number - 1) // RUN, 2)


@pytest.mark.parametrize("number", PLACES)
def test_a_deleted_entry_is_found_wherever_it_stood(path: Path, number: int) -> None:
    sql(path, f"DELETE FROM entries WHERE originator_version = {number}")
    assert found(path) == [("numbering", number + 1)]
    assert sound(path) == min((number - 1) // RUN, 2)


@pytest.mark.parametrize("number", [RUN, RUN + 2, 2 * RUN])
def test_an_altered_node_is_found_at_any_height(path: Path, number: int) -> None:
    with shell(path) as connection:
        where = f"WHERE entry = {number}"
        (nodes,) = connection.execute(f"SELECT nodes FROM tree {where}").fetchone()
        altered = nodes[:-1] + bytes([nodes[-1] ^ 1])
        connection.execute(f"UPDATE tree SET nodes = ? {where}", (altered,))
    assert found(path) == [("tree", number)]


@pytest.mark.parametrize("number", [RUN, RUN + 1, 2 * RUN + 1])
def test_a_time_set_back_is_found_at_the_start_of_a_run_too(path: Path, number: int) -> None:
    with shell(path) as connection:
        connection.execute(edit('"recorded_at":"2', '"recorded_at":"1', number))
    assert ("clock", number) in found(path)


def test_a_process_that_shares_the_reading_vouches_for_no_run_out_of_order(path: Path) -> None:
    with shell(path) as connection:
        connection.execute(edit('"recorded_at":"2', '"recorded_at":"1', RUN + 7))
        regrow(connection)
    assert ("leaf", RUN + 7) not in found(path)
    assert ("clock", RUN + 7) in found(path)
    assert sound(path) == 1


@pytest.mark.parametrize("number", [5, RUN + 5])
def test_a_gap_of_log_and_tree_is_named_and_hides_no_edit_in_a_later_run(
    path: Path, number: int
) -> None:
    sql(
        path,
        f"DELETE FROM entries WHERE originator_version = {number}",
        f"DELETE FROM tree WHERE entry = {number}",
        edit("secretary", "president", LENGTH - 1),
    )
    assert found(path) == [("tree", number), ("numbering", number + 1), ("leaf", LENGTH - 1)]
