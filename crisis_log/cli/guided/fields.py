"""What can be asked of a command, field by field, from its own click parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple

import click

from crisis_log.cli.coded import Coded
from crisis_log.cli.present import current_session
from crisis_log.deadline import show_due
from crisis_log.language import _
from crisis_log.words import Words, field_name, status_word, teach

_NEVER: Final = frozenset({"help", "request_id", "yes"})
"""What is no field of what is recorded."""


class Field(NamedTuple):
    """A parameter that is asked for; `parts` belong to each of its values, in the same order.

    It is asked only where the field that it `needs` was said.
    """

    parameter: click.Parameter
    parts: tuple[click.Parameter, ...] = ()
    needs: str | None = None

    @property
    def name(self) -> str:
        """Its name in Python."""
        return str(self.parameter.name)

    @property
    def is_repeatable(self) -> bool:
        """Whether it takes several values."""
        return self.parameter.multiple

    @property
    def is_long(self) -> bool:
        """Whether it takes a text, which may have several lines."""
        return not self.parameter.required and self.parameter.metavar == _("TEXT")


def label_of(parameter: click.Parameter) -> str:
    """Return what a question calls a parameter: what people call its field, else its option."""
    name = str(parameter.name)
    word = status_word("question", name)
    if word == name:
        word = field_name(name)
    return word[:1].upper() + word[1:]


def hint_of(parameter: click.Parameter) -> str:
    """Return what the help of the command says of a parameter, and in which form it is typed."""
    hint = getattr(parameter, "help", None) or ""
    form = parameter.metavar or ""
    if isinstance(parameter.type, Coded) and (listed := parameter.type.listed()) not in hint:
        return f"{hint} ({listed})"
    return f"{hint} ({form})" if re.search("[=-]", form) else hint


def _words() -> Words:
    """Return what questions call parameters that are no field of what is recorded."""
    return Words(
        {},
        codes={
            "question": {
                "assumes": _("assumption"),
                "assumes_line": _("line taken to be true"),
                "at": _("time of the fact"),
                "attach": _("file to keep"),
                "awaited": _("what it answers"),
                "file": _("table of missions"),
                "indicator": _("indicator"),
                "key": _("key figures"),
                "levels": _("meaning of a level"),
                "mission": _("essential mission"),
                "options": _("option considered"),
                "organisations": _("organisation"),
                "secondary": _("secondary mission"),
            }
        },
    )


teach(_words)


def is_flag(parameter: click.Parameter) -> bool:
    """Whether a parameter is said or not, without a value."""
    return getattr(parameter, "is_flag", False)


def fields_of(
    command: click.Command, rows: Mapping[str, Sequence[str]], needs: Mapping[str, str]
) -> list[Field]:
    """Return the fields of a command as they are asked: needed, then brief, then long ones."""
    by_name = {str(each.name): each for each in command.params}
    parts = {part for row in rows.values() for part in row}
    found = [
        Field(each, tuple(by_name[part] for part in rows.get(str(each.name), ())), needs.get(name))
        for name, each in by_name.items()
        if name not in _NEVER | parts
    ]
    place = {field.name: (not field.parameter.required, field.is_long) for field in found}
    return sorted(found, key=lambda field: place[field.needs or field.name])


def told(parameter: click.Parameter, value: Any, typed: str) -> str:
    """Return how a value reads once it is understood."""
    if isinstance(parameter.type, Coded):
        return status_word(parameter.type.of, value)
    if isinstance(value, datetime):
        return current_session().show_instant(value)
    if isinstance(value, date):
        return show_due(value, current_session().zone)
    return typed
