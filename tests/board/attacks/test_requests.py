"""What is asked that no page of the board would ask is refused, with a sentence and a status."""

from __future__ import annotations

import contextlib
from pathlib import Path

import httpx
import pytest

from crisis_log.board import connections
from crisis_log.board.assets import address
from crisis_log.board.headers import ALWAYS
from crisis_log.board.limits import Limits
from tests.board.attacks.raw import answered, connected, request, status
from tests.board.served import Guarded, guarded
from tests.desk import Desk


def _port(board: Guarded) -> str:
    return board.address.rpartition(":")[2]


def test_names_of_this_machine_lead_to_the_board(board: Guarded, reader: httpx.Client) -> None:
    for name in ("127.0.0.1", "localhost", "[::1]", "LOCALHOST"):
        host = {"Host": f"{name}:{_port(board)}"}
        assert reader.get("/", headers=host).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{}",
        "127.0.0.1",
        "127.0.0.1:1",
        "127.0.0.1:{}.evil.example",
        "localhost:{}@evil.example",
        "127.0.0.1:{}/x",
        "0.0.0.0:{}",
        "2130706433:{}",
    ],
)
def test_a_name_that_was_bound_to_this_machine_shows_nothing(
    board: Guarded, reader: httpx.Client, host: str
) -> None:
    answer = reader.get("/", headers={"Host": host.format(_port(board))})
    assert answer.status_code == 421
    assert "se lit à une autre adresse" in answer.text


def test_one_request_names_one_host(board: Guarded) -> None:
    doubled = request(board.address, "/", "GET", None, "Host: evil.example")
    absent = answered(board.address, b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
    assert (status(doubled), status(absent)) == (400, 400)
    old = answered(board.address, b"GET / HTTP/1.0\r\n\r\n")
    assert status(old) == 400


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize(
    ("mode", "dest"),
    [
        ("cors", "empty"),
        ("no-cors", "image"),
        ("no-cors", "script"),
        ("navigate", "iframe"),
        ("navigate", "object"),
        ("websocket", "websocket"),
    ],
)
def test_pages_of_other_sites_show_nothing_of_it(
    reader: httpx.Client, site: str, mode: str, dest: str
) -> None:
    headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest}
    answer = reader.get("/", headers=headers)
    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers


def test_pages_of_other_sites_may_lead_to_it(reader: httpx.Client, stranger: httpx.Client) -> None:
    headers = {
        "Sec-Fetch-Site": "cross-site",
        "Sec-Fetch-Mode": "navigate",
        "Sec-Fetch-Dest": "document",
    }
    assert reader.get("/", headers=headers).status_code == 200
    without = stranger.get("/", headers=headers)  # as the browser keeps the cookie back
    assert without.status_code == 401
    assert '<a href="/">J’ai déjà utilisé un lien' in without.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "http://127.0.0.1"},
    ],
)
def test_forms_of_other_sites_do_nothing(
    board: Guarded, stranger: httpx.Client, headers: dict[str, str]
) -> None:
    code = board.code()
    assert stranger.post("/entrer", data={"code": code}, headers=headers).status_code == 403
    good = {"Origin": board.address, "Sec-Fetch-Site": "same-origin"}
    assert stranger.post("/entrer", data={"code": code}, headers=good).status_code == 303


def test_no_other_site_is_ever_allowed(reader: httpx.Client) -> None:
    asking = {"Origin": "https://evil.example", "Access-Control-Request-Method": "GET"}
    answers = [reader.request(method, "/", headers=asking) for method in ("GET", "OPTIONS")]
    assert [answer.status_code for answer in answers] == [200, 405]
    for answer in answers:
        assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("path", ["/", "/suivi/", address("style.css")])
@pytest.mark.parametrize(
    "method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "PROPFIND"]
)
def test_it_is_only_read(reader: httpx.Client, method: str, path: str) -> None:
    answer = reader.request(method, path, headers={"X-Secret": "echo"})
    allowed = "GET" if path == "/suivi/" else "GET, HEAD"
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
    assert "echo" not in answer.text
    assert "ne se consulte qu’en lecture" in answer.text


def test_tunnels_and_other_protocols_are_refused(board: Guarded) -> None:
    cookie = f"Cookie: {board.cookie()}"
    tunnel = request(board.address, "evil.example:443", "CONNECT", None, cookie)
    assert status(tunnel) in {400, 404, 405}
    upgrade = ("Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: eA==")
    connection = answered(
        board.address,
        "\r\n".join(
            [
                "GET / HTTP/1.1",
                f"Host: 127.0.0.1:{_port(board)}",
                "Connection: Upgrade, close",
                *upgrade,
                "",
                "",
            ]
        ).encode(),
    )
    assert status(connection) == 401


