"""What is no table is refused with what it is and what to do: at once, and within bounds."""

import hashlib
import os
import resource
import sys
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from msoffcrypto.format import ooxml

from crisis_log import files
from crisis_log.exchange.reading import open_book
from crisis_log.fact import Refused
from crisis_log.files import FileError
from tests.exchange.files import changed_zip, nothing, ods, raw_xlsx, write, xls, xlsx, zipped

BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


def refusal(path: Path) -> str:
    with pytest.raises(Refused) as refused:
        open_book(path)
    said = str(refused.value)
    assert said.startswith(f"{path} is not read: ")
    return said.removeprefix(f"{path} is not read: ")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty"),
        (b" \r\n\t\n", "it is empty"),
        (b";;\n;;\n", "it holds no row"),
        (b"\xef\xbb\xbf", "it holds no row"),
        (b"SQLite format 3\0" + bytes(100), "it is a register or another database"),
        (b"%PDF-1.7\n", "it is a PDF"),
        (b"<!DOCTYPE html><html><body>Session expired", "it is a web page"),
        (b"\xef\xbb\xbf\n<!-- x --><HTML>", "it is a web page"),
        (b"<table><tr><td>9h05", "it is a web page"),
        (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n", "it is a web page"),
        ("<!doctype html>".encode("utf-16"), "it is a web page"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:x">', "it is XML, not a table. Open it in"),
        (b'{"kind": "line.recorded.v1"}\n', "it is JSON"),
        (b'[{"a": 1}]', "it is JSON"),
        (b"{\\rtf1\\ansi", "it is a text document"),
        (b"\x89PNG\r\n\x1a\n", "it is a picture"),
        (b"\xff\xd8\xff\xe0", "it is a picture"),
        (b"\x1f\x8b\x08\0", "it is an archive. Unpack it"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "it is an archive. Unpack it"),
        (b"PK\5\6" + bytes(18), "it is an archive"),
        (b"\x09\x02\x06\x00\0\0", "it was written by an Excel before 1995"),
        (bytes(range(256)) * 20, "it is neither a spreadsheet nor text"),
        (b"\x7fELF\2\1\1\0\0\0", "it is neither a spreadsheet nor text"),
        (b"a;b\n1;x\0y\n", "its line 2 holds a NUL"),
        (b"\xff\xfea", "it is neither a spreadsheet nor text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "it is an office document"),
    ],
)
def test_bytes_say_what_a_file_is(tmp_path: Path, content: bytes, reason: str) -> None:
    assert reason in refusal(write(tmp_path / "main.csv", content))


@pytest.mark.parametrize(
    ("pieces", "reason"),
    [
        ({"word/document.xml": "<w/>"}, "it is a text document, not a spreadsheet"),
        ({"ppt/presentation.xml": "<p/>"}, "it is an office document"),
        ({"mimetype": "application/vnd.oasis.opendocument.text"}, "it is a text document"),
        ({"mimetype": "application/vnd.oasis.opendocument.graphics"}, "it is an office document"),
        ({"Index/Document.iwa": "x"}, "it is a file of Numbers"),
        ({"audit/bagit.txt": "x", "audit/manifest-sha256.txt": "x"}, "it is a bundle for auditors"),
        ({"main.csv": "a;b"}, "it is an archive. Unpack it, and give the table that is in it"),
        ({"xl/workbook.bin": "x", "_rels/.rels": "{rels}"}, "it is a binary book"),
        ({"xl/workbook.xml": "<workbook/>"}, "it is damaged or incomplete"),
    ],
)
def test_zips_of_other_kinds_are_told_apart(
    tmp_path: Path, pieces: dict[str, str | bytes], reason: str
) -> None:
    relations = (
        '<Relationships><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.bin"/>'
        "</Relationships>"
    )
    written = {name: relations if text == "{rels}" else text for name, text in pieces.items()}
    assert reason in refusal(zipped(tmp_path / "main.xlsx", written))


def encrypted(path: Path) -> Path:
    made = BytesIO()
    with xlsx(path, [("a", "b")], nothing).open("rb") as plain:
        ooxml.OOXMLFile(plain).encrypt("secret", made)
    return write(path, made.getvalue())


def test_a_password_is_asked_to_be_taken_off(tmp_path: Path) -> None:
    reason = "it is protected by a password. Save it without one, and give that file."
    assert refusal(encrypted(tmp_path / "main.xlsx")) == reason
    manifest = "<!DOCTYPE x><manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    locked = ods(tmp_path / "main.ods", "", **{"META-INF/manifest.xml": manifest})
    assert refusal(locked) == reason


def test_a_zip_with_a_password_is_told_so(tmp_path: Path) -> None:
    path = raw_xlsx(tmp_path / "main.xlsx", "<row><c><v>1</v></c></row>")
    content = bytearray(path.read_bytes())
    for signature, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        place = content.find(signature)
        while place >= 0:
            content[place + at] |= 1
            place = content.find(signature, place + 1)
    assert "protected by a password" in refusal(write(path, bytes(content)))


@pytest.mark.parametrize("kept", [0.2, 0.6, 0.95])
@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_what_was_not_copied_to_its_end_is_damaged(
    tmp_path: Path, ending: str, kept: float
) -> None:
    rows = [(f"9h{number:02}", f"message {number}") for number in range(60)]
    path = tmp_path / f"main.{ending}"
    cells = "".join(
        f"<table:table-row><table:table-cell><text:p>{number * 7919}</text:p></table:table-cell>"
        "</table:table-row>"
        for number in range(500)
    )
    {"xlsx": lambda: xlsx(path, rows, nothing), "xls": lambda: xls(path, rows, nothing)}.get(
        ending, lambda: ods(path, f'<table:table table:name="a">{cells}</table:table>')
    )()
    content = path.read_bytes()
    said = refusal(write(path, content[: int(len(content) * kept)]))
    assert said.startswith(("it is damaged or incomplete", "it is an office document"))


def memory_above(before: int) -> int:
    """In megabytes; the peak of the process, which only grows."""
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1000


class TestBombs:
    """Each of these would fill the memory or the day of whoever unpacked or laid it out."""

    @pytest.fixture(autouse=True)
    def _within_bounds(self) -> Iterator[None]:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        yield
        assert memory_above(before) < 100

    def test_a_zip_that_says_how_large_it_becomes(self, tmp_path: Path) -> None:
        path = raw_xlsx(tmp_path / "main.xlsx", "<row/>")
        content = path.read_bytes()
        place = content.rfind(b"PK\1\2")
        huge = content[: place + 24] + (3_000_000_000).to_bytes(4, "little") + content[place + 28 :]
        assert refusal(write(path, huge)) == (
            "it unpacks to 3 GB. No table is so large, and nothing was unpacked."
        )

    def test_a_zip_that_lies_about_it(self, tmp_path: Path) -> None:
        path = raw_xlsx(tmp_path / "main.xlsx", [b" " * 1_000_000] * 50)
        content = path.read_bytes()
        place = content.rfind(b"PK\1\2")
        less = content[: place + 24] + (1_000).to_bytes(4, "little") + content[place + 28 :]
        assert "it is damaged" in refusal(write(path, less))

    def test_texts_that_would_not_fit_in_memory(self, tmp_path: Path) -> None:
        path = tmp_path / "main.xlsx"
        relations = (
            '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml" '
            'Type="x/worksheet"/><Relationship Id="rId2" Target="sharedStrings.xml" '
            'Type="x/sharedStrings"/></Relationships>'
        )
        raw_xlsx(path, "<row/>", **{"xl/_rels/workbook.xml.rels": relations})
        with (
            zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as file,
            file.open("xl/sharedStrings.xml", "w") as texts,
        ):
            for _megabyte in range(101):
                texts.write(b" " * 1_000_000)
        assert refusal(path).startswith("it unpacks to 101 MB")

    @pytest.mark.parametrize("piece", ["xl/workbook.xml", "_rels/.rels"])
    def test_entities_of_a_book(self, tmp_path: Path, piece: str) -> None:
        path = raw_xlsx(tmp_path / "main.xlsx", "<row/>", **{piece: f"{BOMB}<x>&b;</x>"})
        assert refusal(path).startswith("its XML declares entities, which no spreadsheet does.")

    def test_entities_of_a_sheet(self, tmp_path: Path) -> None:
        path = tmp_path / "main.xlsx"
        raw_xlsx(path, "<row/>")
        with zipfile.ZipFile(path) as file:
            pieces = {name: file.read(name) for name in file.namelist()}
        pieces["xl/worksheets/sheet1.xml"] = BOMB.encode() + b"<worksheet>&b;</worksheet>"
        assert "declares entities" in refusal(zipped(path, {**pieces}))

    def test_a_cell_in_the_far_corner(self, tmp_path: Path) -> None:
        cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v>'
        assert refusal(raw_xlsx(tmp_path / "main.xlsx", f"{cells}</c></row>")) == (
            "line 1048576 of its sheet “Lundi” goes as far as column XFD, and at most 1000 columns "
            "are read. Delete what is not part of the table, and save it again."
        )

    @pytest.mark.parametrize("place", ["ZZZZZZZ1", "1", "é1", "XFE1"])
    def test_a_cell_nowhere(self, tmp_path: Path, place: str) -> None:
        path = raw_xlsx(tmp_path / "main.xlsx", f'<row><c r="{place}"><v>1</v></c></row>')
        assert "it is damaged" in refusal(path)

    @pytest.mark.parametrize(
        "cells",
        [
            '<row r="2"><c><v>1</v></c></row><row r="1"><c><v>2</v></c></row>',
            '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="B1"><v>2</v></c></row>',
            '<row r="1048577"><c><v>1</v></c></row>',
        ],
    )
    def test_what_the_library_would_leave_out_is_refused(self, tmp_path: Path, cells: str) -> None:
        assert "it is damaged" in refusal(raw_xlsx(tmp_path / "main.xlsx", cells))

    def test_a_strict_book_is_not_told_to_be_empty(self, tmp_path: Path) -> None:
        path = xlsx(tmp_path / "main.xlsx", [("a", "b")], nothing)
        schemas, purl = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"

        def strict(_name: str, content: bytes) -> bytes:
            for kind in (b"spreadsheetml/", b"officeDocument/"):
                content = content.replace(schemas + kind + b"2006/", purl + kind)
            return content

        changed_zip(path, strict)
        assert "it is damaged" in refusal(path)

    def test_styles_where_the_library_does_not_look(self, tmp_path: Path) -> None:
        row, styles = "<row><c><v>1</v></c></row>", {"xl/Styles.xml": "<styleSheet/>"}
        assert "it is damaged" in refusal(raw_xlsx(tmp_path / "main.xlsx", row, **styles))

    def test_a_cell_that_stands_for_a_whole_sheet(self, tmp_path: Path) -> None:
        sheet = (
            '<table:table table:name="Lundi"><table:table-row table:number-rows-repeated="{}">'
            '<table:table-cell table:number-columns-repeated="{}" office:value-type="float" '
            'office:value="1"/></table:table-row></table:table>'
        )
        across = ods(tmp_path / "main.ods", sheet.format(1, 2_000_000_000))
        assert "it is damaged" in refusal(across)
        assert "goes as far as column XFD" in refusal(ods(across, sheet.format(1, 16_384)))
        assert "it is damaged" in refusal(ods(across, sheet.format(2_000_000_000, 1)))

    def test_a_million_empty_rows_are_none(self, tmp_path: Path) -> None:
        thousand = b'<row><c s="1"/><c s="1"/></row>' * 1_000
        assert refusal(raw_xlsx(tmp_path / "main.xlsx", [thousand] * 1_000)) == "it holds no row."

    def test_regions_and_parts_without_end(self, tmp_path: Path) -> None:
        regions = b"</sheetData><mergeCells>" + b'<mergeCell ref="A1:B1"/>' * 100_001
        closed = regions + b"</mergeCells><sheetData>"
        assert "it is damaged" in refusal(raw_xlsx(tmp_path / "main.xlsx", [closed]))
        parts = b'<row><c t="inlineStr"><is>' + b"<r><t>x</t></r>" * 150_001 + b"</is></c></row>"
        assert "it is damaged" in refusal(raw_xlsx(tmp_path / "main.xlsx", [parts]))

    def test_a_document_that_would_not_fit_in_memory(self, tmp_path: Path) -> None:
        assert refusal(ods(tmp_path / "main.ods", " " * 20_000_001)) == (
            "it unpacks to 20 MB, which is too large for a .ods. Save it as .xlsx."
        )

    @pytest.mark.parametrize("piece", ["content.xml", "styles.xml"])
    def test_entities_of_a_document(self, tmp_path: Path, piece: str) -> None:
        path = ods(tmp_path / "main.ods", "")
        with zipfile.ZipFile(path) as file:
            pieces = {name: file.read(name) for name in file.namelist()}
        assert "declares entities" in refusal(zipped(path, {**pieces, piece: f"{BOMB}<x>&b;</x>"}))

    def test_styles_that_would_not_fit_in_memory(self, tmp_path: Path) -> None:
        path = raw_xlsx(tmp_path / "main.xlsx", "<row/>", **{"xl/workbook.xml": " " * 20_000_001})
        assert refusal(path).startswith("it unpacks to 20 MB")


@pytest.mark.skipif(sys.platform == "win32", reason="FIFOs are of POSIX systems")
def test_a_fifo_that_nobody_writes_to_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "PATIENCE_SECONDS", 0.1)
    os.mkfifo(tmp_path / "main.csv")
    with pytest.raises(FileError, match="nobody writes to it"):
        open_book(tmp_path / "main.csv")


def test_a_folder_and_what_is_not_there_are_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="it is a folder"):
        open_book(tmp_path)
    with pytest.raises(FileError, match="cannot be read"):
        open_book(tmp_path / "main.csv")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the administrator reads all")
def test_what_may_not_be_read_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "main.csv", "a;b\n")
    path.chmod(0)
    with pytest.raises(FileError, match="cannot be read"):
        open_book(path)


def test_a_book_has_the_bytes_and_the_digest_of_its_file(tmp_path: Path) -> None:
    path = write(tmp_path / "main.csv", "a;b\r\n1;2\r\n")
    book = open_book(path)
    assert (book.name, book.content) == ("main.csv", path.read_bytes())
    assert book.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
