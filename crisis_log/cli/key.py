"""The signing key: show it, replace it."""

from pathlib import Path

import click

from crisis_log.cli import destination, output
from crisis_log.cli.groups import WholeHelpGroup
from crisis_log.cli.keys import (
    NEW_KEY,
    PASSPHRASE,
    PASSPHRASE_FILE,
    make_key,
    read_key,
    tell_key,
    usual_path,
)
from crisis_log.cli.parameters import REASON, REQUEST_ID
from crisis_log.cli.session import Session
from crisis_log.evidence.keys import origin_of, rotation_statement
from crisis_log.evidence.signing_key import SigningKey
from crisis_log.language import _
from crisis_log.slices import seal
from crisis_log.storage import OutcomeUnknownError


@click.group(cls=WholeHelpGroup, help=_("The key that signs checkpoints of the register."))
def key() -> None:
    pass


@key.command("show", help=_("Show the verifier keys, and where the signing key should lie."))
@click.pass_obj
def show(session: Session) -> None:
    keys = session.register.seal().keys
    if session.as_json:
        output.emit([{"entry": one.entry, "verifier_key": one.verifier_key} for one in keys])
        return
    if not keys:
        output.line(_("The register has no signing key yet: make one with “key rotate”."))
        return
    output.table(
        [_("From entry"), _("Verifier key")],
        [[str(one.entry), one.verifier_key] for one in keys],
        right=[0],
    )
    path = usual_path(session.register.register_id, keys[-1].verifier_key)
    there = _("it is there") if path.exists() else _("it is not there")
    output.line(
        _("Usual place of the signing key: {path} ({there})").format(path=path, there=there)
    )


@key.command(
    "rotate",
    help=_("Let another key sign from now on, because the present one is lost or known to others."),
)
@NEW_KEY
@PASSPHRASE
@click.option(
    "--previous",
    metavar=_("FILE"),
    type=click.Path(path_type=Path),
    help=_("The present signing key, to countersign; else the one in the usual place, if any."),
)
@PASSPHRASE_FILE
@REASON
@REQUEST_ID
@click.pass_obj
def rotate(
    session: Session,
    key_path: Path | None,
    passphrase: bool,
    previous: Path | None,
    passphrase_file: Path | None,
    reason: str | None,
    request_id: str | None,
) -> None:
    register = session.register
    origin = origin_of(register.register_id)
    before = seal.current(register.state()).key_at(register.size())
    countersigner = _countersigner(session, before, previous, passphrase_file)
    if key_path:
        destination.check_apart(session, key_path)
    made = make_key(register.register_id, key_path, passphrase, passphrase_file)
    try:
        command = seal.rotate_key(
            verifier_key=made.key.verifier_key,
            statement=rotation_statement(origin, before, made.key, countersigner),
            reason=reason,
        )
        recorded = register.record(command, by=session.by, request_id=request_id)
    except OutcomeUnknownError:
        raise
    except BaseException:
        made.discard()
        raise
    if recorded.repeated:
        made.discard()
    session.confirm(recorded)
    if recorded.repeated or session.as_json:
        return
    for line in tell_key(made):
        output.line(line)
    if before and not countersigner:
        output.line(
            _(
                "The present key was not at hand: only the next one signed. Tell those who hold "
                "the earlier verifier key why, in writing."
            )
        )


def _countersigner(
    session: Session, before: str | None, path: Path | None, passphrase_file: Path | None
) -> SigningKey | None:
    if before is None:
        return None
    usual = usual_path(session.register.register_id, before)
    path = path or (usual if usual.exists() else None)
    if path is None:
        return None
    found = read_key(path, origin_of(session.register.register_id), passphrase_file)
    if found.verifier_key != before:
        raise click.UsageError(
            _("{path} is not the present signing key of the register.").format(path=path)
        )
    return found
