"""Data told twice are compared where both tell them with one meaning, and nowhere else."""

from __future__ import annotations

import json
from typing import Any, Final, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as some

from crisis_log.reports.comparing import Comparison, Difference, compare
from crisis_log.reports.documents import catalogue
from crisis_log.reports.documents.earlier import CHANGED, means_otherwise
from crisis_log.reports.documents.making import Kind

LETTERS: Final = some.characters(exclude_categories=["Cs"], exclude_characters="\u00a0\u202f")
LEAVES: Final = some.none() | some.booleans() | some.integers() | some.text(LETTERS, max_size=5)
DATA: Final = some.recursive(
    LEAVES,
    lambda inner: (
        some.lists(inner, max_size=3) | some.dictionaries(some.text("abc"), inner, max_size=3)
    ),
    max_leaves=10,
)

FIGURES: Final[list[dict[str, Any]]] = [
    {"key": "level", "of": "pca", "now": 1},
    {"key": "entries", "of": None, "now": 20},
]


def told(issued: Any, made: Any, *otherwise: str) -> Comparison:
    return compare(issued, made, lambda field: field in otherwise)


@given(DATA)
def test_the_same_data_are_the_same(data: Any) -> None:
    found = compare(data, json.loads(json.dumps(data)))
    assert (found.differing, found.only_issued, found.only_made) == ((), (), ())


@given(DATA, DATA)
def test_other_data_are_never_the_same_without_a_word(issued: Any, made: Any) -> None:
    found = compare(issued, made)
    is_told = bool(found.differing or found.only_issued or found.only_made)
    assert is_told == (json.dumps(issued, sort_keys=True) != json.dumps(made, sort_keys=True))


@given(DATA, DATA)
def test_whoever_tells_first_does_not_matter(issued: Any, made: Any) -> None:
    one, other = compare(issued, made), compare(made, issued)
    assert set(one.only_issued) == set(other.only_made)
    assert {each.path for each in one.differing} == {each.path for each in other.differing}


@pytest.mark.parametrize("space", ["\u00a0", "\u202f"])
def test_a_space_at_which_no_line_may_end_is_a_space(space: str) -> None:
    assert told({"text": "up to n° 2"}, {"text": f"up to n°{space}2"}).is_same
    assert not told({"text": "n° 2"}, {"text": "n°2"}).is_same


def test_a_difference_is_told_where_it_is() -> None:
    found = told({"a": [{"b": 1, "c": 2}, {"b": 3}]}, {"a": [{"b": 1, "c": 2}, {"b": 4}]})
    assert found.differing == (Difference("a[1].b", "3", "4"),)
    assert (found.alike, found.is_same) == (2, False)


def test_what_one_alone_tells_is_named_once_and_no_difference() -> None:
    found = told({"a": [{"b": 1}, {"b": 2}], "d": 0}, {"a": [{"e": 1}, {"e": 2}], "d": 0})
    assert (found.only_issued, found.only_made) == (("a[].b",), ("a[].e",))
    assert (found.alike, found.is_same) == (1, True)


@pytest.mark.parametrize("made", [[1], {"a": 1}, None, "2", 2.5, True])
def test_a_value_of_another_kind_is_a_difference(made: Any) -> None:
    assert not told({"x": 1}, {"x": made}).is_same


def test_a_list_that_is_longer_is_a_difference() -> None:
    assert told([1], [1, 2]).differing == (Difference("", "[1]", "[1, 2]"),)


def test_a_field_that_means_something_else_is_named_where_it_differs() -> None:
    found = told({"a": [{"b": 1}, {"b": 2}]}, {"a": [{"b": 1}, {"b": 3}]}, "a[].b")
    assert (found.otherwise, found.alike, found.is_same) == (("a[].b",), 1, True)


def test_a_long_value_is_cut() -> None:
    (difference,) = told("a" * 1000, "b").differing
    assert len(difference.issued) < 100


def test_only_the_version_that_meant_something_else_is_excused() -> None:
    assert means_otherwise("weekly_report.v1")("status")
    assert not means_otherwise("weekly_report.v9")("status")
    assert not means_otherwise("weekly_report.v1")("log[].text")
    assert means_otherwise("any.v1")("log[].headline")


def test_items_with_names_are_found_by_them_in_any_order() -> None:
    made = [FIGURES[1], FIGURES[0] | {"now": 2}]
    assert told(FIGURES, made).differing == (Difference("[level pca].now", "1", "2"),)
    lines = [{"entry": 3, "text": "a"}, {"entry": 4, "text": "b"}]
    assert told(lines, lines[::-1]).is_same


def test_an_item_that_is_missing_is_a_difference() -> None:
    lines = [{"entry": 3, "text": "a"}, {"entry": 4, "text": "b"}]
    (difference,) = told({"log": lines}, {"log": lines[:1]}).differing
    assert (difference.path, difference.made) == ("log[4]", "null")
    assert told({"log": []}, {"log": lines}).differing[0].path == "log[3]"


def test_two_items_of_one_name_are_compared_in_their_order() -> None:
    twice = [{"entry": 3, "text": "a"}, {"entry": 3, "text": "b"}]
    assert told(twice, twice[::-1]).differing[0].path == "[0].text"


def test_one_figure_may_mean_something_else() -> None:
    made = [FIGURES[0] | {"now": 2}, FIGURES[1] | {"now": 18}]
    found = told(FIGURES, made, "[entries].now")
    assert (found.otherwise, len(found.differing)) == (("[entries].now",), 1)


@pytest.mark.parametrize("kind", catalogue.DOCUMENTS, ids=catalogue.names())
def test_a_document_with_a_field_that_has_changed_is_of_a_new_version(kind: Kind[Any, Any]) -> None:
    (model,) = get_args(get_type_hints(kind.build)["return"])
    (document,) = get_args(model.model_fields["document"].annotation)
    assert document not in CHANGED