@pytest.mark.parametrize(
    "target",
    [
        "/%2e%2e/%2e%2e/etc/passwd",
        "/assets/%2e%2e%2fsituation.html",
        "/assets/..%5cframe.html",
        "/assets/../frame.html",
        "/assets/frame.html",
        "/assets/%00.css",
        "/assets/LICENSE-htmx.txt",
        "/assets/board.js",
        "/assets/board.0000000000000000.js",
        "//evil.example",
        "//evil.example/%2f..",
        "/\\evil.example",
        "/%5cevil.example",
        "/suivi",
        "/%0d%0aSet-Cookie:x=1",
        "/assets//etc/passwd",
        "/assets/%2fetc%2fpasswd",
        "/%ff%fe",
        "/rapports/..%2f..%2fsecret.pdf",
        "/inscriptions/%2e%2e",
        "http://evil.example/",
    ],
)
def test_no_address_leads_out(board: Guarded, target: str) -> None:
    answer = request(board.address, target, "GET", None, f"Cookie: {board.cookie()}")
    head = answer.partition(b"\r\n\r\n")[0].lower()
    assert status(answer) in {400, 404}
    assert b"location:" not in head
    assert b"\nset-cookie" not in head


def test_an_address_with_a_slash_too_many_leads_nowhere(board: Guarded) -> None:
    for target in ("/entrer/", "//entrer", "/assets/"):
        answer = request(board.address, target, "GET", None, f"Cookie: {board.cookie()}")
        assert status(answer) == 404


def test_what_is_too_long_is_refused(board: Guarded, reader: httpx.Client) -> None:
    assert reader.get("/?q=" + "x" * 3_000).status_code == 414
    assert status(request(board.address, "/", "GET", None, "X: " + "x" * 40_000)) == 431
    many = [f"X-{number}: {'x' * 200}" for number in range(200)]
    assert status(request(board.address, "/", "GET", None, *many)) == 431
    with connected(board.address) as endless:
        with contextlib.suppress(ConnectionError):
            for _time in range(1_000):
                endless.sendall(b"X: " + b"x" * 1_000 if _time else b"GET / HTTP/1.1\r\n")
        with contextlib.suppress(ConnectionError):
            assert status(endless.recv(1_000)) == 400


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("code=" + "x" * 5_000, "application/x-www-form-urlencoded"),
        ("code=a&code=b", "application/x-www-form-urlencoded"),
        ("code=a&b=c&d=e", "application/x-www-form-urlencoded"),
        ("c=a", "application/x-www-form-urlencoded"),
        ('{"code": "x"}', "application/json"),
        ("code=x", "text/plain"),
        ("\udcff".encode("utf-8", "surrogateescape"), "application/x-www-form-urlencoded"),
    ],
)
def test_a_form_that_is_not_ours_does_nothing(
    board: Guarded, stranger: httpx.Client, body: str | bytes, kind: str
) -> None:
    headers = {"Origin": board.address, "Content-Type": kind}
    answer = stranger.post("/entrer", content=body, headers=headers)
    assert answer.status_code == 400
    assert "rien n’a été fait" in answer.text


def test_lines_in_a_field_add_no_header(board: Guarded, stranger: httpx.Client) -> None:
    answer = stranger.post(
        "/entrer",
        data={"code": "x\r\nSet-Cookie: a=b"},
        headers={"Origin": board.address},
    )
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_every_answer_says_what_a_browser_may_do_with_it(
    board: Guarded, reader: httpx.Client, stranger: httpx.Client
) -> None:
    answers = [
        reader.get("/"),
        reader.get("/nowhere"),
        reader.get(address("style.css")),
        reader.get("/assets/nothing.css"),
        reader.get("/", headers={"Host": "evil.example"}),
        reader.request("TRACE", "/"),
        stranger.get("/"),
    ]
    with reader.stream("GET", "/suivi/") as stream:
        answers.append(stream)
    head, _blank, _body = answered(board.address, b"\0\r\n\r\n").partition(b"\r\n\r\n")
    given = [line.partition(b": ") for line in head.splitlines()[1:]]
    broken = httpx.Headers([(name, value) for name, _colon, value in given])
    for headers in [*(answer.headers for answer in answers), broken]:
        expected = ALWAYS | (
            {}
            if "max-age" not in headers["cache-control"]
            else {"Cache-Control": "public, max-age=31536000, immutable"}
        )
        assert {name: headers.get(name) for name in expected} == expected
        assert "server" not in headers
        assert "strict-transport-security" not in headers


def test_the_page_of_links_names_itself_to_the_board_alone(stranger: httpx.Client) -> None:
    assert stranger.get("/entrer").headers["referrer-policy"] == "same-origin"


def test_who_sends_no_whole_request_is_let_go(
    board: Guarded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.3)
    with connected(board.address) as silent, connected(board.address) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nX: ")
        assert silent.recv(1) == b""
        assert slow.recv(1) == b""


def test_who_asks_too_often_waits(tmp_path: Path, desk: Desk) -> None:
    limits = Limits(0.001, 5, 0.001, 2, 1, 1)
    with guarded(desk.register.place.text, tmp_path, limits=limits) as board:
        with board.client() as guessing:
            tried = [
                guessing.post("/entrer", data={"code": "x"}, headers={"Origin": board.address})
                for _time in range(3)
            ]
            assert [answer.status_code for answer in tried] == [403, 403, 429]
            assert int(tried[-1].headers["retry-after"]) > 0
            assert "Trop de demandes" in tried[-1].text
        with board.client() as reader:
            reader.headers["Cookie"] = board.cookie()
            with reader.stream("GET", "/suivi/") as first:
                assert first.status_code == 200
                second = reader.get("/suivi/")
                assert second.status_code == 503
                assert "Trop de pages" in second.text
            codes = [reader.get("/").status_code for _time in range(5)]
            assert codes == [200, 200, 200, 429, 429]
