"""Where signing keys lie unless people say otherwise."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

import click

from crisis_log.cli.user_folders import configuration_folder
from crisis_log.evidence.signing_key import NoteError, parse_verifier_key
from crisis_log.files import FileError, read
from crisis_log.language import _
from crisis_log.outputs import make_folder, write

KEY_VARIABLE: Final = "CRISIS_LOG_KEY"
_NOTE: Final = ".path"
_LONGEST: Final = 10_000
"""In bytes: paths take some hundred."""


def key_folder() -> Path:
    """Return the folder of the user's own signing keys.

    Raises:
        UsageError: the user has no home.

    """
    configuration = configuration_folder()
    if configuration is None:
        raise click.UsageError(
            _("You have no home folder, where signing keys usually lie: name the file with --key.")
        )
    return configuration / "keys"


def usual_path(register_id: str, verifier_key: str) -> Path:
    """Return where the key of a register lies unless people say otherwise.

    Raises:
        UsageError: the user has no home, or what the register names is no verifier key.

    """
    try:
        key_hash = parse_verifier_key(verifier_key).key_hash
    except NoteError as error:
        raise click.UsageError(
            _(
                "What the register names as its verifier key is none, so it was altered: nothing "
                "was signed. Look with “audit verify”."
            )
        ) from error
    return key_folder() / f"{register_id}-{key_hash}.pem"


def remember_place(register_id: str, verifier_key: str, path: Path) -> None:
    """Note, beside the usual place, that the key was put elsewhere; best-effort."""
    with suppress(OSError, FileError, click.UsageError):
        usual = usual_path(register_id, verifier_key)
        place = Path(os.path.abspath(path))  # noqa: PTH100 - without “..”, links as they are
        if place != usual:
            make_folder(usual.parent)
            write(usual.with_suffix(_NOTE), os.fsencode(place))


def first_place(register_id: str, verifier_key: str) -> Path | None:
    """Return where the key was put when it was made, if that was noted here."""
    with suppress(OSError, FileError, ValueError, click.UsageError):
        note = usual_path(register_id, verifier_key).with_suffix(_NOTE)
        place = Path(os.fsdecode(read(note, most=_LONGEST)))
        return place if place.is_absolute() else None
    return None


def path_in_environment() -> Path | None:
    """Return the file that $CRISIS_LOG_KEY names, for commands that may do without."""
    named = os.environ.get(KEY_VARIABLE)
    return Path(named) if named else None
