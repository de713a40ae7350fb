"""Genuine bytes made wrong in the ways that find faults, the same at each run."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Final

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


def mutated(genuine: bytes, count: int, seed: int = 0) -> Iterator[bytes]:
    """Return `count` variants of `genuine`: flipped, cut, repeated, spliced, strange values."""
    chance = random.Random(seed)
    for _case in range(count):
        data = bytearray(genuine)
        for _change in range(chance.randint(1, 4)):
            _change_one(data, chance)
        yield bytes(data)


def _change_one(data: bytearray, chance: random.Random) -> None:
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
