"""The minutes of a meeting on paper: who was there, item by item, and what stays out."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest

from crisis_log.reports.documents.making import AboutMeeting, draft
from crisis_log.reports.documents.minutes import DOCUMENT
from crisis_log.reports.formats.html import to_html
from crisis_log.reports.formats.json import to_json
from crisis_log.reports.formats.pdf import to_pdf
from crisis_log.slices import journal, meeting
from crisis_log.views.minutes.report import Minutes
from tests.desk import Desk, hold_a_meeting, local
from tests.reports.reading import text_of_html
from tests.speaking import speaking

SECRET = "Un agent est cas confirmé"
NOW = local("2020-03-16 20:00")


def told(desk: Desk, *, without_confidential: bool = False) -> Minutes:
    asked = AboutMeeting(meeting=1, without_confidential=without_confidential)
    return draft(desk.register, DOCUMENT, asked, NOW)


def page(desk: Desk, *, without_confidential: bool = False) -> str:
    """Return the text of the page, in French."""
    with speaking("fr"):
        html = to_html(DOCUMENT, told(desk, without_confidential=without_confidential))
    return text_of_html(html).replace("\u202f", " ").replace("\u00a0", " ")


@pytest.fixture
def held(desk: Desk) -> Desk:
    hold_a_meeting(desk, SECRET)
    return desk


def test_the_page_tells_who_was_there_and_what_was_said_decided_and_asked(held: Desk) -> None:
    text = page(held)
    for words in (
        "Compte rendu de la réunion S-1",
        "Préfecture hors cellule dès l’ouverture",
        "direction, Yvelines dès l’ouverture",
        "Excusés : Chargée de communication (suppléance)",
        "dont ni la présence ni l’excuse n’est inscrite : DRH",
        "Avant le premier point",
        "1. Situation L’examen de ce point n’est pas inscrit.",
        "ajouté en séance",
        "Consignes données",
        "Prochaine réunion : mardi 17 mars 2020",
        "Information, ligne confidentielle",
        "1 inscription confidentielle figure dans ce document.",
    ):
        assert words in text, (words, text)
    assert "arrivée à 8 h 11, départ à 8 h 14" in text


def test_what_is_confidential_can_stay_out_of_the_page_and_of_its_data(desk: Desk) -> None:
    desk.record(meeting.open_meeting(agenda=["Masques"]))
    desk.record(journal.log(SECRET, confidential=True, verification="unverified"))
    desk.record(journal.log("Ouvert à tous"))
    desk.record(meeting.close(at=desk.now))
    assert SECRET in page(desk)
    text = page(desk, without_confidential=True)
    assert SECRET not in text
    assert "1 inscription confidentielle est omise de ce document." in text
    assert "Ouvert à tous" in text
    without = told(desk, without_confidential=True)
    assert SECRET not in to_json(without)
    with speaking("fr"), pikepdf.open(BytesIO(to_pdf(DOCUMENT, without))) as pdf:
        data = [file.get_file().read_bytes() for file in pdf.attachments.values()]
    assert data
    assert not any(SECRET.encode() in file for file in data)


def test_where_nothing_is_confidential_it_says_so(desk: Desk) -> None:
    desk.record(meeting.open_meeting())
    text = page(desk, without_confidential=True)
    assert "Aucune inscription de cette réunion n’est confidentielle" in text
    assert "onfidenti" not in page(desk)


def test_a_meeting_without_anything_is_told_too(desk: Desk) -> None:
    desk.record(meeting.open_meeting())
    text = page(desk)
    for words in (
        "La réunion n’est pas close : ce projet la relate à ce stade.",
        "Aucune présence n’est inscrite.",
        "Ni ordre du jour ni inscription pour cette réunion.",
        "Aucune décision n’est inscrite pendant cette réunion.",
        "Prochaine réunion : aucune n’est inscrite.",
    ):
        assert words in text, (words, text)
