"""Every document conforms to PDF/A-3a and PDF/UA-1, by the reference validator."""

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

from crisis_log import language
from crisis_log.evidence.keys import origin_of
from crisis_log.evidence.signing_key import SigningKey
from crisis_log.reports.conformance import SIGNATURE_FIELD
from crisis_log.reports.documents import catalogue, weekly
from crisis_log.reports.documents.making import (
    AboutAll,
    AboutDecision,
    AboutPeriod,
    AboutWeek,
    Question,
    draft,
)
from crisis_log.reports.formats.pdf import to_pdf
from crisis_log.reports.issuing import Order, issue
from crisis_log.slices import decision, journal, measure, settings
from tests.desk import NOW, Desk, local, record_a_busy_fortnight
from tests.reports.verapdf import violations

DOCUMENTS: Final = [kind.name for kind in catalogue.DOCUMENTS if kind.parts is None]
"""Those that are made at once: how long ones conform is a matter of `test_parts`."""
QUESTIONS: Final[dict[type[Question], Question]] = {
    AboutWeek: AboutWeek(week="2020-W12"),
    AboutPeriod: AboutPeriod(),
    AboutDecision: AboutDecision(decision=1),
    AboutAll: AboutAll(),
}
EMOJI: Final = "🚑 👩‍🚒 🇫🇷 ❤️ 1️⃣"
RIGHT_TO_LEFT: Final = "مرحبا بالعالم – שלום, 12,5 %"
ODD: Final = (
    "<b>&amp;</b> \u202eabc\u202c \ufeff \u0378 \ue000 \U0010fffe a\u0301\u0323 \u2066x\u2069"
)
HOSTILE: Final = {
    "emoji": EMOJI,
    "right to left": RIGHT_TO_LEFT,
    "other scripts": "中文字 हिन्दी ไทย ಕನ್ನಡ Ελληνικά Жизнь",
    "markup and marks": ODD,
    "a long line": "x" * 10_000,
    "a long text": "Les agents mobilisés ont été prévenus. " * 250,
}


def made(desk: Desk, name: str) -> bytes:
    """Return a document about a register as PDF."""
    kind = catalogue.find(name)
    return to_pdf(kind, draft(desk.register, kind, QUESTIONS[kind.question], NOW))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_document_conforms_on_a_busy_register(busy: Desk, name: str) -> None:
    with language.speaking("fr"):
        assert violations(made(busy, name)) == []


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if name != "dossier"])
def test_every_document_conforms_on_an_empty_register(desk: Desk, name: str) -> None:
    assert violations(made(desk, name)) == []


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A register with every hostile text wherever people may write."""
    desk = Desk(tmp_path_factory.mktemp("hostile"))
    for number, text in enumerate(HOSTILE.values(), start=1):
        desk.record(settings.change("address", text[:400]))
        desk.record(settings.change("signatory_name", text[:80]))
        desk.record(settings.change("distribution", text[:200]))
        desk.record(journal.log(text, tags=("point-clé",), source=text[:100]))
        options = (text[:200], "none")
        desk.record(
            decision.record(text[:500], grounds=text, situation=text[:300], options=options)
        )
        desk.record(measure.order(text[:500], owner=text[:60], decision=number))
    yield desk
    desk.register.close()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_document_conforms_on_hostile_content(hostile: Desk, name: str) -> None:
    assert violations(made(hostile, name)) == []


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A register whose tables go over many pages."""
    desk = Desk(tmp_path_factory.mktemp("long"))
    desk.record(decision.record("Close the schools"))
    for number in range(60):
        desk.record(journal.log(f"Line {number}: the schools of the department were told"))
    desk.record(journal.strike(5, reason="Twice"))
    yield desk
    desk.register.close()


@pytest.mark.parametrize("name", ["weekly", "dossier"])
def test_documents_with_long_tables_conform_where_these_span_pages(long: Desk, name: str) -> None:
    assert violations(made(long, name)) == []


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


def test_a_table_over_many_pages_is_one_table_with_one_head(long: Desk) -> None:
    with pikepdf.open(BytesIO(made(long, "weekly"))) as pdf:
        logs = [
            table
            for table in _elements(pdf, "/Table")
            if sum(kid.S == "/TBody" for kid in table.K) > 1
        ]
        (log,) = logs
        assert [kid.S for kid in log.K].count("/THead") == 1
        rows = sum(len(body.K) for body in log.K if body.S == "/TBody")
        assert rows >= 60
        assert len({page.objgen for page in {kid.Pg.objgen: kid.Pg for kid in log.K}.values()}) > 1


def test_every_header_cell_has_a_scope_and_every_reference_to_one_leads_there(
    busy: Desk,
) -> None:
    with pikepdf.open(BytesIO(made(busy, "weekly"))) as pdf:
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


def test_running_heads_and_page_numbers_are_artifacts(busy: Desk) -> None:
    with pikepdf.open(BytesIO(made(busy, "weekly"))) as pdf:
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


def test_a_document_names_its_title_and_its_language(busy: Desk) -> None:
    with pikepdf.open(BytesIO(made(busy, "weekly"))) as pdf:
        assert pdf.Root.Lang == "en"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert "Weekly report" in str(pdf.docinfo["/Title"])
        assert {str(file.AFRelationship) for file in pdf.Root.AF} == {"/Data"}


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
    assert violations(made(desk, "weekly")) == []


def test_an_issued_report_conforms_and_has_one_empty_signature_field(tmp_path: Path) -> None:
    key = SigningKey.generate(origin_of("covid-19-0badcafe"))
    desk = Desk(tmp_path, register_id="covid-19-0badcafe", verifier_key=key.verifier_key)
    record_a_busy_fortnight(desk)
    order = Order(weekly.DOCUMENT, AboutWeek(week="2020-W13"))
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


def test_a_draft_has_no_signature_field(busy: Desk) -> None:
    with pikepdf.open(BytesIO(made(busy, "weekly"))) as pdf:
        assert "/AcroForm" not in pdf.Root


def test_the_validator_tells_what_does_not_conform(busy: Desk) -> None:
    with pikepdf.open(BytesIO(made(busy, "weekly"))) as pdf:
        del pdf.Root.MarkInfo
        del pdf.Root.Lang
        broken = BytesIO()
        pdf.save(broken)
    found = violations(broken.getvalue())
    assert any(one.startswith("PDFA-3A") for one in found)
    assert any(one.startswith("PDFUA-1") for one in found)
