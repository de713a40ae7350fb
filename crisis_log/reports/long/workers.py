"""Work shared among processes: begun one by one, results as they come, nothing left behind.

Processes are spawned, never forked: what they hold is their own on every system. They end
with the block, whatever happens in it, and with the process that began them.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from threading import current_thread, main_thread
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from crisis_log import language
from crisis_log.language import _
from crisis_log.reports.errors import ReportError

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

_AHEAD: Final = 2
"""Jobs prepared before a worker is free for them."""
_SELDOM: Final = 200_000
_PATIENCE: Final = 5.0
"""Seconds that a worker has to end once it is told to."""


class Job(NamedTuple):
    """A call of a function of a module, made elsewhere; `key` tells its result apart."""

    key: Any
    function: Callable[..., Any]
    arguments: tuple[Any, ...]


class _Worker(NamedTuple):
    process: SpawnProcess
    line: Connection


class Workers:
    """As many processes as there are cores, or `count`."""

    def __init__(self, count: int | None = None) -> None:
        self._count = count or len(_cores())
        self.started: list[_Worker] = []

    def __enter__(self) -> Self:
        with _interrupts_ignored():
            for _number in range(self._count):
                self.started.append(_started())
        return self

    def __exit__(self, *_exception: object) -> None:
        for worker in self.started:
            worker.line.close()
            worker.process.terminate()
        for worker in self.started:
            worker.process.join(_PATIENCE)

    def run(self, jobs: Iterable[Job]) -> Iterator[tuple[Any, Any]]:
        """Return the key and the result of each job, in the order in which they end.

        Jobs are taken from `jobs` only as they are needed.

        Raises:
            ReportError: a process ended before its job, or the job raised this.

        """
        coming, ready = iter(jobs), deque[Job]()
        idle, busy = list(self.started), dict[Any, _Worker]()
        more = True
        while more or ready or busy:
            if more and len(ready) < _AHEAD:
                job = next(coming, None)
                more = job is not None
                ready.extend([job] if job else [])
            while ready and idle:
                worker = idle.pop()
                _send(worker, ready.popleft())
                busy[worker.line] = worker
            at_once = more and len(ready) < _AHEAD
            for line in wait(list(busy), 0 if at_once else None) if busy else ():
                worker = busy.pop(line)
                result = _received(worker)
                idle.append(worker)
                yield result


def _started() -> _Worker:
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, language.current()), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours)


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Have processes begun that ignore Ctrl-C: who began them is interrupted, and ends them."""
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _send(worker: _Worker, job: Job) -> None:
    try:
        worker.line.send(job)
    except OSError as error:
        raise _ended(worker) from error


def _received(worker: _Worker) -> tuple[Any, Any]:
    try:
        key, result = worker.line.recv()
    except (EOFError, OSError) as error:
        raise _ended(worker) from error
    if isinstance(result, BaseException):
        raise result
    return key, result


def _ended(worker: _Worker) -> ReportError:
    worker.process.join(_PATIENCE)
    return ReportError(
        _(
            "A process that makes the report ended before its work was done (code {code}); "
            "memory may be short. Try again, or with fewer days."
        ).format(code=worker.process.exitcode)
    )


def _serve(line: Connection, spoken: language.Language) -> None:
    """Do the jobs that come, until the line is closed."""
    import gc

    gc.set_threshold(_SELDOM)
    language.use(spoken)
    with suppress(EOFError, OSError):
        while True:
            job: Job = line.recv()
            try:
                result = job.function(*job.arguments)
            except Exception as error:  # noqa: BLE001 - told where the result is awaited
                result = error
            line.send((job.key, result))


def _cores() -> set[int] | range:
    if hasattr(os, "sched_getaffinity"):
        return os.sched_getaffinity(0)
    return range(os.cpu_count() or 1)
