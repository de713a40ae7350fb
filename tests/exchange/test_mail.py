"""Mail goes to a real server, and what fails is told for what it is: not sent, or not known."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crisis_log.exchange.reminding.mail import ByMail, MailServer, Post, Security
from crisis_log.exchange.reminding.message import Message
from crisis_log.exchange.reminding.way import NotSentError, PerhapsSentError
from tests.exchange.reminding import Mailbox, certificate, free_port, only, serving

pytestmark = pytest.mark.usefixtures("english")
MESSAGE = Message("[EXERCICE] 2 rappels\xa0: Crue", "Échéance M-1 · Équiper l’accueil\n.\nfin\n")
FROM, TO = "crisis-log@ville.example", "astreinte@ville.example"


def server(port: int, security: Security = "none", seconds: float = 2.0) -> MailServer:
    return MailServer("localhost", port, security, FROM, seconds=seconds)


@contextmanager
def post(described: MailServer) -> Iterator[Post]:
    made = Post(described)
    try:
        yield made
    finally:
        made.close()


def test_a_message_arrives_as_it_was_written(english: None) -> None:
    box = Mailbox()
    with serving(box) as port, post(server(port)) as sending:
        ByMail(TO, sending).send(MESSAGE)
        ByMail("other@ville.example", sending).send(MESSAGE)
    (address, mail), (other, _second) = box.taken
    assert (address, other) == (TO, "other@ville.example")
    assert (mail["From"], mail["To"], mail["Subject"]) == (FROM, TO, MESSAGE.subject)
    assert mail.get_content().replace("\r\n", "\n") == MESSAGE.text
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("@ville.example>")


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_it_goes_over_tls_to_who_has_a_certificate_that_is_trusted(
    tmp_path: Path, security: Security
) -> None:
    box, trusted = Mailbox(), certificate(tmp_path)
    options = {
        "starttls": {"tls_context": trusted.context, "require_starttls": True},
        "tls": {"ssl_context": trusted.context, "auth_require_tls": False},
    }[security]
    with serving(box, authenticator=only("u", "p"), **options) as port:
        described = server(port, security)._replace(
            certificates=trusted.path, user="u", password="p"
        )
        with post(described) as sending:
            ByMail(TO, sending).send(MESSAGE)
        assert len(box.taken) == 1
        with (
            post(described._replace(password="wrong")) as sending,
            pytest.raises(NotSentError, match="refuses the user or the password"),
        ):
            ByMail(TO, sending).send(MESSAGE)
        with (
            post(described._replace(password="é")) as sending,
            pytest.raises(NotSentError, match="letters that no mail server is told"),
        ):
            ByMail(TO, sending).send(MESSAGE)
        with (
            post(described._replace(certificates=None)) as sending,
            pytest.raises(NotSentError, match="its TLS certificate is not trusted here"),
        ):
            ByMail(TO, sending).send(MESSAGE)
    assert len(box.taken) == 1


def test_nothing_goes_in_clear_where_the_server_offers_no_tls() -> None:
    box = Mailbox()
    with (
        serving(box) as port,
        post(server(port, "starttls")) as sending,
        pytest.raises(NotSentError, match="does not offer what the configuration asks"),
    ):
        ByMail(TO, sending).send(MESSAGE)
    assert box.taken == []


def test_an_address_that_is_refused_does_not_keep_the_others_from_it() -> None:
    box = Mailbox()
    box.refused = {TO}
    with serving(box) as port, post(server(port)) as sending:
        with pytest.raises(NotSentError, match="refuses: “550 no such user here”"):
            ByMail(TO, sending).send(MESSAGE)
        ByMail("other@ville.example", sending).send(MESSAGE)
    assert [address for address, _mail in box.taken] == ["other@ville.example"]


def test_a_message_that_is_refused_was_not_sent() -> None:
    box = Mailbox()
    box.answer = "554 too many of them"
    with (
        serving(box) as port,
        post(server(port)) as sending,
        pytest.raises(NotSentError, match="554 too many of them"),
    ):
        ByMail(TO, sending).send(MESSAGE)


def test_nobody_listens() -> None:
    with (
        post(server(free_port())) as sending,
        pytest.raises(NotSentError, match="cannot be reached: the connection is refused"),
    ):
        ByMail(TO, sending).send(MESSAGE)


Talk = Callable[[socket.socket], object]


@contextmanager
def talking(talk: Talk) -> Iterator[int]:
    """Serve one connection by hand; return the port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _address = listening.accept()
            with connection:
                talk(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(5)


def _polite_until_data(connection: socket.socket) -> None:
    connection.sendall(b"220 hello\r\n")
    with connection.makefile("rb") as lines:
        for line in lines:
            verb = line.strip().upper()
            if verb == b"DATA":
                connection.sendall(b"354 go on\r\n")
            elif verb == b".":
                return  # the message is here, and nothing is answered
            elif not verb.startswith((b"EHLO", b"HELO", b"MAIL", b"RCPT", b"RSET")):
                continue
            else:
                connection.sendall(b"250 ok\r\n")


def test_a_server_that_leaves_after_the_message_perhaps_took_it() -> None:
    with (
        talking(_polite_until_data) as port,
        post(server(port)) as sending,
        pytest.raises(PerhapsSentError, match="did not say whether it took it"),
    ):
        ByMail(TO, sending).send(MESSAGE)


def test_a_server_that_says_nothing_is_not_waited_for_without_end() -> None:
    leave = threading.Event()
    with talking(lambda _connection: leave.wait(5)) as port:
        with (
            post(server(port, seconds=0.2)) as sending,
            pytest.raises(NotSentError, match="it takes too long"),
        ):
            ByMail(TO, sending).send(MESSAGE)
        leave.set()


def test_a_server_that_is_out_of_reach_is_waited_for_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried = []

    def unreached(self: Post) -> None:
        tried.append(self)
        raise TimeoutError

    monkeypatch.setattr(Post, "_connect", unreached)
    with post(server(free_port())) as sending:
        for address in (TO, "other@ville.example"):
            with pytest.raises(NotSentError, match="it takes too long"):
                ByMail(address, sending).send(MESSAGE)
    assert len(tried) == 1


def test_a_server_that_answers_drop_by_drop_is_not_either() -> None:
    leave = threading.Event()

    def drip(connection: socket.socket) -> None:
        for sign in b"500 " + b"." * 200:
            if leave.wait(0.05):
                return
            connection.sendall(bytes([sign]))

    with talking(drip) as port:
        with (
            post(server(port, seconds=0.3)) as sending,
            pytest.raises(NotSentError, match="it takes too long"),
        ):
            ByMail(TO, sending).send(MESSAGE)
        leave.set()
