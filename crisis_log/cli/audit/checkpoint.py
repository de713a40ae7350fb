"""`audit checkpoint` and `audit status`: how far the register is signed and witnessed."""

from pathlib import Path

import click

from crisis_log.audit import giving
from crisis_log.audit.status import Status
from crisis_log.audit.status import status as status_of
from crisis_log.cli import output
from crisis_log.cli.keys import check_shelf, signing, take, warn_of_unsound
from crisis_log.cli.session import Session
from crisis_log.language import _, counted, whole
from crisis_log.slices.checkpoint import SCREEN, CheckpointGiven, carrier_name


@click.command(
    "checkpoint",
    help=_("Sign the log as it is now; print the checkpoint, and record that it went out."),
)
@signing
@click.pass_obj
def checkpoint(session: Session, key_path: Path | None, passphrase_file: Path | None) -> None:
    register = session.register_to_record
    register.check_right(CheckpointGiven.kind)
    check_shelf(session)
    taken = take(session, register, key_path, passphrase_file)
    register.check_writable()
    with giving.giving_out(register, taken, SCREEN, session.given_by):
        if session.as_json:
            about = {"size": taken.size, "note": taken.note, "verifier_key": taken.verifier_key}
            output.emit(about)
        else:
            click.echo(taken.note, nl=False)


@click.command(
    "status", help=_("How many entries are signed and witnessed, as the file says itself.")
)
@click.pass_obj
def status(session: Session) -> None:
    session.allow_unknown_zone()
    found = status_of(session.register)
    warn_of_unsound(found.unsound)
    if session.as_json:
        output.emit(found.model_dump(mode="json") | {"unwitnessed": found.unwitnessed})
        return
    output.fields(
        [
            (_("register"), found.origin),
            (_("entries"), whole(found.size)),
            (
                _("verifier key"),
                ", ".join(found.verifier_keys) or _("none: make one with “key rotate”"),
            ),
            (_("last checkpoint"), _last_checkpoint(session, found)),
            (_("last witness"), _last_witness(session, found)),
        ]
    )
    output.line(_covered(found))
    if found.notes_only:
        output.line(_notes(found))
    if found.size:
        output.line(
            _(
                "This is what the file says of itself: only “audit verify --witness”, with a "
                "report or checkpoint kept elsewhere, proves it."
            )
        )


def _last_checkpoint(session: Session, found: Status) -> str:
    if not found.checkpoint_size:
        return _("none")
    return _("up to entry n° {size}, {time}").format(
        size=found.checkpoint_size, time=session.show_instant(found.checkpoint_at)
    )


def _last_witness(session: Session, found: Status) -> str:
    if not found.witnessed_size:
        return _("none")
    return _("up to entry n° {size}, {time}: {witness}").format(
        size=found.witnessed_size,
        time=session.show_instant(found.witnessed_at),
        witness=carrier_name(found.witness or ""),
    )


def _covered(found: Status) -> str:
    if not found.unwitnessed:
        return _("Every entry is covered by a checkpoint that was given out.")
    return counted(
        "{count} entry has no witness yet: whoever holds the register could still rewrite it "
        "unseen, with the key or without.",
        "{count} entries have no witness yet: whoever holds the register could still rewrite "
        "them unseen, with the key or without.",
        found.unwitnessed,
    )


def _notes(found: Status) -> str:
    """Say how many of the entries without a witness say nothing of the crisis."""
    if found.notes_only == found.unwitnessed:
        return counted(
            "It only notes that a checkpoint was given out or stamped.",
            "They only note that checkpoints were given out or stamped.",
            found.notes_only,
        )
    return counted(
        "Of these, {count} only notes that a checkpoint was given out or stamped.",
        "Of these, {count} only note that checkpoints were given out or stamped.",
        found.notes_only,
    )
