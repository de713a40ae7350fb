"""Passphrases: the first line of a file, or typed; the same from every editor and keyboard."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, TypeVar
from unicodedata import normalize

import click

from crisis_log.cli.inputs import content_of
from crisis_log.language import _
from crisis_log.text import NotTextError, clean, decoded, is_utf16

_Opened = TypeVar("_Opened")


class Passphrase(NamedTuple):
    """A passphrase: the bytes that were given, and the text they are, if they are text."""

    given: bytes
    text: str | None

    @classmethod
    def typed(cls, text: str) -> Passphrase:
        """Return the passphrase that somebody typed."""
        try:
            return cls(text.encode(), clean(text))
        except (NotTextError, UnicodeEncodeError) as error:
            raise click.UsageError(_("What was typed is not valid text; type it again.")) from error

    def for_new_key(self) -> bytes:
        """Return what a new key is put under: what any keyboard and editor can give again."""
        if self.text is None:
            raise click.UsageError(
                _("The passphrase is not UTF-8 text: save its file again as UTF-8.")
            )
        return self.text.encode()

    def opening(self, opens: Callable[[bytes], _Opened], wrong: type[Exception]) -> _Opened:
        """Return what the passphrase `opens`, in one of the ways that it can be written.

        Whatever made the key may have taken it as it was given, or in another normal form.

        Raises:
            Exception: what `opens` raises; `wrong`, of the first way, when none opens it.

        """
        forms = [normalize(form, self.text).encode() for form in ("NFC", "NFD") if self.text]
        first, *others = dict.fromkeys([self.given, *forms])
        try:
            return opens(first)
        except wrong:
            for other in others:
                with suppress(wrong):
                    return opens(other)
            raise


def read_passphrase(path: Path) -> Passphrase:
    """Return the passphrase in the first line of a file that people name."""
    content = content_of(path)
    given = b"".join(content.splitlines()[:1])
    try:
        text = decoded(content if is_utf16(content) else given, str(path)).partition("\n")[0]
    except NotTextError:
        text = None
    if not given or text == "":
        raise click.UsageError(_("The file {path} holds no passphrase.").format(path=path))
    return Passphrase(given, text)


def ask_passphrase(*, confirm: bool) -> Passphrase:
    """Return the passphrase that the person at the terminal types; twice, to `confirm` it."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise click.UsageError(
            _("The signing key is under a passphrase: give it with --passphrase-file.")
        )
    typed: str = click.prompt(
        _("Passphrase of the signing key"),
        hide_input=True,
        confirmation_prompt=_("The same again") if confirm else False,
        err=True,
    )
    return Passphrase.typed(typed)
