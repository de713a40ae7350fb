"""What updates changed of a file: nothing but signatures, or more than that.

An update that only signs changes nothing but the list of fields, the fields it fills, the
pages that new ones are on, and the store of validation data; whatever it adds is reached
from these alone. pyHanko can tell that too, but takes minutes for a tagged report.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final, Literal

import pikepdf

from crisis_log.audit.pdf import opened
from crisis_log.reports.signing.contents import acts, dictionaries

Difference = Literal["none", "overlaid", "changed"]
Where = tuple[int, int]
"""The number and the generation of an object."""

_REFERENCE: Final = re.compile(rb"(\d+) (\d+) R\b")
_CATALOGUE: Final = {"/AcroForm", "/DSS", "/Extensions", "/Version"}
_FORM: Final = {"/Fields", "/SigFlags"}
_FILLED: Final = {"/V", "/AP"}
_INFORMATION: Final = {"/ModDate", "/Producer"}
_PAGE: Final = {"/Annots"}
_UPDATED: Final = ("ModifyDate", "MetadataDate", "Producer")
"""Properties of the metadata (XMP) that tell when and by what the file was last written."""
_NEW_FIELD: Final = _FILLED | set(
    "/Type /Subtype /FT /T /TU /F /Ff /Rect /P /Lock /SV /MK /DA /StructParent".split()  # noqa: SIM905 - as names are written
)
_SIGNED: Final = {"/ByteRange", "/Contents"}
_STORE: Final = {"/Type", "/VRI", "/Certs", "/CRLs", "/OCSPs"}
_STORE_OF_ONE: Final = {"/Type", "/Cert", "/CRL", "/OCSP", "/TU", "/TS"}


def difference(before: bytes, after: bytes) -> Difference:
    """Return how `after`, which begins with `before`, differs otherwise than by signatures.

    `overlaid`: a new signature field shows something on a page.
    """
    if before == after:
        return "none"
    try:
        with opened(before) as old, opened(after) as new, pikepdf.explicit_conversion():
            return _Comparison(_State(old), _State(new)).difference()
    except (pikepdf.PdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return "changed"


class _State:
    """A state of a file: its objects, as they are written, and how often each is named."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self.root: Any = pdf.Root
        self.trailer: Any = pdf.trailer
        held: Iterable[Any] = pdf.objects  # what is null has no place
        self.objects: dict[Where, Any] = {one.objgen: one for one in held if one is not None}
        self.texts = {where: _text(one) for where, one in self.objects.items()}
        everywhere = (self.trailer.unparse(), *self.texts.values())
        self.named = Counter(one for text in everywhere for one in _references(text))


