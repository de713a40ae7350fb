"""What reading the whole log takes, typed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.bare import scan
from benchmarks.measuring import Claim, Row, compare
from crisis_log.register import Register

_LIMIT: Final = 5.0


def rows(path: Path, entries: int, pairs: int) -> Iterator[Row]:
    """Compare a typed read of every entry, and the fold of it, with a bare row scan."""

    def floor() -> None:
        scan(path)

    def read() -> None:
        with Register.open(path) as register:
            deque(register.entries(), maxlen=0)

    def fold() -> None:
        with Register.open(path) as register:
            register.proven().state()

    yield compare(
        Claim("read", f"typed read of {entries:,} entries", "bare row scan", "at most", _LIMIT),
        floor,
        read,
        pairs,
    )
    yield compare(
        Claim(
            "fold",
            f"typed read of {entries:,} entries and fold into the state",
            "bare row scan",
            "at most",
            _LIMIT,
        ),
        floor,
        fold,
        pairs,
    )
