"""The situation report: one page, whatever the log holds, and the check overleaf."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from crisis_log.command import Command
from crisis_log.reports.documents.making import AboutAll, draft
from crisis_log.reports.documents.situation import DOCUMENT
from crisis_log.reports.formats.html import to_html
from crisis_log.reports.formats.pdf import to_pdf
from crisis_log.reports.page import one_page
from crisis_log.slices import (
    briefing,
    continuity_plan,
    crisis,
    decision,
    decision_course,
    indicator,
    journal,
    measure,
    mission,
)
from crisis_log.slices import settings as register_settings
from crisis_log.views.situation_report.report import SituationReport
from tests.desk import Desk, local
from tests.reports.reading import text_of, text_of_html

NOW = local("2020-03-30 08:30")
START = "2020-03-29 09:00"


def situation(desk: Desk) -> SituationReport:
    return draft(desk.register, DOCUMENT, AboutAll(), NOW)


def read(report: SituationReport) -> PdfReader:
    return PdfReader(BytesIO(to_pdf(DOCUMENT, report)))


def point(desk: Desk) -> str:
    """Return the text of the first page."""
    page = text_of_html(to_html(DOCUMENT, situation(desk)))
    return page[: page.index("overleaf.")]


def record_hostile(desk: Desk, words: str) -> Desk:
    """Record more than fits anywhere, in texts as long as `words`."""
    desk.at("2020-03-29 09:00").record_all(hostile(words))
    return desk


def hostile(words: str) -> Iterator[Command]:
    title = words[:2_000]
    for key in ("department", "classification", "signatory_function"):
        yield register_settings.change(key, title)
    yield crisis.change_level(title)
    for plan in range(3):
        code = f"plan-{plan}-with-a-name-of-forty-characters-x"
        missions = [{"code": f"m{n}", "title": title} for n in range(5)]
        yield continuity_plan.register(code, title, objectives=[words] * 4, missions=missions)
        yield continuity_plan.activate(code, level=9)
        for n in range(5):
            yield mission.change(code, f"m{n}", "suspended")
    for n in range(200):
        yield measure.order(title, owner=title, due_on=date(2020, 3, 16) if n % 2 else None)
    for n in range(12):
        values = {f"{n} {title[:1_000]}": Decimal(-(10**17))}
        yield indicator.report(n + 1, as_of=date(2020, 3, 29), values=values)
        yield decision.propose(title, owner=title, due_on=date(2020, 3, 16))
        yield decision.record(title, decided_by=title)
        for kind in journal.LINE_KINDS:
            yield journal.log(words, line_kind=kind, verification="unverified")
        yield journal.log(words, tags=["objectif", "prochain-point"])


@pytest.mark.parametrize(
    "words",
    [
        "x" * 10_000,
        "W" * 10_000,
        "Une phrase assez longue pour compter. " * 260,
        "mot\n" * 2_500,
        "漢字" * 5_000,
        "🜲🚒" * 5_000,
    ],
    ids=["letters", "wide", "sentences", "lines", "chinese", "symbols"],
)
def test_it_stays_one_page_whatever_the_log_holds(desk: Desk, words: str) -> None:
    pdf = read(situation(record_hostile(desk, words)))
    assert len(pdf.pages) == 2, text_of(pdf, 1)
    assert "Told from entries" in text_of(pdf, 0)
    assert "Verification" in text_of(pdf, 1)


def test_a_corrective_point_stays_one_page_and_tells_what_has_changed_overleaf(
    desk: Desk,
) -> None:
    record_hostile(desk, "Une phrase assez longue pour compter. " * 260)
    corrective = {"status": "corrective", "rectifies": 1, "number": 2, "reason": "motif " * 500}
    pdf = read(situation(desk).model_copy(update=corrective))
    assert "This report replaces report R-1" in text_of(pdf, 0)
    assert "Told from entries" in text_of(pdf, 0)
    assert "What has changed" in text_of(pdf, 1)


def test_what_is_left_out_is_counted_and_named(desk: Desk) -> None:
    desk.record_all(measure.order(f"Mesure {n}") for n in range(40))
    text = point(desk)
    shown = sorted({int(n) for n in re.findall(r"M-(\d+) Mesure", text)})
    assert shown == list(range(1, shown[-1] + 1))
    assert f"and {40 - shown[-1]} others: M-{shown[-1] + 1}, M-{shown[-1] + 2}, " in text


def test_lines_that_are_left_out_are_named_by_their_entries(desk: Desk) -> None:
    logged = [desk.record(journal.log(f"Rue {n}", verification="unverified")) for n in range(30)]
    text = point(desk)
    shown = re.findall(r"Rue (\d+)", text)
    assert shown == [str(n) for n in range(29, 29 - len(shown), -1)]
    left = 30 - len(shown)
    assert f"and {left} others: n° {logged[0]} to {logged[left - 1]}" in text


def test_a_long_line_is_shortened_to_whole_sentences_and_says_where_it_is(desk: Desk) -> None:
    number = desk.record(
        journal.log("Le pont est fermé. " * 40, line_kind="situation"),
        occurred="2020-03-16 08:00",
    )
    text = point(desk)
    assert f"Le pont est fermé. … (full text: n° {number})" in text


def test_the_page_tells_the_point(busy: Desk) -> None:
    text = point(busy)
    for words in (
        "Département d’essai",
        "Épidémie de COVID-19",
        "Situation report n° 1 Monday 30 March 2020 at 08:30",
        "DRAFT, not numbered, not signed",
        "Crisis level Crise",
        "level 2",
        "since 23 Mar at 09:02 n° 14",
        "Next briefing not recorded",
        "M-1 Équiper les agents",
        "overdue by 3 days",
        "degraded Protection maternelle",
        "Submitted to your decision D-3 Passer au niveau 3 owner: le directeur",
        "In force (2)",
    ):
        assert words.casefold() in text.casefold(), words


def test_an_ended_decision_is_told_with_its_word_after_those_in_force(desk: Desk) -> None:
    desk.at("2020-03-29 20:00").record(decision.record("Fermer le pont"))
    desk.record(decision.record("Ouvrir le gymnase"))
    desk.record(decision_course.withdraw(1))
    text = point(desk)
    assert "In force (1) D-2 Ouvrir le gymnase new" in text
    assert text.index("Ouvrir le gymnase") < text.index("Not in force")
    assert "D-1 Fermer le pont withdrawn on 29 Mar at 20:03" in text[text.index("Not in force") :]


def test_what_is_cut_are_the_decisions_that_ended_before_those_in_force(desk: Desk) -> None:
    desk.at("2020-03-29 20:00").record_all(decision.record(f"Garder {n}") for n in range(40))
    desk.record_all(decision.record(f"Oublier {n}") for n in range(40))
    desk.record_all(decision_course.withdraw(n) for n in range(41, 81))
    text = point(desk)
    assert len(re.findall(r"D-\d+ Garder", text)) > len(re.findall(r"D-\d+ Oublier", text)) > 0
    assert "In force (40)" in text


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (
            briefing.schedule(local("2020-03-30 18:00"), place="Mairie", said_at=local(START)),
            "Next briefing 30 Mar at 18:00 Mairie n° 2",
        ),
        (
            briefing.schedule(local("2020-03-29 18:00"), said_at=local(START)),
            "Last briefing announced 29 Mar at 18:00 n° 2 its time has come; no other is recorded",
        ),
        (journal.log("Mardi à 9 h", tags=["Prochain-Point"]), "Next briefing Mardi à 9 h n° 2"),
        (crisis.close(), "Next briefing none: the crisis is closed"),
        (journal.log("Un fait"), "Next briefing not recorded"),
        (
            briefing.set_rhythm(every_minutes=1440, said_at=local(START)),
            "Next briefing 30 Mar at 09:01 n° 2 every 24 hours",
        ),
        (
            briefing.set_rhythm(every_minutes=240, said_at=local(START)),
            "Next briefing 30 Mar at 09:01 n° 2 that of 29 Mar at 13:01 is not recorded as held",
        ),
    ],
    ids=["recorded", "past", "tagged", "closed", "none", "regular", "overdue"],
)
def test_the_next_briefing_is_the_recorded_one_and_never_to_be_set(
    desk: Desk, said: Command, shown: str
) -> None:
    desk.at("2020-03-29 09:00").record(said)
    assert shown in point(desk)


def test_what_the_last_briefing_asked_again_is_answered(desk: Desk) -> None:
    desk.at("2020-03-29 09:00").record(crisis.change_level("Alerte"))
    held = briefing.hold(level_holds=True, set_aside="Fermer", held_at=desk.now)
    number = desk.record(held)
    says = "Briefing of 29 Mar at 09:02: level “Alerte” maintained; alternative set aside: Fermer"
    assert f"{says} n° {number}" in point(desk)


def test_uncertainties_and_open_requests_have_their_place(desk: Desk) -> None:
    asked = desk.record(journal.log("Des couvertures", line_kind="request"))
    answered = desk.record(journal.log("Un groupe", line_kind="request"))
    desk.record(journal.log("Groupe livré", line_kind="action", answers=[answered]))
    desk.record(journal.log("Une digue fuirait", verification="unverified"))
    text = point(desk)
    requests = text[text.index("Open requests") : text.index("Uncertainties")]
    assert f"Des couvertures n° {asked}" in requests
    assert "Un groupe" not in requests
    doubts = text[text.index("Uncertainties") : text.index("Communication")]
    assert "Une digue fuirait" in doubts
    assert "does the level of the crisis still fit?" in doubts
    assert text.count("Une digue fuirait") == 1


def test_key_points_make_the_synthesis_and_are_told_once(desk: Desk) -> None:
    desk.at("2020-03-29 20:00")
    desk.record(journal.log("La crue est à son pic", tags=["point-clé"]))
    desk.record(journal.log("L’eau baisse", line_kind="situation"))
    desk.record(decision.record("Rouvrir le pont"))
    text = point(desk)
    synthesis = text[text.index("In brief") : text.index("Facts")]
    assert re.search(
        "La crue est à son pic.*L’eau baisse.*1 decision in force, 1 of them new; 0 measures",
        synthesis,
    )
    assert text.count("La crue est à son pic") == text.count("L’eau baisse") == 1


def test_the_toll_leads_and_figures_are_told_with_their_targets(desk: Desk) -> None:
    desk.record(
        measure.order("Bilan", indicators=[{"name": "lits", "target": "80"}, {"name": "décès"}])
    )
    values = {"lits": Decimal(60), "décès": Decimal(1)}
    desk.record(indicator.report(1, as_of=date(2020, 3, 16), values=values))
    text = point(desk)
    assert text.index("décès, 16 Mar 1") < text.index("Facts")
    assert re.search(r"Other figures lits 16 Mar: 60, unchanged, target 80", text)


def test_no_mission_is_said_to_be_disturbed_only_where_there_are_any(desk: Desk) -> None:
    desk.record(continuity_plan.register("a", "A", levels={1: "Watch"}))
    page = point(desk)
    assert "degraded or suspended" not in page
    assert "No mission and no count of agents is recorded." in page
    missions = [{"code": "m", "title": "Meals"}]
    desk.record(continuity_plan.register("b", "B", levels={1: "Watch"}, missions=missions))
    assert "No mission is recorded as degraded or suspended." in point(desk)


def test_an_empty_register_has_its_page(desk: Desk) -> None:
    text = point(desk)
    assert "No measure is open" in text
    assert "No decision is in force" in text
    assert "none registered" in text
    assert "to be completed" not in text


def test_lists_take_turns_while_there_is_room() -> None:
    costs = {"first": [2.0] * 5, "second": [1.0], "none": []}
    assert one_page.fit([costs], 8) == {"first": 2, "second": 1, "none": 0}
    assert one_page.fit([costs], 100) == {"first": 5, "second": 1, "none": 0}
    assert one_page.fit([costs], 0) == {"first": 0, "second": 0, "none": 0}


def test_a_wide_text_is_cut_sooner_than_a_narrow_one() -> None:
    narrow, wide = (one_page.short(letter * 500, 100)[0] for letter in "iW")
    assert len(wide) < 60
    assert len(narrow) > 100
    assert one_page.short("Court.", 100) == ("Court.", True)
    assert one_page.brief("un deux trois", 8) == "un deux…"
