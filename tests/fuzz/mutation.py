"""Genuine bytes made wrong in the ways that find faults, the same at each run.

More of them, by hand: FUZZ_SEED=7 FUZZ_TIMES=50 pytest tests/fuzz
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from typing import Final

SEED: Final = int(os.environ.get("FUZZ_SEED", "0"))
TIMES: Final = int(os.environ.get("FUZZ_TIMES", "1"))
_INTERESTING: Final = (
    b"\0",
    b"\xff",
    b"\x80\x80",
    b"\xff\xff\xff\xff",
    b"\n\n",
    b"=",
    b"-1",
    b"9" * 40,
)
Change = Callable[[bytearray, random.Random], object]


def mutated(genuine: bytes, count: int, change: Change | None = None) -> Iterator[bytes]:
    """Return `count` variants of `genuine`: flipped, cut, repeated, spliced, strange values."""
    chance = random.Random(SEED)
    for _case in range(count * TIMES):
        data = bytearray(genuine)
        for _change in range(chance.randint(1, 4)):
            (change or change_text)(data, chance)
        yield bytes(data)


def change_text(data: bytearray, chance: random.Random) -> None:
    """Change some bytes, anywhere."""
    start = chance.randrange(len(data) + 1)
    end = min(len(data), start + chance.randrange(1, 40))
    match chance.randrange(5):
        case 0 if start < len(data):
            data[start] ^= 1 << chance.randrange(8)
        case 1:
            del data[start:end]
        case 2:
            data[start:start] = data[start:end] * chance.randrange(1, 5)
        case 3:
            data[start:end] = chance.choice(_INTERESTING)
        case _:
            other = chance.randrange(len(data) + 1)
            data[start:end] = data[other : other + 20]


def change_pages(data: bytearray, chance: random.Random, page: int = 4096) -> None:
    """Change a database: bits and headers of pages, pages in the place of others, its end."""
    count = max(1, len(data) // page)
    start = chance.randrange(count) * page
    match chance.randrange(6):
        case 0:
            data[start + chance.randrange(page)] ^= 1 << chance.randrange(8)
        case 1:  # its kind, its cells, the pages it leads to
            data[start + chance.randrange(12)] = chance.randrange(256)
        case 2:
            data[start + chance.randrange(120)] = chance.randrange(256)
        case 3:
            other = chance.randrange(count) * page
            data[start : start + page] = data[other : other + page]
        case 4 if start:
            del data[start + chance.randrange(page) :]
        case _:
            change_text(data, chance)
    data[len(data) :] = bytes(max(0, page - len(data)))
