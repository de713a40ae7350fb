"""What a file is, told by its bytes; one that is no table is refused with what it is."""

from __future__ import annotations

import re
from typing import Final, Literal

from crisis_log.exchange.reading.package import Package, protected
from crisis_log.exchange.reading.problem import NotATableError
from crisis_log.files import holds_database
from crisis_log.language import _
from crisis_log.text import legible

Kind = Literal["xlsx", "ods", "xls", "text"]

_ZIP: Final = b"PK\x03\x04"
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""What holds the pieces of files of Microsoft before 2007, and encrypted ones since."""
_HEAD: Final = 4_096
_ARCHIVES: Final = (b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\xfd7zXZ", b"BZh")
_PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_OLD_SHEETS: Final = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
_PAGE: Final = re.compile(
    r"\s*(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|html|head|body|table|meta|div)\b"
    r"|\s*MIME-Version:",
    re.IGNORECASE | re.DOTALL,
)
_XML: Final = re.compile(r"\s*<(?:\?xml|!--|[A-Za-z_][\w:.-]*[\s/>])")
_JSON: Final = re.compile(r'\s*[\[{]\s*["\[{]')
_TEXTS: Final = "application/vnd.oasis.opendocument.text"
_SPREADSHEET: Final = "application/vnd.oasis.opendocument.spreadsheet"
_BAG: Final = "bagit.txt"
"""Names a bundle for auditors, among the names in a zip."""


def kind_of(content: bytes) -> Kind:
    """Return which kind of table a file holds.

    Raises:
        NotATableError: it is none.

    """
    if not content.strip(b" \t\r\n\0"):
        raise NotATableError(_("it is empty."))
    if content.startswith(_ZIP):
        return _of_package(Package(content))
    if content.startswith(_COMPOUND):
        return _of_compound(content)
    if reason := _binary(content):
        raise NotATableError(reason)
    if reason := _written(legible(content[:_HEAD])):
        raise NotATableError(reason)
    return "text"


def _binary(content: bytes) -> str | None:
    """Return what a file is that is no text, and no table either."""
    if holds_database(content):
        return _("it is a register or another database, not a table.")
    if content.startswith(b"%PDF-"):
        return _("it is a PDF, not a table. Ask for the table that it was made of.")
    if content.startswith(_ARCHIVES):
        return _archive()
    if content.startswith(_PICTURES):
        return _("it is a picture, not a table.")
    if content.startswith(_OLD_SHEETS):
        return _too_old()
    return None


def _written(beginning: str) -> str | None:
    """Return what a text is that is no table."""
    if _PAGE.match(beginning):
        return _(
            "it is a web page, not a table. What should have been downloaded may be missing. "
            "If the page shows the table, open it in a spreadsheet and save it as .xlsx."
        )
    if beginning.startswith("{\\rtf"):
        return _document()
    if _XML.match(beginning):
        return _("it is XML, not a table. Open it in a spreadsheet, and save it as .xlsx.")
    if _JSON.match(beginning):
        return _("it is JSON, not a table. Give it as .csv or .xlsx.")
    return None


def _of_package(package: Package) -> Kind:
    names = package.names
    if "mimetype" in package:
        kind = package.content("mimetype").decode(errors="replace").strip()
        if kind.startswith(_SPREADSHEET):
            return "ods"
        raise NotATableError(_document() if kind.startswith(_TEXTS) else _other_document())
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if any(name.startswith("word/") for name in names):
        raise NotATableError(_document())
    if any(name.startswith("ppt/") for name in names):
        raise NotATableError(_other_document())
    if any(name.endswith(".iwa") for name in names):
        raise NotATableError(_("it is a file of Numbers. Export it as Excel (.xlsx) from there."))
    if any(name.endswith(_BAG) for name in names):
        raise NotATableError(_("it is a bundle for auditors, not a table."))
    raise NotATableError(_archive())


def _of_compound(content: bytes) -> Kind:
    """Return `xls`: the names of the pieces of a compound file are in UTF-16."""
    if _named("EncryptedPackage") in content:
        raise NotATableError(protected())
    if _named("Workbook") in content or _named("Book") in content:
        return "xls"
    raise NotATableError(_document() if _named("WordDocument") in content else _other_document())


def _named(name: str) -> bytes:
    return name.encode("utf-16-le")


def _archive() -> str:
    return _("it is an archive. Unpack it, and give the table that is in it.")


def _document() -> str:
    return _(
        "it is a text document, not a spreadsheet. Copy its table into one, and save it as .xlsx."
    )


def _other_document() -> str:
    return _("it is a document of an office suite, not a spreadsheet.")


def _too_old() -> str:
    return _("it was written by an Excel before 1995. Open it in one of today, save it as .xlsx.")
