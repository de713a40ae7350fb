"""The live board: how long after a recording its many readers see it, and what each costs.

The floor is a bare server of sockets that sends as many bytes to as many readers; they are in
processes of their own, over real sockets, for both. Memory is told on Linux alone.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple
from urllib.request import Request, urlopen

from benchmarks.measuring import Claim, Row, row_of
from crisis_log import language
from crisis_log.register import Register
from crisis_log.slices import decision

READERS: Final = 500
_PROCESSES: Final = 2
_MARK: Final = re.compile(rb"tour-(\d+)\.")
_MOST_BEHIND: Final = 0.25
_LIVE: Final = 1.0
_KILOBYTE: Final = 1_000
_PATIENCE_SECONDS: Final = 30
_BACKLOG: Final = 1024
_PROCESS: Final = multiprocessing.get_context("spawn")
_Round = Callable[[int], float]
"""Lets all readers be told something, and returns when that was to be told."""


class Told(NamedTuple):
    """When the half of the readers, and the last of them, were told, in seconds after it was."""

    half: float
    last: float


def rows(path: Path, rounds: int) -> Iterator[Row]:
    """Measure a register whose decisions become more, once for each round."""
    with served(serve_board, str(path)) as (board, _), Register.open(path) as register:
        first = Request(f"http://127.0.0.1:{board.port}/", headers={"Cookie": board.cookie})
        with urlopen(first):  # what the first reader needs, all share
            before = memory_of(board)

        def record(number: int) -> float:
            command = decision.record(f"tour-{number}.", decided_by="le directeur")
            register.record(command, by="la secrétaire")
            return time.monotonic()

        with _reading(board) as readers:
            ours = [*_rounds(readers, record, rounds)]
            each = (memory_of(board) - before) / READERS
            length = max(readers.received() // (READERS * rounds), 1)
    with served(_serve_bare, length) as (bare, told), _reading(bare) as readers:

        def tell(number: int) -> float:
            told.send(number)
            return time.monotonic()

        floor = [*_rounds(readers, tell, rounds)]
    pairs = [*zip(floor, ours, strict=True)]
    size, costs = f"{length / _KILOBYTE:.0f} kB", f"{each / _KILOBYTE:.0f} kB of memory each"
    named = Claim("board-half", f"recorded → half of {READERS} readers ({size})", "bare sockets")
    row = row_of(named, [(bare.half, own.half) for bare, own in pairs])
    yield replace(row, most_seconds=_LIVE)
    named = Claim("board-last", f"half → the last reader ({costs})", "bare sockets")
    row = row_of(named, [(bare.last - bare.half, own.last - own.half) for bare, own in pairs])
    yield replace(row, most_seconds=_MOST_BEHIND, memory=int(each), most_memory=50 * _KILOBYTE)


def _rounds(readers: _Readers, tell: _Round, rounds: int) -> Iterator[Told]:
    """Return the rounds after the first, which does not count."""
    for number in range(rounds + 1):
        readers.begin(number)
        began = tell(number)
        arrived = sorted(at - began for at in readers.arrived())
        if number:
            yield Told(median(arrived), arrived[-1])


class Served(NamedTuple):
    """A process that serves: where, and the header of the cookie that lets in."""

    pid: int
    port: int
    cookie: str


@contextmanager
def served(serve: Callable[..., None], *given: Any) -> Iterator[tuple[Served, Connection]]:
    """Let a process of its own serve; return it, and what to tell it by."""
    here, there = _PROCESS.Pipe()
    process = _PROCESS.Process(target=serve, args=(there, *given), daemon=True)
    process.start()
    try:
        yield Served(process.pid or 0, *here.recv()), here
    finally:
        process.terminate()
        process.join()


def serve_board(told: Connection, path: str, now: datetime | None = None) -> None:
    """Serve the board of a register, as by the clock of the system or always `now`."""
    from crisis_log.board.board import Board
    from crisis_log.board.entering import Entering
    from crisis_log.board.guard import Access
    from crisis_log.board.limits import Limits
    from crisis_log.board.links import Links
    from crisis_log.board.listening import Listening
    from crisis_log.board.readers import Readers
    from crisis_log.board.serving import Server
    from crisis_log.board.sockets import opened
    from crisis_log.register import stopped_clock, system_clock
    from crisis_log.storage import place

    language.use("fr")
    unlimited = Limits(*[sys.maxsize] * 6)
    with TemporaryDirectory() as folder, opened(Listening(port=0)) as (listening, reached):
        links = Links(Path(folder), "benchmark")
        taken = links.take(
            links.make("benchmark", timedelta(hours=12), system_clock())[1], system_clock()
        )
        assert taken
        access = Access(Readers(links, system_clock), reached, None, unlimited)
        cookie = Entering(access.readers, access.reached).cookie
        told.send((listening.getsockname()[1], f"{cookie}={taken.token}"))
        with suppress(KeyboardInterrupt):
            clock = stopped_clock(now) if now else system_clock
            Server(Board(place(path), clock), access).run([listening])


def _serve_bare(told: Connection, length: int) -> None:
    writers: list[asyncio.StreamWriter] = []

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        writers.append(writer)

    def send() -> None:
        said = b"tour-%d." % told.recv()
        for writer in writers:
            writer.write(said.ljust(length))

    async def serve() -> None:
        server = await asyncio.start_server(accept, "127.0.0.1", 0, backlog=_BACKLOG)
        asyncio.get_running_loop().add_reader(told.fileno(), send)
        told.send((server.sockets[0].getsockname()[1], ""))
        await server.serve_forever()

    asyncio.run(serve())


class _Readers:
    """Those of all processes."""

    def __init__(self, told: list[Connection]) -> None:
        self._told = told

    def begin(self, number: int) -> None:
        """Let all wait for what is told in this round."""
        for one in self._told:
            one.send(number)
            one.recv()

    def arrived(self) -> list[float]:
        """Return when each was told."""
        return [at for one in self._told for at in one.recv()]

    def received(self) -> int:
        """Return how many bytes all received in all rounds together."""
        for one in self._told:
            one.send(None)
        return sum(one.recv() for one in self._told)


@contextmanager
def _reading(served: Served) -> Iterator[_Readers]:
    """Have readers follow what is served, all of them connected."""
    pipes = [_PROCESS.Pipe() for _ in range(_PROCESSES)]
    share = READERS // _PROCESSES
    processes = [
        _PROCESS.Process(target=_read, args=(there, served, share), daemon=True)
        for _here, there in pipes
    ]
    for process in processes:
        process.start()
    try:
        for here, _there in pipes:
            here.recv()
        yield _Readers([here for here, _there in pipes])
    finally:
        for process in processes:
            process.terminate()
            process.join()


class _Reader(asyncio.Protocol):
    """Notes when it was told of the present round; counts what it receives from the second on."""

    number = -1
    left = 0
    done: asyncio.Event

    def __init__(self) -> None:
        self.seen, self.at, self.received = -1, 0.0, 0
        self.answered = asyncio.Event()
        self._end = b""

    def data_received(self, data: bytes) -> None:
        self.answered.set()
        self.received += len(data) if type(self).number > 0 else 0
        found = [int(number) for number in _MARK.findall(self._end + data)]
        self._end = data[-16:]
        if type(self).number in found and self.seen != type(self).number:
            self.seen, self.at = type(self).number, time.monotonic()
            type(self).left -= 1
            if not type(self).left:
                type(self).done.set()


def _read(told: Connection, served: Served, share: int) -> None:
    async def connect() -> _Reader:
        loop = asyncio.get_running_loop()
        transport, reader = await loop.create_connection(_Reader, "127.0.0.1", served.port)
        head = f"Host: 127.0.0.1:{served.port}\r\nCookie: {served.cookie}\r\n"
        transport.write(f"GET /suivi/ HTTP/1.1\r\n{head}\r\n".encode())
        return reader

    async def read() -> None:
        readers = [await connect() for _ in range(share)]
        for reader in readers:
            await reader.answered.wait()
        await asyncio.sleep(1)  # what they are told first has come, too
        told.send(None)
        while True:
            number = await asyncio.to_thread(told.recv)
            if number is None:
                told.send(sum(reader.received for reader in readers))
                continue
            _Reader.number, _Reader.left, _Reader.done = number, share, asyncio.Event()
            told.send(None)
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await _Reader.done.wait()
            told.send([reader.at for reader in readers])

    asyncio.run(read())


def processor_of(served: Served) -> float:
    """Return the seconds of processor that a process has had, 0 where nobody can tell."""
    with suppress(OSError):
        tasks = Path(f"/proc/{served.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9
    return 0.0


def memory_of(served: Served) -> int:
    """Return the bytes of memory that a process holds, 0 where nobody can tell."""
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{served.pid}/status").read_text().splitlines()
        found = next(line for line in lines if line.startswith("VmRSS"))
        return int(found.split()[1]) * 1024
    return 0
