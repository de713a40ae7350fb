"""A weekly report for a reader of two minutes: its first page, and how long its body is."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

import pytest
from pypdf import PdfReader

from crisis_log.reports.documents.weekly import DOCUMENT
from crisis_log.reports.formats.pdf import to_pdf
from crisis_log.slices import (
    briefing,
    continuity_plan,
    crisis,
    decision,
    decision_course,
    indicator,
    journal,
    measure,
    settings,
)
from crisis_log.views.weekly.report import PreviousReport
from tests.conftest import Once
from tests.desk import Desk, local
from tests.reports.reading import open_pdf, text_of
from tests.speaking import speaking

LONG: Final = "Les équipes signalent une situation qui évolue d’heure en heure. " * 9
REASON: Final = "Effectif rectifié. " * 40
TITLE: Final = "Ouvrir des places de mise à l’abri pour les personnes évacuées des quartiers bas"


def in_french(desk: Desk, week: str = "2020-W12", **as_issued: object) -> PdfReader:
    with speaking("fr"):
        return open_pdf(desk.report(week).model_copy(update=as_issued))


def body(reader: PdfReader) -> int:
    """Return how many pages come before the annexes; the second one lists them."""
    texts = enumerate(text_of(reader, n) for n in range(len(reader.pages)))
    return next(n for n, text in texts if n > 1 and "Annexe A. Inscriptions" in text)


def flood(desk: Desk) -> Desk:
    """Record a night in which a few things of each kind happen."""
    desk.at("2020-03-17 22:00")
    desk.record(crisis.change_level("Vigilance"))
    for n in range(12):
        desk.record(journal.log(f"La rivière monte, point {n} : deux rues coupées."))
    desk.record(decision.record("Ouvrir le gymnase", owner="DGS", grounds="riverains à l’abri"))
    desk.record(decision.propose("Évacuer le quartier bas", due_on=date(2020, 3, 23)))
    shelter = {"name": "hébergés", "unit": "personnes", "target": "200"}
    desk.record(measure.order("Héberger", due_on=date(2020, 3, 30), indicators=[shelter]))
    desk.record(indicator.report(1, as_of=date(2020, 3, 17), values={"hébergés": Decimal(128)}))
    desk.record(
        briefing.schedule(local("2020-03-23 08:30"), place="salle du conseil", said_at=desk.now)
    )
    return desk


@pytest.fixture
def night(tmp_path_factory: pytest.TempPathFactory, once: Once) -> PdfReader:
    """The week of that night, as a draft."""

    def make() -> bytes:
        desk = flood(Desk(tmp_path_factory.mktemp("night")))
        with closing(desk.register), speaking("fr"):
            return to_pdf(DOCUMENT, desk.report("2020-W12"))

    return PdfReader(BytesIO(once("night.pdf", make)))


def test_the_first_page_says_all_that_matters(night: PdfReader) -> None:
    page = text_of(night, 0)
    assert "Ce qui a changé cette semaine" in page
    assert "1 décision adoptée : « Ouvrir le gymnase » (D-1)" in page
    assert "D-2 Évacuer le quartier bas, échéance : 23/03/2020" in page
    assert "128" in page
    assert "Hébergés" in page
    assert "Crise : Vigilance, depuis le 17/03/2020" in page
    assert "23 mars 2020 à 8 h 30, salle du conseil" in page
    assert "Sommaire" not in page


def test_what_is_asked_stands_on_the_first_page_only_as_asked(desk: Desk) -> None:
    desk.record(decision.propose("Évacuer"))
    desk.record(decision.adopt(1))
    desk.record(decision_course.withdraw(1))
    page = text_of(in_french(desk), 0)
    assert "Aucune décision n’est soumise à votre arbitrage" in page
    assert "1 décision adoptée : « Évacuer » (D-1, retirée)" in page


@pytest.mark.parametrize(
    "as_issued",
    [
        {},
        {"status": "final", "number": 6, "replaces": (3, 4, 5), "recorded_since": (7, 8, 9, 10)},
        {"status": "corrective", "number": 6, "rectifies": 5, "reason": REASON},
    ],
    ids=["draft", "final", "corrective"],
)
def test_whatever_was_recorded_the_first_page_is_one_page(
    desk: Desk, as_issued: dict[str, Any]
) -> None:
    desk.record(settings.change("distribution", "élus\ndirection générale\npréfecture\nSDIS"))
    desk.record(settings.change("department", "Direction générale des services"))
    desk.record(settings.change("address", "2, place André-Mignot\n78000 Versailles"))
    desk.record(crisis.change_level("Crise"))
    for n in range(5):
        desk.record(continuity_plan.register(f"p{n}", f"Plan {n}, {TITLE}"))
        desk.record(continuity_plan.activate(f"p{n}", level=2))
        desk.record(journal.log(LONG, tags=["point-clé"]))
        desk.record(decision.propose(f"{n} {TITLE} {TITLE} {TITLE}", due_on=date(2020, 3, 27)))
        desk.record(decision.record(f"{n} {TITLE}"))
        desk.record(measure.order(f"{n} {TITLE}", due_on=date(2020, 3, 17)))
    before = PreviousReport(number=2, cut_off=local("2020-03-15 23:59"))
    report = in_french(desk, **as_issued, previous=before if as_issued else None)
    assert "Destinataires" in text_of(report, 0)
    assert text_of(report, 1).find("Sommaire") < 200
    if "reason" in as_issued:
        assert text_of(report).count("Effectif rectifié.") > REASON.count("Effectif rectifié.")


def test_an_empty_week_has_two_pages(desk: Desk) -> None:
    assert body(in_french(flood(desk), "2020-W13")) <= 2


def test_a_quiet_night_has_four_pages(night: PdfReader) -> None:
    assert body(night) <= 4


def test_a_week_without_news_has_two_pages_whatever_goes_on(desk: Desk) -> None:
    desk.record_all(decision.record(f"{TITLE} {n}", due_on=date(2020, 4, 20)) for n in range(15))
    desk.record_all(measure.order(f"{TITLE} {n}", due_on=date(2020, 4, 20)) for n in range(15))
    reader = in_french(desk, "2020-W13")
    assert body(reader) == 2
    assert "aucune n’a été prise ni modifiée. 15 sont en vigueur" in text_of(reader, 1)
    assert "D-15" in text_of(reader), "told in an annex"


def test_nothing_is_to_be_completed_in_what_is_issued(desk: Desk, night: PdfReader) -> None:
    assert "À compléter" in text_of(night)
    issued = text_of(in_french(flood(desk), status="final", number=1))
    assert "compléter" not in issued
    assert "non inscrit" in issued


def test_a_measure_is_told_once_in_the_body(night: PdfReader) -> None:
    pages = [text_of(night, page) for page in range(1, body(night))]
    told = " ".join(pages).partition("Échéances et prochain rapport Date")[0]
    assert told.count("Héberger") == 1
