"""How much is asked for at once, and how often: what is above it is refused with a sentence."""

from __future__ import annotations

import math
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

LONGEST_ADDRESS: Final = 2_048
"""In bytes, of what follows the host."""
LARGEST_HEAD: Final = 16_384
"""In bytes, of all headers of a request."""
LONGEST_FORM: Final = 4_096
"""In bytes, of what is sent with a form."""
FORM_SECONDS: Final = 10.0
"""Within which a form has come whole."""
_REMEMBERED: Final = 10_000


@dataclass(frozen=True)
class Limits:
    """What readers may ask for.

    Requests come back at so many a second, up to `burst`; attempts to take a link likewise.
    """

    requests_a_second: float = 20.0
    burst: int = 200
    attempts_a_second: float = 0.2
    attempts: int = 10
    streams: int = 2_000
    streams_of_one: int = 32


class TooOftenError(Exception):
    """Somebody asks too often; they may again after so many `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = max(1, math.ceil(seconds))


class Rate:
    """How often each of many may do something: `often` a second, `burst` of them at once."""

    def __init__(
        self, often: float, burst: int, elapsed: Callable[[], float] = time.monotonic
    ) -> None:
        self._often = often
        self._burst = burst
        self._elapsed = elapsed
        self._left: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def count(self, who: Hashable) -> None:
        """Count once for `who`.

        Raises:
            TooOftenError: it was too often; it is not counted.

        """
        now = self._elapsed()
        left, at = self._left.get(who, (float(self._burst), now))
        left = min(float(self._burst), left + (now - at) * self._often)
        if left < 1:
            raise TooOftenError((1 - left) / self._often)
        self._left[who] = (left - 1, now)
        self._left.move_to_end(who)
        while len(self._left) > _REMEMBERED:
            self._left.popitem(last=False)


class Places:
    """How many may be held at once: `most` in all, `most_of_one` by each."""

    def __init__(self, most: int, most_of_one: int) -> None:
        self._most = most
        self._most_of_one = most_of_one
        self._held: Counter[Hashable] = Counter()

    @contextmanager
    def held(self, who: Hashable) -> Iterator[bool]:
        """Hold one for `who` during the block, if there is one left: say so."""
        if self._held.total() >= self._most or self._held[who] >= self._most_of_one:
            yield False
            return
        self._held[who] += 1
        try:
            yield True
        finally:
            self._held[who] -= 1
            if not self._held[who]:
                del self._held[who]
