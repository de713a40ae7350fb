"""What people type passes the gate for text before anything reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import click
from typing_extensions import override

from crisis_log.text import NotTextError, as_code, clean

_Value = TypeVar("_Value")


class Typed(click.ParamType[_Value]):
    """A kind of parameter whose `convert` gets text that passed the gate.

    `gate` is `as_code` unless spaces and hyphens are the text's own.
    """

    gate: Callable[[str], str] = staticmethod(as_code)

    @override
    def __call__(
        self, value: Any, param: click.Parameter | None = None, ctx: click.Context | None = None
    ) -> Any:
        if isinstance(value, str):
            try:
                value = self.gate(value)
            except NotTextError as error:
                self.fail(str(error), param, ctx)
        return super().__call__(value, param, ctx)


class _String(Typed[str]):
    name = "text"

    def __init__(self, gate: Callable[[str], str]) -> None:
        self.gate = gate

    def convert(
        self,
        value: Any,
        param: click.Parameter | None,  # noqa: ARG002 - click's signature
        ctx: click.Context | None,  # noqa: ARG002 - click's signature
    ) -> str:
        return str(value)


TEXT: Final = _String(clean)
CODE: Final = _String(as_code)
"""A code, a number or the name of something: with the spaces and hyphens of a keyboard."""
VERIFIER_KEY: Final = _String(lambda text: as_code(text).replace(" ", ""))
"""A key printed over several lines, of which copying made words."""
PATH_OR_TEXT: Final = click.UNPROCESSED
"""It may name a file, whose name is what the system says: who reads it knows."""


def through_gate(command: click.Command) -> None:
    """Let the texts of a command that have no kind of their own pass the gate."""
    for parameter in command.params:
        if parameter.type is click.STRING:
            parameter.type = TEXT
