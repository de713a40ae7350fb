"""What is noted and asked of a server in one round trip ends as one sentence where it fails."""

from __future__ import annotations

import psycopg
import pytest

from crisis_log.register import Register
from crisis_log.slices import journal
from crisis_log.slices.journal import Line
from crisis_log.storage.errors import StorageError
from crisis_log.storage.postgres.cursor import ServerCursor
from tests.storage.postgres.desks import NAME, House


def test_an_error_of_what_was_noted_is_that_of_what_is_asked_with_it(house: House) -> None:
    with house.connected("recorder", autocommit=False) as connection:
        cursor = ServerCursor(connection, NAME)
        cursor.note("SELECT 1 / ?::int", (0,))
        with pytest.raises(StorageError) as failure:
            cursor.ahead([("SELECT 1", ()), ("SELECT 2", ())])
        assert isinstance(failure.value.__cause__, psycopg.errors.DivisionByZero)
        connection.rollback()
        cursor.ahead([("SELECT 7", ())])
        cursor.execute("SELECT 7")
        assert cursor.fetchone() == (7,)


def test_what_was_noted_and_nobody_asked_after_fails_before_the_end(house: House) -> None:
    with house.connected("recorder", autocommit=False) as connection:
        cursor = ServerCursor(connection, NAME)
        cursor.note("SELECT 1 / ?::int", (0,))
        with pytest.raises(StorageError):
            cursor.settle()


@pytest.mark.parametrize("before", range(3, 8))
def test_who_was_refused_once_records_again(house: House, before: int) -> None:
    """What was to be prepared behind what failed, whenever that is, is not taken for prepared."""
    with Register.open(house.place("recorder")) as register, house.owning() as owner:
        for _time in range(before):
            register.record(journal.log("As ever"), by="secretary")
        owner.execute("ALTER FUNCTION begin_recording() RENAME TO away")
        with pytest.raises(StorageError):
            register.record(journal.log("Refused"), by="secretary")
        owner.execute("ALTER FUNCTION away() RENAME TO begin_recording")
        assert register.record(journal.log("As ever"), by="secretary")


def test_an_account_goes_on_though_the_connection_of_its_state_was_lost(house: House) -> None:
    """As while somebody is asked to confirm: the server waits two minutes for a transaction."""
    with Register.open(house.place("recorder")) as register, house.owning() as owner:
        account = register.account()
        told = [*account.state().members(Line)]
        owner.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s",
            (house.name("recorder"),),
        )
        assert account.about(Line.named(2)) == [2]
        assert [entry.number for entry in account.entries()] == [1, 2]
        assert [*account.state().members(Line)] == told
