"""The end of a transaction that writes: kept, not kept, or nobody knows, and never another word."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from psycopg.errors import Diagnostic

from crisis_log.storage.errors import OutcomeUnknownError, UnconfirmedError, not_kept
from crisis_log.storage.postgres.errors import storage_error
from crisis_log.storage.postgres.patient import Patient

COMMIT_SECONDS: Final = 20.0
"""For how long a server may wait for its standby."""
_WARNING: Final = "WARNING"


def commit(connection: Patient, place: str) -> None:
    """Commit the transaction of a connection; errors are about `place`.

    Raises:
        OutcomeUnknownError: the server was silent for too long, or we were interrupted.
        UnconfirmedError: the connection broke, or the server was told not to wait for its standby.
        StorageError: it refused, and nothing was kept.

    """
    try:
        with connection.within(COMMIT_SECONDS), _warnings(connection) as warnings:
            ended_as = connection.execute("COMMIT").statusmessage
    except psycopg.OperationalError as error:
        if connection.is_given_up:
            raise OutcomeUnknownError(place) from error
        raise UnconfirmedError(place) from error
    except psycopg.Error as error:
        raise storage_error(error, place) from error
    except BaseException as error:  # what interrupts it has told the server to wait no more
        connection.close()
        raise OutcomeUnknownError(place) from error
    if ended_as != "COMMIT":  # a transaction that failed is rolled back by it, without an error
        raise not_kept(place)
    if warnings:  # it is there, and nobody knows whether its standby has it
        raise UnconfirmedError(place)


@contextmanager
def _warnings(connection: Patient) -> Iterator[list[Diagnostic]]:
    """Collect the warnings of a server."""
    found: list[Diagnostic] = []

    def notice(told: Diagnostic) -> None:
        if told.severity_nonlocalized == _WARNING:
            found.append(told)

    connection.add_notice_handler(notice)
    try:
        yield found
    finally:
        connection.remove_notice_handler(notice)
