"""What commands read besides their arguments: standard input, and small files that people name."""

import sys
from pathlib import Path
from typing import Any, Final

import click

from crisis_log.cli.present import current_session
from crisis_log.cli.typed import Typed
from crisis_log.files import read
from crisis_log.language import _
from crisis_log.text import NotTextError, clean, decoded
from crisis_log.words import size_text

_LARGEST_TEXT: Final = 1_000_000
"""In bytes: more than the longest text, with room around it."""


def standard_input() -> bytes:
    """Return what comes through standard input."""
    if sys.stdin is None:
        raise click.UsageError(_("Standard input is closed."))
    content = sys.stdin.buffer.read(_LARGEST_TEXT + 1)
    if len(content) > _LARGEST_TEXT:
        raise click.UsageError(
            _("The text on standard input is too large: at most {size} are read.").format(
                size=size_text(_LARGEST_TEXT)
            )
        )
    return content


class TextOrInput(Typed[str]):
    """A text, or `-` to read it from standard input."""

    name = "text"
    gate = staticmethod(clean)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value != "-" or current_session().desk:
            return str(value)
        try:
            return decoded(standard_input(), _("Standard input"))
        except NotTextError as error:
            return self.fail(str(error), param, ctx)


LARGEST_GIVEN: Final = 10_000_000
"""In bytes: certificates, replies, proofs and single entries are much smaller."""


def content_of(path: Path) -> bytes:
    """Return the bytes of a file that people name."""
    return read(path, click.UsageError, most=LARGEST_GIVEN)
