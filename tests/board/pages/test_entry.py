"""One entry: all that it says, what it changed, what became of it, and how to check it."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

import pytest

from crisis_log.command import File
from crisis_log.evidence.merkle import leaf_hash
from crisis_log.slices import decision, journal, line_course, validation
from tests.board.pages.reading import read, with_an_altered_entry
from tests.desk import Desk, local


def test_an_entry_is_told_with_its_three_times_and_its_author(desk: Desk) -> None:
    desk.at("2020-03-17 09:00")
    desk.register.record(
        journal.log("Crue de la Mauldre", source="riverain", tags=["crues"]),
        by="la secrétaire",
        occurred_at=local("2020-03-17 05:10"),
        received_at=local("2020-03-17 06:20"),
        note="au téléphone",
    )
    with read(desk) as reading:
        page = reading.page("/inscriptions/2")
        told = page.text()
        assert page.status == 200
        for words in ("Crue de la Mauldre", "source : riverain", "#crues", "au téléphone"):
            assert words in told
        for time in ("à 5 h 10", "à 6 h 20", "à 9 h 00"):
            assert f"17 mars 2020 {time}" in told
        assert "inscrit après coup" in told
        assert "la secrétaire" in told
        assert page.link(".pages a[rel=prev]") == "/inscriptions/1"
        assert page.link(".pages a[rel=next]") is None


def test_what_it_changed_is_told_before_and_after(desk: Desk) -> None:
    desk.at("2020-03-17 09:00")
    desk.record(decision.propose("Fermer les musées", owner="DRH", due_on=date(2020, 3, 20)))
    number = desk.record(decision.amend(1, reason="précision", owner="Direction générale"))
    with read(desk) as reading:
        page = reading.page(f"/inscriptions/{number}")
        assert page.text("#effect .changes s") == "DRH"
        assert "→ Direction générale" in page.text("#effect")
        assert page.link("#whole .facts a") == "/decisions/D-1"
        assert "n’a rien changé" in reading.page(f"/inscriptions/{number - 1}").text("#effect")


def test_what_was_recorded_of_it_later_is_told(desk: Desk) -> None:
    desk.at("2020-03-17 09:00")
    number = desk.record(journal.log("120 lits fermés", verification="unverified"))
    later = [
        desk.record(line_course.correct(number, "12 lits fermés", reason="mal entendu")),
        desk.record(line_course.verify(number, source="l’hôpital")),
        desk.record(validation.validate(f"n° {number}")),
        desk.record(journal.log(f"Suite de l’inscription n° {number}")),
    ]
    with read(desk) as reading:
        page = reading.page(f"/inscriptions/{number}")
        links = [one.etree_element.get("href") for one in page.all("#later a")]
        assert links == [f"/inscriptions/{one}" for one in later]
        assert page.text("#whole s") == "120 lits fermés"
        assert "validée par" in page.text("#whole")


def test_a_struck_entry_says_by_which_and_why(desk: Desk) -> None:
    desk.at("2020-03-17 09:00")
    number = desk.record(journal.log("Évacuation"))
    by = desk.record(line_course.strike(number, reason="autre commune"))
    with read(desk) as reading:
        page = reading.page(f"/inscriptions/{number}")
        assert page.text("#whole s") == "Évacuation"
        assert f"n° {by}" in page.text("#whole")
        assert "autre commune" in page.text("#whole")


def test_its_stored_bytes_are_told_by_their_digests(desk: Desk) -> None:
    desk.at("2020-03-17 09:00")
    file = File(name="arrêté.pdf", media_type="application/pdf", content=b"%PDF-1.7 arrete")
    desk.register.record(journal.log("Arrêté reçu"), by="la secrétaire", files=[file])
    (stored,) = desk.register.stored(1, 2)
    with read(desk) as reading:
        page = reading.page("/inscriptions/2")
        assert sha256(stored.content).hexdigest() in page.text("#proof")
        assert leaf_hash(stored.content).hex() in page.text("#proof")
        assert "crisis-log montrer 2" in page.text("#proof")
        for words in ("arrêté.pdf", "application/pdf", file.sha256):
            assert words in page.text("#whole .attached")


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("99", "Il n’y a pas d’inscription n° 99 ; la dernière est la n° 2."),
        ("0", "n’est pas le numéro d’une inscription"),
        ("-1", "n’est pas le numéro d’une inscription"),
        ("abc", "n’est pas le numéro d’une inscription"),
        ("9" * 30, "n’est pas le numéro d’une inscription"),
        ("<script>", "n’est pas le numéro d’une inscription"),
    ],
)
def test_a_number_that_is_not_there_is_refused(desk: Desk, key: str, sentence: str) -> None:
    desk.record(journal.log("Ligne"))
    with read(desk) as reading:
        page = reading.page(f"/inscriptions/{key}")
        assert page.status == 404
        assert sentence in page.text("body")


def test_a_number_as_people_write_it_leads_to_the_one_address(desk: Desk) -> None:
    with read(desk) as reading:
        assert reading.redirected("/inscriptions/%201%20") == "/inscriptions/1"


def test_an_entry_that_cannot_be_read_is_said_so_and_its_neighbours_are_led_to(
    desk: Desk,
) -> None:
    number = with_an_altered_entry(desk)
    with read(desk) as reading:
        page = reading.page(f"/inscriptions/{number}")
        assert page.status == 200
        assert "Cette inscription est illisible" in page.text("#whole")
        assert page.link(".pages a[rel=next]") == f"/inscriptions/{number + 1}"


def test_a_confidential_line_is_marked(desk: Desk) -> None:
    desk.at("2020-03-17 09:00")
    number = desk.record(journal.log("Adresse d’un témoin", confidential=True))
    with read(desk) as reading:
        assert "confidentiel" in reading.page(f"/inscriptions/{number}").text("#whole .tag")
