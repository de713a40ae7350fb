"""The chronology: all that was recorded, the newest first, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import pytest
from playwright.sync_api import Page

from crisis_log.board import log_form
from crisis_log.board.page import Asked
from crisis_log.board.pages.chronology import PAGE
from crisis_log.command import File
from crisis_log.register import Register
from crisis_log.slices import decision, journal, line_course
from tests.board.pages.reading import Reading, read, with_an_altered_entry
from tests.board.served import reader, served
from tests.desk import ZONE, Desk

LIST = PAGE.path
HOSTILE = (
    "<script>alert(1)</script> \x1b[31mrouge\x1b[0m \u202egauche\u2069 \u2066 "
    "'\"><img src=x onerror=alert(2)>"
)


def _tell(desk: Desk) -> dict[str, int]:
    """Record a morning; return the numbers of its entries."""
    desk.at("2020-03-17 09:00")
    told = {
        "doubtful": desk.record(
            journal.log(
                "Des masques seraient arrivés à Trappes",
                verification="unverified",
                source="gardien",
                tags=["stocks"],
            )
        ),
        "late": desk.record(
            journal.log("Crue de la Mauldre", line_kind="situation"), occurred="2020-03-16 08:30"
        ),
        "mistaken": desk.record(journal.log("120 lits fermés")),
        "wrong": desk.record(journal.log("Évacuation de la mairie", line_kind="action")),
        "secret": desk.record(journal.log("Adresse d’un témoin", confidential=True)),
        "request": desk.record(journal.log("Envoyer dix agents", line_kind="request")),
        "proposed": desk.record(decision.propose("Fermer les musées", owner="DRH")),
    }
    told["adopted"] = desk.record(decision.adopt(1, decided_by="le directeur"))
    told["verified"] = desk.record(line_course.verify(told["doubtful"], source="préfecture"))
    told["corrected"] = desk.record(
        line_course.correct(told["mistaken"], "12 lits fermés", reason="chiffre mal entendu")
    )
    told["struck"] = desk.record(line_course.strike(told["wrong"], reason="autre commune"))
    return told


@pytest.fixture
def told(desk: Desk) -> Iterator[tuple[Reading, dict[str, int]]]:
    numbers = _tell(desk)
    with read(desk) as reading:
        yield reading, numbers


def test_all_entries_are_told_the_newest_first(told: tuple[Reading, dict[str, int]]) -> None:
    reading, numbers = told
    page = reading.page(LIST)
    assert page.status == 200
    assert page.numbers() == [*range(max(numbers.values()), 0, -1)]
    assert page.text("h3").startswith("Mardi 17 mars 2020")
    assert page.all("[role=log][aria-live=polite] li")


def test_what_became_of_a_line_is_legible(told: tuple[Reading, dict[str, int]]) -> None:
    reading, numbers = told
    page = reading.page(LIST)

    def line(name: str) -> str:
        return page.text(f"#n{numbers[name]}")

    assert "vérifiée" in line("doubtful")
    assert "source : préfecture" in line("doubtful")
    assert "#stocks" in line("doubtful")
    assert "16/03 à 8 h 30" in line("late")
    assert "inscrit après coup" in line("late")
    assert "12 lits fermés" in line("mistaken")
    assert page.text(f"#n{numbers['mistaken']} s") == "120 lits fermés"
    assert "chiffre mal entendu" in line("mistaken")
    assert page.text(f"#n{numbers['wrong']} s") == "Évacuation de la mairie"
    assert f"n° {numbers['struck']}" in line("wrong")
    assert "autre commune" in line("wrong")
    assert "confidentiel" in line("secret")
    assert "aucune réponse inscrite" in line("request")


def test_an_entry_leads_to_what_it_is_about(told: tuple[Reading, dict[str, int]]) -> None:
    reading, numbers = told
    page = reading.page(LIST)
    assert page.link(f"#n{numbers['adopted']} .who a") == "/decisions/D-1"
    verified = page.link(f"#n{numbers['verified']} .who a")
    assert verified == f"/inscriptions/{numbers['doubtful']}"
    assert page.link(f"#n{numbers['late']} .when a") == f"/inscriptions/{numbers['late']}"


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({"mots": "masque"}, ["doubtful"]),
        ({"mots": "« lits fermés »"}, ["corrected", "mistaken"]),
        ({"nature": "décision"}, ["adopted", "proposed"]),
        ({"nature": "demande"}, ["request"]),
        ({"nature": "point de situation"}, ["late"]),
        ({"nature": "decision.adopted"}, ["adopted"]),
        ({"verification": "vérifiée"}, ["doubtful"]),
        ({"verification": "à vérifier"}, []),
        ({"etiquette": "Stocks"}, ["doubtful"]),
        ({"mots": "agents", "nature": "demande", "par": "secrétaire"}, ["request"]),
        ({"par": "préfet"}, []),
        ({"du": "16/03/2020 08:00", "au": "16/03/2020 09:00", "ordre": "faits"}, ["late", "open"]),
        ({"du": "2 min"}, ["struck", "corrected", "verified"]),
    ],
)
def test_what_is_asked_for_is_found(
    told: tuple[Reading, dict[str, int]], fields: dict[str, str], names: list[str]
) -> None:
    reading, numbers = told
    page = reading.page(LIST, **fields)
    assert page.numbers() == [(numbers | {"open": 1})[name] for name in names]
    assert ("Aucune inscription ne correspond." in page.text()) == (not names)


def test_what_was_understood_is_said_again(told: tuple[Reading, dict[str, int]]) -> None:
    reading, _numbers = told
    page = reading.page(LIST, du="hier 18h30", nature="demande", mots="agents")
    said = page.text("#question")
    assert "16 mars 2020 à 18 h 30" in said
    assert "demande" in said
    assert "agents" in said
    assert page.value("#ask-du") == "hier 18h30"
    assert page.value("#ask-nature option[selected]") == "demande"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"du": "hier 25h"}, "« hier 25h » n’est pas une heure"),
        ({"du": "aujourd'hui", "au": "hier"}, "La période finit avant de commencer."),
        ({"nature": "licorne"}, "« licorne » n’est pas un des choix"),
        ({"verification": "peut-être"}, "n’est pas un des choix"),
        ({"ordre": "alphabétique"}, "n’est pas un des choix"),
        ({"avant": "n'importe"}, "n’est pas le numéro"),
        ({"avant": "0"}, "n’est pas le numéro"),
        ({"mots": "!!!"}, "aucun mot"),
        ({"mots": "un\0deux"}, "caractère nul"),
        ({"mots": "alpha beta gamma delta epsilon zeta eta theta iota"}, "Pas plus de 8 mots"),
        ({"par": "x" * 81}, "dépasse 80 signes"),
    ],
)
def test_what_is_not_understood_is_refused_in_a_sentence_and_nothing_is_shown(
    told: tuple[Reading, dict[str, int]], fields: dict[str, str], why: str
) -> None:
    reading, _numbers = told
    page = reading.page(LIST, **fields)
    assert why in page.text("#question [role=alert]")
    assert page.numbers() == []
    assert "Aucune inscription ne correspond." not in page.text()


def test_each_choice_of_the_form_is_understood_as_itself() -> None:
    lines, facts = log_form.kinds()
    found = []
    for choice in chain(lines, facts):
        asked = Asked(fields=((log_form.KIND, choice.value),))
        understood = log_form.understood(asked, datetime(2020, 3, 17, tzinfo=UTC), ZONE, str)
        assert [value for _name, value in understood.said] == [choice.label]
        found.append((understood.asked.kind, understood.asked.line_kind))
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("order", ["", "faits"])
def test_pages_put_together_tell_each_entry_once(desk: Desk, order: str) -> None:
    desk.at("2020-03-17 09:00")
    desk.record_all(journal.log(f"Ligne {number}") for number in range(120))
    desk.record(journal.log("Plus tôt"), occurred="2020-03-16 08:30")
    with read(desk) as reading:
        pages = [page.numbers() for page in reading.pages(LIST, ordre=order)]
        numbers = [number for page in pages for number in page]
        assert sorted(numbers, reverse=True) == [*range(desk.register.size(), 0, -1)]
        assert [len(page) for page in pages] == [50, 50, 22]
        second = reading.page(LIST, ordre=order, avant=str(pages[0][-1]))
        newer = second.link(".pages a[rel=prev]")
        assert newer is not None
        assert reading.page(newer).numbers() == pages[0]


def test_an_older_page_stays_as_it_is_while_new_entries_come(desk: Desk) -> None:
    desk.at("2020-03-17 09:00")
    desk.record_all(journal.log(f"Ligne {number}") for number in range(80))
    path = desk.register.place.text
    with served(path) as address, reader(address) as client:
        reading = Reading(client)
        older = reading.page(LIST).link(".pages a[rel=next]")
        assert older is not None
        before = reading.page(older).numbers()
        desk.record(journal.log("Une de plus"))
        assert reading.page(older).numbers() == before


def test_hostile_text_is_shown_as_text(desk: Desk) -> None:
    desk.at("2020-03-17 09:00")
    number = desk.record(journal.log(HOSTILE, source=HOSTILE[:60]))
    long = desk.record(journal.log("w" * 20_000))
    with read(desk) as reading:
        page = reading.page(LIST)
        assert "<script>alert(1)</script>" in page.text(f"#n{number}")
        assert not page.all("main script, main img, main [onerror], main [style]")
        assert "w" * 20_000 in page.text(f"#n{long}")
        asked = reading.page(LIST, mots="<script>alert(1)</script>")
        assert not asked.all("main script")
        assert asked.value("#ask-mots") == "<script>alert(1)</script>"


def test_an_entry_that_cannot_be_read_is_said_so_at_its_place(desk: Desk) -> None:
    number = with_an_altered_entry(desk)
    with read(desk) as reading:
        page = reading.page(LIST, avant="6")
        assert page.numbers() == [5, 4, 3, 2, 1]
        assert "illisible" in page.text(f"#n{number}")
        found = reading.page(LIST, mots="ligne")
        assert found.numbers() == [4, 2]
        assert f"n° {number} ne peut pas être lue" in found.text("#log")


def test_an_attached_file_is_named_with_its_digest(desk: Desk) -> None:
    desk.at("2020-03-17 09:00")
    file = File(name="arrêté.pdf", media_type="application/pdf", content=b"%PDF-1.7 arrete")
    desk.register.record(journal.log("Arrêté reçu"), by="la secrétaire", files=[file])
    with read(desk) as reading:
        line = reading.page(LIST).text("#n2")
        assert "arrêté.pdf" in line
        assert "SHA-256" in line


def test_a_recorded_line_comes_to_the_head_while_the_reader_types_on(
    desk: Desk, page: Page
) -> None:
    desk.at("2020-03-17 09:00")
    desk.record_all(journal.log(f"Masques {number}") for number in range(3))
    path = Path(desk.register.place.text)
    with served(path) as address, Register.open(path) as register:
        page.goto(f"{address}{LIST}?mots=masques")
        page.locator("#n4").wait_for()
        page.locator("#ask-mots").fill("masques et gants")
        page.evaluate("document.getElementById('n4').stays = true")
        for text in ("Masques livrés", "Rien à voir", "Masques rendus"):
            register.record(journal.log(text), by="la secrétaire")
        page.get_by_text("Masques rendus").wait_for()
        ids = page.locator("[role=log] li").evaluate_all("all => all.map(one => one.id)")
        assert ids == ["n7", "n5", "n4", "n3", "n2"]
        assert page.evaluate("document.activeElement.id") == "ask-mots"
        assert page.locator("#ask-mots").input_value() == "masques et gants"
        assert page.evaluate("document.getElementById('n4').stays"), "it is still the same line"
