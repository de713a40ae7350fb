"""What was added to a file, update by update, and whether it alters what was there.

A PDF file grows by incremental updates (ISO 32000-1 section 7.5.6): each appends changed
objects, and the bytes before it stay. A signature covers those up to its own update. An
update that only signs changes nothing but the list of fields, the fields it fills, the
pages that new ones are on, and the store of validation data. pyHanko can tell that too,
but takes minutes for a tagged report.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final, Literal

import pikepdf
from pyhanko.pdf_utils.reader import PdfFileReader

_END: Final = b"%%EOF"
_LINE_ENDS: Final = (b"\r\n", b"\n", b"\r")
_TRAILER: Final = re.compile(rb"\s*(?:endstream\s+)?(?:endobj\s+)?startxref\s+(\d+)\s+%%EOF")
_SIGNATURE: Final = re.compile(rb"/ByteRange\s*\[")

Difference = Literal["none", "overlaid", "changed"]

_CATALOGUE: Final = {"/AcroForm", "/DSS", "/Extensions", "/Version"}
_FORM: Final = {"/Fields", "/SigFlags"}
_FIELD: Final = {"/V", "/AP"}
_INFORMATION: Final = {"/ModDate", "/Producer"}
_PAGE: Final = {"/Annots"}
_UPDATED: Final = ("ModifyDate", "MetadataDate", "Producer")
"""Properties of the metadata (XMP) that tell when and by what the file was last written."""


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


def difference(before: bytes, after: bytes) -> Difference:
    """Return how `after`, which begins with `before`, differs otherwise than by signatures.

    `overlaid`: a new signature field shows something on a page.
    """
    if before == after:
        return "none"
    try:
        with (
            pikepdf.open(io.BytesIO(before), attempt_recovery=False) as old,
            pikepdf.open(io.BytesIO(after), attempt_recovery=False) as new,
        ):
            return _Comparison(old, new).difference()
    except (pikepdf.PdfError, ValueError, KeyError, TypeError, AttributeError):
        return "changed"


class _Comparison:
    """Two states of a file, object by object."""

    def __init__(self, old: pikepdf.Pdf, new: pikepdf.Pdf) -> None:
        self._old, self._new = old, new
        self._free: set[tuple[int, int]] = set()
        """Objects that are compared by what they mean."""
        self._but: dict[tuple[int, int], set[str]] = {}
        """Objects of which these entries may change."""

    def difference(self) -> Difference:
        old, new = self._old, self._new
        self._but[old.Root.objgen] = _CATALOGUE
        self._free |= set(_store_of_validation(old.Root.get("/DSS")))
        if "/Info" in old.trailer:
            self._but[old.trailer.Info.objgen] = _INFORMATION
        added = self._added_fields()
        is_kept = self._metadata_keep() and added is not None and self._pages_keep(added)
        if added is None or not is_kept or not self._objects_keep():
            return "changed"
        fields = _entry(_entry(new.Root, "/AcroForm", {}), "/Fields")
        shown = [one for one in fields if one.unparse() in added and _shows(one)]
        return "overlaid" if shown else "none"

    def _added_fields(self) -> set[str] | None:
        """Return the references of new signature fields; None if the form changed otherwise."""
        before, now = (_entry(one.Root, "/AcroForm", {}) for one in (self._old, self._new))
        fields, fields_now = (list(_entry(one, "/Fields")) for one in (before, now))
        names, names_now = ([one.unparse() for one in each] for each in (fields, fields_now))
        if names_now[: len(names)] != names or not _same(before, now, _FORM):
            return None
        for holder in (before, before.get("/Fields")):
            if isinstance(holder, pikepdf.Object) and holder.is_indirect:
                self._free.add(holder.objgen)
        for field in fields:
            if field.get("/FT") == "/Sig" and "/V" not in field:
                self._but[field.objgen] = _FIELD
        new_fields = fields_now[len(names) :]
        if any(one.get("/FT") != "/Sig" or "/Kids" in one for one in new_fields):
            return None
        return set(names_now[len(names) :])

    def _metadata_keep(self) -> bool:
        """Whether the metadata are as they were, but for when the file was last written."""
        held = self._old.Root.get("/Metadata")
        if held is None or "/Metadata" not in self._new.Root:
            return "/Metadata" not in self._new.Root
        self._free.add(held.objgen)
        before, now = (_properties(one) for one in (self._old, self._new))
        return before == now and held.objgen == self._new.Root.Metadata.objgen

    def _pages_keep(self, added: set[str]) -> bool:
        """Whether all pages have the annotations they had, and new signature fields at most."""
        if len(self._old.pages) != len(self._new.pages):
            return False
        for page, page_now in zip(self._old.pages, self._new.pages, strict=True):
            held = page.obj.get("/Annots")
            if held is not None and held.is_indirect:
                self._free.add(held.objgen)
            self._but[page.obj.objgen] = _PAGE
            before, now = (
                [one.unparse() for one in each.obj.get("/Annots", ())] for each in (page, page_now)
            )
            if now[: len(before)] != before or not added.issuperset(now[len(before) :]):
                return False
        return True

    def _objects_keep(self) -> bool:
        """Whether all objects are as they were, and no number that was unused is given meaning."""
        old, new = self._old.trailer, self._new.trailer
        if old.Root.objgen != new.Root.objgen:
            return False
        if not _same(old.get("/Info", {}), new.get("/Info", {}), _INFORMATION):
            return False
        before = {one.objgen: one for one in self._old.objects if one.is_indirect}
        now = {one.objgen: one for one in self._new.objects if one.is_indirect}
        size = int(self._old.trailer.Size)
        if any(number < size for number, _generation in now.keys() - before.keys()):
            return False
        return all(
            where in now and _same(one, now[where], self._but.get(where, set()))
            for where, one in before.items()
            if where not in self._free
        )


def _store_of_validation(held: Any) -> Iterator[tuple[int, int]]:
    """Return where the lists of validation data are; the data themselves never change."""
    if isinstance(held, pikepdf.Stream) or not isinstance(held, pikepdf.Object):
        return
    if held.is_indirect:
        yield held.objgen
    if isinstance(held, pikepdf.Dictionary):
        for value in held.values():
            yield from _store_of_validation(value)


def _entry(holder: Any, key: str, otherwise: Any = ()) -> Any:
    return holder.get(key, otherwise)


def _shows(field: Any) -> bool:
    left, bottom, right, top = map(float, field.get("/Rect", (0, 0, 0, 0)))
    return left != right and bottom != top


def _same(one: Any, other: Any, but: set[str]) -> bool:
    """Whether two objects hold the same, but for these entries of theirs."""
    if but:
        keys = (set(one.keys()) | set(other.keys())) - but
        return all(_content(one.get(key)) == _content(other.get(key)) for key in keys)
    if isinstance(one, pikepdf.Stream) and isinstance(other, pikepdf.Stream):
        return (
            one.stream_dict.unparse(resolved=True) == other.stream_dict.unparse(resolved=True)
            and one.read_raw_bytes() == other.read_raw_bytes()
        )
    return bool(one.unparse(resolved=True) == other.unparse(resolved=True))


def _content(value: Any) -> Any:
    if isinstance(value, pikepdf.String):
        return str(value)
    return value.unparse() if isinstance(value, pikepdf.Object) else value


def _properties(pdf: pikepdf.Pdf) -> dict[str, object]:
    """Return the properties of the metadata that have plain values."""
    metadata = pdf.open_metadata(set_pikepdf_as_editor=False)  # as a context, it would write
    return {
        name: value
        for name, value in metadata.items()
        if isinstance(value, (str, list)) and not name.endswith(_UPDATED)
    }
