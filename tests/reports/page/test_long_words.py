"""A text without a space takes as long as one with spaces, and stays what it is."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from io import BytesIO
from typing import Final

import pytest
from pypdf import PdfReader

from crisis_log.reports.documents.making import AboutPeriod, draft
from crisis_log.reports.documents.register import DOCUMENT
from crisis_log.reports.formats.pdf import to_pdf
from crisis_log.reports.page.fonts import legible
from crisis_log.reports.pdf import html_to_pdf
from crisis_log.slices import journal
from tests.desk import Desk
from tests.reports.verapdf import violations

_NOW: Final = datetime(2030, 1, 1, tzinfo=UTC)


def _pdf(text: str) -> bytes:
    page = '<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>T</title></head>'
    return html_to_pdf(f"{page}<body><h1>T</h1><p>{text}</p></body></html>", None, [], _NOW)


def _seconds(text: str) -> float:
    """Return how long this process takes, whatever others do meanwhile."""
    begun = time.process_time()
    _pdf(text)
    return time.process_time() - begun


def test_a_hundred_thousand_characters_without_a_space_take_as_long_as_with_spaces() -> None:
    _pdf("first")
    assert _seconds("abcdefghij" * 10_000) < _seconds("abcdefghi " * 10_000) + 3


@pytest.mark.parametrize("unit", ["x", "\u00a0", "é", "e\u0301", "&amp;", "中", "\u0301"])
def test_lines_may_end_within_any_text(unit: str) -> None:
    made = legible(f"<p>{unit * 1000}</p>")
    assert made.count("\u200b") > 20
    assert "&\u200b" not in made
    if unit == "&amp;":
        assert made.replace("\u200b", "").count("&amp;") == 1000


def test_what_is_not_text_is_left_alone() -> None:
    long = "x" * 1000
    for html in (f'<img src="data:{long}">', f"<style>{long}</style>", "y" * 100):
        assert "\u200b" not in legible(html)


def test_what_is_copied_from_a_page_is_what_was_recorded(desk: Desk) -> None:
    word = "".join(f"mot{number}" for number in range(500))
    desk.record(journal.log(word))
    pdf = to_pdf(DOCUMENT, draft(desk.register, DOCUMENT, AboutPeriod(), _NOW))
    read = PdfReader(BytesIO(pdf))
    copied = re.sub(r"\s", "", "".join(page.extract_text() for page in read.pages))
    assert "\u200b" not in copied
    assert word[:400] in copied
    assert word.encode() in next(iter(read.attachments.values()))[0]
    assert violations(pdf) == []
