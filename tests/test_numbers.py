"""Numbers as people type them: read whole, in one way, or refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisis_log.numbers import NotANumberError, parse_number, parse_whole

pytestmark = pytest.mark.usefixtures("english")  # refusals are matched in English


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", "0"),
        (" 12 ", "12"),
        ("1 200", "1200"),
        ("1\u00a0200", "1200"),
        ("12\u202f345\u202f678,5", "12345678.5"),
        ("1200,5", "1200.5"),
        ("1200.500", "1200.500"),
        ("0,125", "0.125"),
        ("-3", "-3"),
        ("\u22123,5", "-3.5"),
    ],
)
def test_a_number_is_read_the_french_and_the_english_way(text: str, number: str) -> None:
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "12 5", "10 20", "1 2000", "1  200", "1200 300", "0 200", "1 200 30", "1_000"),
        *("1e3", "0x10", "１２", "٣", "12,", ",5", "+5", "--5", "- 5", "1 200.300,5", "1.200,5"),
        *("007", "00", "00,5", "-01", "1,2,3", "NaN", "inf", "12%", "1\t200", "1\n200", "9" * 5000),
    ],
)
def test_what_is_written_in_another_way_is_refused(text: str) -> None:
    with pytest.raises(NotANumberError, match="is not a number"):
        parse_number(text)


@pytest.mark.parametrize("text", ["1,200", "1.200", "12.000", "-1,200", "1,200,000", "1.200.000"])
def test_a_number_that_can_be_read_in_two_ways_is_refused(text: str) -> None:
    with pytest.raises(NotANumberError, match="in two ways"):
        parse_number(text)


@given(st.integers(-(10**15), 10**15), st.sampled_from([" ", "\u00a0", "\u202f"]))
def test_groups_of_three_change_nothing(number: int, space: str) -> None:
    grouped = f"{number:,}".replace(",", space)
    assert parse_number(grouped) == parse_number(str(number)) == number


@given(st.text(alphabet="0123456789 ", min_size=1, max_size=12).map(str.strip).filter(bool))
def test_spaces_stand_between_groups_of_three_alone(text: str) -> None:
    first, *others = text.split(" ")
    is_grouped = 0 < len(first) <= 3 and first[0] != "0" and all(len(one) == 3 for one in others)
    is_plain = not others and (first == "0" or first[0] != "0")
    if is_plain or is_grouped:
        assert parse_number(text) == int(text.replace(" ", ""))
    else:
        with pytest.raises(NotANumberError):
            parse_number(text)


@pytest.mark.parametrize(
    ("text", "says"), [("1,5", "whole"), ("2.0", "whole"), ("0", "range"), ("10", "range")]
)
def test_a_whole_number_lies_within_its_bounds(text: str, says: str) -> None:
    assert parse_whole("9", 1, 9) == 9
    with pytest.raises(NotANumberError, match=says):
        parse_whole(text, 1, 9)
