"""A connection is as the address says, whatever the environment would rather have."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final, LiteralString

import pytest
from psycopg import OperationalError
from psycopg.sql import SQL, Identifier

from crisis_log.storage import ConnectionLostError, ReadOnlyError, StorageError
from crisis_log.storage.postgres import unreached
from crisis_log.storage.postgres.address import Address, address
from crisis_log.storage.postgres.connecting import connect, wanted_of
from crisis_log.storage.postgres.connection import Connections
from tests.servers.registers import EVERYTHING, login, prepare
from tests.servers.server import Server

_NOT_LIBPQ: Final = ("connection to server", "FATAL", "failed:", "could not", "invalid ")

_OURS: Final[dict[LiteralString, str]] = {
    "timezone": "UTC",
    "datestyle": "ISO, MDY",
    "client_encoding": "UTF8",
    "bytea_output": "hex",
    "lock_timeout": "30s",
    "idle_in_transaction_session_timeout": "2min",
    "default_transaction_read_only": "off",
    "synchronous_commit": "on",
    "search_path": '"register_a", pg_temp',
    "application_name": "crisis-log",
}


@pytest.fixture(autouse=True)
def _speaking(english: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PGPASSWORD", "PGHOST", "PGSERVICE", "PGOPTIONS", "PGSSLMODE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def conninfo(server: Server) -> Iterator[str]:
    """The address of a database whose secretary has a password; no register lies there."""
    with server.database() as database:
        prepare(server, database)
        name = login(server, database, "secretary", *EVERYTHING)
        with closing(server.admin(dbname=database)) as admin:
            admin.execute("ALTER ROLE secretary PASSWORD 'Secret1'")
        yield name


def _over_tcp(conninfo: str) -> str:
    return " ".join(
        "host=127.0.0.1" if part.startswith("host=") else part for part in conninfo.split()
    )


def _at(conninfo: str) -> Address:
    return address(f"{conninfo} register=a")


def _refusal(conninfo: str, *, writes: bool = False) -> str:
    with pytest.raises(StorageError) as refused:
        connect(conninfo, "the register", writes=writes).close()
    said = str(refused.value)
    assert not [word for word in _NOT_LIBPQ if word in said], said
    assert "Secret1" not in said
    return said


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PGOPTIONS", "-c synchronous_commit=off -c search_path=evil -c TimeZone=Asia/Tokyo"),
        ("PGOPTIONS", "-c default_transaction_read_only=on -c bytea_output=escape"),
        ("PGOPTIONS", "-c lock_timeout=0 -c idle_in_transaction_session_timeout=0"),
        ("PGOPTIONS", "--no-such-thing"),
        ("PGTZ", "Asia/Tokyo"),
        ("PGDATESTYLE", "German"),
        ("PGCLIENTENCODING", "LATIN1"),
        ("PGCLIENTENCODING", "no such encoding"),
        ("PGSSLMODE", "verify-full"),
        ("PGTARGETSESSIONATTRS", "standby"),
        ("PGCONNECT_TIMEOUT", "0"),
        ("PGAPPNAME", "somebody else"),
        ("PGHOST", "192.0.2.1"),
        ("PGUSER", "mallory"),
        ("PGDATABASE", "elsewhere"),
    ],
)
def test_settings_are_ours_whatever_the_environment_says(
    conninfo: str, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with closing(Connections(_at(conninfo)).connected()) as connection:
        found = {name: connection.execute(f"SHOW {name}").fetchone() for name in _OURS}
        who = connection.execute("SELECT session_user").fetchone()
    assert found == {name: (value,) for name, value in _OURS.items()}
    assert who == ("secretary",)


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("PGTZ", "Mars/Base", "Remove PGTZ"),
        ("PGDATESTYLE", "nonsense", "Remove PGTZ, PGDATESTYLE"),
        ("PGREQUIREAUTH", "gss", "knows people in another way"),
        ("PGCHANNELBINDING", "require", "knows people in another way"),
        ("PGGSSENCMODE", "nonsense", "What is said of gssencmode"),
        ("PGSERVICE", "nowhere", "in no file of services"),
    ],
)
def test_what_the_environment_spoils_is_told_in_a_sentence(
    conninfo: str, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, says: str
) -> None:
    monkeypatch.setenv(variable, value)
    assert says in _refusal(conninfo)


def test_what_the_address_leaves_open_is_that_of_the_environment(
    conninfo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = dict(part.split("=", 1) for part in conninfo.split())
    for name, variable in (("host", "PGHOST"), ("port", "PGPORT"), ("user", "PGUSER")):
        monkeypatch.setenv(variable, given[name].strip("'"))
    connect(f"dbname={given['dbname']}", "the register", writes=True).close()


def test_a_password_is_that_of_the_environment_or_of_a_file(
    conninfo: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    there = _over_tcp(conninfo)
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "pgpass"))
    assert "none was found" in _refusal(there)
    monkeypatch.setenv("PGPASSWORD", "Secret2")
    assert "does not take this name or password" in _refusal(there)
    monkeypatch.setenv("PGPASSWORD", "Secret1")
    connect(there, "the register", writes=True).close()
    monkeypatch.delenv("PGPASSWORD")
    (tmp_path / "pgpass").write_text("*:*:*:secretary:Secret1\n")
    (tmp_path / "pgpass").chmod(0o600)
    connect(there, "the register", writes=True).close()


def test_a_file_of_passwords_that_others_may_read_is_refused(
    conninfo: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "pgpass"
    file.write_text("*:*:*:secretary:Secret1\n")
    file.chmod(0o640)
    monkeypatch.setenv("PGPASSFILE", str(file))
    assert f"chmod 600 {file}" in _refusal(_over_tcp(conninfo))


@pytest.mark.parametrize(
    ("rights", "holds", "is_refused"),
    [
        (0o644, "", False),
        (0o644, "password=Secret1", True),
        (0o600, "password=Secret1", False),
        (0o664, "", True),
    ],
)
def test_a_file_of_services_is_believed_if_no_other_could_write_it_or_read_a_password(
    conninfo: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    rights: int,
    holds: str,
    is_refused: bool,
) -> None:
    file = tmp_path / "services"
    lines = [part.replace("'", "") for part in conninfo.split()]
    file.write_text("\n".join(["[crisis]", *lines, holds, ""]))
    file.chmod(rights)
    monkeypatch.setenv("PGSERVICEFILE", str(file))
    if is_refused:
        assert f"chmod 600 {file}" in _refusal("service=crisis")
    else:
        connect("service=crisis", "the register", writes=True).close()


@pytest.mark.parametrize(
    ("said", "mode"),
    [
        ("host=db.example.org", "verify-full"),
        ("host=192.0.2.1", "verify-full"),
        ("host=localhost hostaddr=192.0.2.1", "verify-full"),
        ("host=localhost,db.example.org", "verify-full"),
        ("host=localhost", "prefer"),
        ("host=127.0.0.2,::1,/run/postgresql", "prefer"),
        ("host=/run/postgresql", "prefer"),
        ("service=far", "verify-full"),
        ("service=lax", "require"),
        ("service=near", "prefer"),
    ],
)
@pytest.mark.parametrize("variable", ["", "disable", "prefer"])
def test_another_machine_must_prove_which_it_is_unless_its_service_says_otherwise(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: str, mode: str, variable: str
) -> None:
    file = tmp_path / "services"
    file.write_text(
        "[far]\nhost=db.example.org\n[lax]\nhost=db.example.org\nsslmode=require\n"
        "[near]\nhost=localhost\n"
    )
    monkeypatch.setenv("PGSERVICEFILE", str(file))
    if variable:
        monkeypatch.setenv("PGSSLMODE", variable)
    assert wanted_of(said, "the register", writes=False)["sslmode"] == mode


def test_an_address_of_the_environment_leads_to_no_other_machine_unproven(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PGHOSTADDR", "192.0.2.1")
    wanted = wanted_of("host=localhost", "the register", writes=False)
    assert wanted["sslmode"] == "verify-full"


def test_what_cannot_be_reached_is_told_in_a_sentence(conninfo: str, server: Server) -> None:
    there = _over_tcp(conninfo)
    (port,) = (part for part in conninfo.split() if part.startswith("port="))
    (database,) = (part for part in conninfo.split() if part.startswith("dbname="))
    assert "No server answers" in _refusal(conninfo.replace(port, "port=1"))
    assert "No server answers" in _refusal(there.replace(port, "port=1"))
    assert "No machine of that name" in _refusal("host=nowhere.invalid sslmode=disable")
    assert "has no database elsewhere" in _refusal(conninfo.replace(database, "dbname=elsewhere"))
    assert "does not let you in" in _refusal(conninfo.replace("secretary", "mallory"))
    assert "cannot be made secure" in _refusal(f"{there} sslmode=require")
    assert "What is said of port" in _refusal(conninfo.replace(port, "port=many"))
    assert "What is said of sslmode" in _refusal(f"{there} sslmode=nonsense")
    assert "in no file of services (crisis)" in _refusal("service=crisis")


def test_a_server_that_takes_no_more_connections_says_so(conninfo: str, server: Server) -> None:
    with closing(server.admin()) as admin:
        role = Identifier("secretary")
        admin.execute(SQL("ALTER ROLE {} CONNECTION LIMIT 0").format(role))
        try:
            assert "too many connections" in _refusal(conninfo)
        finally:
            admin.execute(SQL("ALTER ROLE {} CONNECTION LIMIT -1").format(role))


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("FATAL:  the database system is starting up", "starting or stopping"),
        ("FATAL:  the database system is shutting down", "starting or stopping"),
        ("FATAL:  le système de bases de données se lance", "starting or stopping"),
        ("FATAL:  sorry, too many clients already", "too many connections"),
        ("FATAL:  désolé, trop de clients sont déjà connectés", "too many connections"),
        ("FATAL:  authentification par mot de passe échouée pour l'utilisateur « a »", "password"),
        ("FATAL:  la base de données « ici » n'existe pas", "has no database ici"),
        ("FATAL:  aucune entrée dans pg_hba.conf pour l'hôte", "does not let you in"),
        ("Connection refused", "No server answers"),
        ("No route to host", "over the network"),
        ("connection timeout expired", "over the network"),
        ('server certificate for "x" does not match host name "y"', "made secure"),
        ('root certificate file "/home/a/.postgresql/root.crt" does not exist', "made secure"),
        ("server closed the connection unexpectedly", "broke the connection off"),
        ("something that nobody foresaw", "cannot be reached"),
    ],
)
def test_what_libpq_says_becomes_a_sentence(said: str, sentence: str) -> None:
    full = f'connection to server at "ssl.db" (192.0.2.1), port 5432 failed: {said}'
    error = unreached.not_reached(OperationalError(full), "the register")
    assert sentence in str(error)


def test_what_a_technical_log_is_told_names_nobody(conninfo: str) -> None:
    with pytest.raises(unreached.UnreachedError) as refused:
        connect(conninfo.replace("secretary", "mallory"), "the register", writes=True).close()
    assert "role" in refused.value.technical
    assert "mallory" not in refused.value.technical


def test_a_standby_alone_is_told_from_a_primary_that_is_lost() -> None:
    standby = "session is read-only"
    error = unreached.not_reached(OperationalError(standby), "the register")
    assert isinstance(error, ReadOnlyError)
    both = OperationalError(f"Connection refused ... {standby}")
    assert "On none of the servers" in str(unreached.not_reached(both, "the register"))


@pytest.mark.parametrize(
    ("said", "may_pass"),
    [
        ("Connection refused", True),
        ("FATAL:  the database system is starting up", True),
        ("something that nobody foresaw", True),
        ("fe_sendauth: no password supplied", False),
        ("FATAL:  no pg_hba.conf entry for host", False),
        ("SSL error: certificate verify failed", False),
    ],
)
def test_a_recording_waits_for_what_may_pass_alone(said: str, may_pass: bool) -> None:
    error = unreached.not_reached(OperationalError(said), "the register")
    assert isinstance(error, ConnectionLostError) == may_pass
