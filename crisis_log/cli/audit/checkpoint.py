"""`audit checkpoint` and `audit status`: how far the register is signed and witnessed."""

from pathlib import Path

import click

from crisis_log.audit import checkpoints
from crisis_log.cli import output
from crisis_log.cli.keys import load_key, signing
from crisis_log.cli.session import Session
from crisis_log.language import _, counted, whole


def carrier_name(carrier: str) -> str:
    """Return what people call that which carried a checkpoint out: `weekly/2020-W13`."""
    kind, _slash, what = carrier.partition("/")
    names = {
        "report": _("report {what}"),
        "proof": _("proof of entry n° {what}"),
        "bundle": _("auditor's bundle"),
        "screen": _("printed on the screen"),
    }
    if kind not in names:
        from crisis_log.reports.documents.catalogue import DOCUMENTS

        names |= {one.name: one.words().draft for one in DOCUMENTS}
    return names.get(kind, carrier).format(what=what)


@click.command("checkpoint", help=_("Sign the log as it is now; print and keep the checkpoint."))
@signing
@click.pass_obj
def checkpoint(session: Session, key_path: Path | None, passphrase_file: Path | None) -> None:
    register = session.register_to_record
    taken = checkpoints.make(register, load_key(session, key_path, passphrase_file))
    with checkpoints.giving_out(register, taken, checkpoints.ON_SCREEN):
        if session.as_json:
            about = {"size": taken.size, "note": taken.note, "verifier_key": taken.verifier_key}
            output.emit(about)
        else:
            click.echo(taken.note, nl=False)


@click.command("status", help=_("How many entries are signed for, and how many witnessed."))
@click.pass_obj
def status(session: Session) -> None:
    found = checkpoints.status(session.register)
    if session.as_json:
        output.emit(found.model_dump(mode="json") | {"unwitnessed": found.unwitnessed})
        return
    output.fields(
        [
            (_("register"), found.origin),
            (_("entries"), whole(found.size)),
            (_("verifier key"), found.verifier_key or _("none: make one with “key rotate”")),
            (
                _("last checkpoint"),
                _("up to entry n° {size}, {time}").format(
                    size=found.checkpoint_size, time=session.show_instant(found.checkpoint_at)
                )
                if found.checkpoint_size
                else _("none"),
            ),
            (
                _("last witness"),
                _("up to entry n° {size}, {time}: {witness}").format(
                    size=found.witnessed_size,
                    time=session.show_instant(found.witnessed_at),
                    witness=carrier_name(found.witness or ""),
                )
                if found.witnessed_size
                else _("none"),
            ),
        ]
    )
    output.line(
        counted(
            "{count} entry has no witness yet: whoever holds the register and its key could "
            "still rewrite it unseen.",
            "{count} entries have no witness yet: whoever holds the register and its key could "
            "still rewrite them unseen.",
            found.unwitnessed,
        )
        if found.unwitnessed
        else _("Every entry is covered by a witness that left the register.")
    )
