"""The crisis: open, level, join, close, reopen."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from crisis_log.cli import destination, output
from crisis_log.cli.confirm import YES, confirm, is_attended
from crisis_log.cli.drills import exercise_named_like
from crisis_log.cli.keys import KEY_OF_OPENING, PASSPHRASE, PASSPHRASE_FILE
from crisis_log.cli.left_open import left_open
from crisis_log.cli.names import command_shown
from crisis_log.cli.new_key import NewKey, Wish, keys_left, make_key, tell
from crisis_log.cli.parameters import REASON, Pair
from crisis_log.cli.places import full_name, set_to_use, to_be_typed
from crisis_log.cli.present import current_session
from crisis_log.cli.recording import recording
from crisis_log.cli.session import Session
from crisis_log.cli.typed import CODE, PATH_OR_TEXT
from crisis_log.command import Command, Recorded, Request
from crisis_log.language import _
from crisis_log.recording import Clock
from crisis_log.register import Register, new_register_id, stopped_clock, system_clock
from crisis_log.slices import crisis
from crisis_log.storage import OutcomeUnknownError, Place
from crisis_log.zones import check_time_zone


@click.command("open", help=_("Create the register of a crisis; its first entry is the opening."))
@click.argument("name", metavar=_("NAME"), type=PATH_OR_TEXT)
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
@click.option("--at", metavar=_("WHEN"), type=CODE, help=_("When the crisis was opened; else now."))
@click.option("--request-id", metavar="ID", help=_("Id of this request."))
@click.option("--note", metavar=_("TEXT"), help=_("Note kept with the entry."))
@KEY_OF_OPENING
@PASSPHRASE
@PASSPHRASE_FILE
@YES
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
    yes: bool,
) -> None:
    zone = check_time_zone(timezone)
    clock = (
        stopped_clock(session.instant_from(session.clock, zone)) if session.clock else system_clock
    )
    occurred_at = _opened_at(session, at, zone, clock()) if at else None
    there, by = session.place_for(name), session.by
    if not exercise:
        _ask_about_exercise(there, title, yes=yes)
    if key_path:
        destination.check_apart(session, key_path, there)
    made = _key_of_opening(there, Wish(key_path, passphrase, passphrase_file))
    command = crisis.open_crisis(
        title=title,
        authority=authority,
        organisations=organisations,
        timezone=timezone,
        exercise=exercise,
        verifier_key=made.key.verifier_key,
    )
    recorded = _opening(there, made, Request(command, by, occurred_at, request_id, note), clock)
    finds_it = _finds(session, there)
    session.opened(there)
    tell(session, recorded, made)
    if not session.as_json:
        _tell_what_next(there, finds_it=finds_it)


def _opening(there: Place, made: NewKey, request: Request, clock: Clock) -> Recorded:
    """Open the register, unless it was; a key that nothing came to name goes."""
    try:
        return _opened_before(there, made) or Register.create(
            there, request, clock, made.register_id
        )
    except OutcomeUnknownError:
        raise  # its key stays: the same command given again finds it
    except BaseException:
        made.discard_unless_named(there)
        raise


def _tell_what_next(there: Place, *, finds_it: bool) -> None:
    """Say how to work with the new register: commands find it by themselves, or do not."""
    if not finds_it:
        output.line(_how_to_use(there))
    if is_attended():
        desk = command_shown("desk")
        output.line(_("To record in it line by line: “crisis-log {desk}”.").format(desk=desk))


def _finds(session: Session, there: Place) -> bool:
    """Whether commands that are typed like the present one find the register there."""
    try:
        return full_name(session.found_place()) == full_name(there)
    except click.UsageError:
        return False


def _how_to_use(there: Place) -> str:
    """Return what to do to work with a new register that commands do not find by themselves."""
    if used := set_to_use():
        return _(
            "The register in use is still {path}; to work with the new one from now on: "
            "“use {name}”."
        ).format(path=used.text, name=to_be_typed(there))
    return _("To work with it from now on: “use {name}”.").format(name=to_be_typed(there))


def _opened_at(session: Session, typed: str, zone: ZoneInfo, now: datetime) -> datetime:
    instant = session.instant_from(typed, zone, now)
    session.understood.instant("at", typed, instant, now, zone)
    return instant


def _ask_about_exercise(there: Place, title: str, *, yes: bool) -> None:
    """Ask whether a real register is meant, where an exercise of the same name lies beside it."""
    exercise = None if yes or there.exists() else exercise_named_like(there, title)
    if exercise:
        found = _("{register} is an exercise of the same name.").format(register=exercise)
        question = _("Open a real register, without --exercise?")
        confirm(f"{found} {question}", why=[found])


def _key_of_opening(there: Place, wish: Wish) -> NewKey:
    """Return the key that an interrupted opening at that place made, else a new one."""
    place = full_name(there)
    left = keys_left(wish, there.name, lambda reservation: reservation.place == place)
    return next(left, None) or make_key(_new_id(there), there, wish)


def _new_id(there: Place) -> str:
    """Return the id of the new register: a place that was prepared for it has one."""
    return there.prepared_id() or new_register_id(there.name)


def _opened_before(there: Place, made: NewKey) -> Recorded | None:
    """Return the opening by the attempt that made the key, if it got that far."""
    if not (made.is_found and there.exists()):
        return None
    with Register.open(there, read_only=True) as register:
        number = register.seal().entry_of(made.key.verifier_key)
        return Recorded([register.entry(number)], repeated=True) if number == 1 else None


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


@click.command(
    "close",
    help=_("Close the crisis: only corrections and lessons learnt can follow, or its reopening."),
)
@REASON
@recording
def close(reason: str | None) -> Command:
    session = current_session()
    question = _(
        "Close the crisis “{title}”? Only corrections and lessons learnt can follow, or its "
        "reopening."
    )
    session.ask(question.format(title=session.crisis.title), [*left_open(session)])
    return crisis.close(reason=reason)


@click.command("reopen", help=_("Reopen the crisis."))
@REASON
@recording
def reopen(reason: str | None) -> Command:
    return crisis.reopen(reason=reason)
