"""The PDF, as a reader of PDF files sees it."""

import re
from itertools import pairwise

from pypdf import PageObject, PdfReader
from pypdf.generic import Destination, DictionaryObject

from crisis_log.reports.documents.weekly import DOCUMENT
from crisis_log.reports.formats.html import to_html
from crisis_log.views.weekly.report import WeeklyReport
from tests.desk import Desk
from tests.reports.reading import text_of, text_of_html


def outline(reader: PdfReader) -> list[tuple[int, str]]:
    def walk(items: list[object], depth: int) -> list[tuple[int, str]]:
        found: list[tuple[int, str]] = []
        for item in items:
            if isinstance(item, list):
                found += walk(item, depth + 1)
            elif isinstance(item, Destination):
                found.append((depth, str(item.title)))
        return found

    return walk(list(reader.outline), 1)


def fonts_of(page: PageObject) -> set[str]:
    resources = page["/Resources"].get_object()
    assert isinstance(resources, DictionaryObject)
    fonts = resources["/Font"].get_object()
    assert isinstance(fonts, DictionaryObject)
    return {str(font.get_object()["/BaseFont"]).partition("+")[2] for font in fonts.values()}


def test_the_cover_says_what_the_document_is(pdf: PdfReader) -> None:
    cover = text_of(pdf, 0)
    for words in (
        "Département d’essai",
        "Weekly report",
        "From Monday 23 to Sunday 29 March 2020",
        "COVID-19 / 2020-W13",
        "DRAFT",
        "Internal use",
        "direction générale",
    ):
        assert words in cover
    assert "Contents" in text_of(pdf, 1)


def test_each_chapter_is_there_in_its_order(pdf: PdfReader) -> None:
    chapters = [title for depth, title in outline(pdf) if depth == 2]
    assert chapters == [
        "What has changed this week",
        "Decisions submitted to you",
        "Key figures",
        "Levels on 29 March 2020",
        "Next briefing",
        "1. Decisions submitted to you",
        "2. Decisions taken",
        "3. Continuity of services",
        "4. Measures",
        "5. Indicators",
        "6. Erratum",
        "7. Deadlines and next report",
        "Annex A. Entries of the period",
        "Annex B. Other decisions and measures",
        "Annex C. Plans and figures in detail",
        "Annex D. Glossary",
        "Annex E. Method and limits",
        "Annex F. Verification",
    ]


def test_every_page_is_marked_and_numbered(pdf: PdfReader) -> None:
    count = len(pdf.pages)
    assert 6 <= count <= 14
    for number in range(count):
        text = text_of(pdf, number)
        assert "EXERCISE — EXERCISE" in text
        assert "Internal use · DRAFT" in text
        assert f"Page {number + 1}/{count}" in text
        assert number == 0 or "COVID-19 / 2020-W13" in text


def test_bookmarks_follow_the_headings_without_a_skipped_level(pdf: PdfReader) -> None:
    levels = outline(pdf)
    assert levels[0] == (1, "Weekly report")
    assert [depth for depth, _title in levels].count(1) == 1
    assert (2, "1. Decisions submitted to you") in levels
    assert (3, "D-2") in levels
    for (above, _), (below, _) in pairwise(levels):
        assert below <= above + 1


def test_the_table_of_contents_links_to_the_chapters(pdf: PdfReader) -> None:
    links = [a.get_object() for a in pdf.pages[1].get("/Annots", [])]
    chapters = {str(link["/Dest"]) for link in links if link["/Subtype"] == "/Link"}
    assert {"decisions_expected", "deadlines", "log", "details", "verification"} <= chapters


def test_metadata_name_the_document(pdf: PdfReader) -> None:
    metadata = pdf.metadata
    assert metadata is not None
    assert metadata.title == "Weekly report COVID-19 / 2020-W13"
    assert metadata.author == "Département d’essai"
    assert metadata.creation_date is not None
    assert metadata.creation_date.isoformat() == "2020-05-04T06:30:00+00:00"
    assert str(pdf.root_object["/Lang"]) == "en"


def test_figures_and_statements_carry_their_entry_numbers(
    pdf: PdfReader, report: WeeklyReport
) -> None:
    text = text_of(pdf)
    assert f"à retenir n° {report.key_points[0].sources[0]}" in text
    for line in report.log:
        assert re.search(rf"\b{line.number}\b", text)


def test_late_items_are_told_in_words(pdf: PdfReader) -> None:
    text = text_of(pdf)
    assert "overdue by 2 days" in text
    assert "recorded late" in text
    assert "65 are not accounted for" in text


def test_only_the_shipped_fonts_are_used(pdf: PdfReader) -> None:
    names = set().union(*map(fonts_of, pdf.pages))
    assert names
    assert all(name.startswith("Source") for name in names), names


def test_french_is_the_language_of_the_document(desk: Desk, french: None) -> None:
    html = to_html(DOCUMENT, desk.report("2020-W12"))
    assert '<html lang="fr">' in html
    assert "lundi 16" in html


def test_an_empty_week_says_so(desk: Desk) -> None:
    text = text_of_html(to_html(DOCUMENT, desk.report("2020-W14")))
    for words in (
        "No decision is submitted to you.",
        "Decisions: none was taken or changed. None is in force.",
        "no plan is registered.",
        "Measures: none is new, changed, overdue or ended. None is open.",
        "No entry was recorded in this week.",
    ):
        assert words in text
    assert "Nothing that an earlier report showed" not in text, "there was none"
