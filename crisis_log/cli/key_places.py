"""Where signing keys lie unless people say otherwise, and where they were put."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

import click

from crisis_log.cli import configuration
from crisis_log.cli.configuration import ConfigurationError
from crisis_log.cli.user_folders import configuration_folder
from crisis_log.evidence.signing_key import NoteError, parse_verifier_key
from crisis_log.files import FileError, read
from crisis_log.language import _

KEY_VARIABLE: Final = "CRISIS_LOG_KEY"
_NOTE: Final = ".path"
_LONGEST: Final = 10_000
"""In bytes: paths take some hundred."""


def key_folder() -> Path:
    """Return the folder of the user's own signing keys.

    Raises:
        UsageError: the user has no home.

    """
    folder = configuration_folder()
    if folder is None:
        raise click.UsageError(
            _("You have no home folder, where signing keys usually lie: name the file with --key.")
        )
    return folder / "keys"


def usual_path(register_id: str, verifier_key: str) -> Path:
    """Return where the key of a register lies unless people say otherwise.

    Raises:
        UsageError: the user has no home, or what the register names is no verifier key.

    """
    return key_folder() / f"{register_id}-{_hash_of(verifier_key)}.pem"


def _hash_of(verifier_key: str) -> str:
    try:
        return parse_verifier_key(verifier_key).key_hash
    except NoteError as error:
        raise click.UsageError(
            _(
                "What the register names as its verifier key is none, so it was altered: nothing "
                "was signed. Look with “audit verify”."
            )
        ) from error


def remember_place(register_id: str, verifier_key: str, path: Path) -> None:
    """Let the key be looked for in `path` from now on, if that is not its usual place.

    Raises:
        ConfigurationError: what the user set cannot be read.
        FileError: it cannot be written.

    """
    from crisis_log.cli.configuring import remember_key

    place = Path(os.path.abspath(path))  # noqa: PTH100 - without “..”, links as they are
    is_usual = place == usual_path(register_id, verifier_key)
    if not is_usual or remembered_place(register_id, verifier_key):
        remember_key(register_id, _hash_of(verifier_key), None if is_usual else place)


def remembered_place(register_id: str, verifier_key: str) -> Path | None:
    """Return where the key was put, if that is remembered here."""
    with suppress(ConfigurationError, click.UsageError):
        if file := configuration.key_file(register_id, _hash_of(verifier_key)):
            return file
    return _noted_place(register_id, verifier_key)


def _noted_place(register_id: str, verifier_key: str) -> Path | None:
    """Return the place that versions until 0.3 noted beside the usual one."""
    with suppress(OSError, FileError, ValueError, click.UsageError):
        note = usual_path(register_id, verifier_key).with_suffix(_NOTE)
        place = Path(os.fsdecode(read(note, most=_LONGEST)))
        return place if place.is_absolute() else None
    return None


def places_of(register_id: str, verifier_key: str) -> list[Path]:
    """Return where the key may lie when nobody says where, the likeliest first."""
    places = [remembered_place(register_id, verifier_key)]
    with suppress(click.UsageError):  # without a home there is no usual place
        places.append(usual_path(register_id, verifier_key))
    return [place for place in places if place]


def places_of_any(register_id: str, verifier_keys: Iterable[str]) -> list[Path]:
    """Return where one of the keys may lie when nobody says where."""
    return [path for key in verifier_keys for path in places_of(register_id, key)]


def path_in_environment() -> Path | None:
    """Return the file that $CRISIS_LOG_KEY names, for commands that may do without."""
    named = os.environ.get(KEY_VARIABLE)
    return Path(named) if named else None
