"""What the register notes of the files that were made of it for other tools."""

import pytest

from crisis_log.slices import crisis, exchange, journal
from crisis_log.slices.exchange import Exchange, RegisterExported
from tests.given import given

NOTED = RegisterExported(
    what="entries", format="csv", first_entry=1, last_entry=1, rows=1, sha256="a" * 64
)


def test_an_export_is_noted_with_what_it_told_and_its_digest() -> None:
    past = given(NOTED)
    assert past.get(Exchange, "register/2").sha256 == NOTED.sha256
    assert "n° 1" in NOTED.detail()
    assert NOTED.sha256 in NOTED.detail()


def test_an_export_of_a_closed_crisis_is_noted_too() -> None:
    given(crisis.close()).when(exchange.note(NOTED)).then(NOTED)


@pytest.mark.parametrize("entries", [(1, 2), (2, 1)])
def test_no_export_tells_entries_that_there_are_not(entries: tuple[int, int]) -> None:
    first, last = entries
    fact = NOTED.model_copy(update={"first_entry": first, "last_entry": last})
    given().when(exchange.note(fact)).then_refused("holds no such entries")


def test_what_an_export_left_out_is_said() -> None:
    assert "confidential" not in NOTED.detail()
    left_out = NOTED.model_copy(update={"without_confidential": True})
    assert "without what is confidential" in left_out.detail()


TAKEN = exchange.FileImported(
    file="main.csv",
    sha256="b" * 64,
    size=90,
    first_entry=2,
    last_entry=3,
    read=3,
    recorded=2,
    known=0,
    refused=1,
)


def test_an_import_is_noted_with_the_entries_that_it_made() -> None:
    given(journal.log("a"), journal.log("b")).when(exchange.note(TAKEN)).then(TAKEN)
    assert "n° 2" in TAKEN.detail()
    assert "1 refused" in TAKEN.detail()
    assert "known" not in TAKEN.detail()


def test_no_import_makes_entries_that_there_are_not() -> None:
    given(journal.log("a")).when(exchange.note(TAKEN)).then_refused("no such entries")
