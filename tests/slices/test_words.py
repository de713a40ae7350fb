"""Every field that people may read has a word, in both languages."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from crisis_log import language
from crisis_log.fact import KINDS
from crisis_log.slices import COLLECTIONS, SLICES, common_words
from crisis_log.words import field_name, is_worded

_OF_FACTS = list(KINDS.items())
_OF_STATES = [(name, collection.model) for name, collection in COLLECTIONS.items()]


def fields_of(model: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[str]:
    """Return the fields of a model, and of the models that these hold."""
    seen.add(model)
    for name, field in model.model_fields.items():
        yield name
        for held in models_in(field.annotation):
            if held not in seen:
                yield from fields_of(held, seen)


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from models_in(argument)


@pytest.mark.parametrize("spoken", language.LANGUAGES)
@pytest.mark.parametrize(("name", "model"), [*_OF_FACTS, *_OF_STATES])
def test_every_field_has_a_word(
    name: str, model: type[BaseModel], spoken: language.Language
) -> None:
    with language.speaking(spoken):
        assert [field for field in fields_of(model, set()) if not is_worded(field)] == []


def test_the_words_of_french_are_french() -> None:
    """A catalogue with a gap would say the English word, or the name that the code uses."""
    same = {
        "act",
        "agents",
        "classification",
        "code",
        "format",
        "logo",
        "mission",
        "missions",
        "note",
    }
    same |= {"options", "phases", "plan", "site", "sites", "source"}
    with language.speaking("fr"):
        fields = {name for words in _taught() for name in words}
        assert {name for name in fields if field_name(name) == name} <= same


def test_no_two_slices_call_one_field_differently() -> None:
    said: dict[str, str] = {}
    for words in _taught():
        for name, word in words.items():
            assert said.setdefault(name, word) == word, name


def _taught() -> list[dict[str, str]]:
    every = [common_words(), *(declared.words() for declared in SLICES)]
    return [dict(words.fields) for words in every]
