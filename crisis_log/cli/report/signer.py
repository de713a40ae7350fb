"""What signs a report: the key in a file, or on a card."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from crisis_log.cli import screen
from crisis_log.cli.inputs import content_of
from crisis_log.cli.parameters import with_options
from crisis_log.cli.passphrases import Passphrase, read_passphrase
from crisis_log.cli.quantities import Whole
from crisis_log.cli.typed import PATH
from crisis_log.language import _

if TYPE_CHECKING:
    pass

KEY: Final = with_options(
    click.option(
        "--pkcs12",
        metavar=_("FILE"),
        type=PATH,
        help=_("Sign with the key and the certificate in this file (.p12 or .pfx)."),
    ),
    click.option(
        "--pkcs11",
        metavar=_("MODULE"),
        type=PATH,
        help=_("Sign with a card or a key, reached through this PKCS #11 module."),
    ),
    click.option("--token", metavar=_("LABEL"), help=_("Which token, by its label.")),
    click.option(
        "--slot",
        metavar="N",
        type=Whole(0, 999),
        help=_("Which token, counted from 0 among those there."),
    ),
    click.option(
        "--certificate", metavar=_("LABEL"), help=_("Which certificate on the token, by its label.")
    ),
    click.option(
        "--passphrase-file",
        metavar=_("FILE"),
        type=PATH,
        help=_("A file whose first line is the passphrase or the PIN; else it is asked for."),
    ),
)


@contextmanager
def signer_of(
    pkcs12: Path | None,
    pkcs11: Path | None,
    token: str | None,
    slot: int | None,
    certificate: str | None,
    passphrase_file: Path | None,
) -> Iterator[Any]:
    """Give what signs: pyHanko's signer."""
    from crisis_log.reports.signing.credentials import (
        PassphraseNeededError,
        WrongPassphraseError,
        from_pkcs12,
    )

    given = read_passphrase(passphrase_file) if passphrase_file else None
    if pkcs11 is not None:
        from crisis_log.reports.signing.hardware import Place, token_signer

        def pin(label: str) -> str:
            asked = _("PIN of the token {label}").format(label=label)
            secret = given or _asked(asked)
            return secret.text or secret.given.decode(errors="replace")

        with token_signer(Place(pkcs11, token, slot, certificate), pin) as signer:
            yield signer
    elif pkcs12 is not None:
        opens = partial(from_pkcs12, content_of(pkcs12), str(pkcs12))
        try:
            signer = given.opening(opens, WrongPassphraseError) if given else opens()
        except PassphraseNeededError:
            secret = _asked(_("Passphrase of {path}").format(path=pkcs12))
            signer = secret.opening(opens, WrongPassphraseError)
        yield signer


def _asked(question: str) -> Passphrase:
    if sys.stdin is None or not sys.stdin.isatty():
        raise click.UsageError(
            _("The key is under a passphrase or a PIN: give it with --passphrase-file.")
        )
    typed: str = click.prompt(screen.one_line(question), hide_input=True, err=True)
    return Passphrase.typed(typed)
