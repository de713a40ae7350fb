"""Certificates, revocation lists and a time-stamping authority for tests, all on loopback."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.tsa import VALID, Authority, Issued

SIGNER: Final = "Jeanne Martin"
SECRET: Final = "correct horse"
_DAY: Final = timedelta(days=1)
_NOW: Final = datetime.now(UTC)
EXPIRED: Final = (_NOW - 9 * _DAY, _NOW - 2 * _DAY)
TO_COME: Final = (_NOW + 2 * _DAY, _NOW + 9 * _DAY)
LONG: Final = (_NOW - 9 * _DAY, _NOW + 3650 * _DAY)
_STAMPING: Final = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])


def issue(
    subject: str,
    by: Issued | None = None,
    *,
    is_authority: bool = False,
    stamps: bool = False,
    valid: tuple[datetime, datetime] = VALID,
    lists: str | None = None,
    signs: bool = True,
    key: Any = None,
) -> Issued:
    """Make a certificate; `lists` is where revocations by its issuer are told."""
    own = key or ec.generate_private_key(ec.SECP256R1())
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(by.certificate.subject if by else _name(subject))
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid[0])
        .not_valid_after(valid[1])
        .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(own.public_key()), critical=False)
        .add_extension(_usage(is_authority=is_authority, signs=signs), critical=True)
    )
    if by:
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(by.key.public_key())
        builder = builder.add_extension(identifier, critical=False)
    if stamps:
        builder = builder.add_extension(_STAMPING, critical=True)
    if lists:
        point = x509.DistributionPoint([x509.UniformResourceIdentifier(lists)], None, None, None)
        builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
    return Issued(builder.sign(by.key if by else own, hashes.SHA256()), own)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _usage(*, is_authority: bool, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs and not is_authority,
        content_commitment=signs and not is_authority,
        key_encipherment=not signs,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )


def revocations(by: Issued, *revoked: Issued) -> bytes:
    """Return the list of the certificates that `by` revoked."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(by.certificate.subject)
        .last_update(_NOW - _DAY)
        .next_update(_NOW + 9 * _DAY)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(by.key.public_key()), critical=False
        )
        .add_extension(x509.CRLNumber(1), critical=False)
    )
    for one in revoked:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder()
            .serial_number(one.certificate.serial_number)
            .revocation_date(_NOW - _DAY)
            .build()
        )
    return builder.sign(by.key, hashes.SHA256()).public_bytes(Encoding.DER)


def container(held: Issued, *chain: Issued, secret: str | None = SECRET) -> bytes:
    """Return a PKCS #12 file."""
    protection: KeySerializationEncryption = (
        BestAvailableEncryption(secret.encode()) if secret else NoEncryption()
    )
    others = [one.certificate for one in chain]
    return pkcs12.serialize_key_and_certificates(
        b"signer", held.key, held.certificate, others, protection
    )


@dataclass(frozen=True)
class World:
    """A root, an authority under it, a signer and a time-stamping authority under that."""

    url: str
    root: Issued
    between: Issued
    signer: Issued
    authority: Authority
    pages: dict[str, bytes]

    @property
    def tsa(self) -> str:
        """Where timestamps are to be had."""
        return f"{self.url}/tsa"

    def certificate(self, subject: str = SIGNER, **options: Any) -> Issued:
        """Return another certificate by the authority between."""
        return issue(subject, self.between, lists=f"{self.url}/between.crl", **options)


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """Serve revocation lists and timestamps on loopback."""
    pages: dict[str, bytes] = {}
    made: list[Authority] = []

    def answer(query: bytes) -> bytes:
        return made[0].answer(query)

    with _serving(pages, answer) as url:
        root = issue("Test Root", is_authority=True, valid=LONG)
        between = issue("Test Issuer", root, is_authority=True, valid=LONG, lists=f"{url}/root.crl")
        signer = issue(SIGNER, between, lists=f"{url}/between.crl")
        stamper = issue(
            "Test Stamper", between, stamps=True, valid=LONG, lists=f"{url}/between.crl"
        )
        pages["/root.crl"], pages["/between.crl"] = revocations(root), revocations(between)
        made.append(Authority(folder, root, between, stamper).written())
        yield World(url, root, between, signer, made[0], pages)


@contextmanager
def _serving(pages: dict[str, bytes], answer: Callable[[bytes], bytes]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send(200 if self.path in pages else 404, pages.get(self.path, b""))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            reply = answer(body) if self.path == "/tsa" else b"nonsense"
            self._send(200 if self.path != "/busy" else 503, reply)

        def _send(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
