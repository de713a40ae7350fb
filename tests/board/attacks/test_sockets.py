"""Where the board listens, and whom it believes when a proxy names who reads."""

from __future__ import annotations

import errno
import socket
import stat
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Barrier
from typing import Any

import httpx
import pytest

from crisis_log.board.listening import Listening, NotListeningError, listening
from crisis_log.board.sockets import opened
from tests.board.attacks.conftest import HOSTILE
from tests.board.served import Guarded, guarded
from tests.desk import Desk
from tests.speaking import speaking

AT = "https://tableau.example.fr"
NAMED = "Remote-User"


@pytest.fixture
def place() -> Iterator[Path]:
    """Where a socket may lie: its path is short."""
    with tempfile.TemporaryDirectory(prefix="board") as folder:
        yield Path(folder) / "board.sock"


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    """A board on a Unix socket, behind a proxy that names who reads."""
    folder = tmp_path_factory.mktemp("proxied")
    with tempfile.TemporaryDirectory(prefix="board") as short, speaking("fr"):
        chosen = listening(f"unix:{short}/board.sock", AT, identity_header=NAMED)
        place = Desk(folder).register.place.text
        with guarded(place, folder / "links", listening=chosen) as board:
            yield board


@pytest.fixture
def proxy(proxied: Guarded) -> Iterator[httpx.Client]:
    with proxied.client() as client:
        yield client


def test_whom_the_proxy_names_reads_without_a_link(proxy: httpx.Client) -> None:
    answer = proxy.get("/", headers={NAMED.encode(): "Élise Préfet".encode()})
    assert answer.status_code == 200
    assert "Accès\u202f: Élise Préfet" in answer.text
    assert "/sortir" not in answer.text


def test_whom_it_does_not_name_needs_a_link(proxied: Guarded, proxy: httpx.Client) -> None:
    for headers in ({}, {NAMED: ""}, {"Remote_User": "x"}, {"X-Remote-User": "x"}):
        assert proxy.get("/", headers=headers).status_code == 401
    assert proxy.get("/", headers={"Cookie": proxied.cookie()}).status_code == 200


def test_who_is_named_twice_is_nobody(proxy: httpx.Client) -> None:
    doubled = [(NAMED.encode(), "le préfet".encode()), (NAMED.lower().encode(), b"me")]
    assert proxy.get("/", headers=doubled).status_code == 401


def test_a_name_is_shown_as_text(proxy: httpx.Client) -> None:
    name = HOSTILE.replace("\x1b", "")
    answer = proxy.get("/", headers={NAMED.encode(): name.encode()})
    assert answer.status_code == 200
    assert "&lt;script&gt;window.taken" in answer.text
    assert "<script>window" not in answer.text
    assert "\u202e" not in answer.text


def test_over_tcp_nobody_is_believed(board: Guarded, stranger: httpx.Client) -> None:
    named = {NAMED: "prefet", "X-Forwarded-User": "x", "X-Forwarded-For": "::1"}
    assert stranger.get("/", headers=named).status_code == 401


def test_by_tls_cookies_and_pages_are_for_tls_alone(proxied: Guarded, proxy: httpx.Client) -> None:
    answer = proxy.post("/entrer", data={"code": proxied.code()}, headers={"Origin": AT})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-crisis-log-")
    assert "; Secure" in cookie
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1:8080", "tableau.example.fr:8080", "crisis_log"]
)
def test_a_proxy_that_does_not_say_which_host_is_told_so(proxy: httpx.Client, host: str) -> None:
    answer = proxy.get("/", headers={"Host": host, NAMED: "x"})
    assert answer.status_code == 421
    assert AT in answer.text


def test_the_socket_is_for_its_owner_and_group(proxied: Guarded) -> None:
    assert proxied.socket is not None
    assert stat.S_IMODE(proxied.socket.stat().st_mode) == 0o660


def test_a_socket_on_which_a_board_listens_is_left(proxied: Guarded) -> None:
    chosen = Listening(path=proxied.socket, at=AT)
    with pytest.raises(NotListeningError, match="écoute déjà"), opened(chosen):
        pass
    assert proxied.socket is not None
    assert proxied.socket.is_socket()


