"""The decisions: every one is told, in the group it is of, on a page that says which others are."""

from __future__ import annotations

import re
from datetime import date

import pytest

from crisis_log.slices import decision, decision_course, validation
from tests.board.pages.asking import group_of, part_of, reading, text_of
from tests.desk import Desk, local


def _five(desk: Desk) -> Desk:
    """Record one decision of each group."""
    desk.at("2020-03-17 09:00")
    desk.record(decision.propose("Ouvrir un gymnase"))
    desk.record(
        decision.record(
            "Fermer le musée", decided_by="le maire", owner="DRH", due_on=date(2020, 3, 18)
        )
    )
    desk.record(decision.record("Filtrer les accès"))
    desk.record(decision_course.suspend(3, reason="travaux"))
    desk.record(decision.record("Lever le filtrage", effective_at=local("2020-04-01 08:00")))
    desk.record(decision.propose("Tout fermer"))
    desk.record(decision.reject(5, reason="trop large"))
    desk.register.record(validation.validate("D-2"), by="le préfet")
    return desk.at("2020-03-20 09:00")


def test_each_decision_stands_in_the_group_it_is_of(desk: Desk) -> None:
    with reading(_five(desk)) as client:
        html = client.get("/decisions").text
    groups = re.findall(r'id="group-(\w+)"', html)
    assert groups == ["expected", "in_force", "suspended", "to_come", "ended"]
    told = {name: group_of(html, name) for name in groups}
    assert "D-1 Ouvrir un gymnase" in told["expected"]
    assert "D-2 Fermer le musée" in told["in_force"]
    assert "D-3 Filtrer les accès" in told["suspended"]
    assert "D-4 Lever le filtrage" in told["to_come"]
    assert "applicable à compter du 01/04/2020" in told["to_come"]
    assert "D-5 Tout fermer" in told["ended"]


def test_a_line_says_who_decided_who_carries_out_what_is_late_and_who_validated(
    desk: Desk,
) -> None:
    with reading(_five(desk)) as client:
        html = client.get("/decisions").text
    told = group_of(html, "in_force")
    for said in ("le maire", "DRH", "18/03/2020", "en retard de 2 jours", "validée par le préfet"):
        assert said in told
    assert "non inscrit" in group_of(html, "expected")
    assert 'href="/decisions/D-2"' in html


def test_the_form_asks_by_words_status_owner_and_delay(desk: Desk) -> None:
    with reading(_five(desk)) as client:
        for asked, label in {
            "mots=MUSEE": "D-2",
            "etat=suspended": "D-3",
            "pilote=drh": "D-2",
            "retard=1": "D-2",
        }.items():
            html = part_of(client.get(f"/decisions?{asked}").text, "found")
            assert re.findall(r'<tr id="(D-\d+)"', html) == [label], asked
            assert "1 décision sur 5 inscrites" in text_of(html)
        nothing = client.get("/decisions?mots=zèbre").text
    assert "Aucune décision ne correspond" in text_of(nothing)
    assert 'value="zèbre"' in nothing


def test_nothing_vanishes_from_a_long_list(desk: Desk) -> None:
    desk.record_all(decision.record(f"Fermer la salle {n}") for n in range(1, 251))
    with reading(desk) as client:
        pages = [client.get(f"/decisions?page={n}").text for n in (1, 2, 3)]
    told = [label for html in pages for label in re.findall(r'<tr id="(D-\d+)"', html)]
    assert sorted(told, key=lambda label: int(label[2:])) == [f"D-{n}" for n in range(1, 251)]
    assert "rangs 1 à 100 de la liste ; les 150 autres" in text_of(pages[0])
    assert 'rel="next" href="/decisions?page=2"' in pages[0]
    assert "(100 sur 250 dans cette page)" in group_of(pages[1], "in_force")


def test_a_register_without_decisions_says_so(desk: Desk) -> None:
    with reading(desk) as client:
        assert "Aucune décision n’est inscrite" in text_of(client.get("/decisions").text)


def test_a_hostile_title_is_text(desk: Desk) -> None:
    hostile = "<script>alert(1)</script> \u202eretourné " + "a" * 5000
    desk.record(decision.record(hostile))
    with reading(desk) as client:
        listed, whole = client.get("/decisions").text, client.get("/decisions/D-1").text
    for html in (listed, whole):
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
        assert re.search(r'dir="auto">&lt;script', html)
    assert "a" * 500 not in listed
    assert "a" * 5000 in whole


@pytest.mark.parametrize(
    "asked",
    [
        "decisions?etat=vigueur",
        "decisions?retard=oui",
        "mesures?etat=vigueur",
        "mesures?semaines=3",
        "mesures?decision=vigueur",
        "effectifs?semaines=3",
    ],
)
def test_what_no_form_offers_is_refused_and_not_passed_over(asked: str, desk: Desk) -> None:
    with reading(desk) as client:
        refused = client.get(f"/{asked}")
    assert refused.status_code == 404
    typed = asked.partition("=")[2]
    assert f"« {typed} » ne peut pas être demandé sur cette page" in text_of(refused.text)
