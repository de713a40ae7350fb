"""Reading ASN.1 in its distinguished encoding (ITU-T X.690): elements within elements.

Only what other formats need to find their way: definite lengths and one-byte tags.
"""

from __future__ import annotations

from typing import Final, NamedTuple

INTEGER: Final = 0x02
SEQUENCE: Final = 0x30
SET: Final = 0x31
_LONG_TAG: Final = 0x1F
_LONG_LENGTH: Final = 0x80
_MOST_LENGTH_BYTES: Final = 4


class DerError(ValueError):
    """The bytes are not whole elements, or not those expected; its number is where."""


class Element(NamedTuple):
    """An element of `data`: it starts at `start`, its content at `body`, and ends at `end`."""

    data: bytes
    start: int
    body: int
    end: int

    @property
    def tag(self) -> int:
        """The tag byte: class, whether it holds elements, and number."""
        return self.data[self.start]

    @property
    def encoded(self) -> bytes:
        """The whole element."""
        return self.data[self.start : self.end]

    @property
    def content(self) -> bytes:
        """What the element holds."""
        return self.data[self.body : self.end]

    def children(self, tag: int | None = None) -> list[Element]:
        """Return the elements it holds; when `tag` is given, its own tag must be that.

        Raises:
            DerError: its tag is another, or it does not hold whole elements.

        """
        if tag not in {None, self.tag}:
            raise DerError(self.start)
        found = []
        position = self.body
        while position < self.end:
            found.append(_element(self.data, position, self.end))
            position = found[-1].end
        return found


def read(data: bytes) -> Element:
    """Return the one element that `data` is.

    Raises:
        DerError: it is not one element, whole, with nothing after it.

    """
    found = _element(data, 0, len(data))
    if found.end != len(data):
        raise DerError(found.end)
    return found


def _element(data: bytes, start: int, limit: int) -> Element:
    """Return the element at `start`, which ends by `limit`."""
    head = data[start : start + 2]
    if len(head) < 2 or head[0] & _LONG_TAG == _LONG_TAG:  # noqa: PLR2004 - tag and length
        raise DerError(start)
    body, length = start + 2, head[1]
    if length >= _LONG_LENGTH:
        width = length - _LONG_LENGTH
        if not 0 < width <= _MOST_LENGTH_BYTES:
            raise DerError(start)
        length = int.from_bytes(data[body : body + width], "big")
        body += width
    if body + length > limit:
        raise DerError(start)
    return Element(data, start, body, body + length)
