"""A register on a PostgreSQL server that is made here: against bare `psycopg`, and a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple, Self

from benchmarks import desks
from benchmarks.bare_server import BareServer, commit_seconds
from benchmarks.growth import command
from benchmarks.measuring import MILLISECONDS, Claim, Row, compare, row_of, timed
from benchmarks.network import Network
from benchmarks.registers import BY, fill, lines
from benchmarks.startup import process
from crisis_log.command import Request
from crisis_log.register import Register
from crisis_log.storage import Place, place
from tests.servers.pair import Pair
from tests.servers.registers import EVERYTHING, login, prepare
from tests.servers.server import Server

_AT_COMMIT: Final = 1.5
_OTHERWISE: Final = 2.0
_GROWTH: Final = 1.2
_OF_FILE: Final = 2.0
_CACHE: Final = "256MB"
"""What a server of its own keeps at hand, where tests make do with little."""
_NAME: Final = "benchmark"
_PERSON: Final = "secretary"
_SHORT: Final = 1000
_NETWORK_SECONDS: Final = 0.001
"""What a message needs, each way."""
_READ: Final[dict[str, Sequence[str]]] = {
    "state": ("state",),
    "search": ("search", "vague 7", "--last", "50"),
}


class Database(NamedTuple):
    """A database of a server: how its administrator connects, and how the secretary does."""

    server: Server
    admin: str
    person: str

    def place(self, name: str = _NAME, through: str = "") -> Place:
        """Return where a register of it lies."""
        return place(self.text(name, through))

    def text(self, name: str = _NAME, through: str = "") -> str:
        """Return what people type for it."""
        return f"{through or self.person} register={name}"


def rows(file: Path, entries: int, pairs: int) -> Iterator[Row]:
    """Compare registers on servers of several kinds; `file` holds as many entries as the long one.

    Reading is compared with that file.
    """
    yield _on_pair(pairs)
    with _database(durable=False) as quiet:
        fill(quiet.place(), 1)
        yield _appending(quiet, "append-quiet", "that makes nothing durable", _OTHERWISE, pairs)
        yield _over_network(quiet, pairs // 4)
    with _database(durable=True) as durable:
        fill(durable.place("short"), _SHORT)
        fill(durable.place(), entries)
        yield _appending(durable, "append-durable", "of the machine", _OTHERWISE, pairs)
        yield _growing(durable, entries, pairs)
        yield from _reading(durable, file, entries, max(3, pairs // 10))
        yield from desks.rows(durable.place(), durable.place("short"), pairs // 4)


@contextmanager
def _database(*, durable: bool) -> Iterator[Database]:
    settings = {"shared_buffers": _CACHE}
    with Server(settings, durable=durable, trusted=True) as server, server.database() as name:
        yield _prepared(server, name)


def _prepared(server: Server, name: str) -> Database:
    prepare(server, name)
    person = login(server, name, _PERSON, *EVERYTHING)
    return Database(server, server.conninfo(dbname=name), person)


def _on_pair(pairs: int) -> Row:
    with Pair(durable=True) as pair, pair.primary.database() as name:
        database = _prepared(pair.primary, name)
        fill(database.place(), 1)
        return _appending(database, "append-pair", "with a synchronous standby", _AT_COMMIT, pairs)


def _appending(database: Database, name: str, kind: str, limit: float, pairs: int) -> Row:
    commit = f"{commit_seconds(database.admin) * MILLISECONDS:.2f} ms"
    claim = Claim(
        name,
        f"one append to a server {kind} (a bare commit takes {commit} here)",
        "the same rows, bare psycopg, a statement for each table",
        "at most",
        limit,
    )
    with _appends(database) as appends:
        return row_of(claim, appends.times(pairs))


def _over_network(database: Database, pairs: int) -> Row:
    socket = f"{database.server.folder}/.s.PGSQL.{database.server.port}"
    with Network(socket, _NETWORK_SECONDS) as network:
        there = f"host=127.0.0.1 port={network.port} dbname={_named(database.admin)}"
        with _appends(database, f"{there} user={_PERSON}", f"{there} user=postgres") as appends:
            appends.times(5)
            before = network.turns
            times = appends.times(pairs)
            turns = (network.turns - before) / (pairs + 1)
    claim = Claim(
        "append-network",
        f"one append over a network of {2 * _NETWORK_SECONDS * MILLISECONDS:.0f} ms a round trip "
        f"({turns:.1f} of them, both)",
        "the same rows, bare psycopg, a statement for each table",
    )
    return row_of(claim, times)


def _named(conninfo: str) -> str:
    return next(part.removeprefix("dbname=") for part in conninfo.split() if "dbname=" in part)


class _appends:  # noqa: N801 - read as a word: with _appends(…)
    """Appends to a register, each beside the bare append of the same rows."""

    def __init__(self, database: Database, through: str = "", bare: str | None = None) -> None:
        self._opened = ExitStack()
        self._register = self._opened.enter_context(Register.open(database.place(through=through)))
        self._bare = BareServer(database.admin, _NAME, bare)
        self._opened.callback(self._bare.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._opened.close()

    def times(self, pairs: int) -> list[tuple[float, float]]:
        """Return times, floor and ours, but for the first pair."""
        found, size = [], self._register.size()
        recorded = lines(size)
        for number in range(size, size + pairs + 1):
            request = Request(next(recorded), BY)
            ours = timed(partial(self._register.record_all, [request]))
            floor = timed(partial(self._bare.append, self._bare.rows_after(number)))
            found.append((floor, ours))
        return found[1:]


def _growing(database: Database, entries: int, pairs: int) -> Row:
    claim = Claim(
        f"append-server-{entries}",
        f"one append to {entries:,} entries on a server",
        "the same to 1,000",
        "at most",
        _GROWTH,
    )
    with (
        Register.open(database.place("short")) as short,
        Register.open(database.place()) as long,
    ):
        floor, ours = partial(_append, short), partial(_append, long)
        for _warm in range(10):
            floor()
            ours()
        return compare(claim, floor, ours, pairs)


def _append(register: Register) -> None:
    register.record(next(lines(register.size())), by=BY)


def _reading(database: Database, file: Path, entries: int, pairs: int) -> Iterator[Row]:
    """Compare what reads with the same on a file, within a process and as whole commands."""
    for name, arguments in _READ.items():
        claim = Claim(
            f"{name}-server-{entries}",
            f"{name} on a server, {entries:,} entries, within a process",
            "the same on a file",
            "at most",
            _OF_FILE,
        )
        floor, ours = command(file, arguments), command(database.text(), arguments)
        yield compare(claim, floor, ours, pairs)
        whole = Claim(
            f"{name}-server-process-{entries}",
            f"{name} on a server, {entries:,} entries, whole command",
            "the same on a file",
            "at most",
            _OF_FILE,
        )
        floor, ours = process(file, *arguments), process(database.text(), *arguments)
        yield compare(whole, floor, ours, pairs)
