"""What a user sets once and for all: shown, with where each value comes from; set; unset."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click
from click.core import ParameterSource

from crisis_log.cli import configuration, configuring, output, places
from crisis_log.cli.coded import Coded
from crisis_log.cli.configuration import (
    APPRISE,
    COLOURS,
    MAIL,
    VARIABLES,
    ConfigurationError,
    Source,
    Value,
)
from crisis_log.cli.groups import WholeHelpGroup
from crisis_log.cli.parameters import Folder
from crisis_log.cli.session import Session
from crisis_log.cli.typed import PATH_OR_TEXT, TEXT, OneOf
from crisis_log.cli.use import let_be_in_use, warn_of_variable
from crisis_log.language import LANGUAGES, _, pgettext
from crisis_log.words import Words, join, status_word, teach


def _words() -> Words:
    return Words(
        {},
        codes={
            "configuration": {
                "register": _("register"),
                "author": _("author"),
                "language": _("language"),
                "colours": _("colours"),
                "folder": _("folder"),
                "key": pgettext("configuration", "key"),
            }
        },
    )


teach(_words)

_KEY: Final = "key"
_NAMES: Final = Coded("configuration", [*VARIABLES, _KEY])
_OPTIONS: Final = {"register": "register", "author": "by", "language": "lang", "colours": "colours"}
_NAME = click.argument("name", metavar=_("NAME"), type=_NAMES)
_LISTED: Final = _("NAME is one of: {names}.").format(names=_NAMES.listed())


@click.group(
    cls=WholeHelpGroup,
    help=_(
        "Set once and for all what would be typed each time. What is typed stands above the "
        "environment, and the environment above what is set here."
    ),
)
def config() -> None:
    pass


@config.command("show", help=_("Show what is set, and where each value comes from."))
@click.pass_obj
def show(session: Session) -> None:
    values = {name: _present(name) for name in VARIABLES}
    keys, mail, services = [*configuration.key_files()], _mail(), _services()
    if session.as_json:
        output.emit(
            {
                "file": str(configuration.path() or "") or None,
                "values": {
                    name: {"value": found.value, "source": found.source}
                    for name, found in values.items()
                },
                "keys": [one._asdict() | {"file": str(one.file)} for one in keys],
                "mail": mail,
                "services": services,
            }
        )
        return
    output.table(
        [_("Name"), _("Value"), _("Comes from")],
        [
            [_NAMES.shown(name), _told(name, found.value), _origin(name, found.source)]
            for name, found in values.items()
        ],
    )
    for one in keys:
        output.line(
            _("Signing key of {register}: {path}").format(register=one.register, path=one.file)
        )
    if mail:
        output.line(
            _("Reminders by e-mail: to {to}, from {sender}, by {server}:{port}").format(
                to=join(mail["to"]), sender=mail["from"], server=mail["server"], port=mail["port"]
            )
        )
    if services:
        output.line(_("Reminders by a service: {names}").format(names=join(services)))
    for name in configuration.unknown_names():
        output.warn(
            _("In {path}, “{name}” is nothing that can be set.").format(
                path=configuration.path(), name=name
            )
        )


def _mail() -> dict[str, Any] | None:
    """Return where reminders are sent by mail, None where that is not told or not right."""
    if not configuration.table(configuration.contents(), MAIL):
        return None
    from crisis_log.cli import mailing  # what speaks to a mail server, for those who have one

    try:
        server, to = mailing.mail_server(), mailing.addresses()
    except ConfigurationError as error:
        output.warn(str(error))
        return None
    return {
        "server": server.host,
        "port": server.port,
        "security": server.security,
        "from": server.sender,
        "to": to,
    }


def _services() -> list[str]:
    return [*configuration.table(configuration.contents(), APPRISE)]


def _present(name: str) -> Value:
    """Return what counts now: what was typed in this run, or set."""
    root = click.get_current_context().find_root()
    option = _OPTIONS.get(name, "")
    match root.get_parameter_source(option), configuration.value(name):
        case ParameterSource.COMMANDLINE, _:
            return Value(str(root.params[option]), Source.OPTION)
        case ParameterSource.DEFAULT_MAP, Value(_, Source.FILE):
            return Value(str(root.params[option]), Source.FILE)  # as it was understood
        case _, found:
            return found


def _told(name: str, value: str | None) -> str:
    if value is None:
        return _defaults()[name]
    return status_word("colours", value) if name == "colours" else value


def _defaults() -> dict[str, str]:
    return {
        "register": _("the only *.crisis in this folder"),
        "author": _("to be said each time"),
        "language": "fr",
        "colours": status_word("colours", "auto"),
        "folder": _("this folder"),
    }


def _origin(name: str, source: Source) -> str:
    """Return where a value comes from, in words."""
    match source:
        case Source.OPTION:
            return _("what was typed")
        case Source.ENVIRONMENT:
            return f"${VARIABLES[name]}"
        case Source.FILE:
            return str(configuration.path())
        case Source.DEFAULT:
            return _("nothing is set")


@config.command("set", help=_("Set NAME to VALUE."), epilog=_LISTED)
@_NAME
@click.argument("value", metavar=_("VALUE"), type=PATH_OR_TEXT)
@click.pass_obj
def set_(session: Session, name: str, value: str) -> None:
    if name == _KEY:
        _remember_key(session, Path(value))
    elif name == "register":
        let_be_in_use(places.by_name(value))
    else:
        configuring.change(name, _read(name, value))
    _tell(session, name)


def _read(name: str, typed: str) -> str:
    """Return a value as it is written in the file.

    Raises:
        UsageError: it is none.

    """
    match name:
        case "language":
            return str(OneOf(LANGUAGES)(typed))
        case "colours":
            return str(Coded("colours", COLOURS)(typed))
        case "folder":
            return str(Folder()(typed).absolute())
        case _:
            if author := TEXT(typed).strip():
                return str(author)
            raise click.UsageError(_("Some text is needed; “config unset” sets nothing."))


@config.command("unset", help=_("Let NAME be as if it were not set."), epilog=_LISTED)
@_NAME
@click.pass_obj
def unset(session: Session, name: str) -> None:
    if name == _KEY:
        _remember_key(session, None)
    else:
        configuring.change(name, None)
    _tell(session, name)


def _remember_key(session: Session, path: Path | None) -> None:
    """Let the signing key of the register be looked for in a file that holds it, or nowhere else.

    Raises:
        UsageError: the file does not hold it.

    """
    from crisis_log.cli.key_places import remember_place, usual_path
    from crisis_log.cli.keys import read_key
    from crisis_log.cli.missing_key import no_key_yet
    from crisis_log.evidence.keys import origin_of

    register = session.register
    good = register.seal().keys_at(register.size())
    if not good:
        raise no_key_yet()
    if path is None:
        for each in good:
            remember_place(register.register_id, each, usual_path(register.register_id, each))
        return
    verifier_key = read_key(path, origin_of(register.register_id), None).verifier_key
    if verifier_key not in good:
        raise click.UsageError(
            _("{path} is not the present signing key of the register.").format(path=path)
        )
    remember_place(register.register_id, verifier_key, path)


def _tell(session: Session, name: str) -> None:
    """Tell what counts now of what was changed."""
    warn_of_variable(name)
    value = _key_place(session) if name == _KEY else configuration.value(name).value
    if session.as_json:
        output.emit({"file": str(configuration.path()), "name": name, "value": value})
    else:
        output.line(_("{name}: {value}").format(name=_NAMES.shown(name), value=_told(name, value)))


def _key_place(session: Session) -> str:
    """Return where the signing key of the register is looked for first."""
    from crisis_log.cli.key_places import places_of_any

    good = session.register.seal().keys_at(session.register.size())
    places = places_of_any(session.register.register_id, good)
    return str(next((place for place in places if place.exists()), places[0]))
