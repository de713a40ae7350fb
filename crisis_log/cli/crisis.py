"""The crisis: open, level, join, close, reopen."""

from pathlib import Path

import click

from crisis_log.cli import destination, output
from crisis_log.cli.keys import NEW_KEY, PASSPHRASE, PASSPHRASE_FILE, make_key, tell_key
from crisis_log.cli.parameters import REASON, Pair, recording
from crisis_log.cli.session import Session
from crisis_log.command import Command, Request
from crisis_log.language import _
from crisis_log.register import Register, new_register_id, stopped_clock, system_clock
from crisis_log.slices import crisis


@click.command("open", help=_("Create the register of a crisis; its first entry is the opening."))
@click.argument("name", metavar=_("NAME"))
@click.option("--title", metavar=_("TEXT"), required=True, help=_("Title of the crisis."))
@click.option("--authority", metavar=_("TEXT"), required=True, help=_("Authority in charge."))
@click.option(
    "--organisation",
    "organisations",
    metavar=_("CODE=NAME"),
    type=Pair(),
    multiple=True,
    help=_("An organisation that shares the register (repeatable)."),
)
@click.option(
    "--timezone",
    metavar=_("ZONE"),
    default="Europe/Paris",
    show_default=True,
    help=_("Time zone of the register."),
)
@click.option("--exercise", is_flag=True, help=_("A register for drills: EXERCICE everywhere."))
@click.option("--at", metavar=_("WHEN"), help=_("When the crisis was opened; else now."))
@click.option("--request-id", metavar="ID", help=_("Id of this request."))
@click.option("--note", metavar=_("TEXT"), help=_("Note kept with the entry."))
@NEW_KEY
@PASSPHRASE
@PASSPHRASE_FILE
@click.pass_obj
def open_(
    session: Session,
    name: str,
    title: str,
    authority: str,
    organisations: tuple[tuple[str, str], ...],
    timezone: str,
    exercise: bool,
    at: str | None,
    request_id: str | None,
    note: str | None,
    key_path: Path | None,
    passphrase: bool,
    passphrase_file: Path | None,
) -> None:
    zone = crisis.check_time_zone(timezone)
    clock = (
        stopped_clock(session.instant_from(session.clock, zone)) if session.clock else system_clock
    )
    occurred_at = session.instant_from(at, zone, clock()) if at else None
    there, by = session.place_for(name), session.by
    register_id = new_register_id(there.name)
    if key_path:
        destination.check_apart(session, key_path, there)
    made = make_key(register_id, key_path, passphrase, passphrase_file)
    command = crisis.open_crisis(
        title=title,
        authority=authority,
        organisations=organisations,
        timezone=timezone,
        exercise=exercise,
        verifier_key=made.key.verifier_key,
    )
    try:
        request = Request(command, by, occurred_at, request_id, note)
        recorded = Register.create(there, request, clock, register_id)
    except BaseException:
        made.discard()
        raise
    if recorded.repeated:
        made.discard()
    session.opened(there)
    session.confirm(recorded)
    for line in [] if recorded.repeated or session.as_json else tell_key(made):
        output.line(line)


@click.command("level", help=_("Change the level of the crisis."))
@click.argument("level", metavar=_("LEVEL"))
@REASON
@recording
def level(level: str, reason: str | None) -> Command:
    return crisis.change_level(level, reason=reason)


@click.command("join", help=_("Let an organisation join the register."))
@click.argument("organisation", metavar=_("CODE=NAME"), type=Pair())
@recording
def join(organisation: tuple[str, str]) -> Command:
    return crisis.join_organisation(*organisation)


@click.command("close", help=_("Close the crisis: only corrections can follow, or its reopening."))
@REASON
@recording
def close(reason: str | None) -> Command:
    return crisis.close(reason=reason)


@click.command("reopen", help=_("Reopen the crisis."))
@REASON
@recording
def reopen(reason: str | None) -> Command:
    return crisis.reopen(reason=reason)
