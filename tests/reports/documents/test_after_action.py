"""The after-action file as a page: of an open crisis, of a closed one, of a long one."""

from __future__ import annotations

import pytest

from crisis_log import language
from crisis_log.reports.documents.after_action import DOCUMENT
from crisis_log.reports.documents.making import AboutAll, draft
from crisis_log.reports.formats.html import to_html
from crisis_log.slices import crisis, decision, journal, measure
from crisis_log.views.after_action.report import AfterActionFile
from tests.desk import NOW, Desk
from tests.reports.reading import text_of_html


def file(desk: Desk) -> AfterActionFile:
    return draft(desk.register, DOCUMENT, AboutAll(), NOW)


def read(told: AfterActionFile) -> str:
    return text_of_html(to_html(DOCUMENT, told))


@pytest.fixture(scope="module")
def text(busy: Desk) -> str:
    with language.speaking("en"):
        return read(file(busy))


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
    begin = text.rindex("2. Chronology of the facts of note")
    end = text.index("3. Continuity of services", begin)
    assert "bilan" not in text[begin:end]


def test_a_closed_crisis_says_how_long_it_lasted(desk: Desk) -> None:
    desk.at("2020-03-18 08:00").record(crisis.close())
    told = read(file(desk))
    assert "The crisis lasted 2 d" in told
    assert "The crisis is not closed" not in told


def test_a_measure_before_its_decision_is_said_in_words(desk: Desk) -> None:
    desk.at("2020-03-16 09:00").record(decision.propose("Fermer les musées"))
    desk.record(measure.order("Prévenir les équipes", decision=1), occurred="2020-03-16 08:30")
    desk.at("2020-03-18 09:00").record(decision.adopt(1))
    told = read(file(desk))
    assert "2 d before the adoption n° 3" in told
    assert "\u2212" not in told


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
    desk.record_all(commands)
    told = file(desk)
    assert len(told.measures) == 80
    html = to_html(DOCUMENT, told)
    assert html.count("<tr") < 1_000
    assert "20 others are in the data attached to this file." in text_of_html(html)
