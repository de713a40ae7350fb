"""The examples beside the board do what they say: its service, nginx and Caddy before it."""

from __future__ import annotations

import configparser
import json
import re
import shlex
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import httpx
import pytest

from crisis_log.board.listening import listening
from tests.board.confined import library
from tests.board.served import Guarded, guarded
from tests.cli.running import PROGRAM, environment

EXAMPLES: Final = Path(__file__).parents[2] / "scripts" / "examples" / "board"
SERVICE: Final = EXAMPLES / "crisis-log-board.service"
NAME: Final = "tableau.example.fr"
AT: Final = f"https://{NAME}"
SOCKET: Final = "/run/crisis-log/board.sock"
PATIENCE_SECONDS: Final = 60
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Unix sockets, systemd")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short path: that of a socket has at most 107 bytes."""
    with TemporaryDirectory(prefix="board-") as name:
        yield Path(name)


def of_nginx(text: str, port: int, folder: Path) -> tuple[str, list[str]]:
    site = text.replace("listen 443 ", f"listen 127.0.0.1:{port} ")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    head = f"daemon off; master_process off; pid {folder}/pid; error_log stderr; events {{}}"
    return (
        f"{head}\nhttp {{ access_log off; {temporary}\n{site}\n}}\n",
        ["-e", "stderr", "-c"],
    )


def of_caddy(text: str, port: int, folder: Path) -> tuple[str, list[str]]:
    head = f"{{\n admin off\n auto_https disable_redirects\n storage file_system {folder}\n}}\n"
    site = text.replace(f"{NAME} {{", f"{NAME}:{port} {{\n\tbind 127.0.0.1", 1)
    return head + site, ["run", "--adapter", "caddyfile", "--config"]


PROXIES: Final[dict[str, tuple[str, Callable[[str, int, Path], tuple[str, list[str]]]]]] = {
    "nginx": ("nginx.conf", of_nginx),
    "caddy": ("Caddyfile", of_caddy),
}


@contextmanager
def proxied(program: str, folder: Path, *, naming: str | None = None) -> Iterator[httpx.Client]:
    """Start a proxy as its example says; return a client that reaches the board through it.

    It names `naming` as who reads, if anybody.
    """
    example, adapted = PROXIES[program]
    path = shutil.which(program) or shutil.which(program, path="/usr/sbin")
    if path is None:
        pytest.skip(f"there is no {program}")
    port = free_port()
    text = (EXAMPLES / example).read_text(encoding="utf-8")
    text = text.replace(SOCKET, f"{folder}/board.sock").replace("/etc/ssl/crisis-log", str(folder))
    if naming:
        text = text.replace('X-Forwarded-User ""', f'X-Forwarded-User "{naming}"')
        text = text.replace("header_up -X-Forwarded-User", f"header_up X-Forwarded-User {naming}")
    _make_certificate(folder)
    configuration, options = adapted(text, port, folder)
    (folder / example).write_text(configuration, encoding="utf-8")
    command = [path, *options, str(folder / example)]
    log = folder / "proxy.log"
    with log.open("wb") as output, subprocess.Popen(command, stdout=output, stderr=output) as proxy:
        try:
            _wait_for(port, proxy, log)
            through = _Through(port, ssl.create_default_context(cafile=folder / "board.pem"))
            with httpx.Client(base_url=AT, transport=through, timeout=PATIENCE_SECONDS) as client:
                yield client
        finally:
            proxy.terminate()
            proxy.wait(PATIENCE_SECONDS)


class _Through(httpx.HTTPTransport):
    """Asks at a port of this machine what is asked of the board by its name."""

    def __init__(self, port: int, trusted: ssl.SSLContext) -> None:
        super().__init__(verify=trusted)
        self._port = port

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        passed_on = httpx.Request(
            request.method,
            request.url.copy_with(host="127.0.0.1", port=self._port),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": NAME},
        )
        return super().handle_request(passed_on)


def _make_certificate(folder: Path) -> None:
    names = ("-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}")
    files = ("-keyout", str(folder / "board-key.pem"), "-out", str(folder / "board.pem"))
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    subprocess.run([*made, *names, *files], check=True, capture_output=True)


