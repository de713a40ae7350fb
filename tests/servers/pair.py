"""A primary and its synchronous standby: what is acknowledged is on both."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, Self

from psycopg.conninfo import make_conninfo

from tests.servers.server import ADMIN, Server

STANDBY: Final = "standby"
_SETTINGS: Final = {
    "synchronous_commit": "on",
    # How long a standby waits before it looks again for a primary, and so before it is promoted.
    "wal_retrieve_retry_interval": "500ms",
}
_WITHIN: Final = 60  # seconds
_PAUSE: Final = 0.02


class Pair:
    """Two servers that trust whoever connects over loopback."""

    def __init__(self, *, durable: bool = False) -> None:
        self.primary = Server(_SETTINGS, trusted=True, durable=durable)
        try:
            self.standby = Server(
                _SETTINGS, trusted=True, durable=durable, copy_of=self.primary, name=STANDBY
            )
        except BaseException:
            self.primary.close()
            raise
        self.primary.configure(synchronous_standby_names=f"FIRST 1 ({STANDBY})")
        self.wait_for_standby()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End both."""
        self.standby.close()
        self.primary.close()

    def wait_for_standby(self) -> None:
        """Wait until the primary acknowledges nothing that the standby has not."""
        question = "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'"
        _until(lambda: bool(self.primary.execute(question)))

    def address(self, **parts: str | int) -> str:
        """Return how to connect over TCP to whichever of both takes writes."""
        servers = (self.primary, self.standby)
        usual: dict[str, str | int] = {
            "host": ",".join("127.0.0.1" for _ in servers),
            "port": ",".join(str(server.port) for server in servers),
            "user": ADMIN,
            "dbname": ADMIN,
            "target_session_attrs": "read-write",
        }
        return make_conninfo("", **usual | parts)

    def kill_primary(self) -> None:
        """End all processes of the primary at once."""
        self.primary.kill()

    def stop_standby(self) -> None:
        """Stop the standby: the primary then waits for it at each COMMIT."""
        self.standby.stop()

    def start_standby(self) -> None:
        """Start it again."""
        self.standby.start()

    def promote(self) -> None:
        """Let the standby take writes; returns when it does."""
        self.standby.execute("SELECT pg_promote(wait => false)")
        _until(lambda: self.standby.execute("SELECT pg_is_in_recovery()") == [(False,)])

    def freeze(self) -> None:
        """Let the primary neither answer nor close what is open."""
        self.primary.freeze()

    def thaw(self) -> None:
        """Let it go on."""
        self.primary.thaw()


def _until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _WITHIN
    while not is_so():
        if time.monotonic() > deadline:
            raise RuntimeError("the servers did not do so in time")
        time.sleep(_PAUSE)
