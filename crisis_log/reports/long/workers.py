"""Work shared among processes: begun one by one, results as they come, nothing left behind.

    this process ──a thread for each──▶ worker ──jobs in, results out, by pipes──▶ …

A worker is a plain interpreter that runs `worker.py`: it never runs the program or script
that began it, and shares nothing with it. Workers end with the block, whatever happens in
it, and with the process that began them. Where no interpreter can be started, as in a
program that brings Python inside it, the jobs are done here, one after another.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any, Final, NamedTuple, Self, cast

from crisis_log import language
from crisis_log.language import _
from crisis_log.reports.errors import ReportError

_AHEAD: Final = 2
"""Jobs prepared before a worker is free for them."""
_PATIENCE: Final = 5.0
"""Seconds that a worker has to end once it is told to."""
_BEGIN: Final = """\
import pickle, sys
sys.path[:] = pickle.load(sys.stdin.buffer)
from crisis_log.reports.long.worker import serve
serve()
"""


class Job(NamedTuple):
    """A call of a function of a module, made elsewhere; `key` tells its result apart."""

    key: Any
    function: Callable[..., Any]
    arguments: tuple[Any, ...]


class Workers:
    """As many processes as there are cores, or `count`."""

    def __init__(self, count: int | None = None) -> None:
        self._count = count or len(_cores())
        self._idle = SimpleQueue[_Worker]()
        self._threads = ThreadPoolExecutor(self._count)
        self.started: list[_Worker] = []

    def __enter__(self) -> Self:
        try:
            while _has_interpreter() and len(self.started) < self._count:
                self.started.append(_started())
                self._idle.put(self.started[-1])
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_exception: object) -> None:
        for worker in self.started:
            worker.process.kill()
        self._threads.shutdown(cancel_futures=True)
        for worker in self.started:
            worker.process.communicate()

    def run(self, jobs: Iterable[Job]) -> Iterator[tuple[Any, Any]]:
        """Return the key and the result of each job, in the order in which they end.

        Jobs are taken from `jobs` only as they are needed.

        Raises:
            ReportError: a process ended before its job, or the job raised this.

        """
        if not self.started:
            yield from ((job.key, job.function(*job.arguments)) for job in jobs)
            return
        coming = iter(jobs)
        under_way = {self._begun(job) for job in islice(coming, self._count + _AHEAD)}
        while under_way:
            done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            for ended in done:
                under_way |= {self._begun(job) for job in islice(coming, 1)}
                yield ended.result()

    def _begun(self, job: Job) -> Future[tuple[Any, Any]]:
        return self._threads.submit(copy_context().run, self._done, job)

    def _done(self, job: Job) -> tuple[Any, Any]:
        """Have a worker do a job, in a thread that waits for it."""
        worker = self._idle.get()
        try:
            return job.key, worker.do(job)
        finally:
            self._idle.put(worker)


class _Worker(NamedTuple):
    process: subprocess.Popen[bytes]
    told: IO[bytes]
    heard: IO[bytes]

    def tell(self, *what: object) -> None:
        for one in what:
            pickle.dump(one, self.told)
        self.told.flush()

    def do(self, job: Job) -> Any:
        try:
            self.tell((job.function, job.arguments))
            result = pickle.load(self.heard)  # noqa: S301 - of our own process
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise self._ended() from error
        if isinstance(result, BaseException):
            raise result
        return result

    def _ended(self) -> ReportError:
        try:
            code = self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        return ReportError(
            _(
                "A process that makes the report ended before its work was done (code {code}); "
                "memory may be short. Try again, or with fewer days."
            ).format(code=code)
        )


def _started() -> _Worker:
    process = subprocess.Popen(  # noqa: S603 - Python itself, which runs `worker.py`
        [sys.executable, "-P", "-W", "ignore", "-c", _BEGIN],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        **_apart(),
    )
    worker = _Worker(process, cast(IO[bytes], process.stdin), cast(IO[bytes], process.stdout))
    worker.tell(sys.path, language.current())
    return worker


def _apart() -> dict[str, Any]:
    """Return what starts a process in a group of its own: Ctrl-C is for who began it."""
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        return {"creationflags": flags}
    return {"process_group": 0}


def _has_interpreter() -> bool:
    """Whether Python can be started on its own: this may be a program that has it inside."""
    name = Path(sys.executable or "").name.lower()
    return not getattr(sys, "frozen", False) and name.startswith(("python", "pypy"))


def _cores() -> set[int] | range:
    if hasattr(os, "sched_getaffinity"):
        return os.sched_getaffinity(0)
    return range(os.cpu_count() or 1)
