"""Numbers and bytes in texts, each with one spelling.

Two texts that mean the same would let one proof be shown as two: whatever could have
been written otherwise (leading zeros, signs, base64 with stray bits) is refused.
"""

from __future__ import annotations

import base64
import re
from typing import Final

LARGEST: Final = 2**63 - 1
"""The most entries a log may have: what databases and other implementations can count."""
_DECIMAL: Final = re.compile(r"0|[1-9][0-9]{0,18}")


def decimal(text: str) -> int:
    """Read ASCII decimal digits without leading zeros, up to 2**63 - 1.

    Raises:
        ValueError: when `text` is anything else.

    """
    if not _DECIMAL.fullmatch(text) or int(text) > LARGEST:
        raise ValueError(text)
    return int(text)


def to_base64(data: bytes) -> str:
    """Return `data` in base64 (RFC 4648 section 4)."""
    return base64.b64encode(data).decode("ascii")


def from_base64(text: str, length: int | None = None) -> bytes:
    """Read base64 (RFC 4648 section 4) of `length` bytes, or of any number of them.

    Raises:
        ValueError: when `text` is not what `to_base64` would write, or its length is wrong.

    """
    data = base64.b64decode(text, validate=True)
    if to_base64(data) != text or length not in {None, len(data)}:
        raise ValueError(text)
    return data
