"""Trees for tests: the definition of RFC 6962 section 2.1, word for word, and stored nodes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from crisis_log.evidence.merkle import appended, leaf_hash


def contents(size: int) -> list[bytes]:
    """Return what entries could hold."""
    return [b"entry %d" % number for number in range(size)]


def mth(data: Sequence[bytes]) -> bytes:
    """MTH(D[n]) of RFC 6962 section 2.1."""
    n = len(data)
    if n == 0:
        return hashlib.sha256(b"").digest()
    if n == 1:
        return hashlib.sha256(b"\x00" + data[0]).digest()
    k = largest_power_of_two_below(n)
    return hashlib.sha256(b"\x01" + mth(data[:k]) + mth(data[k:])).digest()


def path(m: int, data: Sequence[bytes]) -> list[bytes]:
    """PATH(m, D[n]) of RFC 6962 section 2.1.1."""
    n = len(data)
    if n == 1:
        return []
    k = largest_power_of_two_below(n)
    if m < k:
        return [*path(m, data[:k]), mth(data[k:])]
    return [*path(m - k, data[k:]), mth(data[:k])]


def proof(m: int, data: Sequence[bytes]) -> list[bytes]:
    """PROOF(m, D[n]) of RFC 6962 section 2.1.2."""
    return _subproof(m, data, complete=True)


def _subproof(m: int, data: Sequence[bytes], *, complete: bool) -> list[bytes]:
    n = len(data)
    if m == n:
        return [] if complete else [mth(data)]
    k = largest_power_of_two_below(n)
    if m <= k:
        return [*_subproof(m, data[:k], complete=complete), mth(data[k:])]
    return [*_subproof(m - k, data[k:], complete=False), mth(data[:k])]


def inclusion_shape(m: int, n: int) -> str:
    """On which side of the path each hash of PATH(m, D[n]) is joined."""
    if n == 1:
        return ""
    k = largest_power_of_two_below(n)
    return inclusion_shape(m, k) + "r" if m < k else inclusion_shape(m - k, n - k) + "l"


def consistency_shape(m: int, n: int, *, complete: bool = True) -> str:
    """On which side of the path each hash of PROOF(m, D[n]) is joined."""
    if m == n:
        return "" if complete else "s"
    k = largest_power_of_two_below(n)
    if m <= k:
        return consistency_shape(m, k, complete=complete) + "r"
    return consistency_shape(m - k, n - k, complete=False) + "l"


def largest_power_of_two_below(n: int) -> int:
    k = 1
    while 2 * k < n:
        k *= 2
    return k


class Nodes:
    """Nodes stored as a log stores them, one leaf after the other; counts the look-ups."""

    def __init__(self, data: Sequence[bytes] = ()) -> None:
        self.stored: dict[tuple[int, int], bytes] = {}
        self.looked_up = 0
        for size, content in enumerate(data):
            (made,) = appended(size, [leaf_hash(content)], self.at)
            for level, value in enumerate(made):
                assert (level, size >> level) not in self.stored
                self.stored[level, size >> level] = value
        self.looked_up = 0

    def at(self, level: int, index: int) -> bytes:
        self.looked_up += 1
        return self.stored[level, index]
