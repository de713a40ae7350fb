"""How people name a register on a server, and what of it is for the server's own library.

    postgresql://host/db?register=covid-19
    service=crisis register=covid-19

`register` is ours: all else is libpq's, which reads service and password files itself. See
https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple
from urllib.parse import unquote

from crisis_log.language import _
from crisis_log.storage.errors import NotARegisterError

_URI: Final = re.compile(r"postgres(?:ql)?://", re.IGNORECASE)
_WORD: Final = re.compile(r"\s*(\w+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'(?!\S)|((?!')(?:[^\s\\]|\\.)*))")
"""One option as libpq reads it: its name, and its value with or without quotes."""
_OPTIONS: Final = re.compile(
    r"(?=\w+\s*=)(?:.*\s)?(?:service|host|hostaddr|dbname|(?P<register>register))\s*=",
    re.IGNORECASE | re.DOTALL,
)
"""How an address that is not a URI is known from the name of a file."""
_SECRET: Final = {
    *("password", "sslpassword", "oauth_client_secret", "scram_client_key", "scram_server_key")
}
_NAME: Final = re.compile(r"[^\W_](?:[\w.-]{0,38}[^\W_])?", re.ASCII)
"""What a register may be called: its schema and its files are named after it."""
_COPIED: Final = str.maketrans({"’": "'", "‘": "'", "\u00a0": " ", "\u202f": " "})
_QUOTES: Final = ' \t\r\n"“”„«»'
"""What word processors put around and into what is copied from them."""


class Address(NamedTuple):
    """A register on a server: as it was typed, for libpq, and by its name there."""

    text: str
    conninfo: str
    register: str


def is_address(text: str) -> bool:
    """Whether a text is meant for a server: else it is the name of a file."""
    text = _cleaned(text)
    if _URI.match(text):
        return True
    options = _OPTIONS.match(text)
    return options is not None and bool(options["register"] or not text.endswith(".crisis"))


def address(text: str) -> Address:
    """Return what people typed, taken apart.

    Raises:
        NotARegisterError: it names no register, cannot be read or holds a password.

    """
    text = _cleaned(text)
    conninfo, registers = _parts(text)
    if len(registers) > 1:
        raise NotARegisterError(
            _("The address names a register twice: leave one. Nothing was opened.")
        )
    check_name(registers[0] if registers else "")
    return Address(text, conninfo, registers[0])


def check_name(register: str) -> None:
    """Check that a register may be called so.

    Raises:
        NotARegisterError: it may not.

    """
    if not _NAME.fullmatch(register):
        raise NotARegisterError(
            _(
                "The address names no register: it ends with {option} and a name of at most 40 "
                "letters, digits, dots and hyphens. Nothing was opened."
            ).format(option="register=")
        )


def server(text: str) -> str:
    """Return what libpq takes of the address of a server, whichever register it names.

    Raises:
        NotARegisterError: it cannot be read or holds a password.

    """
    return _parts(_cleaned(text))[0]


def options_of(conninfo: str) -> dict[str, str]:
    """Return the options that an address gives, by libpq's names."""
    from psycopg.conninfo import conninfo_to_dict

    return {name: str(value) for name, value in conninfo_to_dict(conninfo).items()}


def _cleaned(text: str) -> str:
    return text.strip(_QUOTES).translate(_COPIED).strip()


def _parts(text: str) -> tuple[str, list[str]]:
    """Return what is libpq's, and every register that is named."""
    conninfo, registers = _of_uri(text) if _URI.match(text) else _of_words(text)
    _check_no_secret(_read(conninfo))
    return conninfo, registers


def _of_uri(text: str) -> tuple[str, list[str]]:
    """Take an address apart as libpq does: `urllib` knows neither several hosts nor sockets."""
    before, mark, query = _URI.sub("postgresql://", text).partition("?")
    asked = [part.partition("=") for part in query.split("&") if part]
    registers = [unquote(value) for name, _equals, value in asked if name.lower() == "register"]
    kept = [name.lower() + equals + value for name, equals, value in asked]
    rest = "&".join(part for part in kept if not part.startswith("register="))
    _check_known({part.partition("=")[0]: "" for part in kept})
    return before + (mark + rest if rest else ""), registers


def _of_words(text: str) -> tuple[str, list[str]]:
    words = _words(text)
    if words is None:
        raise _unreadable()
    given = [(name.lower(), value) for name, value in words]
    _check_known(dict(given))
    registers = [value for name, value in given if name == "register"]
    kept = [(name, value) for name, value in given if name != "register"]
    twice = next((name for name, _value in kept if [n for n, _v in kept].count(name) > 1), None)
    if twice:
        raise NotARegisterError(
            _("The address gives {option} twice: leave one. Nothing was opened.").format(
                option=twice
            )
        )
    return " ".join(f"{name}={_quoted(value)}" for name, value in kept), registers


def _words(text: str) -> list[tuple[str, str]] | None:
    """Return the options of an address in words, None where it is no such list."""
    found, at = [], 0
    while at < len(text):
        match = _WORD.match(text, at)
        if match is None:
            return None
        name, quoted, plain = match.groups()
        found.append((name, re.sub(r"\\(.)", r"\1", plain if quoted is None else quoted)))
        at = match.end()
    return found


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _check_known(options: Mapping[str, str]) -> None:
    from psycopg import pq

    known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()} | {"ssl"}
    for name in options:
        if name not in known | {"register"}:
            raise NotARegisterError(
                _(
                    "The address of the server says {option}, which is none of its options. "
                    "Nothing was opened."
                ).format(option=name)
            )


def _read(conninfo: str) -> dict[str, str]:
    from psycopg import Error

    try:
        return options_of(conninfo)
    except (Error, UnicodeError) as error:
        raise _unreadable() from error


def _unreadable() -> NotARegisterError:
    return NotARegisterError(
        _(
            "The address of the server cannot be read: it is written {uri} or {words}. Nothing was "
            "opened."
        ).format(uri="postgresql://…/…?register=…", words='"service=… register=…"')
    )


def _check_no_secret(options: Mapping[str, str]) -> None:
    if _SECRET & options.keys():
        raise NotARegisterError(
            _(
                "The address holds a password, which would stay in histories and listings: put it "
                "in a password file (~/.pgpass) and leave it out. Nothing was opened."
            )
        )
