"""The situation on the board: what holds, what is waited for, what is late, and until when."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from html.parser import HTMLParser
from typing import Final

import httpx
import pytest
from playwright.sync_api import Page
from typing_extensions import override

from crisis_log.board.pages import situation
from crisis_log.register import stopped_clock
from crisis_log.slices import (
    assumption,
    briefing,
    continuity_plan,
    crisis,
    decision,
    decision_course,
    indicator,
    instruction,
    journal,
    line_course,
    measure,
    mission,
    settings,
)
from tests.board.served import served
from tests.desk import Desk, local

_VOID: Final = {"meta", "link", "br", "img", "input", "hr"}


class Told(HTMLParser):
    """What a page says: the `text` of each part, the ids that it has, and where it leads to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text: dict[str, str] = defaultdict(str)
        self.ids: Counter[str] = Counter()
        self.links: dict[str, list[str]] = defaultdict(list)
        self.times: list[dict[str, str | None]] = []
        self.tags: set[str] = set()
        self._within = ""
        self.feed(html)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        self.ids[given.get("id") or ""] += 1
        if tag == "section":
            self._within = given.get("id") or ""
        if tag == "a":
            self.links[self._within].append(given.get("href") or "")
        if tag == "time":
            self.times.append(given)

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == "section":
            self._within = ""

    @override
    def handle_data(self, data: str) -> None:
        self.text[self._within] += data

    def of(self, part: str) -> str:
        """Return what a part says, on one line, its spaces plain."""
        return " ".join(self.text[part].split())


def shown(desk: Desk, at: datetime | None = None) -> Told:
    """Return what the board shows of a register, as its clock stands."""
    with served(desk.register.place.text, stopped_clock(at or desk.now)) as address:
        answer = httpx.get(address)
    answer.raise_for_status()
    told = Told(answer.text)
    assert {*situation.PAGE.parts} <= {*told.ids}
    assert [name for name, count in told.ids.items() if name and count > 1] == []
    return told


def test_a_register_that_was_only_opened_says_what_is_not_recorded(desk: Desk) -> None:
    told = shown(desk)
    assert told.of("level") == "Niveau de crise Non renseigné"
    assert "Aucun prochain point n’est inscrit" in told.of("briefing")
    assert "aucun plan n’est enregistré" in told.of("continuity")
    assert "Aucune décision n’est en vigueur." in told.of("decisions")
    assert "Aucune mesure n’est en retard." in told.of("measures")
    assert "Aucune" in told.of("requests")
    assert "Aucune" in told.of("instructions")
    assert "Rien d’autre n’est attendu." in told.of("open_points")
    assert "svg" not in told.tags


def test_a_closed_crisis_says_since_when_and_awaits_no_briefing(desk: Desk) -> None:
    desk.record(briefing.schedule(local("2020-03-16 14:30"), said_at=desk.now))
    number = desk.record(crisis.close(reason="fin"))
    told = shown(desk)
    assert f"Crise close depuis le 16/03/2020 à 8 h 02 n° {number}" in told.of("level")
    assert "la crise est close" in told.of("briefing")
    assert told.times == []


def test_the_level_says_since_when_and_by_which_entry(desk: Desk) -> None:
    number = desk.record(crisis.change_level("Crise"))
    told = shown(desk)
    assert told.of("level") == f"Niveau de crise Crise depuis le 16/03/2020 à 8 h 01 n° {number}"
    assert told.links["level"] == [f"/inscriptions/{number}"]


def test_a_briefing_to_come_has_a_countdown_that_is_words_without_a_script(desk: Desk) -> None:
    desk.record(briefing.schedule(local("2020-03-16 14:30"), said_at=desk.now, place="Salle 2"))
    told = shown(desk, local("2020-03-16 14:05"))
    assert "14 h 30 dans 25 min Lundi 16 mars, Salle 2" in told.of("briefing")
    (countdown,) = (one for one in told.times if one.get("class") == "countdown")
    until = countdown["data-until"]
    assert until == countdown["datetime"]
    assert datetime.fromisoformat(until or "") == local("2020-03-16 14:30")


def test_a_briefing_whose_time_has_come_says_since_when_and_counts_no_more(desk: Desk) -> None:
    desk.record(briefing.schedule(local("2020-03-16 14:30"), said_at=desk.now))
    told = shown(desk, local("2020-03-16 15:35"))
    assert "dépassé depuis 1 h 05" in told.of("briefing")
    assert [one for one in told.times if "data-until" in one] == []


