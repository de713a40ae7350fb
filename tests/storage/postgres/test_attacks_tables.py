"""Nobody but the two functions writes: each right, with a password and any other program."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Final

import psycopg
import pytest
from psycopg import errors

from crisis_log.audit.verify import verify
from crisis_log.register import Register
from crisis_log.slices import journal
from crisis_log.storage.servers import Server as Administered
from tests.storage.postgres.desks import NAME, PEOPLE, SCHEMA, House, begin

DIRECT: Final = (
    "INSERT INTO entries VALUES ('x', 3, 'journal.logged.v3', '')",
    "INSERT INTO may VALUES ('%', current_user)",
    "UPDATE entries SET state = ''",
    "UPDATE state SET value = ''",
    "UPDATE head SET held_since = now()",
    "UPDATE register SET value = 'x'",
    "DELETE FROM entries",
    "DELETE FROM words",
    "TRUNCATE entries, tree",
    "COPY entries FROM STDIN",
    "COPY entries TO PROGRAM 'cat'",
    "SELECT FROM register FOR UPDATE",
    "SELECT FROM head FOR KEY SHARE",
    "LOCK TABLE entries IN EXCLUSIVE MODE",
    "ALTER TABLE entries DISABLE TRIGGER ALL",
    "ALTER TABLE entries ENABLE ROW LEVEL SECURITY",
    "DROP TRIGGER never_changed ON entries",
    "DROP TABLE entries",
    "DROP FUNCTION begin_recording()",
    f"DROP SCHEMA {SCHEMA} CASCADE",
    f"CREATE TABLE {SCHEMA}.trap (number bigint)",
    f"CREATE FUNCTION {SCHEMA}.sha256(text) RETURNS text LANGUAGE sql AS $$ SELECT $1 $$",
    f"CREATE OPERATOR {SCHEMA}.|| (LEFTARG = bytea, RIGHTARG = bytea, FUNCTION = byteacat)",
    "CREATE RULE swallow AS ON INSERT TO entries DO INSTEAD NOTHING",
    "CREATE TRIGGER swallow BEFORE INSERT ON entries EXECUTE FUNCTION is_never_changed()",
    "CREATE OR REPLACE FUNCTION folded(said text) RETURNS text LANGUAGE sql AS $$ SELECT said $$",
    "ALTER FUNCTION begin_recording() SECURITY INVOKER",
    "SELECT check_may_record('journal.logged.v3')",
    "SET session_replication_role = replica",
    "SET SESSION AUTHORIZATION postgres",
    "CREATE EVENT TRIGGER swallow ON ddl_command_start EXECUTE FUNCTION is_never_changed()",
)


@pytest.mark.parametrize("person", PEOPLE)
def test_no_password_writes_round_the_functions(unharmed: House, person: str) -> None:
    """Each is refused for want of a right, or leaves everything as it was."""
    owner, validate = (f"{unharmed.database}_{name}" for name in ("owner", "validate"))
    roles = (f'SET ROLE "{owner}"', f'GRANT "{validate}" TO current_user')
    for statement in (*DIRECT, *roles):
        with (
            unharmed.connected(person, autocommit=False) as connection,
            pytest.raises(psycopg.Error) as refusal,
        ):
            connection.execute(statement.encode())
        assert isinstance(
            refusal.value,
            errors.InsufficientPrivilege
            | errors.InvalidSchemaName
            | errors.UndefinedTable
            | errors.UndefinedFunction,
        ), statement
    with unharmed.connected(person) as connection, suppress(psycopg.Error):
        connection.execute("GRANT ALL ON entries TO PUBLIC")  # a warning alone, for who may read
    with Register.open(unharmed.place("auditor"), read_only=True) as register:
        assert verify(register).findings == ()
        with register.examining() as seen:
            assert seen.health.altered() == []


def test_advisory_locks_large_objects_and_floods_of_notices_block_nobody(house: House) -> None:
    with house.connected("reader", autocommit=False) as hostile:
        for number in range(50):
            hostile.execute("SELECT pg_advisory_lock(%s)", (number,))
        hostile.execute("SELECT lo_from_bytea(0, 'x')")
        hostile.execute(f"LOCK TABLE {SCHEMA}.entries, {SCHEMA}.head IN ACCESS SHARE MODE")
        for number in range(500):
            hostile.execute("SELECT pg_notify(%s, %s)", (f"register_{NAME}", str(number)))
        with Register.open(house.place("recorder")) as register:
            register.record(journal.log("All the same"), by="secretary")
            assert register.size() == 3


def test_who_holds_the_lock_is_named_and_ended_by_the_administrator(house: House) -> None:
    with house.connected("recorder", autocommit=False) as hostile:
        hostile.execute("SET idle_in_transaction_session_timeout = 0")
        begin(hostile)
        with Administered(house.server.conninfo(dbname=house.database)) as server:
            (holder,) = server.examine()[2].holders
            assert (holder.register, holder.login) == (NAME, house.name("recorder"))
            assert holder.held_for is not None
        with house.owning() as owner:
            owner.execute("SELECT pg_terminate_backend(%s)", (holder.process,))
        with Register.open(house.place("recorder")) as register:
            register.record(journal.log("Free again"), by="secretary")
        hostile.close()
        with Administered(house.server.conninfo(dbname=house.database)) as server:
            assert list(server.examine()[2].holders) == []


def test_who_was_granted_a_right_lets_go_of_the_lock_when_silent(house: House) -> None:
    with Administered(house.server.conninfo(dbname=house.database)) as server:
        server.run(server.granting(house.name("recorder"), "record"))
    with house.connected("recorder") as connection:
        found = connection.execute("SHOW idle_in_transaction_session_timeout").fetchone()
    assert found == ("2min",)


ALTERATIONS: Final[dict[str, str]] = {
    "function may_record": "CREATE OR REPLACE FUNCTION may_record(of_kind text) RETURNS boolean "
    "LANGUAGE sql STABLE AS $$ SELECT true $$",
    "function begin_recording": "ALTER FUNCTION begin_recording() RESET search_path",
    "function record": "DO $$ BEGIN EXECUTE format('ALTER FUNCTION %s SECURITY INVOKER', "
    "(SELECT oid::regprocedure FROM pg_proc WHERE proname = 'record' "
    "AND pronamespace = current_schema::regnamespace)); END $$",
    "function folded": "ALTER FUNCTION folded(text) OWNER TO postgres",
    "function byteacat": "CREATE FUNCTION byteacat(bytea) RETURNS bytea LANGUAGE sql "
    "AS $$ SELECT $1 $$",
    "operator ||": 'CREATE OPERATOR "register_covid-19".|| '
    "(LEFTARG = bytea, RIGHTARG = bytea, FUNCTION = byteacat)",
    "trigger entries.never_changed": "ALTER TABLE entries DISABLE TRIGGER never_changed",
    "trigger tree.without_gap": "DROP TRIGGER without_gap ON tree",
    "trigger words.more": "CREATE TRIGGER more BEFORE INSERT ON words "
    "FOR EACH ROW EXECUTE FUNCTION is_never_changed()",
    "rule entries.swallow": "CREATE RULE swallow AS ON INSERT TO entries DO INSTEAD NOTHING",
    "table entries": "ALTER TABLE entries ADD COLUMN more text",
    "table tree": "ALTER TABLE tree SET UNLOGGED",
    "table state": "ALTER TABLE state ENABLE ROW LEVEL SECURITY",
    "table marks": "ALTER TABLE marks DROP CONSTRAINT marks_pkey",
    "table requests": "ALTER TABLE requests OWNER TO postgres",
    "table more": "CREATE TABLE more (number bigint)",
    "view more": "CREATE VIEW more AS SELECT 1 AS number",
    "index words_said": "DROP INDEX words_said",
    "right of PUBLIC": "GRANT SELECT ON entries TO PUBLIC",
    "kinds entry.validated.%": "UPDATE may SET role = 'postgres' "
    "WHERE kind_like = 'entry.validated.%'",
    "owner": f"ALTER SCHEMA {SCHEMA} OWNER TO postgres",
}


@pytest.mark.parametrize("name", ALTERATIONS)
def test_what_the_owner_alters_is_found(house: House, name: str) -> None:
    with house.owning() as owner:
        owner.execute(ALTERATIONS[name].encode())
    with Administered(house.server.conninfo(dbname=house.database)) as server:
        (examined,) = server.examine()[3]
        assert name in {altered.name for altered in examined.altered}


MENDED: Final = (
    "function may_record",
    "function begin_recording",
    "function byteacat",
    "trigger entries.never_changed",
    "trigger tree.without_gap",
    "right of PUBLIC",
    "kinds entry.validated.%",
)


@pytest.mark.parametrize("name", MENDED)
def test_preparing_again_brings_it_back(house: House, name: str) -> None:
    with house.owning() as owner:
        owner.execute(ALTERATIONS[name].encode())
    with Administered(house.server.conninfo(dbname=house.database)) as server:
        server.run(server.preparing())
        (examined,) = server.examine()[3]
        assert examined.altered == []
    with Register.open(house.place("recorder")) as register:
        register.record(journal.log("And on"), by="secretary")


def test_an_audit_names_what_the_owner_altered(house: House) -> None:
    with house.owning() as owner:
        owner.execute(ALTERATIONS["function may_record"].encode())
    with Register.open(house.place("auditor"), read_only=True) as register:
        assert [finding.code for finding in verify(register).findings] == ["schema"]


def _logged_in(house: House) -> str:
    return f'ALTER ROLE "{house.database}_owner" LOGIN'


def _mastered(house: House) -> str:
    return f'GRANT "{house.database}_owner" TO "{house.name("reader")}"'


@pytest.mark.parametrize(("alter", "field"), [(_logged_in, "awake"), (_mastered, "masters")])
def test_who_comes_to_own_everything_is_named(
    house: House, alter: Callable[[House], str], field: str
) -> None:
    with Administered(house.server.conninfo(dbname=house.database)) as server:
        before = set(getattr(server.examine()[2], field))
        server.run(alter(house))
        found = set(getattr(server.examine()[2], field)) - before
    assert found == {f"{house.database}_owner" if field == "awake" else house.name("reader")}
