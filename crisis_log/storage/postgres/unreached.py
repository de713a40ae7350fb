"""Why a server could not be reached, as sentences.

A connection that fails has no code: neither libpq's own failures nor what a server says before
somebody is let in. So they are known by their words, those of a server in English or French.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import psycopg

from crisis_log.language import _
from crisis_log.storage.errors import ConnectionLostError, NotWritableYetError, StorageError
from crisis_log.storage.postgres.errors import follower


class UnreachedError(StorageError):
    """The server cannot be reached.

    `technical` is what its library says, for a technical log: without names of people, of
    machines or of databases.
    """

    def __init__(self, sentence: str, technical: str) -> None:
        self.technical = _NAMED.sub("…", technical)
        super().__init__(sentence)


class UnreachedNowError(UnreachedError, ConnectionLostError):
    """It may be reached in a while: nobody has to do anything for that at this desk."""


class UnreachedYetError(UnreachedNowError, NotWritableYetError):
    """A server is there and takes no writes now: it is worth waiting for."""


def not_reached(error: psycopg.Error, place: str) -> StorageError:
    """Return why a connection to the server of `place` failed, and what to do."""
    said = " ".join(str(error).split())
    cause = _WHERE.sub("", said)  # the name of a machine tells nothing of why
    if _READ_ONLY.search(cause):
        if not _LOST.search(cause):
            return follower(place)
        sentence = _(
            "On none of the servers of {path} can be recorded now, as when the first is lost and "
            "no other was put in its place: nothing was recorded. Try again, or ask the "
            "administrator."
        )
        return UnreachedYetError(sentence.format(path=place), said)
    kinds = (
        (UnreachedError, _for_good()),
        (UnreachedYetError, _for_a_moment()),
        (UnreachedNowError, _for_now()),
    )
    for kind, told in kinds:
        for words, sentence in told:
            if match := words.search(cause):
                what = next(filter(None, match.groups()), "")
                return kind(sentence.format(path=place, what=what, **_VERBATIM), said)
    return UnreachedNowError(_unknown().format(path=place), said)


_VERBATIM: Final = {
    "variables": "PGTZ, PGDATESTYLE, PGGEQO",
    "required": "PGREQUIREAUTH, PGCHANNELBINDING",
    "mode": "sslmode=verify-full",
    "root": "~/.postgresql/root.crt",
    "option": "sslrootcert=",
}
"""What has the same name in every language."""


def _words(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_NAMED = _words(r"\"[^\"]*\"|'[^']*'|«[^»]*»|\([^)]*\)")
_WHERE = _words(r"connection to server .*? failed:|- host: '[^']*'")
_READ_ONLY = _words(r"session is read-only|server is in hot standby")
_LOST = _words(
    r"refused|unreachable|no route|timeout|timed out|translate host|resolve host|No such file|"
    r"closed the connection|connection reset|starting up|shutting down|in recovery mode"
)


def _unknown() -> str:
    return _("The server of {path} cannot be reached: nothing was opened. Ask the administrator.")


def _for_good() -> Iterator[tuple[re.Pattern[str], str]]:
    """Return the words of what somebody has to mend, the most telling first, and sentences."""
    yield (
        _words(r"definition of service \"?([^\"]*)\"? not found|service file \"([^\"]*)\" not"),
        _(
            "The service of {path} is in no file of services ({what}): nothing was opened. "
            "Describe it in ~/.pg_service.conf."
        ),
    )
    yield (
        _words(r"syntax error in service file|line .* too long in service file"),
        _("The file of services that {path} needs cannot be read: nothing was opened. Mend it."),
    )
    yield (
        _words(r"invalid value for parameter .(timezone|datestyle|geqo)|invalid.*(PG[A-Z]+)"),
        _(
            "The environment says something of {what} that the server of {path} does not take: "
            "nothing was opened. Remove {variables} from it."
        ),
    )
    yield (
        _words(
            r"invalid (?!integer)(\w+) value|invalid (port) number|(?:option|parameter) \"(\w+)\"|"
            r"(?:host names|ports|could not parse network) .*(host|port)"
        ),
        _(
            "What is said of {what} for the server of {path}, in its address, its file of services "
            "or the environment, cannot be: nothing was opened. Correct it."
        ),
    )
    yield (
        _words(r"no password supplied"),
        _(
            "The server of {path} asks for a password, and none was found: nothing was opened. "
            "Write it in ~/.pgpass, or give it in $PGPASSWORD."
        ),
    )
    yield (
        _words(r"password authentication failed|authentification par mot de passe"),
        _(
            "The server of {path} does not take this name or password: nothing was opened. Look "
            "at what ~/.pgpass says, or ask the administrator."
        ),
    )
    yield (
        _words(
            r"(?:database|base de données) ?[\"«] ?(.*?) ?[\"»] (?:does not exist|n'existe pas)"
        ),
        _(
            "The server of {path} has no database {what}: nothing was opened. Check the address, "
            "or ask the administrator."
        ),
    )
    yield (
        _words(r"require_auth|authentication method requirement|channel binding"),
        _(
            "The server of {path} knows people in another way than is asked of it here "
            "({required} or the address): nothing was opened."
        ),
    )
    yield (
        _words(
            r"pg_hba|authentication failed|role .* does not exist|le rôle .* n'existe pas|"
            r"not permitted to log in|no entry|aucune entrée|permission denied for database|"
            r"droit refusé"
        ),
        _(
            "The server of {path} does not let you in from this machine under this name: nothing "
            "was opened. Ask the administrator."
        ),
    )
    yield (
        _words(r"ssl|tls|certificate"),
        _(
            "The connection to the server of {path} cannot be made secure: its certificate is "
            "asked for and checked ({mode}). Nothing was opened. Have the administrator's root "
            "certificate in {root}, or name it in the address with {option}."
        ),
    )


def _for_a_moment() -> Iterator[tuple[re.Pattern[str], str]]:
    """Return those of what passes by itself."""
    yield (
        _words(
            r"starting up|shutting down|in recovery mode|not (?:yet |currently )?accepting|"
            r"se lance|démarrage|s'arrête|arrêt en cours|restauration|the database system is"
        ),
        _("The server of {path} is starting or stopping: nothing was opened. Try again."),
    )


def _for_now() -> Iterator[tuple[re.Pattern[str], str]]:
    """Return those of what may pass."""
    yield (
        _words(r"too many|slots are reserved|trop de|connexions? restant"),
        _("The server of {path} has too many connections: nothing was opened. Try again."),
    )
    yield (
        _words(r"translate host name|resolve host"),
        _(
            "No machine of that name is found for {path}: nothing was opened. Check the address "
            "and the network."
        ),
    )
    yield (
        _words(r"refused|No such file or directory"),
        _(
            "No server answers at the address of {path}: nothing was opened. Check the address, "
            "or ask the administrator whether it is running."
        ),
    )
    yield (
        _words(r"no route|unreachable|timeout|timed out"),
        _(
            "The server of {path} cannot be reached over the network: nothing was opened. Check "
            "the address and the network, and try again."
        ),
    )
    yield (
        _words(r"closed the connection|connection reset"),
        _("The server of {path} broke the connection off: nothing was opened. Try again."),
    )
