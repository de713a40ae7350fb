"""Register files of the versions before, kept as bytes: read as they are, and written anew."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from crisis_log.audit.verify import verify
from crisis_log.register import Register
from crisis_log.search import Search
from crisis_log.slices import decision, journal
from crisis_log.state import replay
from crisis_log.storage import AlteredTablesError
from crisis_log.storage.sqlite.schema import SCHEMA_VERSION
from tests.storage.contract.test_snapshots import check_against_full_fold, told
from tests.storage.registers import check_sound, files_in, run_sql

OLDER = (2, 3)


@pytest.fixture(params=OLDER)
def kept(request: pytest.FixtureRequest) -> int:
    """The version of an older register."""
    return int(request.param)


@pytest.fixture
def older(tmp_path: Path, kept: int) -> Path:
    stored = Path(__file__).with_name(f"version_{kept}.crisis.gz")
    path = tmp_path / "older.crisis"
    path.write_bytes(gzip.decompress(stored.read_bytes()))
    return path


def version(path: Path) -> int:
    ((found,),) = run_sql(path, "PRAGMA user_version")
    return int(found)


def test_an_older_register_is_read_and_left_as_it_is(older: Path, kept: int) -> None:
    before = files_in(older.parent)
    with Register.open(older, read_only=True) as register:
        entries = list(register.entries())
        assert told(register.state()) == told(replay(entries))
        check_against_full_fold(register.account(), entries)
        assert [entry.number for entry in register.history("decision/1")] == [2, 3, 5]
        assert register.find(Search("school"), 0, 6, 10) is None
    assert files_in(older.parent) == before
    assert version(older) == kept


def test_the_next_writer_gives_an_older_register_the_tables_of_this_version(older: Path) -> None:
    with Register.open(older) as register:
        before = list(register.stored())
        register.record(journal.log("Again"), by="secretary")
        assert list(register.stored(upto=6)) == before
        check_against_full_fold(register.account(), list(register.entries()))
        (closing,) = register.state().members(decision.Decision)
        assert closing.measures == (1,)
        assert register.find(Search("school"), 0, 7, 10) == [2]
        assert register.find(Search("again"), 0, 7, 10) == [7]
        assert verify(register).findings == ()
    assert version(older) == SCHEMA_VERSION
    check_sound(older)


def test_an_older_register_that_was_altered_is_not_written(older: Path, kept: int) -> None:
    run_sql(older, "CREATE TABLE other (name)")
    with Register.open(older) as register:
        with register.examining() as seen:
            assert [one.name for one in seen.health.altered()] == ["table other"]
        with pytest.raises(AlteredTablesError, match="other"):
            register.record(journal.log("Again"), by="secretary")
    assert version(older) == kept


@pytest.mark.parametrize("said", OLDER)
def test_tables_of_this_version_that_say_they_are_older_are_altered(path: Path, said: int) -> None:
    run_sql(path, f"PRAGMA user_version={said}")
    with Register.open(path, read_only=True) as register:
        assert "schema" in {finding.code for finding in verify(register).findings}
