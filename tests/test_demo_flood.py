"""A night of flood, typed: what a reader looks for stands on the first pages of its reports."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pytest
from demo_flood import FILE_NAME, keep, night
from pypdf import PdfReader

from crisis_log.cli.root import run
from crisis_log.register import Register
from crisis_log.views.requests import requests
from tests.conftest import Once
from tests.reports.verapdf import violations
from tests.speaking import speaking

MOST: Final = 90
"""Entries of one night: a person reads them all."""
SITUATION, WEEKLY, DECISIONS = "R-3", "R-4", "R-5"
IN_FORCE: Final = (
    "Évacuer le quartier des Tanneurs et l’île Saint-Jean",
    "Ouvrir le gymnase Pasteur comme second centre d’hébergement",
    "Interdire la consommation de l’eau du réseau dans le quartier du Faubourg",
    "Fermer les crèches, les écoles et les collèges",
    "Rouvrir le pont Neuf aux seuls véhicules de secours",
)


@pytest.fixture(scope="session")
def told(once: Once, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What came of the night: the texts of its reports, page by page, and of its requests."""
    return dict(json.loads(once("flood.json", lambda: _told(tmp_path_factory.mktemp("flood")))))


def _told(folder: Path) -> bytes:
    with speaking("fr"), pytest.MonkeyPatch.context() as patch:
        patch.setenv("CRISIS_LOG_KEY", "put back when the context ends")
        patch.delenv("CRISIS_LOG_LANG", raising=False)
        assert keep(folder) == 0
        verified = run(["--register", str(folder / FILE_NAME), "audit", "verify", "--reprint"])
    reports = {path.stem[-3:]: path.read_bytes() for path in folder.glob("*-reports/*.pdf")}
    with Register.open(folder / FILE_NAME, read_only=True) as register:
        asked = [one.model_dump(mode="json") for one in requests(register.account())]
        size = register.size()
    return json.dumps(
        {
            "size": size,
            "verified": verified,
            "requests": asked,
            "violations": {name: violations(pdf) for name, pdf in reports.items()},
            "pages": {name: [*_pages(pdf)] for name, pdf in reports.items()},
        }
    ).encode()


def _pages(pdf: bytes) -> Iterator[str]:
    """Return the text of each page, its spaces alike."""
    for page in PdfReader(BytesIO(pdf)).pages:
        yield re.sub(r"\s+", " ", page.extract_text())


def test_one_night_is_told_in_few_entries(told: dict[str, Any]) -> None:
    assert len([*night()]) <= told["size"] <= MOST


def test_its_reports_are_conforming_sealed_and_reproducible(told: dict[str, Any]) -> None:
    assert sorted(told["pages"]) == ["R-1", "R-2", "R-3", "R-4", "R-5"]
    assert not any(told["violations"].values()), told["violations"]
    assert told["verified"] == 0


def test_each_request_of_the_night_says_what_became_of_it(told: dict[str, Any]) -> None:
    asked = {one["number"]: one for one in told["requests"]}
    became = {
        number: [answer["label"] for answer in one["answers"]] or one["status"]
        for number, one in asked.items()
    }
    assert became == {
        10: ["M-1"],
        20: ["D-2"],
        24: ["n° 25"],
        33: "closed",
        46: ["M-4"],
        63: "open",
        72: ["D-9"],
        75: "open",
    }
    assert asked[46]["cited_by"] == [49], "the reminder; the duplicate is told with it"


@pytest.mark.parametrize(
    "says",
    [
        r"décès\b.{0,60}?\b1\b",
        r"disparus\b.{0,60}?\b0\b",
        r"personnes hébergées\b.{0,60}?\b387\b",
        r"Crise ?depuis le 15/10",
        *IN_FORCE,
        "Une nappe de fioul serait visible",
        "L’EHPAD Les Tilleuls demande un groupe électrogène",
        "La préfecture demande combien de foyers",
        "Prochain point 16/10 à 7 h 30",
    ],
)
def test_the_situation_report_says_it_on_its_first_page(told: dict[str, Any], says: str) -> None:
    assert re.search(says, told["pages"][SITUATION][0]), told["pages"][SITUATION][0]


def test_what_no_longer_holds_is_never_told_without_its_word(told: dict[str, Any]) -> None:
    page = told["pages"][SITUATION][0]
    ended = "Interdire toute circulation|Ouvrir la salle des fêtes"
    with_word = re.findall(f"(?:{ended}).{{0,80}}(?:retirée|remplacée)", page)
    assert len(re.findall(ended, page)) == len(with_word) > 0


@pytest.mark.parametrize(
    "says",
    [
        "PROVISOIRE",
        "Décès 1 personne",
        "Personnes hébergées 387 personnes",
        "Crise, depuis le 15",
        "Demander au préfet un renfort militaire de pompage",
        "Prochain point Vendredi 16 octobre 2026 à 7 h 30",
    ],
)
def test_the_weekly_report_says_it_on_its_first_page(told: dict[str, Any], says: str) -> None:
    assert re.search(says, told["pages"][WEEKLY][0]), told["pages"][WEEKLY][0]


@pytest.mark.parametrize("title", IN_FORCE)
def test_the_record_of_decisions_names_what_is_in_force(told: dict[str, Any], title: str) -> None:
    assert title in " ".join(told["pages"][DECISIONS])