class _Comparison:
    """Two states of a file, object by object."""

    def __init__(self, old: _State, new: _State) -> None:
        self._old, self._new = old, new
        self._free: set[Where] = set()
        """Objects that are compared by what they mean, where nothing else names them."""
        self._but: dict[Where, set[str]] = {}
        """Objects of which these entries may change."""

    def difference(self) -> Difference:
        old, new = self._old, self._new
        self._allow(old.root, _CATALOGUE)
        if "/Info" in old.trailer:
            self._allow(old.trailer.Info, _INFORMATION)
        added = self._added_fields()
        is_kept = added is not None and self._pages_keep(added)
        if not is_kept or not self._metadata_keep() or not self._stores_are_such():
            return "changed"
        if added is None or not self._objects_keep() or not self._additions_are_inert():
            return "changed"
        fields = _entry(_entry(new.root, "/AcroForm", {}), "/Fields")
        shown = [one for one in fields if one.unparse() in added and _shows(one)]
        return "overlaid" if shown else "none"

    def _allow(self, one: Any, entries: set[str]) -> None:
        if one.is_indirect:
            self._but[one.objgen] = entries

    def _free_of(self, holders: Iterable[Any]) -> None:
        """Let these change where they are named once: else they mean something else as well."""
        for one in holders:
            is_apart = isinstance(one, pikepdf.Object) and one.is_indirect
            if is_apart and self._old.named[one.objgen] == 1:
                self._free.add(one.objgen)

    def _added_fields(self) -> set[bytes] | None:
        """Return the references of new signature fields; None if the form changed otherwise."""
        before, now = (_entry(one.root, "/AcroForm", {}) for one in (self._old, self._new))
        fields, fields_now = (list(_entry(one, "/Fields")) for one in (before, now))
        names, names_now = ([one.unparse() for one in each] for each in (fields, fields_now))
        if names_now[: len(names)] != names or not _same(before, now, _FORM):
            return None
        self._free_of([before, before.get("/Fields")])
        for field, field_now in zip(fields, fields_now, strict=False):
            if field.get("/FT") == "/Sig" and "/V" not in field and _is_signed(field_now):
                self._allow(field, _FILLED)
        new_fields = fields_now[len(names) :]
        if not all(_is_signed(one) and set(one.keys()) <= _NEW_FIELD for one in new_fields):
            return None
        return set(names_now[len(names) :])

    def _pages_keep(self, added: set[bytes]) -> bool:
        """Whether all pages have the annotations they had, and new signature fields at most."""
        if len(self._old.pdf.pages) != len(self._new.pdf.pages):
            return False
        for page, page_now in zip(self._old.pdf.pages, self._new.pdf.pages, strict=True):
            self._free_of([page.obj.get("/Annots")])
            self._allow(page.obj, _PAGE)
            before, now = (
                [one.unparse() for one in each.obj.get("/Annots", ())] for each in (page, page_now)
            )
            if now[: len(before)] != before or not added.issuperset(now[len(before) :]):
                return False
        return True

    def _metadata_keep(self) -> bool:
        """Whether the metadata are as they were, but for when the file was last written."""
        held = self._old.root.get("/Metadata")
        if held is None or "/Metadata" not in self._new.root:
            return "/Metadata" not in self._new.root
        self._free_of([held])
        before, now = (_properties(one.pdf) for one in (self._old, self._new))
        return before == now and held.objgen == self._new.root.Metadata.objgen

    def _stores_are_such(self) -> bool:
        """Whether the stores of validation data hold these and nothing else."""
        before, now = (_entry(one.root, "/DSS", {}) for one in (self._old, self._new))
        if not _is_store(before) or not _is_store(now):
            return False
        self._free_of(_containers(before))
        return True

    def _objects_keep(self) -> bool:
        """Whether all objects are as they were, and nothing named in vain is given meaning."""
        old, new = self._old, self._new
        if old.root.objgen != new.root.objgen or "/XRefStm" in new.trailer:
            return False
        if not _same(old.trailer.get("/Info", {}), new.trailer.get("/Info", {}), _INFORMATION):
            return False
        added = new.objects.keys() - old.objects.keys()
        size = int(old.trailer.Size)
        if any(where[0] < size or where in old.named for where in added):
            return False
        return all(where in new.objects and self._keeps(where) for where in old.objects)

    def _keeps(self, where: Where) -> bool:
        one, now = self._old.objects[where], self._new.objects[where]
        if where in self._free:
            return True
        if where in self._but:
            return _same(one, now, self._but[where])
        return self._old.texts[where] == self._new.texts[where] and _data(one) == _data(now)

    def _additions_are_inert(self) -> bool:
        """Whether nothing that is new acts by itself, leads elsewhere, or holds a file."""
        old, new = self._old.objects, self._new.objects
        added: list[Any] = [one for where, one in new.items() if where not in old]
        for where, entries in self._but.items():
            added += [new[where][entry] for entry in entries if entry in new[where]]
        return not any(acts(part) for one in added for part in dictionaries(one))


def _entry(holder: Any, key: str, otherwise: Any = ()) -> Any:
    return holder.get(key, otherwise)


def _text(one: Any) -> bytes:
    held = one.stream_dict if isinstance(one, pikepdf.Stream) else one
    written: bytes = held.unparse(resolved=True)
    return written


def _data(one: Any) -> bytes | None:
    return one.read_raw_bytes() if isinstance(one, pikepdf.Stream) else None


def _references(text: bytes) -> Iterator[Where]:
    return ((int(number), int(generation)) for number, generation in _REFERENCE.findall(text))


def _is_signed(field: Any) -> bool:
    """Whether a field is one for a signature, with a signature or a timestamp in it."""
    value = field.get("/V")
    is_field = field.get("/FT") == "/Sig" and "/Kids" not in field
    return is_field and isinstance(value, pikepdf.Dictionary) and set(value.keys()) >= _SIGNED


def _is_store(held: Any) -> bool:
    """Whether this is a store of validation data (ISO 32000-2 section 12.8.4.3) and no more."""
    each = _entry(held, "/VRI", {})
    parts = [one for key, one in held.items() if key not in {"/Type", "/VRI"}]
    ones = [one for _key, one in each.items() if isinstance(one, pikepdf.Dictionary)]
    if not set(held.keys()) <= _STORE or any(not set(one.keys()) <= _STORE_OF_ONE for one in ones):
        return False
    parts += [one.get(key) for one in ones for key in ("/Cert", "/CRL", "/OCSP") if key in one]
    return all(isinstance(item, pikepdf.Stream) for part in parts for item in part)


def _containers(store: Any) -> Iterator[Any]:
    """Return what holds the data of a store; the data themselves never change."""
    yield store
    if isinstance(store, pikepdf.Dictionary):
        for one in store.values():
            yield from _containers(one)


def _shows(field: Any) -> bool:
    left, bottom, right, top = map(float, field.get("/Rect", (0, 0, 0, 0)))
    return left != right and bottom != top


def _same(one: Any, other: Any, but: set[str]) -> bool:
    """Whether two dictionaries hold the same, but for these entries of theirs."""
    keys = (set(one.keys()) | set(other.keys())) - but
    return all(_content(one.get(key)) == _content(other.get(key)) for key in keys)


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
