"""How people name a register on a server, and what of it is for the server's own library.

    postgresql://host/db?register=covid-19
    service=crisis register=covid-19

`register` is ours: all else is libpq's, which reads service and password files itself. See
https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crisis_log.language import _
from crisis_log.storage.errors import NotARegisterError

_URI: Final = re.compile(r"postgres(?:ql)?://", re.IGNORECASE)
_REGISTER: Final = re.compile(r"(?:^|\s)register\s*=\s*(?:'((?:[^'\\]|\\.)*)'|(\S+))")
_NAME: Final = re.compile(r"[^\W_](?:[\w.-]{0,38}[^\W_])?", re.ASCII)
"""What a register may be called: its schema and its files are named after it."""


class Address(NamedTuple):
    """A register on a server: as it was typed, for libpq, and by its name there."""

    text: str
    conninfo: str
    register: str


def address(text: str) -> Address:
    """Return what people typed, taken apart.

    Raises:
        NotARegisterError: it names no register, or holds a password.

    """
    text = text.strip()
    conninfo, register = _of_uri(text) if _URI.match(text) else _of_words(text)
    _check_no_password(conninfo)
    check_name(register)
    return Address(text, conninfo, register)


def check_name(register: str) -> None:
    """Check that a register may be called so.

    Raises:
        NotARegisterError: it may not.

    """
    if not _NAME.fullmatch(register):
        raise NotARegisterError(
            _(
                "The address names no register: it ends with register= and a name of at most 40 "
                "letters, digits, dots and hyphens. Nothing was opened."
            )
        )


def server(text: str) -> str:
    """Return what libpq takes of the address of a server, whichever register it names.

    Raises:
        NotARegisterError: it holds a password.

    """
    conninfo = (_of_uri(text) if _URI.match(text) else _of_words(text))[0]
    _check_no_password(conninfo)
    return conninfo


def _of_uri(text: str) -> tuple[str, str]:
    parts = urlsplit(text)
    asked = parse_qsl(parts.query, keep_blank_values=True)
    register = next((value for name, value in asked if name == "register"), "")
    kept = urlencode([(name, value) for name, value in asked if name != "register"])
    return urlunsplit(parts._replace(query=kept)), register


def _of_words(text: str) -> tuple[str, str]:
    found = _REGISTER.search(text)
    if found is None:
        return text, ""
    quoted, plain = found.groups()
    register = plain if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
    return (text[: found.start()] + text[found.end() :]).strip(), register


def _check_no_password(conninfo: str) -> None:
    from psycopg import Error
    from psycopg.conninfo import conninfo_to_dict

    try:
        options = conninfo_to_dict(conninfo)
    except Error as error:
        raise NotARegisterError(
            _("The address of the server cannot be read ({reason}). Nothing was opened.").format(
                reason=str(error).strip()
            )
        ) from error
    if {"password", "sslpassword"} & options.keys():
        raise NotARegisterError(
            _(
                "The address holds a password, which would stay in histories and listings: put it "
                "in a password file (~/.pgpass) and leave it out. Nothing was opened."
            )
        )
