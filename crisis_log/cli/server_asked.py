"""Which server is meant, and what is shown before anything is done on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import click

from crisis_log.cli import output
from crisis_log.cli.confirm import confirm
from crisis_log.cli.session import Session
from crisis_log.language import _
from crisis_log.storage.servers import Server

SERVER: Final = click.argument("server", metavar=_("[SERVER]"), required=False)
DRY_RUN: Final = click.option(
    "--dry-run", is_flag=True, help=_("Print the SQL that would run, and do nothing.")
)


def named(session: Session, server: str | None) -> Server:
    """Return the server that was named, else that of the register in use.

    Raises:
        UsageError: neither is.
        NotARegisterError: it is no address of a server.

    """
    text = server or session.server_text()
    if not text:
        raise click.UsageError(
            _("Name the server, such as “service=crisis” or postgresql://host/database.")
        )
    return Server(text)


def run_or_print(
    session: Session,
    server: Server,
    script: str,
    told: Sequence[str],
    *,
    dry_run: bool,
    yes: bool,
    about: str = "",
) -> bool:
    """Print a script; or show what it does, ask, and run it: return whether it ran."""
    if dry_run:
        if session.as_json:
            output.emit({"sql": script})
        else:
            click.echo(script, nl=False)
        return False
    if not yes:
        for line in told:
            output.warn(line)
        output.warn(_("The SQL is shown by --dry-run."))
    confirm(_("Do it?"), yes=yes)
    server.run(script, about)
    return True
