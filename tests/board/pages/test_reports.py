"""The issued reports: what the log says of each, and whether its file is what was issued."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from crisis_log.register import stopped_clock
from tests.board.conftest import PRESENT
from tests.board.reading import html_of, words, words_once
from tests.board.served import served
from tests.board.shelf import Office, copied
from tests.desk import Desk

_IS_ISSUED = "son empreinte est celle que porte le journal"


@pytest.fixture
def office(demonstration: Path, tmp_path: Path) -> Office:
    return copied(demonstration, tmp_path)


def test_a_register_that_issued_nothing_says_so(desk: Desk) -> None:
    with served(desk.register.place, stopped_clock(PRESENT)) as address:
        page = html_of(address, "/rapports")
    assert "Aucun rapport n’a été émis" in words(page, "issued")
    assert ".pdf" not in words(page, "issued")
    assert "sha256sum" in words(page, "checking")


def test_reports_are_told_the_last_first_with_digest_entry_and_checkpoint(
    demonstrated: str, demonstration: Path
) -> None:
    page = html_of(demonstrated, "/rapports")
    numbers = [page.index(f'<article id="report-{n}"') for n in (6, 5, 4, 3, 2, 1)]
    assert numbers == sorted(numbers)
    fact = Office(demonstration, demonstration.parent).fact(5)
    groups = [fact.sha256[n : n + 4] for n in range(0, 64, 4)]
    told = words(page, "report-5")
    assert " ".join(groups) in told, told
    assert "".join(f"<span>{group}</span>" for group in groups) in page  # copied without a gap
    assert "Rapport hebdomadaire 2020-W13" in told
    assert "du n° 121 au n° 207" in told
    assert "par secrétaire de la cellule de crise n° 208" in told
    assert "crisis-log/covid-19-" in words(page, "checkpoint-5")


def test_a_report_that_was_replaced_says_by_which_and_that_it_is_not_to_be_used(
    demonstrated: str,
) -> None:
    page = html_of(demonstrated, "/rapports")
    assert "Il ne doit plus être utilisé. R-4 le remplace." in words(page, "report-3")
    assert "Rectificatif de R-3" in words(page, "report-4")
    assert "ne doit plus" not in words(page, "report-4")


def test_how_to_check_names_the_commands_and_the_key_of_the_register(demonstrated: str) -> None:
    told = words(html_of(demonstrated, "/rapports"), "checking")
    for command in ("sha256sum R-6.pdf", "rapport controler", "audit controler --temoin"):
        assert command in told, told
    assert "crisis-log/covid-19-" in told


def test_a_file_that_is_as_issued_is_said_to_be_and_can_be_read(office: Office) -> None:
    with served(office.register, stopped_clock(PRESENT)) as address:
        told = words_once(address, "/rapports", _IS_ISSUED, "report-2")
        assert "Lire R-2 (PDF" in told
        assert 'href="/rapports/R-2.pdf"' in html_of(address, "/rapports")


def test_a_file_altered_by_one_byte_is_said_to_be_with_its_digest(office: Office) -> None:
    content = bytearray(office.path_of(2).read_bytes())
    content[1000] ^= 1
    office.path_of(2).write_bytes(content)
    with served(office.register, stopped_clock(PRESENT)) as address:
        told = words_once(address, "/rapports", "altéré", "report-2")
        assert "n’est pas celui qui a été émis : il n’est pas remis" in told
        assert "Le registre en garde une copie" in told
        assert _IS_ISSUED in words(html_of(address, "/rapports"), "report-1")


def test_a_file_that_is_altered_while_it_is_looked_at_is_found_out(office: Office) -> None:
    with served(office.register, stopped_clock(PRESENT)) as address:
        words_once(address, "/rapports", _IS_ISSUED, "report-2")
        office.path_of(2).write_bytes(b"%PDF-1.7 autre")
        # a page is made anew when something is recorded, or the minute passes
        office.issued_without_copy(b"%PDF-1.7 essai")
        words_once(address, "/rapports", "altéré", "report-2")


def test_a_shelf_that_was_moved_away_is_said_to_hold_nothing(office: Office) -> None:
    number = office.issued_without_copy(b"%PDF-1.7 essai")
    shutil.rmtree(office.shelf)
    with served(office.register, stopped_clock(PRESENT)) as address:
        told = words_once(address, "/rapports", "Aucun de ces rapports ne se trouve", "issued")
        assert "Aucun fichier ne se trouve" not in told, "it is said once, not of each"
        assert "Le registre en garde une copie" in words(html_of(address, "/rapports"), "report-2")
        told = words(html_of(address, "/rapports"), f"report-{number}")
        assert "aucun fichier à remettre" in told
        assert "Le registre n’en garde que l’empreinte" in told
        assert f"/rapports/R-{number}.pdf" not in html_of(address, "/rapports")


def test_a_signed_copy_that_lies_beside_it_is_told(office: Office) -> None:
    signed = office.path_of(2).with_name("covid-19-R-2-signé.pdf")
    signed.write_bytes(office.path_of(2).read_bytes() + b"signature")
    with served(office.register, stopped_clock(PRESENT)) as address:
        told = words_once(address, "/rapports", "Une copie signée se trouve à côté", "report-2")
        assert signed.name in told
        assert "copie signée" not in words(html_of(address, "/rapports"), "report-1")


def test_earlier_reports_are_one_page_further(office: Office) -> None:
    for n in range(30):
        office.issued_without_copy(b"%PDF-1.7 essai", reference=f"COVID-19 / {n}")
    with served(office.register, stopped_clock(PRESENT)) as address:
        first = html_of(address, "/rapports")
        assert '<article id="report-36"' in first
        assert '<article id="report-6"' not in first
        assert 'href="/rapports?page=2"' in first
        earlier = html_of(address, "/rapports?page=2")
        assert '<article id="report-6"' in earlier
