"""PDF files of which nothing is known, opened within bounds: a small one may unpack to anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pikepdf

_LARGEST_STREAM: Final = 100_000_000
"""In bytes: what one stream may unpack to, whatever unpacks it."""
_MOST_FILTERS: Final = 4
"""A stream is packed once; another filter may make text of it, and one encrypt it."""
_MOST_PARTS: Final = 5_000_000
"""Of an array or a dictionary."""
_DEEPEST: Final = 100
"""How deep these lie within each other."""
_END: Final = re.compile(rb"%%EOF(\r\n|\n|\r)?")
_MOST_ENDS: Final = 100
"""Each update of a file ends it anew: a signature is one, or two."""


def opened(content: bytes, *, repairs: bool = False) -> pikepdf.Pdf:
    """Return a PDF file, to be closed; one that is damaged is repaired if `repairs`.

    Raises:
        pikepdf.PdfError: it cannot be read, or a password is needed.

    """
    import pikepdf

    _set_bounds()
    return pikepdf.open(BytesIO(content), attempt_recovery=repairs, suppress_warnings=True)


@cache
def _set_bounds() -> None:
    """Set them for the process, as qpdf has it."""
    from pikepdf.settings import set_qpdf_limits

    set_qpdf_limits(
        flate_max_memory=_LARGEST_STREAM,
        png_max_memory=_LARGEST_STREAM,
        run_length_max_memory=_LARGEST_STREAM,
        tiff_max_memory=_LARGEST_STREAM,
        dct_max_memory=_LARGEST_STREAM,
        max_stream_filters=_MOST_FILTERS,
        parser_max_container_size=_MOST_PARTS,
        parser_max_nesting=_DEEPEST,
    )


def beginnings(content: bytes) -> Iterator[str]:
    """Return the SHA-256 of a file up to each of its ends but the last, the longest first.

    Where a line end follows one, it may have been there or not: both are returned.
    """
    seen, found, begin = sha256(), [], 0
    for match in islice(_END.finditer(content), _MOST_ENDS):
        for end in dict.fromkeys((match.start() + len(b"%%EOF"), match.end())):
            if end < len(content):
                seen.update(content[begin:end])
                begin = end
                found.append(seen.hexdigest())
    return reversed(found)
