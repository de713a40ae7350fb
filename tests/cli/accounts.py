"""Accounts of one machine at the command line: each a process that gives up root's rights for good.

The program is imported whole before, because another account may be unable to read where it lies.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import shlex
import tempfile
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final, NoReturn

import crisis_log
from crisis_log import language
from tests.cli.running import SECRETARY, Answer, CommandLine
from tests.storage.processes import Child

CELL: Final = 4000
"""The group of the crisis cell."""
HOMES: Final = ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")
_WARM_UP: Final = (
    "open warm-up --title T --authority A --key k.pem",
    "log A",
    "timeline",
    "doctor",
)


@dataclass(frozen=True)
class Account:
    """An account with a group of its own, and perhaps others."""

    user: int
    groups: tuple[int, ...] = (CELL,)
    umask: int = 0o022

    def typed(self, line: str, folder: Path, **variables: str) -> Answer:
        """Run a command line in `folder`, as this account and nobody else."""
        office = _office()
        office.say((self, shlex.split(line), folder, variables))
        answer = office.hear()
        assert isinstance(answer, Answer), answer
        return answer


@cache
def _office() -> Child:
    """Return the process that starts those of the accounts: it has imported everything, once."""
    return Child(_keep_office)


def _keep_office(connection: Connection) -> None:
    language.use("en")
    _import_everything()
    with suppress(EOFError):
        while True:
            account, arguments, folder, variables = connection.recv()
            if not (process := os.fork()):
                _answer(connection, account, arguments, folder, variables)
            os.waitpid(process, 0)


def _answer(connection: Connection, *asked: Any) -> NoReturn:
    try:
        connection.send(_run(*asked))
    except BaseException:  # noqa: BLE001 - told to the process that waits
        connection.send(traceback.format_exc())
    os._exit(0)


def _run(
    account: Account, arguments: Sequence[str], folder: Path, variables: dict[str, str]
) -> Answer:
    os.environ.update(variables)
    os.chdir(folder)
    os.umask(account.umask)
    os.setgroups(account.groups)
    os.setresgid(account.user, account.user, account.user)
    os.setresuid(account.user, account.user, account.user)
    return CommandLine()(*arguments)


def _import_everything() -> None:
    for module in pkgutil.walk_packages(crisis_log.__path__, "crisis_log."):
        if not module.name.endswith("bundle.verify"):
            importlib.import_module(module.name)
    with tempfile.TemporaryDirectory() as scratch:
        os.environ |= {"CRISIS_LOG_BY": SECRETARY} | dict.fromkeys(HOMES, scratch)
        os.chdir(scratch)
        for line in _WARM_UP:
            CommandLine().typed(line)
