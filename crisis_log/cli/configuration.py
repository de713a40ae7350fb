"""What a user set once and for all, in `config.toml`, and where each value comes from.

What is typed stands above the environment, and the environment above this file; without any
of them the program has a value of its own. `value` tells all but what is typed, which click
knows: options that may be set here have it from `defaults`. How the file is changed is told in
`configuring`.

    register = "/srv/crises/covid-19.crisis"
    author = "Night watch"

    [keys.covid-19-0badcafe]
    d53f2c3a = "/media/safe/covid.pem"

Where reminders are sent, `[mail]` and `[apprise]`, is read in `mailing`; between whom messages
go, `[emsi]`, in `emsi`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from enum import StrEnum
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final, NamedTuple

from crisis_log.cli.user_folders import configuration_folder, home

VARIABLES: Final = {
    "register": "CRISIS_LOG_REGISTER",
    "author": "CRISIS_LOG_BY",
    "language": "CRISIS_LOG_LANG",
    "colours": "NO_COLOR",
    "folder": None,
}
"""What may be set, and the variable of the environment that stands above it."""
COLOURS: Final = ("auto", "always", "never")
KEYS: Final = "keys"
"""The table of the files of signing keys, by register and by the hash of each key."""
MAIL: Final = "mail"
APPRISE: Final = "apprise"
EMSI: Final = "emsi"
_PARAMETERS: Final = {"by": "author", "lang": "language", "colours": "colours"}
"""The global options that have their values from here, by their names in Python."""
_FILE: Final = "config.toml"
_LARGEST: Final = 1_000_000
"""In bytes: more than anybody sets."""


class Source(StrEnum):
    """Where a value comes from: each stands above those that follow."""

    OPTION = "option"
    ENVIRONMENT = "environment"
    FILE = "file"
    DEFAULT = "default"


class Value(NamedTuple):
    """What is set, if anything is, and where."""

    value: str | None
    source: Source


class ConfigurationError(Exception):
    """The file cannot be used; the message says why, and what to do."""


def path() -> Path | None:
    """Return where the configuration lies, or would; None for a user without a home."""
    folder = configuration_folder()
    return folder and folder / _FILE


def _there() -> Path | None:
    """Return the file if it is there; one in a folder of somebody else's is as if it were not."""
    file = path()
    return file if file and os.path.exists(file) else None  # noqa: PTH110 - whatever is refused


def value(name: str) -> Value:
    """Return what the environment or the file set for one of `VARIABLES`.

    Raises:
        ConfigurationError: the file is needed, and cannot be read.

    """
    variable = VARIABLES[name]
    if found := variable and os.environ.get(variable):
        return Value("never" if name == "colours" else found, Source.ENVIRONMENT)
    if written := text_of(contents(), name):
        return Value(written, Source.FILE)
    return Value(None, Source.DEFAULT)


def contents() -> dict[str, Any]:
    """Return all that the file says, nothing where there is none.

    Raises:
        ConfigurationError: it cannot be read.

    """
    file = _there()
    return _parsed(file, content_of(file)) if file else {}


def content_of(file: Path) -> str:
    """Return the text of the file.

    Raises:
        ConfigurationError: it cannot be read.

    """
    from crisis_log.files import read

    try:
        return read(file, ConfigurationError, most=_LARGEST).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        from crisis_log.language import _

        raise ConfigurationError(
            _("The configuration {path} is not UTF-8 text: save it again as UTF-8.").format(
                path=file
            )
        ) from error


@lru_cache(maxsize=1)
def _parsed(file: Path, text: str) -> dict[str, Any]:
    import tomllib  # 14 ms, for those who have set something

    from crisis_log.language import _

    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # not all of its errors are its own
        found = re.search(r"at line (\d+)", str(error))
        line = found[1] if found else str(text.count("\n") + 1)
        raise ConfigurationError(
            _(
                "The configuration {path} cannot be read: line {line} is not as TOML wants it. "
                "Mend that line, or move the file away."
            ).format(path=file, line=line)
        ) from error


def text_of(written: dict[str, Any], name: str) -> str | None:
    """Return the text that the file sets for `name`; an empty one is as if not set.

    Raises:
        ConfigurationError: it is something else.

    """
    found = written.get(name)
    if found is None or isinstance(found, str):
        return found or None
    from crisis_log.language import _

    raise ConfigurationError(
        _(
            "In the configuration {path}, “{name}” is not a text between quotes: mend that line, "
            "or move the file away."
        ).format(path=path(), name=name)
    )


def path_set(name: str) -> Path | None:
    """Return the absolute path that the file sets for a register or a folder.

    One that is not absolute begins in the folder that is set, else in the home of the user: never
    where one stands.
    """
    text = text_of(contents(), name)
    if text is None:
        return None
    written = Path(os.path.expanduser(text))  # noqa: PTH111 - without a home, it stays as it is
    if written.is_absolute():
        return written
    base = path_set("folder") if name != "folder" else None
    return (base or home() or Path("/")) / written


class KeyFile(NamedTuple):
    """The file where a key of a register was put."""

    register: str
    key_hash: str
    file: Path


def key_files() -> Iterator[KeyFile]:
    """Return the files of keys that are remembered; what is no absolute path is none."""
    for register, keys in table(contents(), KEYS).items():
        for key_hash, written in table({"": keys}, "").items():
            file = Path(written) if isinstance(written, str) else Path()
            if file.is_absolute() and "\0" not in written:
                yield KeyFile(register, key_hash, file)


def table(within: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a table of the file, an empty one where there is none."""
    found = within.get(name)
    return found if isinstance(found, dict) else {}


def key_file(register: str, key_hash: str) -> Path | None:
    """Return the file where the key of a register was put, if that is remembered."""
    found = (one.file for one in key_files() if one[:2] == (register, key_hash))
    return next(found, None)


def unknown_names() -> list[str]:
    """Return what the file sets and nobody asks for."""
    return [name for name in contents() if name not in {*VARIABLES, KEYS, MAIL, APPRISE, EMSI}]


def language() -> str | None:
    """Return the language that is set, None where the file cannot be read."""
    with suppress(ConfigurationError):
        return value("language").value
    return None


def defaults() -> dict[str, Callable[[], str | None]]:
    """Return what gives the values of global options that the file sets; it is read if asked."""
    return (
        {option: partial(_text, name) for option, name in _PARAMETERS.items()} if _there() else {}
    )


def _text(name: str) -> str | None:
    """Return what is set, None where the file cannot be read: who needs it asks for `value`."""
    with suppress(ConfigurationError):
        return text_of(contents(), name)
    return None
