"""Where reminders are sent, as the user wrote it into the configuration, never in a register.

[mail]
server = "smtp.ville.example"
from = "crisis-log@ville.example"
to = ["astreinte@ville.example", "dircab@ville.example"]
security = "starttls"                         # or "tls", or "none"
port = 587                                    # else that of the security
user = "crisis-log"
password_file = "/etc/crisis-log/smtp"        # else $CRISIS_LOG_SMTP_PASSWORD
certificates = "/etc/ssl/certs/ville.pem"     # else those that the system trusts
timeout = 30                                  # in seconds

[apprise]
astreinte = "ntfys://ntfy.ville.example/astreinte"
"""

from __future__ import annotations

import os
import re
import stat
import sys
from pathlib import Path
from typing import Any, Final

from crisis_log.cli import configuration
from crisis_log.cli.configuration import APPRISE, MAIL, ConfigurationError
from crisis_log.exchange.reminding.mail import PORTS, MailServer
from crisis_log.files import read
from crisis_log.language import _
from crisis_log.text import NotTextError, decoded
from crisis_log.words import join

PASSWORD: Final = "CRISIS_LOG_SMTP_PASSWORD"  # noqa: S105 - the name of a variable
_NAMES: Final = frozenset(
    {"server", "port", "security", "from", "to", "user", "password_file", "certificates", "timeout"}
)
_ADDRESS: Final = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+", re.ASCII)
_HIGHEST_PORT: Final = 65_535
_LONGEST: Final = 600
"""In seconds."""
_LARGEST_FILE: Final = 1_000_000
"""In bytes."""
_OF_OTHERS: Final = 0o077


def addresses() -> list[str]:
    """Return the addresses to which reminders are sent.

    Raises:
        ConfigurationError: there is none, or one is none.

    """
    given = _mail().get("to")
    listed = [given] if isinstance(given, str) else given
    if not isinstance(listed, list) or not listed:
        raise _wrong(
            "to", _("it is the address, or the list of those, to which reminders are sent")
        )
    return list(dict.fromkeys(_address("to", one) for one in listed))


def mail_server() -> MailServer:
    """Return the mail server, and how it is spoken to.

    Raises:
        ConfigurationError: it is not told, or not as it should be.

    """
    written = _mail()
    unknown = sorted({*written} - _NAMES)
    if unknown:
        raise _wrong(unknown[0], _("there is no such setting"))
    security = _text(written, "security") or "starttls"
    if security not in PORTS:
        raise _wrong("security", _("it is one of {names}").format(names=join([*PORTS], "or")))
    host = _text(written, "server")
    if not host:
        raise _wrong("server", _("it is the name of the mail server"))
    user = _text(written, "user")
    if user and security == "none" and not _is_here(host):
        raise _wrong(
            "security", _("without it, the password would go over the network for all to see")
        )
    certificates = _text(written, "certificates")
    return MailServer(
        host=host,
        port=_whole(written, "port", _HIGHEST_PORT) or PORTS[security],
        security=security,
        sender=_address("from", written.get("from")),
        user=user,
        password=_password(written) if user else None,
        certificates=_read("certificates", certificates)[0] if certificates else None,
        seconds=float(
            _whole(written, "timeout", _LONGEST) or MailServer._field_defaults["seconds"]
        ),
    )


def service_url(name: str) -> str | None:
    """Return the address of a service that the configuration names, if it does.

    Raises:
        ConfigurationError: others may read it, and it is a secret.

    """
    found = configuration.table(configuration.contents(), APPRISE).get(name)
    path = configuration.path()
    if path and found and _is_read_by_others(path):
        raise ConfigurationError(
            _(
                "Others may read the configuration {path}, and the address of a service in it is a "
                "secret: type “chmod 600 {path}”."
            ).format(path=path)
        )
    return found if isinstance(found, str) and found else None


def _mail() -> dict[str, Any]:
    found = configuration.table(configuration.contents(), MAIL)
    if not found:
        raise ConfigurationError(
            _(
                "No mail server is told in the configuration {path}, under “[mail]”: "
                "docs/administration.md says what is written there."
            ).format(path=configuration.path())
        )
    return found


def _text(written: dict[str, Any], name: str) -> str | None:
    found = written.get(name)
    if found is None or isinstance(found, str):
        return found or None
    raise _wrong(name, _("it is a text between quotes"))


def _whole(written: dict[str, Any], name: str, most: int) -> int | None:
    found = written.get(name)
    if found is None or (type(found) is int and 0 < found <= most):
        return found
    raise _wrong(name, _("it is a whole number from {least} to {most}").format(least=1, most=most))


def _address(name: str, found: object) -> str:
    if isinstance(found, str) and _ADDRESS.fullmatch(found):
        return found
    raise _wrong(
        name, _("it is an address such as {example}").format(example="astreinte@example.org")
    )


def _password(written: dict[str, Any]) -> str:
    """Return the password: of the environment, else of a file that nobody else may read."""
    if given := os.environ.get(PASSWORD):
        return given
    name = _text(written, "password_file")
    if not name:
        raise _wrong(
            "password_file",
            _("there is a user; the password is in that file, or in ${variable}").format(
                variable=PASSWORD
            ),
        )
    path, content = _read("password_file", name)
    if _is_read_by_others(path):
        raise _wrong(
            "password_file", _("others may read it; type “chmod 600 {path}”").format(path=path)
        )
    try:
        first = decoded(content, name).partition("\n")[0].strip()
    except NotTextError:
        first = ""
    if not first:
        raise _wrong("password_file", _("its first line is to be the password"))
    return first


def _read(name: str, written: str) -> tuple[Path, bytes]:
    """Return a file that the configuration names, and what it holds."""
    path = Path(written)
    if not path.is_absolute():
        raise _wrong(name, _("it is a path from the root of the disk"))
    return path, read(path, ConfigurationError, most=_LARGEST_FILE)


def _is_read_by_others(path: Path) -> bool:
    return sys.platform != "win32" and bool(stat.S_IMODE(path.stat().st_mode) & _OF_OTHERS)


def _is_here(host: str) -> bool:
    return host in {"localhost", "127.0.0.1", "::1"}


def _wrong(name: str, why: str) -> ConfigurationError:
    return ConfigurationError(
        _("In the configuration {path}, under “[mail]”, “{name}” is not right: {why}.").format(
            path=configuration.path(), name=name, why=why
        )
    )
