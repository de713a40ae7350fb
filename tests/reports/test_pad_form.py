"""The form of a paper pad: one page a sheet, told apart by people and by machines."""

from __future__ import annotations

from html import unescape
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from PIL import Image
from pypdf import PdfReader

from crisis_log.reports import pad_form
from crisis_log.reports.page.verification import qr_code
from crisis_log.slices import pad
from tests.desk import NOW, Desk
from tests.reports.reading import text_of
from tests.reports.verapdf import violations
from tests.speaking import speaking


def form(desk: Desk, sheets: int = 2, *, title: str | None = None) -> bytes:
    told = pad_form.form(desk.register, 1, sheets, NOW)
    return pad_form.pdf(told.model_copy(update={"title": title}) if title else told)


def test_each_sheet_is_a_page_with_its_number_and_room_to_write(desk: Desk) -> None:
    with speaking("fr"):
        reader = PdfReader(BytesIO(form(desk, 3)))
    assert len(reader.pages) == 3
    for number, page in enumerate(reader.pages, start=1):
        text = text_of(reader, number - 1).replace("\u00a0", " ")
        for words in (
            f"Carnet CP-1 Feuillet {number}",
            "sur 3",
            "Épidémie de COVID-19",
            "Ligne Heure De À Texte Suite donnée Visa",
            "Feuillet annulé",
            pad.sheet_code(desk.register.register_id, 1, number),
            "crisis-log transcrire --carnet CP-1 --feuillet",
            "EXERCICE",
        ):
            assert words in text, (words, text)
        assert page.mediabox.width > page.mediabox.height


def test_its_code_names_register_pad_and_sheet(desk: Desk) -> None:
    told = pad_form.form(desk.register, 1, 2, NOW)
    page = pad_form.html(told)
    for number in (1, 2):
        assert qr_code(pad.sheet_code(desk.register.register_id, 1, number)) in unescape(page)


def test_it_is_an_accessible_archive_and_the_same_each_time(desk: Desk) -> None:
    made = form(desk)
    assert violations(made) == []
    assert form(desk) == made


@pytest.mark.parametrize("title", ["W" * 500, "مستشفى <b>&</b> 🏥 " * 40, "a\nb " * 300])
def test_no_title_pushes_a_sheet_over_its_page(desk: Desk, title: str) -> None:
    assert len(PdfReader(BytesIO(form(desk, title=title))).pages) == 2


def test_it_is_read_in_black_and_white(desk: Desk) -> None:
    """Lines and numbers are dark enough for any printer and copier."""
    with pypdfium2.PdfDocument(form(desk, 1)) as document:
        page: Image.Image = document[0].render(scale=2, grayscale=True).to_pil()
    rows = page.crop((0, int(page.height * 0.25), page.width, int(page.height * 0.8)))
    darkest: list[Any] = [
        rows.crop((0, y, rows.width, y + 1)).getextrema()[0] for y in range(rows.height)
    ]
    assert sum(value < 140 for value in darkest) > 50
