"""The after-action file as a page: of an open crisis, of a closed one, of a long one."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import pairwise

import pytest
from pypdf import PdfReader

from crisis_log import language
from crisis_log.command import Request
from crisis_log.reports.documents.after_action import DOCUMENT
from crisis_log.reports.documents.making import AboutAll, draft
from crisis_log.reports.formats.html import to_html
from crisis_log.reports.formats.pdf import to_pdf
from crisis_log.slices import crisis, decision, journal, measure
from crisis_log.views.after_action.report import AfterActionFile
from tests.desk import NOW, Desk
from tests.reports.reading import text_of


def file(desk: Desk) -> AfterActionFile:
    return draft(desk.register, DOCUMENT, AboutAll(), NOW)


def read(told: AfterActionFile) -> PdfReader:
    return PdfReader(BytesIO(to_pdf(DOCUMENT, told)))


@pytest.fixture(scope="module")
def text(busy: Desk) -> str:
    with language.speaking("en"):
        return text_of(read(file(busy)))


@pytest.mark.parametrize(
    "words",
    [
        "The crisis is not closed: file as it stands on 4 May 2020",
        "1. Summary",
        "highest level: 2, reached on 23 March 2020 at 09:02 n° 14",
        "most agents on site: 994 on 16 March 2020 n° 16",
        "Crisis level changed to “Alerte”: stade 3 n° 4",
        "Information: à retenir n° 21",
        "overdue by 38 days",
        "bilan de 120 cas → bilan de 210 cas",
        "chiffres inversés",
        "on site: 1,011 → 994",
        "D-3 Passer au niveau 3 proposed on",
        "To be completed in the review",
        "9. Lessons to be drawn",
        "Verification",
    ],
)
def test_the_file_tells_the_crisis(text: str, words: str) -> None:
    assert words in text


def test_ordinary_lines_of_the_journal_are_not_in_the_chronology(text: str) -> None:
    begin = text.index("2. Chronology of the facts of note", 2_000)
    end = text.index("3. Continuity of services", begin)
    assert "bilan" not in text[begin:end]


def test_a_closed_crisis_says_how_long_it_lasted(desk: Desk) -> None:
    desk.at("2020-03-18 08:00").record(crisis.close())
    told = text_of(read(file(desk)))
    assert "The crisis lasted 2 d" in told
    assert "The crisis is not closed" not in told


@pytest.mark.parametrize("speaking", language.LANGUAGES)
def test_it_is_well_formed_even_of_an_empty_register(
    busy: Desk, desk: Desk, speaking: language.Language
) -> None:
    for told in (file(busy), file(desk)):
        with language.speaking(speaking):
            html = to_html(DOCUMENT, told)
        levels = [int(level) for level in re.findall(r"<h(\d)", html)]
        assert levels.count(1) == 1
        assert all(below <= above + 1 for above, below in pairwise(levels))
        assert all("scope=" in th for th in re.findall(r"<th[^e][^>]*>", html))
        assert "colspan" not in html.partition("</style>")[2]


def test_a_long_log_gives_a_file_of_bounded_length(desk: Desk) -> None:
    commands = [
        command
        for n in range(80)
        for command in (
            decision.record(f"Décision {n}"),
            measure.order(f"Mesure {n}"),
            journal.log(f"Demande {n}", line_kind="request", verification="unverified"),
        )
    ]
    desk.register.record_all(
        [Request(command, "la secrétaire", None, None, None, ()) for command in commands]
    )
    told = file(desk)
    assert len(told.measures) == 80
    pdf = read(told)
    assert len(pdf.pages) < 40
    text = text_of(pdf)
    assert "20 others are in the data attached to this file." in text
