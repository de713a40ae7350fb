"""The agents: reconciled, drawn, by perimeter; what is not known is said, never made up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest

from crisis_log.register import stopped_clock
from crisis_log.slices import continuity_plan, mission, site, staffing
from tests.board.reading import html_of, words
from tests.board.served import served
from tests.desk import Desk, local

NOW = stopped_clock(local("2020-03-20 09:00"))


def counts(on_site: int, remote: int = 0) -> dict[staffing.Modality, int]:
    return {"on_site": on_site, "remote": remote}


def plan(desk: Desk, code: str = "pca", headcount: int | None = 100) -> None:
    desk.record(
        continuity_plan.register(
            code,
            f"Plan {code}",
            headcount=headcount,
            headcount_scope="agents mobilisés" if headcount else None,
            missions=[{"code": "pmi", "title": "Protection maternelle"}],
            organisations=["78", "92"],
        )
    )


@pytest.fixture
def shown(desk: Desk) -> Iterator[str]:
    """The address of a board of the desk's register, read when it is asked."""
    with served(desk.register.place, NOW) as address:
        yield address


def test_a_register_without_a_plan_says_so(shown: str) -> None:
    page = html_of(shown, "/effectifs")
    for part in ("plans", "agents"):
        assert "Aucun plan de continuité n’est enregistré" in words(page, part), words(page, part)
    assert "Aucune mission n’est inscrite." in words(page, "missions")
    assert "Le registre ne désigne aucun site." in words(page, "sites")
    assert "<svg" not in page


def test_a_plan_that_nobody_counted_is_said_not_to_be(desk: Desk) -> None:
    plan(desk)
    with served(desk.register.place, NOW) as address:
        page = html_of(address, "/effectifs")
    assert "non recensé" in words(page, "plans")
    agents = words(page, "agents")
    assert "Aucun recensement des agents n’a encore été inscrit" in agents
    assert "Effectif déclaré : 100 (agents mobilisés)" in agents


def test_a_gap_to_the_headcount_is_printed(desk: Desk) -> None:
    plan(desk)
    entry = desk.record(staffing.count("pca", day=date(2020, 3, 19), counts=counts(60, 36)))
    with served(desk.register.place, NOW) as address:
        page = html_of(address, "/effectifs")
    row = words(page, "plan-pca")
    assert "96 100 4 non recensés" in row
    assert f'href="/inscriptions/{entry}"' in page
    assert "96 agents ont été recensés pour un effectif déclaré de 100" in words(page, "agents")
    assert "4 non recensés" in words(page, "agents")


def test_more_agents_than_declared_are_told_in_words(desk: Desk) -> None:
    plan(desk)
    desk.record(staffing.count("pca", day=date(2020, 3, 19), counts=counts(103)))
    with served(desk.register.place, NOW) as address:
        assert "−3 de plus que déclaré" in words(html_of(address, "/effectifs"), "plan-pca")


def test_a_plan_without_a_headcount_has_no_gap(desk: Desk) -> None:
    plan(desk, headcount=None)
    desk.record(staffing.count("pca", day=date(2020, 3, 19), counts=counts(60)))
    with served(desk.register.place, NOW) as address:
        page = html_of(address, "/effectifs")
    assert "60 non déclaré –" in words(page, "plan-pca")
    assert "le plan ne déclare pas d’effectif" in words(page, "agents")


def test_days_without_a_count_are_not_told_as_zero_and_revised_ones_are_marked(desk: Desk) -> None:
    plan(desk)
    desk.record(staffing.count("pca", day=date(2020, 3, 17), counts=counts(60)))
    desk.record(staffing.count("pca", day=date(2020, 3, 17), counts=counts(61)))
    desk.record(staffing.count("pca", day=date(2020, 3, 19), counts=counts(70)))
    with served(desk.register.place, NOW) as address:
        days = words(html_of(address, "/effectifs"), "agents-by-day")
    assert "61 r" in days
    assert days.count("n. c.") == 2, days  # the 18th, and today
    assert "sur site 60" in days


def test_counts_by_organisation_and_by_mission_and_by_site_are_told(desk: Desk) -> None:
    plan(desk)
    desk.record(site.add("nanterre", "Hôtel de Nanterre", organisation="92"))
    day = date(2020, 3, 19)
    desk.record(staffing.count("pca", day=day, counts=counts(30), organisation="78"))
    desk.record(staffing.count("pca", day=day, counts=counts(20), organisation="92"))
    desk.record(staffing.count("pca", day=day, counts=counts(7), mission="pmi"))
    desk.record(staffing.count("pca", day=day, counts=counts(9), site="nanterre"))
    with served(desk.register.place, NOW) as address:
        page = html_of(address, "/effectifs")
    agents = words(page, "agents")
    for told in ("Yvelines 30", "Hauts-de-Seine 20", "Protection maternelle 7"):
        assert told in agents, agents
    assert "50 100 50 non recensés" in words(page, "plan-pca")
    assert "Hôtel de Nanterre (nanterre) Hauts-de-Seine 9" in words(page, "sites")


def test_missions_disturbed_are_told_with_since_when_and_by_which_entry(desk: Desk) -> None:
    plan(desk)
    entry = desk.record(mission.change("pca", "pmi", "degraded", reason="masques"))
    with served(desk.register.place, NOW) as address:
        page = html_of(address, "/effectifs")
    missions = words(page, "missions")
    assert "Protection maternelle" in missions
    assert f"n° {entry}" in missions
    assert "dégradée" in missions
    assert "16/03/2020" in missions


def test_a_form_without_a_script_chooses_the_plan_and_the_weeks(desk: Desk) -> None:
    plan(desk)
    plan(desk, "pra", headcount=10)
    desk.record(staffing.count("pca", day=date(2020, 3, 19), counts=counts(60)))
    with served(desk.register.place, NOW) as address:
        usual = html_of(address, "/effectifs")
        other = html_of(address, "/effectifs?plan=PRA&semaines=13")
        unknown = httpx.get(f"{address}/effectifs?plan=nul")
        endless = httpx.get(f"{address}/effectifs?semaines=9999")
    assert "Plan pca (pca)" in words(usual, "agents")
    assert "Plan pra (pra)" in words(other, "agents")
    assert '<option value="13" selected>' in other
    assert '<form class="choice" method="get" action="/effectifs">' in other
    assert unknown.status_code == endless.status_code == httpx.codes.NOT_FOUND
    assert "nul" in unknown.text
    assert "9999" in endless.text


def test_the_demonstration_is_drawn_with_its_figures(demonstrated: str) -> None:
    page = html_of(demonstrated, "/effectifs")
    assert "4 non recensés" in words(page, "plans")
    assert 'role="img"' in page
    assert "1 042" in words(page, "agents-by-day")


def test_reading_agents_writes_nothing(demonstration: Path, demonstrated: str) -> None:
    before = demonstration.read_bytes()
    for path in ("/effectifs", "/indicateurs", "/rapports"):
        html_of(demonstrated, path)
    assert demonstration.read_bytes() == before
