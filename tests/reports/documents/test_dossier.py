"""The dossier of a decision as a page and as a PDF file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from io import BytesIO

import pytest
from pypdf import PdfReader

from crisis_log import language, striking
from crisis_log.command import File, Request
from crisis_log.reports.documents.dossier import DOCUMENT
from crisis_log.reports.formats.html import to_html
from crisis_log.reports.formats.pdf import to_pdf
from crisis_log.slices import cell, decision, distribution, instruction, journal
from crisis_log.views.dossier.communicated import communicated
from crisis_log.views.dossier.report import Dossier
from crisis_log.words import entry_numbers
from tests.conftest import Once
from tests.desk import Desk
from tests.reports.reading import text_of


@pytest.fixture(scope="module")
def dossier(busy: Desk) -> Iterator[Dossier]:
    """The dossier of D-1: proposed and adopted in the first of the busy weeks."""
    with language.speaking("en"):
        yield busy.dossier(1)


@pytest.fixture(scope="module")
def pdf(dossier: Dossier, once: Once) -> PdfReader:
    """The same as PDF, in English."""
    return PdfReader(BytesIO(once("dossier.pdf", lambda: to_pdf(DOCUMENT, dossier))))


def later_pages(pdf: PdfReader) -> list[int]:
    """Return the pages from the heading of what was recorded later, up to the annex."""
    texts = [text_of(pdf, number) for number in range(len(pdf.pages))]
    first = next(n for n, text in enumerate(texts) if "Nothing in this chapter was" in text)
    return [n for n, text in enumerate(texts) if n >= first and not text.startswith("Annex")]


def test_the_cover_says_what_the_document_is(pdf: PdfReader) -> None:
    cover = text_of(pdf, 0)
    for words in (
        "Département d’essai",
        "Dossier of decision D-1: what was recorded",
        "Fermer les musées",
        "COVID-19 / D-1",
        "Adopted on Monday 16 March 2020 at 09:08 n° 9",
        "entries n° 1 to n° 8",
        "EXERCISE: fictitious data",
        "Internal use",
    ):
        assert words in cover


def test_every_page_is_marked_and_numbered(pdf: PdfReader) -> None:
    count = len(pdf.pages)
    for number in range(count):
        text = text_of(pdf, number)
        assert "EXERCISE — EXERCISE" in text
        assert f"Page {number + 1}/{count}" in text
        assert number == 0 or "COVID-19 / D-1" in text


def test_every_page_of_later_knowledge_says_so_and_no_other_page_tells_of_it(
    pdf: PdfReader,
) -> None:
    later = later_pages(pdf)
    assert later[0] > 0
    for number in range(len(pdf.pages)):
        text = text_of(pdf, number)
        feet = text.count("Recorded later")
        if number in later:
            assert feet >= 2, "in the head and at the foot of the page"
        else:
            for learnt_since in ("bilan de 210 cas", "précision", "Crise", "DGA", "Équiper"):
                assert learnt_since not in text, (number, learnt_since)


def test_what_was_known_is_there_and_what_followed_comes_after(pdf: PdfReader) -> None:
    first = later_pages(pdf)[0]
    then = " ".join(text_of(pdf, n) for n in range(first))
    later = " ".join(text_of(pdf, n) for n in range(first, len(pdf.pages)))
    for words in ("DRH", "foyers", "level 1: préalerte", "2,151 agents counted", "Alerte"):
        assert words in then, words
    for words in (
        "corrects n° 9",
        "corrects n° 7",
        "follows n° 4",
        "M-1 ordered",
        "Owner: DRH → DGA",
    ):
        assert words in later, words


def test_every_entry_told_has_its_number(pdf: PdfReader, dossier: Dossier) -> None:
    text = text_of(pdf)
    assert dossier.recorded is not None
    for one in (*dossier.recorded.entries, *dossier.later):
        assert re.search(rf"\b{one.number}\b", text)


def test_the_file_is_titled_bookmarked_and_in_the_language_in_use(pdf: PdfReader) -> None:
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Dossier of decision D-1: what was recorded"
    assert pdf.metadata.author == "Département d’essai"
    assert str(pdf.root_object["/Lang"]) == "en"
    assert "7. Recorded later" in str(pdf.outline)


def test_every_link_leads_to_an_entry_of_the_dossier(busy: Desk) -> None:
    for number in (1, 2, 3):
        html = to_html(DOCUMENT, busy.dossier(number))
        anchors = re.findall(r'id="(entry-\d+)"', html)
        assert len(anchors) == len(set(anchors))
        assert set(re.findall(r'href="#(entry-\d+)"', html)) <= set(anchors)


def test_an_adoption_recorded_late_shows_both_times(busy: Desk) -> None:
    html = to_html(DOCUMENT, busy.dossier(2))
    assert "recorded on 23 March 2020 at 09:12, 2 d 15 h later" in html
    assert "recorded between the decision and its recording" in html


def test_a_decision_older_than_the_register_has_a_dossier_too(desk: Desk) -> None:
    desk.record(decision.record("Fermer"), occurred="2020-03-15 18:00")
    html = to_html(DOCUMENT, desk.dossier(1))
    assert "opened after" not in html
    assert "nothing was recorded yet at that instant" in html
    assert "Nothing was recorded yet at that instant: the first entry was recorded on" in html


def test_files_kept_with_an_entry_are_named_with_their_digests(desk: Desk) -> None:
    bulletin = File("bulletin.pdf", "application/pdf", b"%PDF-")
    for command in (journal.log("Bulletin"), decision.record("Fermer")):
        desk.register.record_all([Request(command, by="la secrétaire", files=[bulletin])])
    told = desk.dossier(1)
    assert told.decision.outcome is not None
    assert told.decision.outcome.attachments == (bulletin.described(),)
    digest = sha256(bulletin.content).hexdigest()
    named = f"attached file: bulletin.pdf, 5 bytes, SHA-256 {digest}"
    assert to_html(DOCUMENT, told).count(named) == 2


def test_markup_is_printed_as_it_was_written(desk: Desk) -> None:
    desk.record(journal.log("<b>gras</b> {{ 7 * 7 }}"), note="<i>note</i>")
    desk.record(decision.record("<u>titre</u>", grounds="<script>"))
    desk.record(decision.amend(1, reason="<em>", grounds="<p>"))
    html = to_html(DOCUMENT, desk.dossier(1))
    for markup in ("<b>gras", "<i>note", "<u>titre", "<script>", "<em>", "<s><script>"):
        assert markup not in html
    assert "{{ 7 * 7 }}" in html


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ((4,), "n° 4"),
        ((2, 3, 4, 5), "n° 2 to 5"),
        ((2, 3, 7, 9, 10), "n° 2 to 3, n° 7 and n° 9 to 10"),
    ],
)
def test_numbers_that_follow_each_other_are_told_as_a_range(
    entries: tuple[int, ...], words: str
) -> None:
    assert entry_numbers(entries) == words


def test_a_dossier_tells_to_whom_the_decision_was_communicated(desk: Desk) -> None:
    desk.record(decision.record("Fermer les musées"))
    unsaid = to_html(DOCUMENT, desk.dossier(1))
    assert "It is not recorded that any function had the decision" in unsaid
    desk.record(cell.appoint("Logistique", at=desk.now))
    desk.record(instruction.give("Fermer les portes", to=["Logistique"], about=["D-1"]))
    desk.record(instruction.acknowledge(1, at=desk.now + timedelta(minutes=1)))
    desk.record(distribution.distribute("D-1", to=["Préfecture"]))
    desk.record(cell.relieve("Logistique", at=desk.now + timedelta(minutes=1)))
    desk.record(distribution.distribute("D-1", to=["Logistique"]))
    told = desk.dossier(1)
    assert told.communicated is not None
    assert [one.function for one in told.communicated.to.informed] == ["Logistique", "Préfecture"]
    assert [one.function for one in told.communicated.to.not_credited] == ["Logistique"]
    html = to_html(DOCUMENT, told)
    chapter = html[html.index("To whom the decision was communicated") :]
    for words in ("Préfecture", "Receipt acknowledged: C-1", "Not credited", "Fermer les portes"):
        assert words in chapter


def test_the_dossier_of_a_decision_that_is_struck_credits_nobody(desk: Desk) -> None:
    number = desk.record(decision.record("Fermer les musées"))
    desk.record(striking.strike(number, reason="saisie deux fois"))
    assert communicated(desk.register.account(), 1, desk.now) is None
