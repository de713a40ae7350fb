"""A server on another machine must prove which it is: a real certificate, good and bad."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
from cryptography import x509

from crisis_log.storage import StorageError
from crisis_log.storage.postgres.connecting import connect
from tests.certificates import self_signed
from tests.servers.programs import account, missing
from tests.servers.server import Server

_HOST = x509.IPAddress(ip_address("127.0.0.1"))


class Certified(NamedTuple):
    """A running server with a certificate for an address, and the file that vouches for it."""

    conninfo: str
    root: Path


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Certified]:
    if reason := missing():
        pytest.skip(reason)
    root = tmp_path_factory.mktemp("tls") / "root.crt"
    with Server(trusted=True) as server:
        certificate, key = self_signed(_HOST)
        root.write_bytes(certificate)
        for name, content in (("server.crt", certificate), ("server.key", key)):
            path = server.data / name
            path.write_bytes(content)
            path.chmod(0o600)
            if other := account():
                shutil.chown(path, other)
        try:
            server.configure(ssl="on")
        except psycopg.errors.InvalidParameterValue:
            pytest.skip("this PostgreSQL was built without TLS")
        yield Certified(server.address(), root)


@pytest.fixture(autouse=True)
def _speaking(english: None) -> None: ...


def test_a_server_that_proves_which_it_is_is_used_over_tls(certified: Certified) -> None:
    there = f"{certified.conninfo} sslmode=verify-full sslrootcert={certified.root}"
    with connect(there, "the register", writes=True) as connection:
        assert connection.pgconn.ssl_in_use


def test_a_server_with_another_certificate_is_refused(certified: Certified, tmp_path: Path) -> None:
    other = tmp_path / "other.crt"
    other.write_bytes(self_signed(_HOST).certificate)
    for root in (other, tmp_path / "missing.crt"):
        there = f"{certified.conninfo} sslmode=verify-full sslrootcert={root}"
        with pytest.raises(StorageError, match="cannot be made secure"):
            connect(there, "the register", writes=True)


def test_a_server_under_another_name_is_refused_whatever_the_environment_says(
    certified: Certified, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGSSLMODE", "disable")
    monkeypatch.setenv("PGSSLROOTCERT", str(certified.root))
    monkeypatch.setenv("PGHOSTADDR", "127.0.0.1")
    there = certified.conninfo.replace("host=127.0.0.1", "host=db.example.org")
    with pytest.raises(StorageError, match="cannot be made secure"):
        connect(there, "the register", writes=True)


def test_the_environment_turns_off_no_proof(
    certified: Certified, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    services = tmp_path / "services"
    lines = [part.replace("'", "") for part in certified.conninfo.split()]
    services.write_text("\n".join(["[far]", *lines, ""]))
    services.chmod(0o600)
    monkeypatch.setenv("PGSERVICEFILE", str(services))
    monkeypatch.setenv("PGSSLMODE", "disable")
    with connect("service=far sslmode=require", "the register", writes=True) as connection:
        assert connection.pgconn.ssl_in_use
