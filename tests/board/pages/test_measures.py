"""The measures over time, in their groups, and each whole."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from crisis_log.slices import decision, indicator, measure, report_correction
from tests.board.pages.asking import group_of, part_of, reading, text_of
from tests.desk import Desk


@pytest.fixture
def ordered(desk: Desk) -> Desk:
    """One measure of each group; the overdue one has a figure that was corrected."""
    desk.at("2020-03-16 09:00")
    desk.record(decision.record("Généraliser le télétravail"))
    desk.record(
        measure.order("Équiper les agents", owner="DSI", due_on=date(2020, 3, 20), decision=1)
    )
    desk.record(measure.order("Nettoyer les poignées", owner="PCC"))
    desk.record(measure.order("Compter les masques"))
    desk.record(measure.order("Garder les écoles"))
    first = desk.record(
        indicator.report(
            1,
            as_of=date(2020, 3, 17),
            values={"licences": Decimal(1200)},
            text="Le fournisseur livre",
        )
    )
    desk.record(
        report_correction.correct_report(
            1, corrects=first, as_of=date(2020, 3, 17), values={"licences": Decimal(1250)}
        )
    )
    desk.record(measure.complete(3))
    desk.record(measure.lift(4, reason="écoles fermées"))
    desk.at("2020-03-27 09:00")
    desk.record(measure.order("Distribuer les gants"))
    return desk


def test_each_measure_stands_in_the_group_it_is_of(ordered: Desk) -> None:
    with reading(ordered) as client:
        html = client.get("/mesures").text
    groups = re.findall(r'id="group-(\w+)"', html)
    assert groups == ["overdue", "new", "in_progress", "completed", "lifted"]
    overdue = group_of(html, "overdue")
    for said in ("M-1 Équiper les agents", "DSI", "en retard de 7 jours", "D-1", "1 250"):
        assert said in overdue.replace("\u202f", " ")
    assert "M-5 Distribuer les gants" in group_of(html, "new")
    assert "M-2 Nettoyer les poignées" in group_of(html, "in_progress")
    assert "M-3 Compter les masques" in group_of(html, "completed")
    assert "M-4 Garder les écoles" in group_of(html, "lifted")


def test_the_chronogram_draws_the_period_that_is_asked_for(ordered: Desk) -> None:
    with reading(ordered) as client:
        whole = part_of(client.get("/mesures").text, "chronogram")
    with reading(ordered.at("2020-05-20 09:00")) as client:
        weeks = part_of(client.get("/mesures?semaines=4").text, "chronogram")
    assert "<svg" in whole
    assert "1 mesure en retard sur 3 mesures ouvertes" in text_of(whole)
    assert 'id="drawn-M-3"' in whole
    assert "Sur les 4 dernières semaines" in text_of(weeks)
    assert 'id="drawn-M-1"' in weeks
    assert 'id="drawn-M-3"' not in weeks


def test_the_form_asks_by_words_status_owner_and_decision(ordered: Desk) -> None:
    with reading(ordered) as client:
        for asked, label in {
            "mots=gants": "M-5",
            "etat=lifted": "M-4",
            "pilote=pcc": "M-2",
            "decision=D-1": "M-1",
        }.items():
            html = part_of(client.get(f"/mesures?{asked}").text, "found")
            assert re.findall(r'<tr id="(M-\d+)"', html) == [label], asked


def test_a_measure_is_told_whole_with_its_figures_and_history(ordered: Desk) -> None:
    with reading(ordered) as client:
        html = client.get("/mesures/m1", follow_redirects=True).text
    sheet = text_of(part_of(html, "sheet"))
    assert "M-1 Équiper les agents" in sheet
    assert "D-1 Généraliser le télétravail" in sheet
    figures = part_of(html, "figures")
    assert re.search(r"<strong>1.250</strong>", figures)
    assert re.search(r"<s>1.200</s>", figures)
    history = text_of(part_of(html, "history"))
    assert "M-1 ordonnée" in history
    assert "Le fournisseur livre" in history


def test_what_becomes_of_a_measure_is_in_its_history(ordered: Desk) -> None:
    ordered.record(measure.amend(1, reason="erreur", title="Équiper tous les agents"))
    ordered.record(measure.extend(1, due_on=date(2020, 4, 30)))
    with reading(ordered) as client:
        html = part_of(client.get("/mesures/M-1").text, "history")
    assert "<s>Équiper les agents</s> → Équiper tous les agents" in html
    assert "M-1 prolongée" in text_of(html)


def test_a_measure_that_is_not_there_says_which_there_are(ordered: Desk) -> None:
    with reading(ordered) as client:
        answer = client.get("/mesures/M-77")
    assert answer.status_code == 404
    assert "qui compte M-1 à M-5" in text_of(answer.text)
