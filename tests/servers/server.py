"""One PostgreSQL server, with a folder, a port and a socket of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Final, LiteralString, Self

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from tests.servers.programs import account, command, environment, run

ADMIN: Final = "postgres"
_STARTED_WITHIN: Final = 60  # seconds
_PAUSE: Final = 0.02
_QUICK: Final = {"fsync": "off", "full_page_writes": "off"}
_SETTINGS: Final = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "120",
    "shared_buffers": "32MB",
    "jit": "off",
    "log_line_prefix": "%m [%p] %u@%d ",
}
_numbers = count(1)


class Server:
    """A server that starts at once and ends, with its folder, when it is closed.

    Over its socket everybody is trusted; over TCP a password is asked for, unless `trusted`.
    It sorts texts as French people do, so that what relies on the order of bytes has to say so.
    With `durable` it keeps what it acknowledged through a loss of power, and is slower. A
    `copy_of` another follows it as its standby, by that `name`. Its data lie in its folder, or on
    an empty `disk`.
    """

    def __init__(
        self,
        settings: Mapping[str, str] | None = None,
        *,
        trusted: bool = False,
        durable: bool = False,
        copy_of: Server | None = None,
        name: str = "",
        disk: Path | None = None,
    ) -> None:
        self.folder = _folder()
        self.data = self.folder / "data"
        if disk:
            self.data.symlink_to(disk)
        self.log = self.folder / "log"
        self.port = _free_port()
        self._settings = _SETTINGS | ({} if durable else _QUICK) | dict(settings or {})
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = _keeper(self.folder)
        try:
            if copy_of:
                self._copy(copy_of, name)
            else:
                self._make()
                self._admit(trusted)
            self.start()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _make(self) -> None:
        with_locale = ("--locale-provider=icu", "--icu-locale=fr")
        plain = ("-D", str(self.data), "-U", ADMIN, "-E", "UTF8", "--locale=C", "--no-sync")
        try:
            run(self.folder, "initdb", *plain, *with_locale)
        except RuntimeError:  # older than 15, or built without ICU
            shutil.rmtree(self.data, ignore_errors=True)
            run(self.folder, "initdb", *plain)

    def _admit(self, trusted: bool) -> None:
        method = "trust" if trusted else "scram-sha-256"
        lines = [
            f"{kind} {database} all {where}"
            for database in ("all", "replication")
            for kind, where in (("local", "trust"), ("host", f"127.0.0.1/32 {method}"))
        ]
        self._write("pg_hba.conf", "\n".join([*lines, ""]))

    def _copy(self, primary: Server, name: str) -> None:
        source = primary.address(application_name=name)
        run(
            self.folder,
            "pg_basebackup",
            *("-D", str(self.data), "-d", source, "-X", "stream", "-c", "fast", "-R", "--no-sync"),
        )

    def _write(self, name: str, text: str) -> None:
        # The file exists and belongs to the account of the server, which it stays.
        (self.data / name).write_text(text)

    def configure(self, **settings: str) -> None:
        """Change settings of the running server, which takes them at once."""
        with self.admin() as connection:
            for name, value in settings.items():
                connection.execute(SQL("ALTER SYSTEM SET {} = {}").format(Identifier(name), value))
            connection.execute("SELECT pg_reload_conf()")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        assert self._process is None
        given = {"port": str(self.port), "unix_socket_directories": str(self.folder)}
        options = [
            part
            for name, value in (self._settings | given).items()
            for part in ("-c", f"{name}={value}")
        ]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [command("postgres"), "-D", str(self.data), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env=environment(),
                user=account(),
                start_new_session=True,
            )
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + _STARTED_WITHIN
        while not self.answers():
            assert self._process is not None
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the server did not start: {self.log.read_text()[-2000:]}")
            time.sleep(_PAUSE)

    def answers(self) -> bool:
        """Tell whether it can be asked."""
        try:
            with self.admin() as connection:
                return connection.execute("SELECT 1").fetchone() == (1,)
        except psycopg.OperationalError:
            return False

    @property
    def pids(self) -> list[int]:
        """Its processes, the first one first; none when it is stopped."""
        if self._process is None:
            return []
        first = self._process.pid
        shown = subprocess.run(
            ["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
        )
        rows = (line.split() for line in shown.stdout.splitlines())
        return [first, *(int(pid) for pid, parent in rows if int(parent) == first)]

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to all its processes."""
        for pid in self.pids:
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def kill(self) -> None:
        """End all its processes at once, as a loss of power would."""
        self.freeze()
        self.signal(signal.SIGKILL)
        self._ended()

    def stop(self) -> None:
        """Stop it in good order; who is connected is not waited for."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._ended()

    def _ended(self) -> None:
        if self._process is not None:
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """Let none of its processes go on: it neither answers nor closes what is open."""
        if self._process is not None:
            self._process.send_signal(signal.SIGSTOP)  # it starts no others from here on
            self.signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let all go on."""
        self.signal(signal.SIGCONT)

    def close(self) -> None:
        """End it, whatever it does, and remove its folder."""
        if self._process is not None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
        assert self._keeper.stdin is not None
        self._keeper.stdin.close()
        self._keeper.wait()

    def conninfo(self, **parts: str | int) -> str:
        """Return how to connect over the socket, where everybody is trusted: the administrator."""
        usual: dict[str, str | int] = {
            "host": str(self.folder),
            "port": self.port,
            "user": ADMIN,
            "dbname": ADMIN,
        }
        return make_conninfo("", **usual | parts)

    def address(self, **parts: str | int) -> str:
        """Return how to connect over TCP, on loopback."""
        return self.conninfo(**{"host": "127.0.0.1"} | parts)

    def admin(self, **parts: str | int) -> psycopg.Connection[tuple[object, ...]]:
        """Connect as the administrator; each statement is a transaction."""
        return psycopg.connect(self.conninfo(**parts), autocommit=True)

    def execute(self, statement: LiteralString, **parts: str | int) -> list[tuple[object, ...]]:
        """Let the administrator execute a statement, and return the rows that it gives."""
        with self.admin(**parts) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def database(self) -> Iterator[str]:
        """Make an empty database, whose name it gives, for as long as it is needed."""
        name = f"test_{next(_numbers)}"
        self._statement("CREATE DATABASE {} STRATEGY file_copy", name)
        yield name
        if self._process is not None:
            self._statement("DROP DATABASE {} WITH (FORCE)", name)

    def _statement(self, statement: LiteralString, name: str) -> None:
        with self.admin() as connection:
            connection.execute(SQL(statement).format(Identifier(name)))


def _folder() -> Path:
    """Make a folder that the account of the server may enter; short, as sockets' names are."""
    other = account()
    usual = Path(tempfile.gettempdir()).resolve()
    is_open = all(part.stat().st_mode & stat.S_IXOTH for part in (usual, *usual.parents))
    folder = Path(tempfile.mkdtemp(prefix="crisis-pg-", dir=usual if is_open else "/tmp"))
    if other:
        shutil.chown(folder, other)
    folder.chmod(0o755)
    return folder


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _keeper(folder: Path) -> subprocess.Popen[bytes]:
    script = Path(__file__).with_name("keeper.py")
    return subprocess.Popen(
        [sys.executable, "-IS", str(script), str(folder)],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
