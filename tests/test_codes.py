"""Codes are found as people type them, and never the wrong one."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisis_log.codes import meant
from crisis_log.fact import Refused

MISSIONS: Final = ("M04", "M12", "état-civil", "1.1", "11", "lits 01")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("M04", "M04"),
        ("m04", "M04"),
        ("m4", "M04"),
        ("M 4", "M04"),
        ("m-004", "M04"),
        ("Etat civil", "état-civil"),
        ("ETATCIVIL", "état-civil"),
        ("1-1", "1.1"),
        ("11", "11"),
        ("Lits 1", "lits 01"),
        ("M1", None),
        ("M40", None),
        ("111", None),
        ("-", None),
        ("", None),
    ],
)
def test_a_code_is_found_as_people_type_it(typed: str, code: str | None) -> None:
    assert meant(typed, MISSIONS) == code


def test_the_nearest_way_of_writing_decides() -> None:
    assert meant("m4", ["M04", "M4"]) == "M4"
    assert meant("M4", ["m4", "M4"]) == "M4"


@pytest.mark.parametrize("typed", ["A1", "a 1"])
def test_a_code_that_may_be_several_is_refused_and_names_them(typed: str) -> None:
    with pytest.raises(Refused, match=r"a-1 (or|ou) a_1"):
        meant(typed, ["a-1", "a_1", "b"])


@given(st.lists(st.from_regex(r"^\w[\w.-]{0,5}\Z"), unique=True))
def test_what_is_written_as_it_is_known_is_always_that(
    codes: list[str],
) -> None:
    for code in codes:
        assert meant(code, codes) == code
