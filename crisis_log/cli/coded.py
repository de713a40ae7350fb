"""One of a closed set of codes, typed in the words of the reader's language, or as the code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import click
from typing_extensions import override

from crisis_log.cli.typed import Typed, not_among
from crisis_log.codes import worded
from crisis_log.language import pgettext
from crisis_log.words import Words, teach, typed_words

_BETWEEN_WORDS: Final = re.compile(r"[\s’']+")


class Coded(Typed[str]):
    """One of the `codes` of a vocabulary, `of` which people have words: see `words.Words`.

    Accents, case, gender, number, and what stands between words do not count. What is typed in
    the other language, and the code itself, are understood too; of a field, so is the name of
    the option that gives it.
    """

    name = "word"

    def __init__(self, of: str, codes: Sequence[str]) -> None:
        self.of = of
        self.codes = tuple(codes)

    def shown(self, code: str) -> str:
        """Return what people are shown to type for a code: words that need no quotes."""
        return _BETWEEN_WORDS.sub("-", typed_words(self.of, code)[0])

    def listed(self) -> str:
        """Return all that can be typed, as a help page lists it."""
        return ", ".join(map(self.shown, self.codes))

    @override
    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return "|".join(map(self.shown, self.codes))

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        words = [*map(self.shown, self.codes)]
        return self.meant(value, ctx) or self.fail(not_among(value, words), param, ctx)

    def meant(self, value: str, ctx: click.Context | None = None) -> str | None:
        """Return the one code that `value` can mean, if it means one."""
        found = worded(value, self.of, self.codes)
        return found or (self._given_by(value, ctx) if self.of == "field" and ctx else None)

    def _given_by(self, typed: str, ctx: click.Context) -> str | None:
        """Return the field that an option of the command gives, by any name of the option."""
        names = ctx.token_normalize_func or str
        shown = f"--{names(typed.lstrip('-'))}"
        given = {one.name for one in ctx.command.params if shown in one.opts}
        return next((code for code in self.codes if code in given), None)


def _words() -> Words:
    """Return the words of what the command line alone asks for."""
    return Words(
        {},
        codes={
            "colours": {
                "auto": pgettext("colours", "automatic"),
                "always": pgettext("colours", "always"),
                "never": pgettext("colours", "never"),
            },
        },
        typed={
            "format": {"text": pgettext("typed", "text")},
        },
    )


teach(_words)