def test_a_socket_that_a_killed_board_left_is_taken(place: Path) -> None:
    with socket.socket(socket.AF_UNIX) as killed:
        killed.bind(str(place))
    with opened(Listening(path=place, at=AT)) as (listener, _reached):
        assert listener.getsockname() == str(place)
    assert not place.exists()


def test_of_boards_that_start_at_once_on_a_socket_one_listens(place: Path) -> None:
    with socket.socket(socket.AF_UNIX) as killed:
        killed.bind(str(place))
    together, all_tried = Barrier(4), Barrier(4)

    def started() -> bool:
        together.wait()
        try:
            with opened(Listening(path=place, at=AT)):
                all_tried.wait()
                with socket.socket(socket.AF_UNIX) as asking:
                    asking.connect(str(place))
                return True
        except NotListeningError:
            all_tried.wait()
            return False

    with ThreadPoolExecutor(4) as pool:
        listen = [pool.submit(started) for _board in range(4)]
        assert sorted(one.result() for one in listen) == [False, False, False, True]


@pytest.mark.parametrize("what", ["file", "folder", "link"])
def test_what_is_no_socket_is_never_removed(place: Path, what: str) -> None:
    kept = place.with_name("kept")
    kept.write_text("kept", encoding="utf-8")
    if what == "file":
        place.write_text("kept", encoding="utf-8")
    elif what == "folder":
        place.mkdir()
    else:
        place.symlink_to(kept)
    with (
        pytest.raises(NotListeningError, match="n’est pas une socket"),
        opened(Listening(path=place, at=AT)),
    ):
        pass
    assert place.exists()
    assert kept.read_text(encoding="utf-8") == "kept"


def test_a_port_that_is_taken_is_said_so() -> None:
    with ExitStack() as stack:
        listener, _reached = stack.enter_context(opened(Listening(port=0)))
        port = listener.getsockname()[1]
        with pytest.raises(NotListeningError, match=f"port {port}"):
            stack.enter_context(opened(Listening(port=port)))


def test_a_folder_that_is_not_there_is_said_so(place: Path) -> None:
    missing = Listening(path=place / "run" / "board.sock", at=AT)
    with pytest.raises(NotListeningError, match="ne peut pas écouter"), opened(missing):
        pass


@pytest.mark.parametrize(
    ("bind", "says"),
    [
        ("203.0.113.9:8080", "203.0.113.9:8080 n’est pas une adresse de cette machine"),
        ("[2001:db8::1]:8080", "[2001:db8::1]:8080 n’est pas une adresse de cette machine"),
        ("[fe80::1%nope]:8080", "pas d’interface réseau « nope »"),
        ("[fe80::1]:8080", "nommez aussi l’interface"),
    ],
)
def test_what_is_not_there_to_listen_at_is_said_in_words(bind: str, says: str) -> None:
    if bind.startswith("[") and not _has_ipv6():
        pytest.skip("this machine has no IPv6")
    chosen = listening(bind, AT, behind_proxy=True)
    with pytest.raises(NotListeningError) as refused, opened(chosen):
        pass
    told = " ".join(str(refused.value).split())
    assert says in told
    assert "E" + "ADDR" not in told


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.EACCES, "en dessous de 1024"),
        (errno.EPERM, "en dessous de 1024"),
        (errno.EAFNOSUPPORT, "ne connaît pas les adresses de ce genre"),
        (errno.ENOBUFS, "la mémoire manque"),
    ],
)
def test_why_the_system_lets_nobody_listen_is_said_in_words(
    monkeypatch: pytest.MonkeyPatch, number: int, says: str
) -> None:
    """Those that a test cannot bring about wherever it runs: by root, too."""

    def refuse(*_given: object, **_named: object) -> None:
        raise OSError(number, "in English")

    monkeypatch.setattr(socket, "create_server", refuse)
    with pytest.raises(NotListeningError) as refused, opened(listening("127.0.0.1:443")):
        pass
    told = str(refused.value)
    assert says in told
    assert "English" not in told
    assert "système" not in told


def test_a_path_that_is_too_long_for_a_socket_is_said_to_be(tmp_path: Path) -> None:
    long = Listening(path=tmp_path / ("a" * 120), at=AT)
    with pytest.raises(NotListeningError, match="trop long pour une socket"), opened(long):
        pass


def _has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


