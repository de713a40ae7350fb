"""How SQLite's commit can fail, and whether that leaves the outcome unknown."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from crisis_log.register import Register
from crisis_log.slices import journal
from crisis_log.storage import BusyError, OutcomeUnknownError, StorageError
from tests.storage.failing import failing_commit, failure
from tests.storage.registers import check_sound, create


@pytest.mark.parametrize("code", ["IOERR_FSYNC", "IOERR_SHMMAP", "IOERR"])
@pytest.mark.parametrize("takes_effect", [True, False], ids=["done", "lost"])
def test_a_commit_that_could_not_be_made_durable_may_be_found_done(
    path: Path, code: str, takes_effect: bool
) -> None:
    error = failure(getattr(sqlite3, f"SQLITE_{code}"))
    with failing_commit(error, takes_effect=takes_effect), Register.open(path) as register:
        with pytest.raises(OutcomeUnknownError) as unknown:
            register.record(journal.log("A"), by="secretary")
        named = unknown.value.request_id
        again = register.record(journal.log("A"), by="secretary", request_id=named)
        assert again.repeated == takes_effect
    assert check_sound(path)[1:] == [named]


@pytest.mark.parametrize(
    ("error", "raised", "sentence"),
    [
        (failure(sqlite3.SQLITE_FULL), StorageError, "nothing was recorded"),
        (failure(sqlite3.SQLITE_IOERR_WRITE), StorageError, "nothing was recorded"),
        (failure(sqlite3.SQLITE_BUSY), BusyError, "nothing was recorded"),
        (KeyboardInterrupt(), KeyboardInterrupt, None),
    ],
    ids=["full", "write", "busy", "interrupted"],
)
def test_a_commit_that_was_refused_recorded_nothing_and_says_so(
    path: Path, error: BaseException, raised: type[BaseException], sentence: str | None
) -> None:
    with failing_commit(error, takes_effect=False), Register.open(path) as register:
        with pytest.raises(raised, match=sentence) as refusal:
            register.record(journal.log("A"), by="secretary")
        assert not isinstance(refusal.value, OutcomeUnknownError)
        assert register.size() == 1
        assert register.record(journal.log("B"), by="secretary").entries[0].number == 2
    check_sound(path)


def test_an_interruption_once_the_commit_is_done_names_the_request(path: Path) -> None:
    with (
        failing_commit(KeyboardInterrupt(), takes_effect=True),
        Register.open(path) as register,
    ):
        with pytest.raises(OutcomeUnknownError) as unknown:
            register.record(journal.log("A"), by="secretary")
        assert register.answer(unknown.value.request_id) is not None


def test_a_creation_whose_commit_is_unknown_leaves_nothing_and_says_so(tmp_path: Path) -> None:
    error = failure(sqlite3.SQLITE_IOERR_FSYNC)
    with (
        failing_commit(error, takes_effect=True),
        pytest.raises(StorageError, match="nothing was recorded") as refusal,
    ):
        create(tmp_path / "new.crisis")
    assert not isinstance(refusal.value, OutcomeUnknownError)
    assert list(tmp_path.iterdir()) == []
