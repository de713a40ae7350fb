"""What was said so far of the fields of a command, as it was typed and as it reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import click

from crisis_log.cli.guided.fields import Field, is_flag, label_of, told
from crisis_log.language import _
from crisis_log.words import enumerate_parts

NONE: Final = "-"
"""Stands where a part of a repeated value is not said."""


class Answers:
    """What was said, by the name of each parameter: for click, and for whoever looks at it."""

    def __init__(self, context: click.Context, typed: Mapping[str, Any]) -> None:
        self._context = context
        self._typed: dict[str, Any] = dict(typed)

    def for_click(self) -> dict[str, Any]:
        """Return what was typed, as click takes it where nothing is on the command line."""
        return dict(self._typed)

    def has(self, name: str) -> bool:
        """Whether something was said."""
        return self._typed.get(name) not in (None, False, [], ())

    def put(self, name: str, typed: Any) -> None:
        """Say something, in the place of what was said."""
        self._typed[name] = typed

    def forget(self, field: Field) -> None:
        """Let nothing be said of a field and its parts."""
        for parameter in (field.parameter, *field.parts):
            self._typed.pop(str(parameter.name), None)

    def understood(self, parameter: click.Parameter, typed: str) -> str:
        """Return how one value reads.

        Raises:
            BadParameter: it cannot be understood.

        """
        return told(parameter, parameter.type(typed, parameter, self._context), typed)

    def reading(self, field: Field) -> str:
        """Return how all that was said of a field reads."""
        typed = self._typed.get(field.name)
        if is_flag(field.parameter):
            return _("yes")
        if isinstance(typed, list | tuple):
            values = (self._row(field, place, value) for place, value in enumerate(typed))
            return enumerate_parts([*values])
        return self.understood(field.parameter, str(typed))

    def _row(self, field: Field, place: int, value: Any) -> str:
        """Return how one of several values reads, with the parts that belong to it."""
        said = [(part, self._typed.get(str(part.name), ())) for part in field.parts]
        parts = [
            _("{name}: {value}").format(name=label_of(part).lower(), value=values[place])
            for part, values in said
            if place < len(values) and values[place] != NONE
        ]
        read = self.understood(field.parameter, str(value))
        return f"{read} ({', '.join(parts)})" if parts else read
