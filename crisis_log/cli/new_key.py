"""A new signing key: made, found again after an interruption, told of, or thrown away."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from glob import escape
from pathlib import Path
from typing import NamedTuple

import click

from crisis_log.audit.key_file import (
    Reservation,
    create_key_file,
    mark_recorded,
    reserved_for,
)
from crisis_log.cli import output
from crisis_log.cli.configuration import ConfigurationError
from crisis_log.cli.key_places import (
    key_folder,
    path_in_environment,
    remember_place,
    usual_path,
)
from crisis_log.cli.keys import read_key
from crisis_log.cli.passphrases import ask_passphrase, read_passphrase
from crisis_log.cli.places import full_name
from crisis_log.cli.session import Session
from crisis_log.command import Recorded
from crisis_log.evidence.keys import origin_of
from crisis_log.evidence.signing_key import NoteError, SigningKey
from crisis_log.files import FileError
from crisis_log.language import _
from crisis_log.register import Register
from crisis_log.storage import NotARegisterError, Place, StorageError


class Wish(NamedTuple):
    """What was asked of a new key: where to put it, and whether under a passphrase."""

    path: Path | None
    passphrase: bool
    passphrase_file: Path | None

    @property
    def under_passphrase(self) -> bool:
        return self.passphrase or self.passphrase_file is not None

    def chosen_passphrase(self) -> bytes | None:
        """Return the passphrase of the new key, asked for where it is not in a file."""
        if self.passphrase_file:
            return read_passphrase(self.passphrase_file).for_new_key()
        return ask_passphrase(confirm=True).for_new_key() if self.passphrase else None


class NewKey(NamedTuple):
    """A key for a register, the file that holds it, and whether an earlier attempt made it."""

    key: SigningKey
    path: Path
    register_id: str
    is_found: bool = False

    def discard_unless_named(self, there: Place) -> None:
        """Remove the file again when it was made in vain: no entry names the key."""
        if not self.is_found and not _may_be_named(there, self.key.verifier_key):
            with suppress(OSError):
                self.path.unlink()


def make_key(register_id: str, there: Place, wish: Wish) -> NewKey:
    """Make a signing key for the register, in a file of its own."""
    key = SigningKey.generate(origin_of(register_id))
    path = wish.path or usual_path(register_id, key.verifier_key)
    reservation = Reservation(register_id, full_name(there))
    try:
        is_chosen = wish.path not in {None, path_in_environment()}
        create_key_file(path, key, wish.chosen_passphrase(), reservation, is_chosen=is_chosen)
    except NoteError as error:
        raise click.UsageError(str(error)) from error
    return NewKey(key, path, register_id)


def keys_left(wish: Wish, begins: str, is_ours: Callable[[Reservation], bool]) -> Iterator[NewKey]:
    """Yield the keys that an interrupted attempt made for the same purpose, in the same way."""
    usual = key_folder().glob(f"{escape(begins)}-*.pem") if wish.path is None else ()
    for path in [wish.path] if wish.path else sorted(usual):
        reservation = reserved_for(path, under_passphrase=wish.under_passphrase)
        if reservation and is_ours(reservation):
            name = origin_of(reservation.register_id)
            key = read_key(path, name, wish.passphrase_file)
            yield NewKey(key, path, reservation.register_id, is_found=True)


def tell(session: Session, recorded: Recorded, made: NewKey) -> None:
    """Confirm what was recorded; say, once, what its key is and what to do with it."""
    if getattr(recorded.entries[0].fact, "verifier_key", None) != made.key.verifier_key:
        made.discard_unless_named(session.register.place)  # an earlier attempt has another key
        session.confirm(recorded)
        return
    try:
        session.confirm(recorded)
        if not session.as_json:
            for line in [*_of_interruption(recorded, made), *_of_key(made)]:
                output.line(line)
    finally:  # whoever reads may have left
        with suppress(ConfigurationError, FileError, click.UsageError):  # it is told, all the same
            remember_place(made.register_id, made.key.verifier_key, made.path)
        mark_recorded(made.path)


def _of_interruption(recorded: Recorded, made: NewKey) -> list[str]:
    if not made.is_found:
        return []
    if recorded.repeated:
        return [_("An earlier attempt was interrupted once this was recorded; it is complete now.")]
    return [_("An earlier attempt was interrupted before it recorded this: its key is used.")]


def _of_key(made: NewKey) -> list[str]:
    return [
        _("Signing key: {path}").format(path=made.path),
        _("Keep a copy of it on another medium, away from the register."),
        _("Verifier key: {key}").format(key=made.key.verifier_key),
        _(
            "Hand the verifier key to those who will check the register: deliberation, minutes, "
            "prefecture, archives. Every report prints it too."
        ),
    ]


def _may_be_named(there: Place, verifier_key: str) -> bool:
    """Whether an entry of the register names the key; yes, when that cannot be known."""
    try:
        if not there.exists():
            return False
        with Register.open(there, read_only=True) as register:
            return register.seal().entry_of(verifier_key) is not None
    except NotARegisterError:
        return False
    except (OSError, StorageError):
        return True
