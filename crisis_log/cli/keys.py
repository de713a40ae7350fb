"""Signing keys on the command line: where they lie, and how their passphrases are asked for."""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

import click

from crisis_log.audit import checkpoints
from crisis_log.audit.key_file import create_key_file, read_key_file
from crisis_log.cli.parameters import content_of
from crisis_log.cli.session import Session
from crisis_log.evidence.keys import origin_of
from crisis_log.evidence.signing_key import (
    NoteError,
    PassphraseNeededError,
    SigningKey,
    parse_verifier_key,
)
from crisis_log.language import _
from crisis_log.storage import ReadOnlyError

_PROGRAM: Final = "crisis-log"

KEY: Final = click.option(
    "--key",
    "key_path",
    metavar=_("FILE"),
    type=click.Path(path_type=Path),
    envvar="CRISIS_LOG_KEY",
    help=_("The signing key; else $CRISIS_LOG_KEY, else the one in your configuration folder."),
)
NEW_KEY: Final = click.option(
    "--key",
    "key_path",
    metavar=_("FILE"),
    type=click.Path(path_type=Path),
    help=_("Where to put the new signing key; else in your configuration folder."),
)
PASSPHRASE_FILE: Final = click.option(
    "--passphrase-file",
    metavar=_("FILE"),
    type=click.Path(path_type=Path),
    envvar="CRISIS_LOG_PASSPHRASE_FILE",
    help=_("A file whose first line is the key's passphrase; else it is asked for."),
)
PASSPHRASE: Final = click.option(
    "--passphrase", is_flag=True, help=_("Put the new key under a passphrase, asked for twice.")
)


class NewKey(NamedTuple):
    """A key just made, and the file that holds it."""

    key: SigningKey
    path: Path

    def discard(self) -> None:
        """Remove the file again: nothing was recorded that names the key."""
        with suppress(OSError):
            self.path.unlink()


def key_folder() -> Path:
    """Return the folder of the user's own signing keys."""
    return Path(click.get_app_dir(_PROGRAM)) / "keys"


def usual_path(register_id: str, verifier_key: str) -> Path:
    """Return where the key of a register lies unless people say otherwise."""
    return key_folder() / f"{register_id}-{parse_verifier_key(verifier_key).key_hash}.pem"


def make_key(
    register_id: str, path: Path | None, ask: bool, passphrase_file: Path | None
) -> NewKey:
    """Make a signing key for the register, in a file of its own."""
    key = SigningKey.generate(origin_of(register_id))
    path = path or usual_path(register_id, key.verifier_key)
    passphrase = read_passphrase(passphrase_file) if passphrase_file else None
    if ask and passphrase is None:
        passphrase = _asked(confirm=True)
    try:
        create_key_file(path, key, passphrase)
    except NoteError as error:
        raise click.UsageError(str(error)) from error
    return NewKey(key, path)


def load_key(session: Session, path: Path | None, passphrase_file: Path | None) -> SigningKey:
    """Return the key that signs for the register in use."""
    verifier_key = session.register.seal().key_at(session.register.size())
    if verifier_key is None:
        raise click.UsageError(
            _("The register has no signing key yet: make one with “key rotate”.")
        )
    path = path or usual_path(session.register.register_id, verifier_key)
    if not path.exists():
        raise click.UsageError(
            _(
                "The signing key {path} is not there. Say where it is with --key; if it is "
                "lost, record another with “key rotate”."
            ).format(path=path)
        )
    return read_key(path, origin_of(session.register.register_id), passphrase_file)


def read_key(path: Path, name: str, passphrase_file: Path | None) -> SigningKey:
    """Return the key in a file, asking for its passphrase where one is needed."""
    try:
        try:
            given = read_passphrase(passphrase_file) if passphrase_file else None
            return read_key_file(path, name, given)
        except PassphraseNeededError:
            return read_key_file(path, name, _asked(confirm=False))
    except NoteError as error:
        raise click.UsageError(str(error)) from error


def sealing(
    session: Session, carrier: str, path: Path | None, passphrase_file: Path | None
) -> AbstractContextManager[checkpoints.Taken | None]:
    """Give a checkpoint for a document, kept once the block has written the document.

    Without the key at hand the document is made all the same, and a warning says what it
    lacks; a key that was named but cannot be used is an error.
    """
    try:
        taken = checkpoints.make(session.register, load_key(session, path, passphrase_file))
        session.register.check_writable()
    except (click.UsageError, ReadOnlyError) as error:
        if path or passphrase_file:
            raise
        sentence = error.message if isinstance(error, click.UsageError) else str(error)
        click.echo(
            _(
                "Warning: the document is made without a checkpoint, so it is no witness. {why}"
            ).format(why=sentence),
            err=True,
        )
        return nullcontext()
    return checkpoints.giving_out(session.register, taken, carrier)


def signing(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of commands that sign."""
    return KEY(PASSPHRASE_FILE(function))


def tell_key(made: NewKey) -> list[str]:
    """Return the lines that say, once, what a new key is and what to do with it."""
    return [
        _("Signing key: {path}").format(path=made.path),
        _("Keep a copy of it on another medium, away from the register."),
        _("Verifier key: {key}").format(key=made.key.verifier_key),
        _(
            "Hand the verifier key to those who will check the register: deliberation, minutes, "
            "prefecture, archives. Every report prints it too."
        ),
    ]


def read_passphrase(path: Path) -> bytes:
    """Return the first line of a file that people name."""
    first = content_of(path).splitlines()[:1]
    if not first or not first[0]:
        raise click.UsageError(_("The file {path} holds no passphrase.").format(path=path))
    return first[0]


def _asked(*, confirm: bool) -> bytes:
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
    return typed.encode()
