"""A server on another machine must prove which it is: a real certificate, good and bad."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crisis_log.storage import StorageError
from crisis_log.storage.postgres.connecting import connect
from tests.servers.programs import account, missing
from tests.servers.server import Server


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
        certificate, key = _certificate("127.0.0.1")
        root.write_bytes(certificate)
        for name, content in (("server.crt", certificate), ("server.key", key)):
            path = server.data / name
            path.write_bytes(content)
            path.chmod(0o600)
            if other := account():
                shutil.chown(path, other)
        server.configure(ssl="on")
        yield Certified(server.address(), root)


def _certificate(host: str) -> tuple[bytes, bytes]:
    """Return a certificate that vouches for itself, and its key, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a server of tests")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return made.public_bytes(serialization.Encoding.PEM), secret


@pytest.fixture(autouse=True)
def _speaking(english: None) -> None: ...


def test_a_server_that_proves_which_it_is_is_used_over_tls(certified: Certified) -> None:
    there = f"{certified.conninfo} sslmode=verify-full sslrootcert={certified.root}"
    with connect(there, "the register", writes=True) as connection:
        assert connection.pgconn.ssl_in_use


def test_a_server_with_another_certificate_is_refused(certified: Certified, tmp_path: Path) -> None:
    other = tmp_path / "other.crt"
    other.write_bytes(_certificate("127.0.0.1")[0])
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
