"""Elements are read where they are whole, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crisis_log.evidence.der import SEQUENCE, SET, DerError, Element, read
from tests.tsa import sequence

VALUE = bytes.fromhex("0401ff")
contents = st.recursive(
    st.just(VALUE),
    lambda inner: st.lists(inner, max_size=4).map(lambda all_: sequence(b"".join(all_))),
)


def flat(element: Element) -> bytes:
    """Return the element, put together again from those it holds."""
    if element.tag != SEQUENCE:
        return element.encoded
    return sequence(b"".join(flat(child) for child in element.children(SEQUENCE)))


@given(contents)
@example(sequence(VALUE * 60))
@example(sequence(VALUE * 30_000))
def test_an_element_is_what_it_holds(encoded: bytes) -> None:
    assert read(encoded).encoded == encoded
    assert flat(read(encoded)) == encoded


@pytest.mark.parametrize(
    "encoded",
    [
        "",
        "30",
        "3001",
        "040200",
        "300000",
        "3080 0000",
        "3f8100 00",
        "1f0100",
        "30ff" + "00" * 300,
        "3085 0000000000",
        "3084 ffffffff 00",
    ],
)
def test_what_is_not_one_whole_element_is_refused(encoded: str) -> None:
    with pytest.raises(DerError):
        read(bytes.fromhex(encoded))


@pytest.mark.parametrize("encoded", ["3003 0402ff", "3002 0404", "3001 04"])
def test_what_an_element_holds_must_be_whole_within_it(encoded: str) -> None:
    outer = read(bytes.fromhex(encoded))
    with pytest.raises(DerError):
        outer.children()


def test_an_element_ends_where_the_one_around_it_does() -> None:
    (inner, _next) = read(bytes.fromhex("3009 3003 040400 04020000")).children()
    with pytest.raises(DerError):
        inner.children()


def test_an_element_of_another_tag_is_refused() -> None:
    assert read(sequence(VALUE)).children(SEQUENCE)[0].content == b"\xff"
    with pytest.raises(DerError):
        read(sequence(VALUE)).children(SET)
