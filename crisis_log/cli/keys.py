"""Signing keys on the command line: where they lie, and how their passphrases are asked for."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from glob import escape
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from crisis_log.audit import checkpoints, giving
from crisis_log.audit.checkpoints import Taken
from crisis_log.audit.kept import kept
from crisis_log.audit.key_file import mark_recorded, read_key_file
from crisis_log.cli import output
from crisis_log.cli.key_places import (
    KEY_VARIABLE,
    key_folder,
    path_in_environment,
    places_of_any,
    usual_path,
)
from crisis_log.cli.missing_key import key_missing, no_key_yet, none_at_hand
from crisis_log.cli.passphrases import Passphrase, ask_passphrase, read_passphrase
from crisis_log.cli.progress import progress_shown
from crisis_log.cli.session import Session
from crisis_log.cli.typed import PATH
from crisis_log.evidence.keys import origin_of
from crisis_log.evidence.signing_key import (
    NoteError,
    PassphraseNeededError,
    SigningKey,
    WrongPassphraseError,
    parse_verifier_key,
)
from crisis_log.fact import Refused
from crisis_log.language import _, counted
from crisis_log.register import Register
from crisis_log.rights import is_read_by_others
from crisis_log.slices import seal
from crisis_log.slices.checkpoint import CheckpointGiven
from crisis_log.storage import ReadOnlyError
from crisis_log.words import join

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])


def _key(told: str, variable: str | None = KEY_VARIABLE) -> Callable[[_Decorated], _Decorated]:
    return click.option(
        "--key", "key_path", metavar=_("FILE"), type=PATH, envvar=variable, help=told
    )


KEY: Final = _key(
    _("The signing key; else $CRISIS_LOG_KEY, else the one in your configuration folder.")
)
KEY_OF_OPENING: Final = _key(
    _("Where to put the new signing key; else $CRISIS_LOG_KEY, else in your configuration folder.")
)
NEXT_KEY: Final = _key(
    _("Where to put the new signing key; else in your configuration folder."), None
)
PASSPHRASE_FILE: Final = click.option(
    "--passphrase-file",
    metavar=_("FILE"),
    type=PATH,
    envvar="CRISIS_LOG_PASSPHRASE_FILE",
    help=_("A file whose first line is the key's passphrase; else it is asked for."),
)
PASSPHRASE: Final = click.option(
    "--passphrase", is_flag=True, help=_("Put the new key under a passphrase, asked for twice.")
)


def keys_at_hand(session: Session) -> list[Path]:
    """Return the files where the signing key is looked for, if one is there."""
    good = seal.current(session.state()).keys_at(session.register.size())
    named = path_in_environment()
    places = places_of_any(session.register.register_id, good)
    return [path for path in ([named] if named else places) if path.is_file()][:1]


def load_key(session: Session, path: Path | None, passphrase_file: Path | None) -> SigningKey:
    """Return the key that signs for the register in use; say which checkpoints do not count."""
    with reading_shown():
        unsound = kept(session.register).unsound
    warn_of_unsound(unsound)
    good = session.register.seal().good_at(session.register.size())
    path = _key_file(session, good, path)
    found = read_key(path, origin_of(session.register.register_id), passphrase_file)
    if found.verifier_key in {key.verifier_key for key in good}:
        mark_recorded(path)  # where whoever made it was killed before
    return found


def _key_file(session: Session, good: Sequence[seal.Key], path: Path | None) -> Path:
    """Return the file of one of the keys that are good, or that which was named instead.

    Raises:
        UsageError: there is none.

    """
    if not good:
        raise no_key_yet()
    register_id = session.register.register_id
    verifier_keys = [key.verifier_key for key in good]
    for place in [path] if path else places_of_any(register_id, verifier_keys):
        if place.exists():
            return place
    if len(good) > 1:
        raise none_at_hand(good, path)
    missing = path or usual_path(register_id, verifier_keys[0])
    raise click.UsageError(key_missing(register_id, verifier_keys[0], missing))


def read_key(path: Path, name: str, passphrase_file: Path | None) -> SigningKey:
    """Return the key in a file, asking for its passphrase where one is needed."""
    _warn_of_rights(path)
    try:
        try:
            given = read_passphrase(passphrase_file) if passphrase_file else None
            return _opened(path, name, given)
        except PassphraseNeededError:
            return _opened(path, name, ask_passphrase(confirm=False))
    except NoteError as error:
        raise click.UsageError(str(error)) from error


def _opened(path: Path, name: str, passphrase: Passphrase | None) -> SigningKey:
    if passphrase is None:
        return read_key_file(path, name)
    return passphrase.opening(partial(read_key_file, path, name), WrongPassphraseError)


def warn_of_unsound(count: int) -> None:
    """Say, if there are any, how many stored checkpoints were left out."""
    if count:
        output.warn(
            counted(
                "Warning: {count} stored checkpoint was altered, is of another log, or is not "
                "signed by the register's key; it was left out. Look with “audit verify”.",
                "Warning: {count} stored checkpoints were altered, are of another log, or are not "
                "signed by the register's key; they were left out. Look with “audit verify”.",
                count,
            )
        )


def _warn_of_rights(path: Path) -> None:
    if is_read_by_others(path):
        output.warn(
            _(
                "Warning: others than its owner may read the signing key {path}: chmod 600 {path}"
            ).format(path=path)
        )


def check_shelf(session: Session) -> None:
    """Look for issued reports beside the register that it does not know.

    Raises:
        Refused: there are some: signing would bless what was taken back.

    """
    from crisis_log.audit.shelf import unknown_reports

    unknown = unknown_reports(session.register, session.register.place)
    if unknown:
        raise Refused(
            counted(
                "Nothing was signed: {labels} lies beside the register, which does not know it; "
                "the end of the log was cut off, or an old backup was put in its place. Keep the "
                "file, and run “audit verify”.",
                "Nothing was signed: {labels} lie beside the register, which does not know them; "
                "the end of the log was cut off, or an old backup was put in its place. Keep the "
                "files, and run “audit verify”.",
                len(unknown),
                labels=join(unknown),
            )
        )


def reading_shown() -> AbstractContextManager[None]:
    """Show how far the reading has come in a block, which asks for nothing and prints nothing."""
    return progress_shown(_("Reading the register"))


def take(session: Session, register: Register, path: Path | None, passphrase: Path | None) -> Taken:
    """Sign the log as it is now with the key in use; `passphrase` is a file that holds its own."""
    key = load_key(session, path, passphrase)
    with reading_shown():
        return checkpoints.make(register, key)


def sealing(
    session: Session, carrier: str, path: Path | None, passphrase_file: Path | None
) -> AbstractContextManager[Taken | None]:
    """Give a checkpoint for a document, noted once the block has written the document.

    Without the key at hand the document is made all the same, and a warning says what it
    lacks; a key that was named but cannot be used is an error.
    """
    try:
        if session.register.place.is_sealed:
            session.register_to_record  # noqa: B018 - opened for its refusal
        if path is None:
            _check_at_hand(session)
        session.register_to_record.check_right(CheckpointGiven.kind)
        taken = take(session, session.register, path, passphrase_file)
        session.register_to_record.check_writable()
    except (click.UsageError, ReadOnlyError) as error:
        if path or passphrase_file:
            raise
        sentence = error.message if isinstance(error, click.UsageError) else str(error)
        output.warn(
            _(
                "Warning: the document is made without a checkpoint, so it is no witness. {why}"
            ).format(why=sentence)
        )
        return nullcontext()
    return giving.giving_out(session.register_to_record, taken, carrier, session.given_by)


def _check_at_hand(session: Session) -> None:
    """Refuse to sign where no key of the register lies: the log is not held for nothing.

    Which one is in use is asked of its rows for that sentence alone: they may be altered.

    Raises:
        UsageError: there is none.

    """
    register_id = session.register.register_id
    if not any(key_folder().glob(f"{escape(register_id)}-*.pem")):
        recorded = seal.current(session.state()).good_at(session.register.size())
        _key_file(session, recorded, None)


def verifier_keys(given: Sequence[str]) -> list[str]:
    """Return verifier keys as they are written.

    Raises:
        UsageError: one of them is none.

    """
    try:
        return [str(parse_verifier_key(key)) for key in given]
    except NoteError as error:
        raise click.UsageError(str(error)) from error


def signing(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of commands that sign."""
    return KEY(PASSPHRASE_FILE(function))