@pytest.mark.parametrize(
    ("bind", "options", "says"),
    [
        ("0.0.0.0:8080", {}, "mandataire inverse"),
        ("[::]:8080", {}, "mandataire inverse"),
        ("192.168.1.4:8080", {"at": AT}, "mandataire inverse"),
        ("[::ffff:192.168.1.4]:80", {}, "mandataire inverse"),
        ("0.0.0.0:8080", {"behind_proxy": True}, "--adresse"),
        ("unix:/run/board.sock", {}, "--adresse"),
        ("unix:board.sock", {"at": AT}, "chemin complet"),
        ("8080", {}, "suivie d’un port"),
        (":8080", {}, "suivie d’un port"),
        ("127.0.0.1:99999", {}, "suivie d’un port"),
        ("127.0.0.1:٨٠", {}, "suivie d’un port"),
        ("127.0.0.1%lo:8080", {}, "suivie d’un port"),
        ("255.255.255.255:8080", {}, "plusieurs machines à la fois"),
        ("224.0.0.1:8080", {}, "plusieurs machines à la fois"),
        ("[ff02::1]:8080", {}, "plusieurs machines à la fois"),
        ("[fe80::1%lo]:8080", {}, "mandataire inverse"),
        ("board.example:80", {}, "suivie d’un port"),
        ("127.0.0.1:8080", {"identity_header": NAMED}, "socket Unix"),
        ("0.0.0.0:80", {"identity_header": NAMED, "behind_proxy": True, "at": AT}, "socket Unix"),
        ("unix:/b", {"identity_header": "Remote User\r\n", "at": AT}, "nom d’en-tête"),
        ("127.0.0.1:8080", {"at": "http://tableau.example.fr"}, "sans TLS"),
        ("127.0.0.1:8080", {"at": "https://tableau.example.fr/x"}, "adresse de tableau"),
        ("127.0.0.1:8080", {"at": "https://a@tableau.example.fr"}, "adresse de tableau"),
        ("127.0.0.1:8080", {"at": "javascript:alert(1)"}, "adresse de tableau"),
        ("127.0.0.1:8080", {"at": "https://"}, "adresse de tableau"),
        ("127.0.0.1:8080", {"at": "https://x:99999"}, "adresse de tableau"),
        ("127.0.0.1:8080", {"at": "tableau.example.fr"}, "adresse de tableau"),
    ],
)
def test_what_is_not_safe_to_listen_at_is_refused(
    bind: str, options: dict[str, Any], says: str
) -> None:
    with pytest.raises(NotListeningError) as refused:
        listening(bind, **options)
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("bind", "at", "address", "host"),
    [
        ("127.0.0.1:8080", None, "http://127.0.0.1:8080", "localhost:8080"),
        ("localhost:8080", None, "http://127.0.0.1:8080", "127.0.0.1:8080"),
        ("[::1]:8080", None, "http://[::1]:8080", "[::1]:8080"),
        ("127.0.0.1:80", None, "http://127.0.0.1:80", "localhost"),
        ("127.0.0.1:8080", "https://Tableau.Example.FR:443/", AT, "tableau.example.fr"),
        (
            "127.0.0.1:1",
            "https://crise.département.fr",
            "https://crise.xn--dpartement-b7a.fr",
            None,
        ),
        ("127.0.0.1:8080", "https://x.fr:8443", "https://x.fr:8443", "x.fr:8443"),
        ("127.0.0.1:8080", "http://localhost:9000", "http://localhost:9000", "localhost:9000"),
    ],
)
def test_links_begin_as_people_reach_the_board(
    bind: str, at: str | None, address: str, host: str | None
) -> None:
    chosen = listening(bind, at)
    reached = chosen.reached(chosen.port)
    assert reached.address == address
    assert host is None or host in reached.hosts
    assert reached.is_origin(address) or ":80" in address


def test_it_listens_to_ipv6(desk: Desk, tmp_path: Path) -> None:
    if not _has_ipv6():
        pytest.skip("this machine has no IPv6")
    chosen = listening("[::1]:0")
    where = desk.register.place.text
    with guarded(where, tmp_path, listening=chosen) as board, board.client() as client:
        client.headers["Cookie"] = board.cookie()
        assert board.address.startswith("http://[::1]:")
        assert client.get("/").status_code == 200
