"""Whatever character is recorded, the document conforms, and the character is seen."""

from __future__ import annotations

import sys
import unicodedata
from collections import defaultdict
from datetime import UTC, datetime
from io import BytesIO
from typing import Final

import pytest
from pypdf import PdfReader

from crisis_log.cli.screen import visible
from crisis_log.reports.documents.making import AboutPeriod, draft
from crisis_log.reports.documents.register import DOCUMENT
from crisis_log.reports.formats.html import to_html
from crisis_log.reports.formats.pdf import to_pdf
from crisis_log.reports.page.typography import typeset
from crisis_log.slices import journal
from tests.desk import Desk
from tests.reports.verapdf import violations

_EACH: Final = 8
_CHOSEN: Final = {
    "Cf": "".join(
        character
        for character in map(chr, range(sys.maxunicode + 1))
        if unicodedata.category(character) == "Cf"
    ),
    "Cn": "\ufdd0\ufffe\U0001ffff\U0010ffff\u0378",
    "Co": "\ue000\uef00\uf400\uf8ff\U000f0000\U0010fffd",
    "Zs": "\u1680\u202f\u3000",
}
_ACTING: Final = [
    *map(chr, range(0x7F, 0xA0)),
    *map(chr, range(0x202A, 0x202F)),
    *map(chr, range(0x2066, 0x206A)),
]


def _categories() -> dict[str, str]:
    """Return characters of each category: some from end to end, and those that are special."""
    found: dict[str, list[str]] = defaultdict(list)
    for code in range(sys.maxunicode + 1):
        found[unicodedata.category(chr(code))].append(chr(code))
    del found["Cs"]  # no text can hold them
    return {
        category: "".join(of_it[:: max(1, len(of_it) // _EACH)]) + _CHOSEN.get(category, "")
        for category, of_it in found.items()
    }


def test_characters_of_all_categories_are_seen_in_a_document_that_conforms(desk: Desk) -> None:
    for category, found in _categories().items():
        characters = found.replace("\0", "")  # which no new entry holds
        apart = " ".join(characters)
        desk.record(journal.log(f"{category} {characters} {apart} fin-{category}"))
    now = datetime(2030, 1, 1, tzinfo=UTC)
    pdf = to_pdf(DOCUMENT, draft(desk.register, DOCUMENT, AboutPeriod(), now))
    assert violations(pdf) == []
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    whole = "".join(text.split())
    for code in ("E000", "F400", "10FFFD", "1FFFF", "FFF9", "E0001", "1680"):
        assert f"[U+{code}]" in whole or chr(int(code, 16)) in text
    assert "[U+E000]" in whole
    assert "fin-Zl" in whole


def test_what_would_act_on_a_page_is_neutralised_as_in_a_terminal(desk: Desk) -> None:
    for character in _ACTING:
        assert typeset(character) == visible(character) == "\ufffd"
    desk.record(journal.log(f"avant{''.join(_ACTING)}après"))
    html = to_html(DOCUMENT, draft(desk.register, DOCUMENT, AboutPeriod(), datetime.now(UTC)))
    assert not set(_ACTING) & set(html)


@pytest.mark.parametrize("separator", ["\u2028", "\u2029"])
def test_what_separates_lines_is_a_new_line(separator: str) -> None:
    assert typeset(f"un{separator}deux") == "un\ndeux"
