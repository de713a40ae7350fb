"""Commits that fail on purpose, as those of a disk do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from crisis_log.storage.sqlite.limits import RegisterConnection


def failure(code: int) -> sqlite3.OperationalError:
    """Return the error that SQLite raises with this extended code."""
    error = sqlite3.OperationalError("injected")
    error.sqlite_errorcode = code
    return error


@contextmanager
def failing_commit(error: BaseException, *, takes_effect: bool) -> Iterator[None]:
    """Let the first commit to a register opened in the block raise `error`."""
    connect = sqlite3.connect
    errors = [error]

    class Failing(RegisterConnection):
        def execute(self, statement: str, parameters: Any = (), /) -> sqlite3.Cursor:
            if statement != "COMMIT" or not errors:
                return super().execute(statement, parameters)
            if takes_effect:
                super().execute(statement)
            raise errors.pop()

    def failing(*given: Any, **options: Any) -> sqlite3.Connection:
        factory = {"factory": Failing} if options else {}  # none for a database in memory
        opened: sqlite3.Connection = connect(*given, **(options | factory))
        return opened

    with patch.object(sqlite3, "connect", failing):
        yield
    assert not errors, "nothing was committed"


@contextmanager
def failing_checkpoints() -> Iterator[None]:
    """Let the disk be full whenever something is put back into a file in the block."""
    execute = RegisterConnection.execute

    def failing(self: RegisterConnection, statement: str, *parameters: Any) -> sqlite3.Cursor:
        if "checkpoint" in statement:
            raise failure(sqlite3.SQLITE_FULL)
        return execute(self, statement, *parameters)

    with patch.object(RegisterConnection, "execute", failing):
        yield
