"""Whatever is done to a signed report is found, and told."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from crisis_log.reports.signing.revisions import original
from tests.cli.running import CommandLine
from tests.reports.signing.pki import World
from tests.reports.signing.test_levels import KEY

pdf_object: Any = generic
"""Its constructors have no types."""
NAME: Any = generic.NameObject
Writer = Any


@pytest.fixture
def signed(desk: CommandLine, signed_once: bytes) -> bytes:
    """A report signed with a timestamp, at the desk."""
    Path("R-2-signed.pdf").write_bytes(signed_once)
    return signed_once


def updated(pdf: bytes, change: Callable[[Writer], None]) -> bytes:
    """Return the file with an incremental update."""
    writer: Writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def checked(desk: CommandLine, pdf: bytes) -> Any:
    """Return what a check of the file says; it must be a finding."""
    Path("other.pdf").write_bytes(pdf)
    answer = desk.having("--json").typed("report check other.pdf")
    assert answer.code == 3, answer
    return answer.document


def _page(writer: Writer) -> Any:
    return writer.root["/Pages"]["/Kids"][0].get_object()


def _other_content(writer: Writer) -> None:
    drawn = pdf_object.StreamObject(stream_data=b"0 0 100 100 re f")
    page = _page(writer)
    page[NAME("/Contents")] = writer.add_object(drawn)
    writer.update_container(page)


def _other_content_in_place(writer: Writer) -> None:
    stream = _page(writer)["/Contents"]
    drawn = pdf_object.StreamObject(stream_data=b"0 0 100 100 re f")
    writer.objects[(stream.container_ref.generation, stream.container_ref.idnum)] = drawn


def _note_on_page(writer: Writer) -> None:
    note = pdf_object.DictionaryObject(
        {
            NAME("/Type"): NAME("/Annot"),
            NAME("/Subtype"): NAME("/FreeText"),
            NAME("/Contents"): pdf_object.TextStringObject("Faux"),
            NAME("/Rect"): pdf_object.ArrayObject(map(pdf_object.NumberObject, (0, 0, 99, 99))),
        }
    )
    page = _page(writer)
    page["/Annots"].append(writer.add_object(note))
    writer.update_container(page["/Annots"])
    writer.update_container(page)


def _second_page(writer: Writer) -> None:
    pages = writer.root["/Pages"]
    pages["/Kids"].append(writer.add_object(pdf_object.DictionaryObject(_page(writer))))
    pages[NAME("/Count")] = pdf_object.NumberObject(2)
    writer.update_container(pages)


def _other_title(writer: Writer) -> None:
    writer.set_info(
        pdf_object.DictionaryObject({NAME("/Title"): pdf_object.TextStringObject("Faux")})
    )


def _moved_signature(writer: Writer) -> None:
    field = writer.root["/AcroForm"]["/Fields"][0].get_object()
    field[NAME("/Rect")] = pdf_object.ArrayObject(map(pdf_object.NumberObject, (0, 0, 600, 800)))
    writer.update_container(field)


@pytest.mark.parametrize(
    "change",
    [
        _other_content,
        _other_content_in_place,
        _note_on_page,
        _second_page,
        _other_title,
        _moved_signature,
    ],
)
def test_an_update_that_alters_the_report_is_found(
    desk: CommandLine, signed: bytes, change: Callable[[Writer], None]
) -> None:
    found = checked(desk, updated(signed, change))
    assert found["alterations"] == ["changed"]
    assert found["signatures"][0]["later"] == "altered"


def test_a_field_laid_over_the_page_is_found(desk: CommandLine, signed: bytes) -> None:
    def overlay(writer: Writer) -> None:
        box = pdf_object.ArrayObject(map(pdf_object.NumberObject, (0, 0, 400, 400)))
        field = pdf_object.DictionaryObject(
            {
                NAME("/Type"): NAME("/Annot"),
                NAME("/Subtype"): NAME("/Widget"),
                NAME("/FT"): NAME("/Sig"),
                NAME("/T"): pdf_object.TextStringObject("Sneaky"),
                NAME("/Rect"): box,
            }
        )
        reference = writer.add_object(field)
        for held in (writer.root["/AcroForm"]["/Fields"], _page(writer)["/Annots"]):
            held.append(reference)
            writer.update_container(held)
        writer.update_root()

    assert checked(desk, updated(signed, overlay))["alterations"] == ["changed"]


@pytest.mark.parametrize("share", [0.001, 0.3, 0.97, 0.999])
def test_a_byte_changed_anywhere_is_found(desk: CommandLine, signed: bytes, share: float) -> None:
    place = int(len(signed) * share)
    flipped = bytes([signed[place] ^ 1])
    found = checked(desk, signed[:place] + flipped + signed[place + 1 :])
    assert found["alterations"]


def test_a_byte_of_the_signature_itself_is_found(desk: CommandLine, signed: bytes) -> None:
    (contents,) = re.finditer(rb"/Contents <([0-9A-F]+)>", signed)
    attributes = signed.index(b"2A864886F70D010904", contents.start())  # the digest that it signs
    for place in (contents.start(1) + 3, attributes + 30, contents.end(1) - 9):
        flipped = b"1" if signed[place : place + 1] != b"1" else b"2"
        assert checked(desk, signed[:place] + flipped + signed[place + 1 :])["alterations"]


@pytest.mark.parametrize("rest", [b"garbage", b"\n% more\n", b"x" * 5000])
def test_what_is_appended_is_found(desk: CommandLine, signed: bytes, rest: bytes) -> None:
    assert "appended" in checked(desk, signed + rest)["alterations"]


def test_a_truncated_file_is_found(desk: CommandLine, signed: bytes) -> None:
    assert checked(desk, signed[:-200])["alterations"]


def test_a_signature_taken_out_of_use_is_found(desk: CommandLine, signed: bytes) -> None:
    def strip(writer: Writer) -> None:
        field = writer.root["/AcroForm"]["/Fields"][0].get_object()
        del field["/V"]
        writer.update_container(field)

    found = checked(desk, updated(signed, strip))
    assert (found["alterations"], found["is_signed"]) == (["removed"], False)


def test_a_cross_reference_that_leaps_over_the_signature_is_found(
    desk: CommandLine, signed: bytes
) -> None:
    unsigned = Path("R-2.pdf").read_bytes()
    update = updated(unsigned, lambda writer: writer.update_root())[len(unsigned) :]
    moved = re.sub(
        rb"startxref\n(\d+)", lambda m: b"startxref\n%d" % _far(m, signed, unsigned), update
    )
    found = checked(desk, signed + moved)
    assert found["alterations"]


def _far(match: re.Match[bytes], signed: bytes, unsigned: bytes) -> int:
    return int(match[1]) + len(signed) - len(unsigned)


def test_a_signature_removed_by_writing_the_file_anew_leaves_nothing_that_vouches(
    desk: CommandLine, signed: bytes
) -> None:
    with pikepdf.open(io.BytesIO(signed)) as opened:
        del opened.Root.AcroForm
        del opened.pages[0].Annots
        opened.save("anew.pdf")
    found = checked(desk, Path("anew.pdf").read_bytes())
    assert (found["is_signed"], found["is_good"]) == (False, False)


def test_what_was_changed_before_it_was_signed_is_not_the_original(
    desk: CommandLine, world: World
) -> None:
    Path("false.pdf").write_bytes(updated(Path("R-2.pdf").read_bytes(), _other_content))
    desk.typed(f"report sign false.pdf {KEY}").done()
    found = desk.document("report check false-signed.pdf")
    assert found["is_only_signed"]
    assert found["originals"][-1] != found["sha256"]


def test_the_original_is_the_file_before_the_signature(desk: CommandLine, signed: bytes) -> None:
    from crisis_log.reports.signing.reading import open_pdf

    unsigned = Path("R-2.pdf").read_bytes()
    reader = open_pdf(signed, "it")
    assert unsigned in original(signed, reader, reader.embedded_signatures[0].signed_revision - 1)
