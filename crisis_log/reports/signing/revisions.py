"""The updates of a file, one after the other.

A PDF file grows by incremental updates (ISO 32000-1 section 7.5.6): each appends changed
objects, and the bytes before it stay. A signature covers those up to its own update.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Final

from pyhanko.pdf_utils.reader import PdfFileReader

_END: Final = b"%%EOF"
_LINE_ENDS: Final = (b"\r\n", b"\n", b"\r")
_TRAILER: Final = re.compile(rb"\s*(?:endstream\s+)?(?:endobj\s+)?startxref\s+(\d+)\s+%%EOF")
_SIGNATURE: Final = re.compile(rb"/ByteRange\s*\[")


def split(pdf: bytes) -> tuple[bytes, bytes]:
    """Return the file up to its last end, and what follows it but line ends."""
    end = pdf.rfind(_END) + len(_END)
    rest = pdf[end:]
    return (pdf, b"") if end < len(_END) or not rest.strip() else (pdf[:end], rest)


def count_signatures(pdf: bytes) -> int:
    """Return how many signatures the bytes hold, found by the file's structure or not.

    They are never within a compressed stream: their bytes are filled in last.
    """
    return len(_SIGNATURE.findall(pdf))


def original(pdf: bytes, reader: PdfFileReader, revision: int) -> list[bytes]:
    """Return the file as it was at `revision`, without and with the line end that follows."""
    if revision < 0:
        return []
    begin = reader.xrefs.get_xref_container_info(revision).end_location
    found = _TRAILER.match(pdf, begin)
    if not found or int(found[1]) != reader.xrefs.get_startxref_for_revision(revision):
        return []
    end = found.end()
    following = next((one for one in _LINE_ENDS if pdf.startswith(one, end)), b"")
    return [pdf[:one] for one in range(end, end + len(following) + 1)]


def digest(pdf: bytes) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    return sha256(pdf).hexdigest()