def _wait_for(port: int, proxy: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        assert proxy.poll() is None, log.read_text(encoding="utf-8")
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
            time.sleep(0.05)
        else:
            return


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


@contextmanager
def board(demonstration: Path, folder: Path) -> Iterator[Guarded]:
    """Serve the board on a socket, whose proxy may name who reads."""
    at = listening(f"unix:{folder}/board.sock", AT, identity_header="X-Forwarded-User")
    with guarded(demonstration, folder, listening=at) as served:
        yield served


@pytest.mark.parametrize("program", PROXIES)
def test_a_link_opens_the_board_behind_the_proxy_and_events_come_at_once(
    demonstration: Path, folder: Path, program: str
) -> None:
    with board(demonstration, folder) as served, proxied(program, folder) as client:
        assert client.get("/").status_code == 401
        entered = client.post("/entrer", data={"code": served.code()})
        assert entered.status_code == 303
        assert "Secure" in entered.headers["set-cookie"]
        page = client.get("/")
        assert page.status_code == 200
        (live,) = re.findall(r'hx-sse:connect="([^"]+)"', page.text)
        with client.stream("GET", live.replace("&amp;", "&")) as events:
            assert next(events.iter_lines()) == "event: beat"


@pytest.mark.parametrize("program", PROXIES)
def test_nobody_names_themselves_through_the_proxy(
    demonstration: Path, folder: Path, program: str
) -> None:
    with board(demonstration, folder), proxied(program, folder) as client:
        for name in ("X-Forwarded-User", "x_forwarded_user"):
            assert client.get("/", headers={name: "mallory"}).status_code == 401


@pytest.mark.parametrize("program", PROXIES)
def test_whom_the_proxy_names_reads_without_a_link(
    demonstration: Path, folder: Path, program: str
) -> None:
    with board(demonstration, folder), proxied(program, folder, naming="alice") as client:
        page = client.get("/", headers={"X-Forwarded-User": "mallory"})
        assert page.status_code == 200
        assert "alice" in page.text
        assert "mallory" not in page.text


def settings() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment, method-assign]  # as its documentation says
    parser.read(SERVICE, encoding="utf-8")
    return parser["Service"]


def test_the_service_serves_on_its_socket_and_ends_as_it_says(
    demonstration: Path, folder: Path
) -> None:
    places = {
        "/opt/crisis-log/bin/crisis-log": PROGRAM,
        "/srv/cellule/covid-19.crisis": str(demonstration),
        SOCKET: f"{folder}/board.sock",
        "/var/lib/crisis-board": str(folder),
    }
    service = dict(settings().items())
    for there, here in places.items():
        service = {name: value.replace(there, here) for name, value in service.items()}
    variables = dict(one.split("=", 1) for one in shlex.split(service["Environment"]))
    with subprocess.Popen(
        [*_confined(), "/bin/sh", "-c", f"exec {service['ExecStart']}"],
        env=environment(**variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        said = [next(process.stdout) for _line in range(3)]
        assert AT in said[-2]
        assert "tableau lien --pour" in said[-1], "a journal learns no link"
        transport = httpx.HTTPTransport(uds=f"{folder}/board.sock")
        made = [PROGRAM, "--json", "board", "link", "--for", "x"]
        link = subprocess.check_output(made, env=environment(**variables), encoding="utf-8")
        with httpx.Client(base_url=AT.replace("https", "http"), transport=transport) as client:
            assert client.get("/").status_code == 401
            code = {"code": json.loads(link)["code"]}
            taken = client.post("/entrer", data=code, headers={"Origin": AT})
            read = {"Cookie": taken.headers["set-cookie"].partition(";")[0]}
            for path in ("/", "/chronologie", "/rapports", "/rapports/R-1.pdf"):
                assert client.get(path, headers=read, timeout=PATIENCE_SECONDS).status_code == 200
            with client.stream("GET", "/suivi/", headers=read) as events:
                assert next(events.iter_lines()) == "event: beat"
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode in {143, -signal.SIGTERM}
    assert service["SuccessExitStatus"] == "143"


def _confined() -> list[str]:
    """Return what starts a program as the unit confines it, where this machine can."""
    if library() is None or not shutil.which("systemd-analyze"):
        return []
    return [sys.executable, "-m", "tests.board.confined", str(SERVICE)]


@pytest.mark.skipif(not (library() and shutil.which("systemd-analyze")), reason="no seccomp here")
def test_what_the_unit_forbids_is_refused_where_it_is_confined() -> None:
    tried = "import os; os.setuid(os.getuid())"
    done = subprocess.run(
        [*_confined(), sys.executable, "-c", tried], capture_output=True, text=True, check=False
    )
    assert "PermissionError" in done.stderr


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_understands_the_service(folder: Path) -> None:
    text = SERVICE.read_text(encoding="utf-8").replace(
        "/opt/crisis-log/bin/crisis-log", "/bin/true"
    )
    (folder / SERVICE.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(folder / SERVICE.name)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
