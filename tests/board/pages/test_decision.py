"""One decision: its sheet, its history, what was recorded at its instant, to whom it went."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page

from crisis_log.register import Register
from crisis_log.slices import crisis, decision, journal, measure
from tests.board.pages.asking import part_of, reading, text_of
from tests.board.served import served
from tests.desk import Desk


@pytest.fixture
def decided(desk: Desk) -> Desk:
    """Two decisions, of which the second amends its words; a late line and an alarm after."""
    desk.at("2020-03-17 09:00")
    desk.record(crisis.change_level("Alerte"))
    desk.record(decision.record("Filtrer les accès"))
    desk.record(
        decision.record(
            "Fermer le musée",
            situation="Trois cas confirmés",
            options=["Ouvrir à moitié", "Fermer"],
            grounds="Trop de visiteurs",
            legal_basis=["CGCT, art. L. 2212-2"],
            consulted="la conservatrice",
            dissent="le régisseur",
            decided_by="le maire",
            owner="DRH",
            due_on=date(2020, 3, 30),
        )
    )
    desk.record(measure.order("Afficher l’avis", decision=2))
    desk.record(
        decision.amend(2, reason="erreur de nom", title="Fermer les deux musées"),
    )
    desk.record(journal.log("Appel du gardien"), occurred="2020-03-17 08:30")
    desk.record(crisis.change_level("Crise"))
    return desk


def test_the_sheet_tells_what_was_known_and_why(decided: Desk) -> None:
    with reading(decided) as client:
        told = text_of(part_of(client.get("/decisions/D-2").text, "sheet"))
    for said in (
        "D-2 Fermer les deux musées",
        "Trois cas confirmés",
        "Ouvrir à moitié",
        "Trop de visiteurs",
        "CGCT, art. L. 2212-2",
        "la conservatrice",
        "le régisseur",
        "le maire",
        "M-1 Afficher l’avis",
    ):
        assert said in told


def test_its_history_keeps_what_an_amendment_replaced(decided: Desk) -> None:
    with reading(decided) as client:
        html = part_of(client.get("/decisions/D-2").text, "sheet")
    assert "<s>Fermer le musée</s> → Fermer les deux musées" in html
    assert "erreur de nom" in text_of(html)


def test_what_was_recorded_then_knows_nothing_of_what_came_after(decided: Desk) -> None:
    with reading(decided) as client:
        html = client.get("/decisions/D-2").text
    told = text_of(part_of(html, "then"))
    assert told.startswith("Inscrit alors")
    assert "Niveau de crise : Alerte" in told
    assert "D-1 Filtrer les accès" in told
    assert "Crise, depuis" not in told
    assert "M-1" not in told
    assert "connu à cet instant" not in told


def test_what_had_happened_and_was_recorded_after_is_told_apart(decided: Desk) -> None:
    with reading(decided) as client:
        told = text_of(part_of(client.get("/decisions/D-2").text, "then"))
    _before, after = told.split("Inscrit plus tard", 1)
    assert "Appel du gardien" in after


@pytest.mark.parametrize("key", ["d2", "D2", "2", "d-2", "d - 2"])
def test_a_label_as_people_type_it_leads_to_the_one_address(decided: Desk, key: str) -> None:
    with reading(decided) as client:
        told = [client.get(f"/decisions/{key}{field}") for field in ("", "?wall=1&evil=%0d%0ax")]
        assert [one.status_code for one in told] == [308, 308]
        assert [one.headers["location"] for one in told] == [
            "/decisions/D-2",
            "/decisions/D-2?wall=1",
        ]
        assert "Fermer les deux musées" in client.get(told[0].headers["location"]).text


@pytest.mark.parametrize("key", ["D-9", "M-1", "0", "<b>", "٣"])
def test_a_label_that_is_not_there_says_which_there_are(decided: Desk, key: str) -> None:
    with reading(decided) as client:
        answer = client.get(f"/decisions/{key}")
    assert answer.status_code == 404
    assert "qui compte D-1 à D-2" in text_of(answer.text)
    assert "<b>" not in answer.text


def test_labels_and_entries_lead_to_their_pages(decided: Desk) -> None:
    with reading(decided) as client:
        html = client.get("/decisions/D-2").text
        linked = ("/decisions/D-1", "/mesures/M-1", "/mesures?decision=D-2", "/inscriptions/3")
        for address in linked:
            assert f'href="{address}"' in html
            assert client.get(address).status_code == 200


def test_an_amendment_is_on_the_page_without_being_asked_for(decided: Desk, page: Page) -> None:
    path = decided.register.place.text
    with served(path) as address, Register.open(path) as register:
        page.goto(f"{address}/decisions/D-2")
        register.record(
            decision.amend(2, reason="précision", owner="la conservatrice en chef"),
            by="la secrétaire",
        )
        page.locator("#sheet").get_by_text("la conservatrice en chef").first.wait_for()
        assert page.locator("#then").get_by_text("la conservatrice en chef").count() == 0
