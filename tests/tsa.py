"""A time-stamping authority for tests: `openssl ts`, certificates made here, a server on loopback.

`Authority.answer` is an ordinary reply. `Authority.signed` signs any content as if it were
a timestamp, which `openssl ts` would refuse to do.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
Answer = Callable[[bytes], tuple[int, bytes | Iterator[bytes]]]
NAME: Final = "Test Authority"
TST_INFO: Final = "1.2.840.113549.1.9.16.1.4"
DATA: Final = "1.2.840.113549.1.7.1"
_SECONDS: Final = 30
_NOW: Final = datetime.now(UTC)
VALID: Final = (_NOW - timedelta(days=2), _NOW + timedelta(days=30))
TIME_STAMPING: Final = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
_CONFIGURATION: Final = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_cert = {folder}/signer.pem
certs = {folder}/chain.pem
signer_key = {folder}/signer.key
signer_digest = {digest}
default_policy = 1.2.3.4.1
other_policies = 1.2.3.4.2
digests = sha256, sha512
clock_precision_digits = {digits}
ordering = no
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = {named_by}
"""


@dataclass(frozen=True)
class Issued:
    """A certificate and its private key."""

    certificate: x509.Certificate
    key: Key

    @property
    def pem(self) -> bytes:
        """The certificate."""
        return self.certificate.public_bytes(Encoding.PEM)


def issue(
    subject: str,
    by: Issued | None = None,
    *,
    purpose: x509.ExtendedKeyUsage | None = None,
    critical: bool = True,
    valid: tuple[datetime, datetime] = VALID,
    key: Key | None = None,
    serial: int | None = None,
) -> Issued:
    """Make a certificate, signed by itself unless `by` is given; without a purpose, of a CA."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    issuer_key = by.key if by else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(by.certificate.subject if by else _name(subject))
        .public_key(key.public_key())
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(valid[0])
        .not_valid_after(valid[1])
        .add_extension(x509.BasicConstraints(purpose is None, None), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if purpose:
        builder = builder.add_extension(purpose, critical=critical)
    return Issued(builder.sign(issuer_key, hashes.SHA256()), key)


def _name(text: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, text),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Crisis Log tests"),
        ]
    )


@dataclass(frozen=True)
class Authority:
    """A root, a certificate between, and the one that signs; its files are in `folder`."""

    folder: Path
    root: Issued
    between: Issued
    signer: Issued
    settings: dict[str, str | int] = field(default_factory=dict)

    @classmethod
    def founded(cls, folder: Path, key: Key | None = None, **settings: str | int) -> Self:
        """Make an authority of the name `NAME`."""
        root = issue("Test Root")
        between = issue("Test Issuer", root)
        signer = issue(NAME, between, purpose=TIME_STAMPING, key=key)
        return cls(folder, root, between, signer, settings).written()

    def signing_with(self, signer: Issued) -> Authority:
        """Return the authority with another signer."""
        return replace(self, signer=signer).written()

    def written(self) -> Self:
        """Write what `openssl` needs."""
        self.folder.mkdir(parents=True, exist_ok=True)
        defaults: dict[str, str | int] = {"digest": "sha256", "digits": 0, "named_by": "sha256"}
        options = defaults | self.settings
        files = {
            "settings.cnf": _CONFIGURATION.format(folder=self.folder, **options).encode(),
            "serial": b"01",
            "signer.pem": self.signer.pem,
            "chain.pem": self.between.pem,
            "signer.key": self.signer.key.private_bytes(
                Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
            ),
        }
        for name, content in files.items():
            (self.folder / name).write_bytes(content)
        return self

    def answer(self, query: bytes) -> bytes:
        """Return the reply to a request."""
        (self.folder / "query").write_bytes(query)
        self._run("ts", "-reply", "-config", "settings.cnf", "-queryfile", "query", "-out", "out")
        return (self.folder / "out").read_bytes()

    def content(self, reply: bytes) -> bytes:
        """Return what the token in `reply` signs: a TSTInfo."""
        (self.folder / "in").write_bytes(reply)
        self._run("ts", "-reply", "-in", "in", "-token_out", "-out", "token")
        self._run("cms", "-verify", "-noverify", "-inform", "DER", "-in", "token", "-out", "out")
        return (self.folder / "out").read_bytes()

    def signed(self, content: bytes, *options: str, kind: str = TST_INFO) -> bytes:
        """Return a reply whose token is `content`, signed as `openssl cms` does."""
        (self.folder / "in").write_bytes(content)
        type_ = ("-econtent_type", kind)
        keys = ("-signer", "signer.pem", "-inkey", "signer.key", "-certfile", "chain.pem")
        made = (
            "-binary",
            "-nodetach",
            "-nosmimecap",
            "-outform",
            "DER",
            "-in",
            "in",
            "-out",
            "out",
        )
        self._run("cms", "-sign", *type_, *keys, *made, *options)
        granted = bytes.fromhex("3003020100")
        return sequence(granted + (self.folder / "out").read_bytes())

    def accepts(self, reply: bytes, data: bytes) -> bool:
        """Whether `openssl ts -verify` takes `reply` as a timestamp of `data`."""
        for name, content in (("in", reply), ("data", data), ("root.pem", self.root.pem)):
            (self.folder / name).write_bytes(content)
        options = ("-data", "data", "-in", "in", "-CAfile", "root.pem", "-untrusted", "chain.pem")
        return "Verification: OK" in self._run("ts", "-verify", *options)

    def _run(self, *arguments: str) -> str:
        return openssl(*arguments, folder=self.folder)


def openssl(*arguments: str, folder: Path) -> str:
    """Run `openssl` in `folder`; return what it says."""
    program = shutil.which("openssl")
    if program is None:
        raise RuntimeError("These tests need the program openssl: apt-get install openssl")
    finished = subprocess.run(
        [program, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=True,
    )
    return finished.stdout + finished.stderr


def sequence(content: bytes) -> bytes:
    """Return an ASN.1 SEQUENCE in DER."""
    length = len(content)
    if length < 0x80:
        return bytes([0x30, length]) + content
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([0x30, 0x80 | len(size)]) + size + content


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    """Serve `answer` on loopback, and give the address.

    `answer` makes of a request an HTTP status and a body, or the parts of one.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked = self.headers["Content-Type"] == "application/timestamp-query"
            status, reply = answer(body) if asked else (415, b"")
            with suppress(ConnectionError):  # the other side may have left
                self.send_response(status)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Location", "http://127.0.0.1:9/")
                self.end_headers()
                for part in [reply] if isinstance(reply, bytes) else reply:
                    self.wfile.write(part)

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/tsa"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def dripping() -> Iterator[str]:
    """Answer each connection with a header that comes byte by byte and never ends."""
    leave = threading.Event()
    server = socket.create_server(("127.0.0.1", 0))

    def drip(line: socket.socket) -> None:
        with line, suppress(OSError):
            line.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not leave.wait(0.02):
                line.sendall(b"0")

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=drip, args=(server.accept()[0],), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/slow"
    finally:
        leave.set()
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join()
