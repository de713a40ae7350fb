"""Connecting to a server as its address says, whatever the environment would rather have.

What an address leaves open is the service file's, then the environment's (`PGHOST`, `PGUSER`,
`PGPASSWORD`, …), as with every program of PostgreSQL; but not what keeps a register safe.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import pq

from crisis_log.language import _
from crisis_log.storage.errors import StorageError
from crisis_log.storage.postgres.address import options_of
from crisis_log.storage.postgres.patient import Patient
from crisis_log.storage.postgres.unreached import not_reached

CONNECT_SECONDS: Final = 10
_UNASKED: Final = "prefer"
"""What libpq does about TLS where nobody says anything."""
_SECURE: Final = "verify-full"
_OF_OTHERS: Final = 0o077
_NONE: Final = "none of libpq's"


def connect(conninfo: str, place: str, *, writes: bool) -> Patient:
    """Connect to a server; errors are about `place`.

    Raises:
        StorageError: it cannot be reached, does not let us in, or a file with a password lies
            open to others.

    """
    wanted = wanted_of(conninfo, place, writes=writes)
    try:
        return Patient.connect(conninfo, autocommit=True, **wanted)
    except psycopg.Error as error:
        raise not_reached(error, place) from error


def wanted_of(conninfo: str, place: str, *, writes: bool) -> dict[str, Any]:
    """Return the options that stand above service file and environment; errors as `connect`."""
    given = options_of(conninfo)
    found = _effective(conninfo, place)
    _check_files(found)
    return {
        "options": given.get("options", ""),
        "sslmode": given.get("sslmode") or _sslmode(found),
        "connect_timeout": given.get("connect_timeout") or CONNECT_SECONDS,
        "client_encoding": "UTF8",
        "application_name": "crisis-log",
        "target_session_attrs": "read-write" if writes else "any",
    }


def _effective(conninfo: str, place: str) -> dict[str, str]:
    """Return what libpq makes of an address, with service file and environment; none is asked.

    It is given one value that it refuses after it has read them all, and before it connects.
    """
    asked = psycopg.conninfo.make_conninfo(conninfo, target_session_attrs=_NONE)
    attempt = pq.PGconn.connect_start(asked.encode())
    try:
        found = {
            option.keyword.decode(): option.val.decode(errors="replace")
            for option in attempt.info
            if option.val is not None
        }
        if "target_session_attrs" not in found or _NONE not in attempt.get_error_message():
            raise not_reached(psycopg.OperationalError(attempt.get_error_message()), place)
    finally:
        attempt.finish()
    return found


def _sslmode(found: dict[str, str]) -> str:
    """Return what is asked of TLS where the address says nothing.

    The service file may say something; the environment may not, nor may libpq's own default.
    """
    said = found.get("sslmode", _UNASKED)
    if said not in {_UNASKED, os.environ.get("PGSSLMODE")}:
        return said
    return _UNASKED if all(map(_is_here, _hosts(found))) else _SECURE


def _hosts(found: dict[str, str]) -> list[str]:
    """Return the names and the numbers of the machines that the connection may go to."""
    return [one for name in ("host", "hostaddr") for one in found.get(name, "").split(",")]


def _is_here(host: str) -> bool:
    """Whether a host is this machine: a socket, or its loopback."""
    if not host or host.startswith(("/", "@")) or host == "localhost":
        return True
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return False


def _check_files(found: dict[str, str]) -> None:
    """Refuse a file with passwords that others may read, or one of services they may change.

    libpq only warns of the first, in English, and believes the others.
    """
    if "password" not in found:
        _check_closed(Path(found["passfile"]) if "passfile" in found else None, _OF_OTHERS)
    elif not os.environ.get("PGPASSWORD"):
        for path in _service_files():
            _check_closed(path, _OF_OTHERS)
    if "service" in found:
        for path in _service_files():
            _check_closed(path, 0o022)


def _service_files() -> Iterator[Path]:
    if named := os.environ.get("PGSERVICEFILE"):
        yield Path(named)
    else:
        with suppress(RuntimeError):
            yield Path.home() / ".pg_service.conf"


def _check_closed(path: Path | None, to_others: int) -> None:
    if path is None or os.name == "nt" or not path.is_file():
        return
    mode = path.stat().st_mode
    if mode & to_others:
        raise StorageError(
            _(
                "Others may read or change {path}, by which the server knows you: nothing was "
                "opened. Type “chmod 600 {path}”, and try again."
            ).format(path=path)
        )
