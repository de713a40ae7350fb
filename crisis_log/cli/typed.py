"""What people type passes the gate for text before anything reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
from typing_extensions import override

from crisis_log.language import _, ngettext
from crisis_log.text import NotTextError, as_code, clean, folded
from crisis_log.words import join

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

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
        if ctx is not None and ctx.resilient_parsing:
            return value  # a word is completed: the others are not looked at, nor refused
        if isinstance(value, str):
            try:
                value = self.gate(value)
            except NotTextError as error:
                self.fail(str(error), param, ctx)
        return super().__call__(value, param, ctx)

    @override
    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem[Any]]:
        return [*offered(ctx, param, incomplete)]


def offered(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """Return what may be typed for a parameter where `incomplete` is."""
    from crisis_log.cli.completion.offers import values  # of completing alone

    return values(ctx, param, incomplete)


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
FUNCTION: Final = _String(clean)
"""A function of the cell; where it may be repeated, a comma ends each."""
CODE: Final = _String(as_code)
"""A code, a number or the name of something: with the spaces and hyphens of a keyboard."""
VERIFIER_KEY: Final = _String(lambda text: as_code(text).replace(" ", ""))
"""A key printed over several lines, of which copying made words."""
PATH: Final = click.Path(path_type=Path, readable=False)
"""Whoever opens it says what is wrong with it, in our words: click only checks its rights."""
PATH_OR_TEXT: Final = click.UNPROCESSED
"""It may name a file, whose name is what the system says: who reads it knows."""


def quoted(name: str) -> str:
    """Return the name of an option, a command or a value as a sentence cites it."""
    return _("'{name}'").format(name=name)


def not_among(typed: str, words: Sequence[str]) -> str:
    """Return the sentence that refuses what is none of these words, and offers the nearest."""
    from difflib import get_close_matches  # of refusals alone

    sentence = _("“{value}” is not one of: {codes}.").format(value=typed, codes=join(words, "or"))
    by_form = {folded(word): word for word in words}
    nearest = get_close_matches(folded(typed), by_form, n=1)
    return " ".join([sentence, *meant([by_form[form] for form in nearest])])


def meant(possibilities: Sequence[str]) -> Iterator[str]:
    """Return the sentence that offers these names, if there are any."""
    if possibilities:
        names = ", ".join(map(quoted, possibilities))
        yield ngettext(
            "Did you mean {possibility}?",
            "(Did you mean one of: {possibilities}?)",
            len(possibilities),
        ).format(possibility=names, possibilities=names)


class OneOf(click.Choice[str]):
    """One of a few signs, the same in every language, such as the endings of files."""

    def __init__(self, choices: Sequence[str]) -> None:
        super().__init__(choices, case_sensitive=False)

    @override
    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return "|".join(self.choices)

    @override
    def get_missing_message(self, param: click.Parameter, ctx: click.Context | None) -> str:
        """Return nothing to add: what stands for the value in the sentence lists the choices."""
        return ""

    @override
    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        return not_among(str(value), self.choices)


def through_gate(command: click.Command) -> None:
    """Let the texts of a command that have no kind of their own pass the gate."""
    for parameter in command.params:
        if parameter.type is click.STRING:
            parameter.type = TEXT
