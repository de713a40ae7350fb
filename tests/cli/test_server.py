"""An administrator prepares a server, says who may do what there, and examines it."""

from __future__ import annotations

from contextlib import closing

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from tests.cli.running import CommandLine
from tests.english import english_in
from tests.servers.fixtures import Databases
from tests.servers.pair import Pair
from tests.servers.server import Server
from tests.speaking import speaking

_SETTINGS = "full page writes synchronous commit standby names CREATE off on"
"""Words of the settings and statements of PostgreSQL, which have one name in every language."""


@pytest.fixture
def admin(server: Server, database: Databases) -> str:
    """The address of an empty database, for its administrator."""
    return server.conninfo(dbname=database())


@pytest.fixture
def prepared(nothing: CommandLine, admin: str) -> str:
    """The same, prepared, with an empty register."""
    nothing("server", "init", admin, "--yes").done("is ready for registers")
    nothing("server", "register", "create", "covid-19", admin, "--yes").done("is there, and empty")
    return admin


def _person(admin: str) -> str:
    """Return a login of this test alone: logins are of the whole server."""
    return f"desk-{psycopg.conninfo.conninfo_to_dict(admin)['dbname']}"


def _as(admin: str, person: str, **parts: str) -> str:
    return str(psycopg.conninfo.make_conninfo(admin, user=person, **parts))


def test_what_dry_run_prints_is_what_would_run(nothing: CommandLine, admin: str) -> None:
    script = nothing("server", "init", admin, "--dry-run").done("^BEGIN;").out
    nothing("server", "register", "list", admin).done("no register in this database")
    nothing("server", "register", "create", "covid-19", admin, "--yes").failed(4, "“server init”")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(script.encode())
    nothing("server", "register", "create", "covid-19", admin, "--yes").done()
    nothing("server", "register", "list", admin).done("covid-19 +0")


def test_nothing_is_done_that_was_not_confirmed(nothing: CommandLine, admin: str) -> None:
    answer = nothing("server", "init", admin).failed(2, "add --yes")
    assert "Prepare the database" in answer.err
    nothing("server", "grants", admin).done("Nobody may do anything")


def test_preparing_again_changes_nothing_that_is_as_it_should_be(
    nothing: CommandLine, prepared: str
) -> None:
    nothing("server", "init", prepared, "--yes").done()
    nothing("server", "check", prepared).failed(3, "")
    found = nothing.having("--json")("server", "check", prepared).document
    assert {"Register covid-19": "good"}.items() <= {
        check["name"]: check["verdict"] for check in found
    }.items()


def test_a_person_is_granted_a_right_without_a_password_and_loses_it(
    nothing: CommandLine, prepared: str
) -> None:
    person = _person(prepared)
    nothing("server", "grant", person, "record", prepared, "--yes").done("has no password")
    nothing("server", "grant", person, "publish", prepared, "--yes").done("may publish")
    nothing("server", "grants", prepared).done(f"{person} +record and publish")
    register = _as(prepared, person) + " register=covid-19"
    at_desk = nothing.having("--register", register)
    at_desk.given("open covid-19 --title T --authority A --key k.pem", "log 'A line'")
    nothing("server", "register", "drop-empty", "covid-19", prepared, "--yes").failed(
        1, "not empty"
    )
    nothing("server", "revoke", person, "record", prepared, "--yes").done("no longer record")
    nothing("server", "grants", prepared).done(f"{person} +publish")
    at_desk("log", "Another").failed(4, "not the right")
    nothing("server", "revoke", "nobody-at-all", "record", prepared, "--yes").failed(1, "no nobody")


def test_an_empty_register_is_removed(nothing: CommandLine, prepared: str) -> None:
    nothing("server", "register", "drop-empty", "covid-19", prepared, "--yes").done("is removed")
    nothing("server", "register", "drop-empty", "covid-19", prepared, "--yes").failed(4, "no regis")
    nothing("server", "register", "list", prepared).done("no register")


def test_who_is_no_administrator_is_told_so(nothing: CommandLine, prepared: str) -> None:
    person = _person(prepared)
    nothing("server", "grant", person, "record", prepared, "--yes").done()
    there = _as(prepared, person)
    for line in ("init", "register create covid-20", f"grant {person} publish"):
        words = [*line.split(), there, "--yes"]
        nothing("server", *words).failed(4, "no administrator")
    assert "publish" not in nothing("server", "grants", prepared).out


def test_an_owner_of_the_database_who_makes_roles_is_administrator_enough(
    nothing: CommandLine, server: Server, admin: str
) -> None:
    keeper = _person(admin)
    with closing(server.admin()) as connection:
        connection.execute(SQL("CREATE ROLE {} LOGIN CREATEROLE").format(Identifier(keeper)))
        name = psycopg.conninfo.conninfo_to_dict(admin)["dbname"]
        owned = SQL("ALTER DATABASE {} OWNER TO {}")
        connection.execute(owned.format(Identifier(str(name)), Identifier(keeper)))
    there = _as(admin, keeper)
    nothing("server", "init", there, "--yes").done()
    nothing("server", "register", "create", "covid-19", there, "--yes").done()
    nothing("server", "init", there, "--yes").done()
    nothing("server", "grant", f"{keeper}-1", "record", there, "--yes").done()
    names = nothing.having("--json")("server", "check", there).document
    assert any(keeper in check["found"] for check in names)


def test_a_promoted_server_without_a_standby_of_its_own_is_bad(
    nothing: CommandLine, pair: Pair
) -> None:
    def standby(server: Server) -> str:
        checks = nothing.having("--json")("server", "check", server.conninfo()).document
        return str(next(check["verdict"] for check in checks if check["name"] == "Standby"))

    assert standby(pair.primary) == "good"
    assert standby(pair.standby) == "good"  # it follows
    pair.kill_primary()
    pair.promote()
    pair.standby.configure(synchronous_standby_names="")
    assert standby(pair.standby) == "bad"


@pytest.mark.parametrize("name", ["", "a b", "../x", "x" * 41])
def test_a_register_has_a_name_that_a_file_can_have(
    nothing: CommandLine, prepared: str, name: str
) -> None:
    nothing("server", "register", "create", name, prepared, "--yes").failed(4, "names no register")


def test_no_english_word_is_told_in_french(nothing: CommandLine, prepared: str) -> None:
    person = _person(prepared)
    with speaking("fr"):
        for line in (
            ("serveur", "preparer", prepared, "--oui"),
            ("serveur", "accorder", person, "inscrire", prepared, "--oui"),
            ("serveur", "droits", prepared),
            ("serveur", "controler", prepared),
            ("serveur", "registre", "liste", prepared),
            ("serveur", "retirer", person, "inscrire", prepared, "--oui"),
        ):
            answer = nothing(*line)
            typed = [prepared, person, _SETTINGS]
            assert not english_in(f"{answer.out} {answer.err}", typed), answer
