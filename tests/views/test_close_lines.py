"""What is asked about is close to what is said; nothing else is."""

import sys
from datetime import timedelta

import pytest

from crisis_log.slices import decision, journal
from crisis_log.views.close_lines import MOST_READ, LoggedText, closest, lines_since
from tests.given import Given, given, hour

SAID = "Le pont de Sèvres est fermé"


@pytest.mark.parametrize(
    "text",
    [
        SAID,
        "LE PONT DE SEVRES EST FERMÉ.",
        "Pont fermé à Sèvres",
        "Ponts de Sevre fermés",
        "Le pont, à Sèvres : fermé",
    ],
)
def test_the_same_in_other_words_is_close(text: str) -> None:
    assert closest(text, [LoggedText(2, SAID)]) == LoggedText(2, SAID)


@pytest.mark.parametrize(
    "text",
    [
        "Le pont de Neuilly est ouvert",
        "Le collège de Sèvres est fermé",
        "Le pont de Sèvres est fermé à 2 voies",
        "Fermé",
        "",
        "橋は閉鎖",
    ],
)
def test_another_place_state_or_figure_is_something_new(text: str) -> None:
    assert closest(text, [LoggedText(2, SAID)]) is None


def test_a_figure_that_has_moved_is_news() -> None:
    lines = [LoggedText(2, "12 cas à l’EHPAD des Tilleuls")]
    assert closest("14 cas à l’EHPAD des Tilleuls", lines) is None
    assert closest("A l'EHPAD des Tilleuls : 12 cas", lines) == lines[0]


def test_letters_of_any_alphabet_are_compared() -> None:
    assert closest("橋は閉鎖", [LoggedText(2, "橋は閉鎖")]) == LoggedText(2, "橋は閉鎖")
    assert closest("12", [LoggedText(2, "12")]) == LoggedText(2, "12")


def test_of_several_close_ones_the_closest_is_named() -> None:
    lines = [LoggedText(3, "Pont de Sèvres fermé aux camions"), LoggedText(2, SAID)]
    found = closest(SAID, lines)
    assert found is not None
    assert found.number == 2


class _Stored:
    def __init__(self, number: int, content: bytes) -> None:
        self.number = number
        self.content = content


def _read(register: Given, broken: int = 0) -> list[_Stored]:
    return [
        _Stored(one.number, b"{" if one.number == broken else one.to_bytes())
        for one in register.entries
    ]


def test_only_lines_since_the_instant_are_read_the_last_first() -> None:
    register = given(
        journal.log("first"), decision.record("no line"), journal.log("second"), journal.log("last")
    )
    stored = _read(register)
    asked: list[tuple[int, int]] = []

    def read(after: int, upto: int) -> list[_Stored]:
        asked.append((after, upto))
        return stored[after:upto]

    assert [*lines_since(hour(4), 5, read)] == [LoggedText(5, "last"), LoggedText(4, "second")]
    assert asked == [(0, 5)]
    assert [*lines_since(hour(4) + timedelta(seconds=1), 5, read)] == [LoggedText(5, "last")]


def test_what_was_altered_is_passed_over() -> None:
    register = given(journal.log("first"), journal.log("second"))
    stored = _read(register, broken=3)
    found = lines_since(hour(0), 3, lambda after, upto: stored[after:upto])
    assert [*found] == [LoggedText(2, "first")]


def test_no_more_than_the_last_entries_are_read_of_a_long_log() -> None:
    register = given(*(journal.log(f"line {number}") for number in range(3)))
    (last,) = _read(register)[-1:]
    many = [_Stored(number, last.content) for number in range(1, 1001)]
    old = [_Stored(number, _read(register)[1].content) for number in range(1, 901)]
    stored = old + many[900:]
    spans: list[int] = []

    def read(after: int, upto: int) -> list[_Stored]:
        spans.append(upto - after)
        return stored[after:upto]

    assert len([*lines_since(hour(3), 1000, read)]) == 100
    assert spans == [128]


def test_words_are_measured_only_where_some_are_in_common(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidfuzz.fuzz", None)  # to import it fails
    assert closest("Livraison de masques à Poissy", [LoggedText(2, SAID)]) is None
    with pytest.raises(ImportError):
        closest("Pont fermé à Sevran", [LoggedText(2, SAID)])


def test_a_flood_of_lines_within_two_hours_is_read_from_its_end_alone() -> None:
    (last,) = _read(given(journal.log("the same minute")))[-1:]
    stored = [_Stored(number, last.content) for number in range(1, 100_001)]
    read = [one.number for one in lines_since(hour(0), 100_000, lambda a, b: stored[a:b])]
    assert read == [*range(100_000, 100_000 - MOST_READ, -1)]
