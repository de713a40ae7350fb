"""French typography: spaces that do not break, numbers, dates and times."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from crisis_log import language
from crisis_log.reports.page.typography import clock, day, number, percent, signed, span, typeset
from tests.desk import ZONE

NARROW = "\u202f"


@pytest.fixture(autouse=True)
def _in_french(french: None) -> None:
    """French rules are those under test."""


@pytest.mark.parametrize(
    ("plain", "set_"),
    [
        ("Quoi ? Rien !", "Quoi_? Rien_!"),
        ("« oui »", "«_oui_»"),
        ("a : b ; c", "a_: b_; c"),
        ("24 000 agents", "24_000 agents"),
        ("à 18 h 30", "à 18_h_30"),
        ("46 %", "46_%"),
        ("http://x.fr:80/?a=b", "http://x.fr:80/?a=b"),
        ("14:05", "14:05"),
    ],
)
def test_spaces_that_are_there_no_longer_break(plain: str, set_: str) -> None:
    assert typeset(plain) == set_.replace("_", NARROW)


def test_a_number_stays_with_its_sign() -> None:
    assert typeset("n° 42") == "n°\u00a042"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_nothing_a_reader_sees_is_added_or_removed(text: str) -> None:
    once = typeset(text)
    assert typeset(once) == once
    assert len(once) == len(text)


def test_markup_stays_markup() -> None:
    assert isinstance(typeset(Markup("<b>a :</b>")), Markup)


def test_english_is_left_alone() -> None:
    language.use("en")
    assert typeset("what ? « x »") == "what ? « x »"


@pytest.mark.parametrize(
    ("value", "text"), [(2185, "2_185"), (Decimal("12.50"), "12,5"), (-3, "−3"), (0, "0")]
)
def test_numbers(value: int | Decimal, text: str) -> None:
    assert number(value) == text.replace("_", NARROW)


def test_changes_carry_their_sign() -> None:
    assert [signed(value) for value in (12, 0, Decimal("-1.5"))] == ["+12", "=", "−1,5"]


def test_shares() -> None:
    assert percent(997, 2185) == f"46{NARROW}%"


def test_dates_and_times() -> None:
    assert day(date(2020, 4, 1)) == "mercredi 1er avril 2020"
    assert day(date(2020, 3, 11), "long") == "11 mars 2020"
    assert day(date(2020, 4, 1), "numeric") == "01/04/2020"
    instant = datetime(2020, 3, 16, 17, 5, tzinfo=UTC)
    assert clock(instant, ZONE) == f"18{NARROW}h{NARROW}05"


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2020, 3, 23), date(2020, 3, 29), "lundi 23 {} dimanche 29 mars 2020"),
        (date(2020, 3, 30), date(2020, 4, 5), "lundi 30 mars {} dimanche 5 avril 2020"),
        (
            date(2019, 12, 30),
            date(2020, 1, 5),
            "lundi 30 décembre 2019 {} dimanche 5 janvier 2020",
        ),
    ],
)
def test_a_period_repeats_neither_month_nor_year(first: date, last: date, text: str) -> None:
    assert all(part in span(first, last) for part in text.split(" {} "))


def test_a_period_of_one_day_is_that_day() -> None:
    assert span(date(2026, 10, 25), date(2026, 10, 25)) == "le dimanche 25 octobre 2026"
