"""Messages by e-mail: to each address its own, over one connection to the mail server."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal, NamedTuple, TypeVar

from crisis_log.audit.exchange import reason_unreached, within
from crisis_log.exchange.reminding.message import Message
from crisis_log.exchange.reminding.way import NotSentError, PerhapsSentError
from crisis_log.language import _, current
from crisis_log.text import visible

Security = Literal["starttls", "tls", "none"]
PORTS: Final[dict[Security, int]] = {"starttls": 587, "tls": 465, "none": 25}
_Result = TypeVar("_Result")
_ACCEPTED: Final = (250, 251, 252)


class MailServer(NamedTuple):
    """The server that takes messages, and as whom; `certificates` are the ones to trust alone."""

    host: str
    port: int
    security: Security
    sender: str
    user: str | None = None
    password: str | None = None
    certificates: Path | None = None
    seconds: float = 30.0


class ByMail:
    """An address, and the post that takes messages to it."""

    def __init__(self, address: str, post: Post) -> None:
        self.name = address
        self.key = sha256(f"mail {address.casefold()}".encode()).hexdigest()
        self._post = post

    def send(self, message: Message) -> None:
        self._post.send(self.name, message)


class Post:
    """A connection to a mail server, made for the first message, and kept for those after it."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._connection: smtplib.SMTP | None = None
        self._unreached: NotSentError | None = None

    def send(self, address: str, message: Message) -> None:
        """Send a message to an address.

        Raises:
            NotSentError: the server is out of reach, or refuses.
            PerhapsSentError: it took the message, and did not say so in time.

        """
        written = _written(self._server.sender, address, message)
        connection = self._connected()

        def address_it() -> None:
            connection.ehlo_or_helo_if_needed()
            _check(connection.mail(self._server.sender))
            _check(connection.rcpt(address))

        self._surely(address_it)
        try:
            _check(within(self._server.seconds, lambda: connection.data(written)))
        except smtplib.SMTPResponseException as error:
            self._leave(connection)
            raise NotSentError(_answer(error)) from error
        except (OSError, smtplib.SMTPException) as error:
            self._break_off()
            raise PerhapsSentError(
                _("the mail server {host} did not say whether it took it").format(
                    host=self._server.host
                )
            ) from error

    def close(self) -> None:
        """Take leave of the server, if it is still there."""
        if self._connection:
            with suppress(OSError, smtplib.SMTPException):
                within(self._server.seconds, self._connection.quit)
        self._break_off()

    def _connected(self) -> smtplib.SMTP:
        if self._unreached:
            raise self._unreached  # nobody waits for it once more for each address
        if self._connection is None:
            try:
                self._connection = self._surely(self._connect)
            except NotSentError as error:
                self._unreached = error
                raise
        return self._connection

    def _connect(self) -> smtplib.SMTP:
        one = self._server
        trusted = ssl.create_default_context(cafile=one.certificates)
        connection = (
            smtplib.SMTP_SSL(one.host, one.port, timeout=one.seconds, context=trusted)
            if one.security == "tls"
            else smtplib.SMTP(one.host, one.port, timeout=one.seconds)
        )
        try:
            if one.security == "starttls":
                connection.starttls(context=trusted)
            if one.user:
                connection.login(one.user, one.password or "")
        except BaseException:
            connection.close()
            raise
        return connection

    def _surely(self, step: Callable[[], _Result]) -> _Result:
        """Take a step before the message is handed over: where it fails, nothing was sent."""
        try:
            return within(self._server.seconds, step)
        except smtplib.SMTPResponseException as error:
            if self._connection:
                self._leave(self._connection)
            raise NotSentError(_answer(error)) from error
        except UnicodeEncodeError as error:
            raise NotSentError(
                _("the user or the password has letters that no mail server is told")
            ) from error
        except smtplib.SMTPNotSupportedError as error:
            raise NotSentError(
                _("the mail server {host} does not offer what the configuration asks of it").format(
                    host=self._server.host
                )
            ) from error
        except (OSError, smtplib.SMTPException) as error:
            self._break_off()
            reason = _("the connection was broken off")
            if not isinstance(error, smtplib.SMTPException):
                reason = reason_unreached(error)
            raise NotSentError(
                _("the mail server {host} cannot be reached: {reason}").format(
                    host=self._server.host, reason=reason
                )
            ) from error

    def _leave(self, connection: smtplib.SMTP) -> None:
        """Let the next message begin anew after one that was refused."""
        try:
            within(self._server.seconds, connection.rset)
        except (OSError, smtplib.SMTPException):
            self._break_off()

    def _break_off(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = None


def _check(answer: tuple[int, bytes]) -> None:
    code, said = answer
    if code not in _ACCEPTED:
        raise smtplib.SMTPResponseException(code, said)


def _answer(error: smtplib.SMTPResponseException) -> str:
    """Return what a mail server answered, in its own words."""
    said = error.smtp_error
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return _("the mail server refuses the user or the password ({code})").format(
            code=error.smtp_code
        )
    return _("the mail server refuses: “{answer}”").format(
        answer=visible(f"{error.smtp_code} {' '.join(text.split())}")
    )


def _written(sender: str, address: str, message: Message) -> bytes:
    """Return a message as it is sent: RFC 5322, and RFC 3834 for what no person wrote."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = address
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = current()
    mail.set_content(message.text)
    return mail.as_bytes()