def test_of_a_rhythm_the_next_is_counted_and_the_one_not_held_is_late(desk: Desk) -> None:
    desk.record(briefing.set_rhythm(times=["10:00", "18:00"], said_at=desk.now))
    told = shown(desk, local("2020-03-16 17:00"))
    assert "18 h 00 dans 1 h" in told.of("briefing")
    assert "en retard" in told.of("briefing")
    assert "Celui du 16/03 à 10 h 00 n’est pas inscrit comme tenu." in told.of("briefing")


def test_every_plan_is_told_with_its_disturbed_missions_also_of_a_site(desk: Desk) -> None:
    missions = [{"code": "pmi", "title": "Protection maternelle", "essential": True}]
    for code in ("pca", "pcs"):
        desk.record(
            continuity_plan.register(
                code, f"Plan {code}", levels={2: "essentielles"}, missions=missions
            )
        )
    desk.record(continuity_plan.activate("pca", level=2))
    degraded = desk.record(mission.change("pcs", "pmi", "suspended", reason="masques"))
    told = shown(desk).of("continuity")
    assert "Plan pca (pca) Niveau 2 : essentielles depuis le 16/03/2020" in told
    assert "Plan pcs (pcs) Enregistré" in told
    assert "suspendue pcs : Protection maternelle (mission essentielle)" in told
    assert f"n° {degraded}" in told


def _follow(desk: Desk, name: str, target: str | None, values: dict[int, int]) -> None:
    counted = {"name": name, "unit": "personnes", "target": target}
    desk.record(measure.order("Suivre", indicators=[counted]))
    for day, value in values.items():
        desk.at(f"2020-03-{day} 18:00")
        figures = {name: Decimal(value)}
        number = desk.register.state().next_number(measure.Measure) - 1
        desk.record(indicator.report(number, as_of=date(2020, 3, day), values=figures))


def test_a_toll_has_its_value_day_change_course_and_target(desk: Desk) -> None:
    _follow(desk, "décès", "0", {16: 3, 17: 5, 19: 8})
    told = shown(desk)
    assert (
        "Décès, 19/03 8 personnes +3, cible 0 "
        "Décès : de 3 le 16/03 à 8 le 19/03 ; minimum 3 ; maximum 8 ; cible 0 ; "
        "1 jour sans valeur M-1"
    ) in told.of("figures")
    assert "17/03 : 5 n° 4" in told.of("figures")
    assert "svg" in told.tags


def test_the_figures_that_the_authority_chose_come_first_and_none_is_left_out(desk: Desk) -> None:
    for n in range(16):
        _follow(desk, f"chiffre {n:02}", None, {16: n})
    desk.record(settings.change("key_figures", "chiffre 15"))
    told = shown(desk)
    figures = told.of("figures")
    assert figures.index("Chiffre 15") < figures.index("chiffre 00")
    assert all(f"hiffre {n:02}" in figures for n in range(12))
    assert "et 3 autres : n°" in figures
    assert "/indicateurs" in told.links["figures"]


def test_decisions_expected_stand_apart_from_those_in_force_the_new_ones_first(desk: Desk) -> None:
    desk.record(decision.record("Fermer les musées", decided_by="le directeur"))
    desk.at("2020-03-20 08:00")
    desk.record(decision.propose("Passer au niveau 3", owner="DGA", due_on=date(2020, 3, 19)))
    desk.record(decision.record("Ouvrir une crèche", decided_by="le président"))
    desk.record(decision.record("Prêter des salles"))
    desk.record(decision_course.suspend(4, reason="gel"))
    told = shown(desk)
    said = told.of("decisions")
    expected, rest = said.split("En vigueur (2)")
    in_force, others = rest.split("Non en vigueur")
    assert "D-2 Passer au niveau 3" in expected
    assert "en retard" in expected
    assert in_force.index("D-3 Ouvrir une crèche nouvelle") < in_force.index(
        "D-1 Fermer les musées"
    )
    assert "le directeur" in in_force
    assert "le président" in in_force
    assert "D-4 Prêter des salles suspendue" in others
    assert "/decisions/D-3" in told.links["decisions"]


def test_of_sixty_decisions_and_two_hundred_requests_none_vanishes(desk: Desk) -> None:
    desk.record_all(decision.record(f"Décision {n}", decided_by="DGS") for n in range(1, 61))
    desk.record_all(journal.log(f"Demande {n}", line_kind="request") for n in range(1, 201))
    told = shown(desk)
    assert "En vigueur (60)" in told.of("decisions")
    assert "et 48 autres : D-1, D-2" in told.of("decisions")
    assert "/decisions" in told.links["decisions"]
    assert "Demandes ouvertes (200)" in told.of("requests")
    assert "Demande 200" in told.of("requests")
    assert "et 188 autres : n° 62 à 249" in told.of("requests")
    assert "/chronologie?nature=demande" in told.links["requests"]


