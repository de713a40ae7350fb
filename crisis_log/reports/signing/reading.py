"""Opening PDF files of which nothing is known."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from asn1crypto.x509 import NameTypeAndValue
from pyhanko.pdf_utils.reader import PdfFileReader

from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.reports.errors import ReportError

_HEADER: Final = b"%PDF-"
_WITHIN: Final = 1024  # bytes: ISO 32000-1, annex H, note 13

_prepared = NameTypeAndValue._ldap_string_prep  # noqa: SLF001 - no other way to reach it


def _comparable(part: NameTypeAndValue, text: str) -> str:
    """Return a part of a name as names are compared, whatever is in it.

    The library knows the characters of Unicode 3.2 alone: an emoji made a certificate lead
    nowhere.
    """
    try:
        prepared: str = _prepared(part, text)
    except ValueError:
        return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return prepared


NameTypeAndValue._ldap_string_prep = _comparable  # noqa: SLF001 - as above


class DamagedError(ReportError):
    """The file can no longer be read as a PDF file."""


def open_pdf(pdf: bytes, name: str) -> PdfFileReader:
    """Return a reader of `pdf`, which messages call `name`.

    Raises:
        DamagedError: it cannot be read.
        ReportError: it is no PDF, or it is encrypted.

    """
    if _HEADER not in pdf[:_WITHIN]:
        raise ReportError(_("{name} is not a PDF file.").format(name=name))
    with sound(name):
        reader = PdfFileReader(io.BytesIO(pdf))
        encrypted = reader.encrypted
    if encrypted:
        raise ReportError(
            _("{name} is encrypted: signatures are of files that everyone can read.").format(
                name=name
            )
        )
    with sound(name):
        reader.root["/Pages"]
    return reader


@contextmanager
def sound(name: str) -> Iterator[None]:
    """Turn whatever the library raises over a damaged or hostile file into a sentence."""
    try:
        yield
    except (ReportError, Refused):
        raise
    except Exception as error:
        raise DamagedError(_("The PDF file {name} is damaged.").format(name=name)) from error
