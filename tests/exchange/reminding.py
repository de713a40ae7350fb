"""Ways and mail servers for the tests of reminders."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, NamedTuple

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509

from tests.certificates import self_signed


class Mailbox:
    """What a mail server took, in order; it refuses the addresses in `refused`."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, EmailMessage]] = []
        self.refused: set[str] = set()
        self.answer = "250 OK"

    async def handle_RCPT(  # noqa: N802 - called so by the server
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if address in self.refused:
            return "550 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - called so by the server
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.taken += [(address, mail) for address in envelope.rcpt_tos]
        return self.answer


class Certificate(NamedTuple):
    """A certificate for localhost that nobody but its own file vouches for."""

    path: Path
    context: ssl.SSLContext


def certificate(folder: Path) -> Certificate:
    made = self_signed(x509.DNSName("localhost"))
    path, secret = folder / "certificate.pem", folder / "secret.pem"
    path.write_bytes(made.certificate)
    secret.write_bytes(made.key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path, secret)
    return Certificate(path, context)


def free_port() -> int:
    """Return a port of localhost at which nobody listens."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port: int = unused.getsockname()[1]
        return port


@contextmanager
def serving(box: object, **options: Any) -> Iterator[int]:
    """Serve mail on localhost; return the port."""
    port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def only(user: str, password: str) -> Any:
    """Return what lets one user in."""

    def authenticate(
        _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: Any
    ) -> AuthResult:
        is_right = isinstance(given, LoginPassword) and given == (user.encode(), password.encode())
        return AuthResult(success=is_right, handled=False)

    return authenticate
