"""Whatever is added to a signed report, or was prepared in it, is never told as unchanged."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.sign.signers import Signer

from crisis_log.reports.signing.check import examine
from crisis_log.reports.signing.credentials import from_pkcs12
from crisis_log.reports.signing.findings import Examination
from crisis_log.reports.signing.sign import Order, sign
from tests.reports.signing.pki import World, container
from tests.reports.signing.test_tampering import NAME, Writer, _other_content, _page, updated

pdf: Any = generic
Change = Callable[[Writer], None]
_ABSENT: Final = 9999
"""The number of an object that no file has."""


@pytest.fixture(scope="module")
def key(world: World) -> Signer:
    """What signs."""
    return from_pkcs12(container(world.signer, world.between, secret=None), "me.p12")


def signed(content: bytes, key: Signer) -> bytes:
    """Return the file with a signature, as `report sign` makes it but without its refusals."""
    from crisis_log.reports.signing import sign as module

    order = Order("b-b", datetime.now(UTC), ZoneInfo("Europe/Paris"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_holds", lambda *_arguments: True)
        patch.setattr(module, "contents", lambda _pdf: ())
        return sign(content, "R-2.pdf", key, order).pdf


def examined(content: bytes) -> Examination:
    """Return what a check finds."""
    return examine(content, "it", (), datetime.now(UTC))


def dictionary(**entries: Any) -> Any:
    """Return a dictionary of PDF; text becomes a name where it begins with `/`."""
    return pdf.DictionaryObject({NAME(f"/{key}"): _value(one) for key, one in entries.items()})


def _value(one: Any) -> Any:
    if isinstance(one, str):
        return NAME(one) if one.startswith("/") else pdf.TextStringObject(one)
    if isinstance(one, bool):
        return pdf.BooleanObject(one)
    if isinstance(one, int):
        return pdf.NumberObject(one)
    return pdf.ArrayObject(map(_value, one)) if isinstance(one, list) else one


def script() -> Any:
    """Return an action that runs a script."""
    return dictionary(S="/JavaScript", JS="app.alert(1)")


def in_catalogue(name: str, value: Callable[[Writer], Any]) -> Change:
    """Return the change that puts something in the catalogue."""

    def change(writer: Writer) -> None:
        writer.root[NAME(name)] = value(writer)
        writer.update_root()

    return change


def in_form(name: str, value: Any) -> Change:
    """Return the change that puts something in the form."""

    def change(writer: Writer) -> None:
        form = writer.root["/AcroForm"]
        form[NAME(name)] = _value(value)
        writer.update_container(form)

    return change


def in_field(name: str, value: Callable[[], Any]) -> Change:
    """Return the change that puts something in the field of the signature."""

    def change(writer: Writer) -> None:
        field = writer.root["/AcroForm"]["/Fields"][0].get_object()
        field[NAME(name)] = _value(value())
        writer.update_container(field)

    return change


def in_page(name: str, value: Callable[[Writer], Any]) -> Change:
    """Return the change that puts something in the page."""

    def change(writer: Writer) -> None:
        page = _page(writer)
        page[NAME(name)] = value(writer)
        writer.update_container(page)

    return change


def annotated(**entries: Any) -> Change:
    """Return the change that adds an annotation to the page."""

    def change(writer: Writer) -> None:
        note = dictionary(Type="/Annot", Rect=[0, 0, 99, 99], **entries)
        page = _page(writer)
        page["/Annots"].append(writer.add_object(note))
        writer.update_container(page["/Annots"])
        writer.update_container(page)

    return change


def field_added(**entries: Any) -> Change:
    """Return the change that adds a field to the form."""

    def change(writer: Writer) -> None:
        field = dictionary(Subtype="/Widget", Rect=[0, 0, 0, 0], T="More", **entries)
        fields = writer.root["/AcroForm"]["/Fields"]
        fields.append(writer.add_object(field))
        writer.update_container(fields)
        writer.update_root()

    return change


def file_attached(writer: Writer) -> Any:
    """Return a specification of a file, which the update adds."""
    held = pdf.StreamObject(stream_data=b"crisis-log/other\n1\nAAAA\n")
    return dictionary(
        Type="/Filespec",
        F="checkpoint.txt",
        UF="checkpoint.txt",
        EF=dictionary(F=writer.add_object(held)),
    )


def _other_font(writer: Writer) -> None:
    fonts = _page(writer)["/Resources"]["/Font"]
    font = fonts[next(iter(fonts))]
    font[NAME("/ToUnicode")] = writer.add_object(pdf.StreamObject(stream_data=b"other"))
    writer.update_container(font)


def _other_metadata(writer: Writer) -> None:
    stream = writer.root["/Metadata"]
    other = pdf.StreamObject(
        dictionary(Type="/Metadata", Subtype="/XML"),
        stream_data=stream.data.replace(b"Rapport", b"Rappart"),
    )
    writer.objects[(stream.container_ref.generation, stream.container_ref.idnum)] = other
    writer._update_meta = lambda: None  # noqa: SLF001 - it would write them anew


def _store(**entries: Any) -> Change:
    return in_catalogue("/DSS", lambda writer: writer.add_object(dictionary(**entries)))


ADDED: Final[dict[str, Change]] = {
    "action at opening": in_catalogue("/OpenAction", lambda _writer: script()),
    "link at opening": in_catalogue("/OpenAction", lambda _w: dictionary(S="/URI", URI="x:")),
    "actions of the file": in_catalogue("/AA", lambda _writer: dictionary(WC=script())),
    "named scripts": in_catalogue("/Names", lambda _w: dictionary(JavaScript=dictionary())),
    "files": in_catalogue("/Names", lambda _w: dictionary(EmbeddedFiles=dictionary(Names=[]))),
    "associated file": in_catalogue("/AF", lambda w: _value([w.add_object(file_attached(w))])),
    "layers": in_catalogue("/OCProperties", lambda _w: dictionary(OCGs=[])),
    "requirements": in_catalogue("/Requirements", lambda _w: _value([])),
    "destinations": in_catalogue("/Dests", lambda _writer: dictionary()),
    "view": in_catalogue("/ViewerPreferences", lambda _w: dictionary(HideToolbar=True)),
    "extension that acts": in_catalogue("/Extensions", lambda _w: dictionary(X=script())),
    "store that acts": _store(AA=script()),
    "store of anything": _store(Certs=[dictionary(S="/Launch")]),
    "store of files": _store(VRI=dictionary(X=dictionary(EF=dictionary()))),
    "need of appearances": in_form("/NeedAppearances", value=True),
    "another form": in_form("/XFA", "<xdp/>"),
    "order of scripts": in_form("/CO", []),
    "fields' resources": in_form("/DR", []),
    "action of the field": in_field("/A", script),
    "actions of the field": in_field("/AA", lambda: dictionary(E=script())),
    "appearance of the field": in_field("/AP", dictionary),
    "flags of the field": in_field("/F", lambda: 2),
    "kids of the field": in_field("/Kids", list),
    "actions of the page": in_page("/AA", lambda _writer: dictionary(O=script())),
    "rotation": in_page("/Rotate", lambda _writer: _value(90)),
    "crop": in_page("/CropBox", lambda _writer: _value([0, 0, 9, 9])),
    "link": annotated(Subtype="/Link", A=dictionary(S="/URI", URI="https://x.invalid")),
    "program": annotated(Subtype="/Link", A=dictionary(S="/Launch", F="x.exe")),
    "sending": annotated(Subtype="/Widget", A=dictionary(S="/SubmitForm", F="x:")),
    "attached to the page": annotated(Subtype="/FileAttachment", FS=dictionary(F="x")),
    "stamp": annotated(Subtype="/Stamp"),
    "text field": field_added(FT="/Tx", V="other"),
    "button": field_added(FT="/Btn", A=script()),
    "empty room": field_added(FT="/Sig"),
    "false signature": field_added(FT="/Sig", V=dictionary(Type="/Sig", ByteRange=[0, 9, 9, 9])),
    "font": _other_font,
    "metadata": _other_metadata,
}


@pytest.mark.parametrize("what", ADDED)
def test_what_is_added_to_a_signed_report_is_found(signed_once: bytes, what: str) -> None:
    found = examined(updated(signed_once, ADDED[what]))
    assert set(found.alterations) & {"changed", "broken"}, found
    assert all(one.later == "altered" for one in found.signatures)


# Prepared before the signature, and switched after it


def _named_in_vain(writer: Writer) -> None:
    page = _page(writer)
    page[NAME("/Contents")] = pdf.ArrayObject(
        [page.raw_get("/Contents"), pdf.IndirectObject(_ABSENT, 0, writer)]
    )
    writer.update_container(page)


def _given_meaning(writer: Writer) -> None:
    drawn = pdf.StreamObject(stream_data=b"0 0 100 100 re f")
    writer.objects[(0, _ABSENT)] = drawn
    writer._lastobj_id = _ABSENT  # noqa: SLF001 - no other way to choose a number


def _page_in_store(writer: Writer) -> None:
    page = _page(writer).container_ref
    at = pdf.IndirectObject(page.idnum, page.generation, writer)
    writer.root[NAME("/DSS")] = dictionary(VRI=dictionary(X=at))
    writer.update_root()


def _content_as_metadata(writer: Writer) -> None:
    held = writer.root.raw_get("/Metadata")
    page = _page(writer)
    page[NAME("/Contents")] = pdf.ArrayObject([page.raw_get("/Contents"), held])
    writer.update_container(page)


def _other_version_at_hand(writer: Writer) -> None:
    writer.add_object(pdf.StreamObject(stream_data=b"0 0 100 100 re f"))
    writer.update_root()


def _second_catalogue(writer: Writer) -> None:
    other = pdf.DictionaryObject(writer.root)
    other[NAME("/PageLayout")] = NAME("/OneColumn")
    writer.add_object(other)
    writer.update_root()


def _catalogue_switched(writer: Writer) -> None:
    other = pdf.DictionaryObject(writer.root)
    _other_content(writer)
    writer._root_ref = writer.add_object(other)  # noqa: SLF001 - as the one who attacks would
    writer.trailer["/Root"] = writer._root_ref  # noqa: SLF001 - no public way leads to it


@pytest.mark.parametrize(
    ("prepare", "switch"),
    [
        (_named_in_vain, _given_meaning),
        (_page_in_store, _other_content),
        (_page_in_store, in_page("/Rotate", lambda _writer: _value(90))),
        (_content_as_metadata, _other_metadata),
        (_other_version_at_hand, _other_content),
        (_second_catalogue, _catalogue_switched),
        (annotated(Subtype="/Square"), in_page("/Annots", lambda _writer: _value([]))),
        (field_added(FT="/Tx", V="true"), lambda writer: _filled(writer, "false")),
    ],
)
def test_what_was_prepared_before_it_was_signed_and_switched_is_found(
    roomy: bytes, key: Signer, prepare: Change, switch: Change
) -> None:
    made = signed(updated(roomy, prepare), key)
    assert examined(made).is_signed
    found = examined(updated(made, switch))
    assert set(found.alterations) & {"changed", "broken", "damaged"}, found


def _filled(writer: Writer, text: str) -> None:
    fields = [one.get_object() for one in writer.root["/AcroForm"]["/Fields"]]
    field = next(one for one in fields if one["/FT"] == "/Tx")
    field[NAME("/V")] = pdf.TextStringObject(text)
    writer.update_container(field)


# Bytes


def test_what_a_signature_leaves_out_holds_nothing_but_itself(signed_once: bytes) -> None:
    """A signature written shorter leaves room, where other objects could be put."""
    (held,) = re.finditer(rb"/Contents <([0-9A-F]+)>", signed_once)
    end = held.end(1) - 200
    room = signed_once[:end] + b">" + b" " * 198 + b"(" + signed_once[held.end(1) :]
    assert len(room) == len(signed_once)
    assert "partial" in examined(room).alterations or "broken" in examined(room).alterations


def _forged_within(signed_pdf: bytes, unsigned: bytes) -> bytes:
    """Return a file with another page, whose signature nevertheless fits all that it covers.

    What it covers begins and ends as the file did. Between these, in place of the signature,
    lies another file, whose cross-reference stands where the old one did; the signature is
    packed in a stream of objects, with as many zeros after it as the room is wide.
    """
    (ranged,) = re.finditer(rb"/ByteRange\s*\[\s*0 (\d+) (\d+) (\d+)", signed_pdf)
    first, start, _rest = map(int, ranged.groups())
    head, tail = signed_pdf[:first], signed_pdf[start:]
    pointed = int(re.findall(rb"startxref\s+(\d+)", tail)[-1])
    width = pointed - first + 40_000
    width += width % 2
    content = bytes.fromhex(signed_pdf[first + 1 : start - 1].decode())
    content = content.rstrip(b"\0").ljust((width - 2) // 2, b"\0")
    body, places = bytearray(), {}

    def put(number: int, written: bytes) -> None:
        places[number] = first + len(body) + 1
        body.extend(b"\n%d 0 obj\n%s\nendobj\n" % (number, written))

    put(1, b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] /SigFlags 3 >> >>")
    put(2, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
    put(3, b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Annots [4 0 R] >>")
    put(4, b"<< /FT /Sig /T (Signature) /Subtype /Widget /Rect [0 0 0 0] /V 6 0 R >>")
    value = (
        b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange "
        b"[0 %d %d %d] /Contents <%s> >>"
        % (first, first + width, len(tail), content.hex().encode())
    )
    packed = zlib.compress(b"6 0 " + value)
    put(
        5,
        b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
        % (len(packed), packed),
    )
    body.extend(b" " * (pointed - first - len(body)))
    places[7] = pointed
    rows = b"".join(
        bytes([2]) + (5).to_bytes(4) + bytes(1)
        if number == 6
        else bytes([1 if number else 0]) + places.get(number, 0).to_bytes(4) + bytes(1)
        for number in range(8)
    )
    body.extend(
        b"7 0 obj\n<< /Type /XRef /Size 8 /W [1 4 1] /Root 1 0 R /Length %d >>\nstream\n%s\n"
        b"endstream\nendobj\n" % (len(rows), rows)
    )
    assert len(body) < width, (len(body), width)
    return head + bytes(body).ljust(width) + tail


def test_another_file_in_the_room_of_the_signature_is_found(roomy: bytes, key: Signer) -> None:
    forged = _forged_within(signed(roomy, key), roomy)
    found = examined(forged)
    assert found.alterations, found


def test_bytes_before_the_beginning_are_found(roomy: bytes, signed_once: bytes) -> None:
    before = b"#!/bin/sh\n"
    assert examined(before + roomy).alterations
    assert examined(before + signed_once).alterations


@pytest.mark.parametrize("which", [0, 1])
def test_of_two_signatures_one_that_does_not_hold_is_found(
    signed_once: bytes, key: Signer, which: int
) -> None:
    twice = signed(signed_once, key)
    held = list(re.finditer(rb"/Contents <([0-9A-F]+)>", twice))[which]
    place = twice.index(b"2A864886F70D010904", held.start()) + 40
    broken = bytearray(twice)
    broken[place] = ord("1") if broken[place] != ord("1") else ord("2")
    found = examined(bytes(broken))
    assert "broken" in found.alterations
    assert len(found.signatures) in {0, 2}


def _once_more(content: bytes, trailer: bytes = b"", table: bytes = b"xref\n0 0\n") -> bytes:
    """Return the file with an update written by hand."""
    before = int(re.findall(rb"startxref\s+(\d+)", content)[-1])
    size = max(map(int, re.findall(rb"/Size (\d+)", content)))
    root = re.findall(rb"/Root (\d+ 0 R)", content)[-1]
    return (
        content
        + table
        + b"trailer\n<< /Size %d /Root %s /Prev %d %s >>\n" % (size, root, before, trailer)
        + b"startxref\n%d\n%%%%EOF\n" % len(content)
    )


def test_cross_references_that_lead_in_a_circle_end(signed_once: bytes) -> None:
    at = len(signed_once)
    looped = _once_more(signed_once).replace(
        b"/Prev %d" % int(re.findall(rb"startxref\s+(\d+)", signed_once)[-1]), b"/Prev %d" % at
    )
    assert examined(looped).alterations


def test_a_hybrid_cross_reference_is_found(signed_once: bytes) -> None:
    before = int(re.findall(rb"startxref\s+(\d+)", signed_once)[-1])
    assert examined(_once_more(signed_once, b"/XRefStm %d" % before)).alterations


def test_an_object_of_a_second_generation_or_twice_in_one_table_is_found(
    signed_once: bytes,
) -> None:
    """The page is written anew; readers differ in which of the two rows of a table counts."""
    page = (
        int(re.findall(rb"/Kids \[(\d+) 0 R", signed_once)[0]) if b"/Kids [" in signed_once else 4
    )
    written = b"%d 0 obj\n<< /Type /Page >>\nendobj\n" % page
    at = len(signed_once)
    table = written + b"xref\n%d 1\n%010d 00000 n \n%d 1\n%010d 00000 n \n" % (page, at, page, 9)
    content = _once_more(signed_once, table=table)
    content = re.sub(rb"startxref\n%d\n%%%%EOF\n$" % at, b"", content)
    content += b"startxref\n%d\n%%%%EOF\n" % (at + len(written))
    assert examined(content).alterations


def test_a_signature_whose_range_was_cut_is_found(signed_once: bytes) -> None:
    cut = re.sub(
        rb"/ByteRange(\s*)\[(\s*)0 (\d+)",
        lambda m: b"/ByteRange%s[%s0 %d" % (m[1], m[2], int(m[3]) - 1),
        signed_once,
    )
    assert examined(cut).alterations
    assert examined(signed_once[:-6] + b"%%EOF\n" + b"%%EOF\n").alterations


def test_a_stream_that_unpacks_to_anything_is_refused_within_bounds(signed_once: bytes) -> None:
    packed = _zeros(300_000_000)
    for filters in (b"/FlateDecode", b"[/FlateDecode /FlateDecode /FlateDecode]"):
        data = packed if filters.startswith(b"/") else zlib.compress(zlib.compress(packed))
        stream = (
            b"9998 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter %s /Length %d >>\nstream\n%s\n"
            b"endstream\nendobj\n" % (filters, len(data), data)
        )
        at = len(signed_once)
        rows = bytes([1]) + at.to_bytes(4) + bytes(1) + bytes([2]) + (9998).to_bytes(4) + bytes(1)
        before = int(re.findall(rb"startxref\s+(\d+)", signed_once)[-1])
        root = re.findall(rb"/Root (\d+ 0 R)", signed_once)[-1]
        table = (
            b"10000 0 obj\n<< /Type /XRef /Size 10001 /Index [9998 2] /W [1 4 1] /Root %s /Prev %d "
            b"/Length %d >>\nstream\n%s\nendstream\nendobj\n" % (root, before, len(rows), rows)
        )
        ended = b"startxref\n%d\n%%%%EOF\n" % (at + len(stream))
        assert examined(signed_once + stream + table + ended).alterations


def _zeros(count: int) -> bytes:
    packer = zlib.compressobj(9)
    chunk = bytes(1_000_000)
    made = io.BytesIO()
    for _each in range(count // len(chunk)):
        made.write(packer.compress(chunk))
    made.write(packer.flush())
    return made.getvalue()
