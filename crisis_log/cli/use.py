"""The register in use: which one it is, and let it be another."""

import os

import click

from crisis_log.cli import configuring, output, places
from crisis_log.cli.configuration import VARIABLES
from crisis_log.cli.key_places import KEY_VARIABLE
from crisis_log.cli.session import Session
from crisis_log.cli.typed import PATH_OR_TEXT, offered
from crisis_log.language import _
from crisis_log.register import Register
from crisis_log.slices import crisis
from crisis_log.storage import Place


@click.command(
    "use",
    help=_(
        "Let a register be the one in use, wherever one stands; without NAME, tell which one is."
    ),
)
@click.argument(
    "name",
    metavar=_("[NAME|FILE|ADDRESS]"),
    required=False,
    type=PATH_OR_TEXT,
    shell_complete=offered,
)
@click.pass_obj
def use(session: Session, name: str | None) -> None:
    there = session.found_place() if name is None else places.by_name(name)
    if name is not None:
        let_be_in_use(there)
        warn_of_variable("register")
    if session.as_json:
        output.emit({"register": there.text})
        return
    with Register.open(there, read_only=True) as register:
        output.announce(_("EXERCISE") if register.is_exercise() else "")
        title = crisis.current(register.state()).title
        output.line(_("Register in use: {path} ({title})").format(path=there.text, title=title))


def let_be_in_use(there: Place) -> None:
    """Let every command that names no register work with this one.

    Raises:
        StorageError: it is no register, or cannot be read.

    """
    Register.open(there, read_only=True).close()
    configuring.change("register", there.text)


def warn_of_variable(name: str) -> None:
    """Say so where what was set does not count, for the environment says something else."""
    variable = VARIABLES.get(name, KEY_VARIABLE)
    if variable and (value := os.environ.get(variable)):
        output.warn(
            _("${variable} stands above it, and says {value}.").format(
                variable=variable, value=value
            )
        )