def test_late_instructions_say_so_in_words_and_colour(desk: Desk) -> None:
    due = desk.now + timedelta(hours=1)
    desk.record(instruction.give("Vérifier la livraison", to=["DSI"], due=due))
    desk.record(journal.log("Ouvrir une salle", line_kind="request", source="mairie"))
    desk.at("2020-03-16 12:00")
    with served(desk.register.place.text, stopped_clock(desk.now)) as address:
        html = httpx.get(address).text
    assert re.search(r'<li id="instruction-instruction-C-1" class="late">.*en retard', html)
    told = Told(html)
    assert "C-1 Vérifier la livraison" in told.of("instructions")
    assert "source : mairie depuis 3 h 58" in told.of("requests")


def test_what_is_uncertain_is_told_in_one_place(desk: Desk) -> None:
    desk.record(crisis.change_level("Crise"))
    desk.record(journal.log("Un pont coupé ?", verification="unverified"))
    line = desk.record(journal.log("Pas de neige"))
    rests = assumption.Assumed(line=line)
    desk.record(assumption.resting_on(decision.record("Ouvrir"), [rests]))
    desk.record(line_course.refute(line))
    desk.record(briefing.hold(level_holds=False, held_at=desk.now))
    told = shown(desk)
    said = told.of("uncertainties")
    assert "Lignes à vérifier (1) " in said
    assert "Un pont coupé" in said
    assert "Hypothèses remises en cause (1)" in said
    assert "H-1" in said
    assert "niveau « Crise » remis en question" in said
    assert "Niveau « Crise » remis en question" in told.of("level")


def test_overdue_measures_say_by_how_much_and_the_others_are_counted(desk: Desk) -> None:
    desk.record(measure.order("Équiper", owner="DSI", due_on=date(2020, 3, 18)))
    desk.record(measure.order("Loger", due_on=date(2020, 4, 18)))
    told = shown(desk, local("2020-03-21 09:00"))
    assert "M-1 Équiper pilote : DSI, échéance 18/03/2020 en retard de 3 jours" in told.of(
        "measures"
    )
    assert "1 autre mesure est ouverte." in told.of("measures")
    assert "/mesures" in told.links["measures"]


def test_hostile_texts_are_shown_as_text(desk: Desk) -> None:
    hostile = "<script>alert(1)</script> \u202eevil \u2066 & \"'><img src=x onerror=alert(1)>"
    desk.record(crisis.change_level("<b>Crise</b>"))
    desk.record(decision.record(hostile, decided_by=hostile))
    desk.record(journal.log(hostile, line_kind="request", source=hostile))
    desk.record(instruction.give(hostile, to=[hostile[:60]]))
    desk.record(briefing.schedule(local("2020-03-16 14:30"), said_at=desk.now, place=hostile[:60]))
    counted = {"name": "<i>décès</i>\"'", "unit": "<u>", "target": "3"}
    desk.record(measure.order(hostile, indicators=[counted], due_on=date(2020, 3, 1)))
    for day in (15, 16):
        values = {"<i>décès</i>\"'": Decimal(day)}
        desk.record(indicator.report(1, as_of=date(2020, 3, day), values=values))
    told = shown(desk)
    assert not told.tags & {"img", "b", "i", "u"}
    assert "<b>Crise</b>" in told.of("level")
    assert "<script>alert(1)</script> \ufffdevil" in told.of("decisions")
    assert "<i>décès</i>" in told.of("figures")
    assert "\u202e" not in "".join(told.text.values())


@pytest.mark.parametrize("width", [390, 1920])
def test_very_long_titles_never_make_the_page_wider_than_the_screen(
    desk: Desk, page: Page, width: int
) -> None:
    long = "Arrêtépréfectoral" * 25
    desk.record(crisis.change_level(long[:60]))
    desk.record(decision.propose(long[:450], owner=long[:80]))
    desk.record(decision.record(long[:450], decided_by=long[:80]))
    desk.record(journal.log(long, line_kind="request", source=long[:80]))
    desk.record(journal.log("mot " * 400, tags=["point-clé"]))
    desk.record(instruction.give(long, to=[long[:60]]))
    _follow(desk, f"décès {long[:80]}", "2", {16: 3, 17: 123_456_789})
    page.set_viewport_size({"width": width, "height": 900})
    with served(desk.register.place.text, stopped_clock(desk.now)) as address:
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth")
        tall = page.locator(".course svg").first.bounding_box()
    assert wide <= width
    assert tall is not None
    assert tall["height"] > 10
