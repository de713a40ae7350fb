"""How documents conform to PDF/A-3a and PDF/UA-1: their structure, logos and fields.

That each of them does, whatever it holds, is a matter of `test_every_document`.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pikepdf
import pytest
from PIL import Image
from pypdf import PdfReader

from crisis_log.evidence.keys import origin_of
from crisis_log.evidence.signing_key import SigningKey
from crisis_log.reports.conformance import SIGNATURE_FIELD
from crisis_log.reports.documents import decisions
from crisis_log.reports.documents.making import AboutPeriod
from crisis_log.reports.issuing import Order, issue
from crisis_log.slices import journal, line_course, settings
from tests.conftest import Once
from tests.desk import Desk, local, record_a_busy_fortnight
from tests.reports.drafts import drafted
from tests.reports.reading import text_of
from tests.reports.verapdf import violations
from tests.speaking import speaking

LINES: Final = 60


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory, once: Once) -> bytes:
    """A weekly report whose table of entries goes over several pages."""

    def make() -> bytes:
        desk = Desk(tmp_path_factory.mktemp("long")).at("2020-03-23 09:00")
        told = (
            f"Line {number}: the schools of the department were told" for number in range(LINES)
        )
        desk.record_all(map(journal.log, told))
        desk.record(line_course.strike(5, reason="Twice"))
        with speaking("en"):
            made = drafted(desk.register, "weekly").pdf
        desk.register.close()
        return made

    return once("long.pdf", make)


def test_a_document_conforms_where_a_table_spans_pages(long: bytes) -> None:
    assert violations(long) == []


def test_a_table_that_spans_pages_loses_no_line(long: bytes) -> None:
    text = text_of(PdfReader(BytesIO(long)))
    assert all(f"Line {number}: the schools" in text for number in range(LINES))


def _elements(pdf: pikepdf.Pdf, kind: str) -> Iterator[Any]:
    """Return the structure elements of a kind, in reading order."""

    def under(element: Any) -> Iterator[Any]:
        if not isinstance(element, pikepdf.Dictionary):
            return
        if element.get("/S") == kind:
            yield element
        kids: Any = element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            yield from under(kid)

    yield from under(pdf.Root.StructTreeRoot.K[0])


def test_a_table_over_many_pages_is_one_table_with_one_head(long: bytes) -> None:
    with pikepdf.open(BytesIO(long)) as pdf:
        logs = [
            table
            for table in _elements(pdf, "/Table")
            if sum(kid.S == "/TBody" for kid in table.K) > 1
        ]
        (log,) = logs
        assert [kid.S for kid in log.K].count("/THead") == 1
        rows = sum(len(body.K) for body in log.K if body.S == "/TBody")
        assert rows >= LINES
        assert len({page.objgen for page in {kid.Pg.objgen: kid.Pg for kid in log.K}.values()}) > 1


def test_every_header_cell_has_a_scope_and_every_reference_to_one_leads_there(
    weekly: bytes,
) -> None:
    with pikepdf.open(BytesIO(weekly)) as pdf:
        heads = list(_elements(pdf, "/TH"))
        assert {str(head.A.Scope) for head in heads} == {"/Column", "/Row"}
        names = [str(head.ID) for head in heads]
        assert len(names) == len(set(names))
        listed = pdf.Root.StructTreeRoot.IDTree.Names
        assert (
            sorted(names)
            == [str(name) for name in listed][::2]
            == sorted(str(name) for name in list(listed)[::2])
        )
        for cell in _elements(pdf, "/TD"):
            assert {str(name) for name in cell.A.Headers} <= set(names)


def test_running_heads_and_page_numbers_are_artifacts(weekly: bytes) -> None:
    with pikepdf.open(BytesIO(weekly)) as pdf:
        for page in pdf.pages:
            content = page.Contents.read_bytes()
            assert content.count(b"/Pagination") >= 3
            owners = _owners(pdf, page)
            marks = [int(n) for n in re.findall(rb"<</MCID (\d+)>>", content)]
            assert all(owners[mark] is not None for mark in marks)


def _owners(pdf: pikepdf.Pdf, page: Any) -> list[Any]:
    numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    pairs = dict(zip((int(n) for n in numbers[::2]), numbers[1::2], strict=True))
    return list(pairs[int(page.StructParents)])


def _png(mode: str) -> str:
    drawn = BytesIO()
    Image.new(mode, (60, 40), 128 if mode == "L" else (20, 90, 160, 128)[: len(mode)]).save(
        drawn, "PNG"
    )
    return "data:image/png;base64," + b64encode(drawn.getvalue()).decode()


def _svg(content: str) -> str:
    head = '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40">'
    return "data:image/svg+xml;base64," + b64encode(f"{head}{content}</svg>".encode()).decode()


LOGOS: Final[dict[str, Callable[[], str]]] = {
    "RGB": lambda: _png("RGB"),
    "RGBA": lambda: _png("RGBA"),
    "grey": lambda: _png("L"),
    "SVG": lambda: _svg('<circle cx="20" cy="20" r="15" fill="#17375e"/>'),
    "SVG, half transparent": lambda: _svg(
        '<rect width="50" height="30" fill="#17375e" opacity="0.5"/>'
    ),
}


@pytest.mark.parametrize("logo", LOGOS.values(), ids=LOGOS)
def test_a_document_with_a_logo_conforms(desk: Desk, logo: Callable[[], str]) -> None:
    desk.record(settings.change("logo", logo()))
    draft = drafted(desk.register, "situation")
    assert 'class="logo"' in draft.html
    assert violations(draft.pdf) == []


def test_an_issued_report_conforms_and_has_one_empty_signature_field(tmp_path: Path) -> None:
    key = SigningKey.generate(origin_of("covid-19-0badcafe"))
    desk = Desk(tmp_path, register_id="covid-19-0badcafe", verifier_key=key.verifier_key)
    record_a_busy_fortnight(desk)
    order = Order(decisions.DOCUMENT, AboutPeriod())
    now = local("2020-03-30 08:00")
    issued = issue(desk.at("2020-03-30 08:00").register, order, key, now, by="the secretary")
    assert violations(issued.path.read_bytes()) == []
    with pikepdf.open(issued.path) as pdf:
        (field,) = pdf.Root.AcroForm.Fields
        assert (str(field.FT), str(field.T)) == ("/Sig", SIGNATURE_FIELD)
        assert "/V" not in field
        (form,) = _elements(pdf, "/Form")
        assert form.K[0].Obj.objgen == field.objgen
        assert {str(file.AFRelationship) for file in pdf.Root.AF} == {"/Data", "/Supplement"}
    desk.register.close()


def test_a_draft_has_no_signature_field(weekly: bytes) -> None:
    with pikepdf.open(BytesIO(weekly)) as pdf:
        assert "/AcroForm" not in pdf.Root


def test_the_validator_tells_what_does_not_conform(desk: Desk) -> None:
    with pikepdf.open(BytesIO(drafted(desk.register, "situation").pdf)) as pdf:
        del pdf.Root.MarkInfo
        del pdf.Root.Lang
        broken = BytesIO()
        pdf.save(broken)
    found = violations(broken.getvalue())
    assert any(one.startswith("PDFA-3A") for one in found)
    assert any(one.startswith("PDFUA-1") for one in found)
