"""Care of the file: rebuild the state, back the register up, examine it."""

from pathlib import Path

import click

from crisis_log.audit.doctor import examine, key_rights
from crisis_log.cli import destination, output
from crisis_log.cli.keys import keys_at_hand
from crisis_log.cli.session import Session
from crisis_log.language import _, ngettext
from crisis_log.storage import SUFFIX

_FOUND = 3


@click.command("rebuild", help=_("Make the stored state again from the log."))
@click.pass_obj
def rebuild(session: Session) -> None:
    count = session.register.rebuild()
    if session.as_json:
        output.emit({"subjects": count})
        return
    output.line(
        ngettext(
            "State rebuilt from the log: {count} subject.",
            "State rebuilt from the log: {count} subjects.",
            count,
        ).format(count=count)
    )


@click.command("backup", help=_("Copy the register to FILE, consistent while others write."))
@click.argument("file", metavar=_("FILE"), type=click.Path(path_type=Path))
@click.pass_obj
def backup(session: Session, file: Path) -> None:
    source = session.register.place
    if file.is_dir():
        file /= f"{source.name}-{session.now().astimezone(session.zone):%Y-%m-%d-%H%M}{SUFFIX}"
    if file.suffix == SUFFIX and file.resolve().parent == source.folder:
        raise click.UsageError(
            _(
                "Beside the register, a copy named *.crisis would be a second register: choose "
                "another folder or another ending."
            )
        )
    destination.check_apart(session, file)
    session.register.back_up(file)
    if session.as_json:
        output.emit({"backup": str(file), "size": file.stat().st_size})
        return
    output.line(_("Copied to {path} and checked.").format(path=file))


@click.command("doctor", help=_("Examine the file: durability, permissions, space, integrity."))
@click.pass_context
def doctor(ctx: click.Context) -> None:
    session: Session = ctx.obj
    checks = examine(session.register) + [key_rights(path) for path in keys_at_hand(session)]
    if session.as_json:
        output.emit([check.model_dump() for check in checks])
    else:
        marks = {"good": _("good"), "warning": _("warning"), "bad": _("bad")}
        output.table(
            [_("Check"), _("Verdict"), _("Found"), _("Advice")],
            [[c.name, marks[c.verdict], c.found, c.advice] for c in checks],
        )
    ctx.exit(_FOUND if any(check.verdict == "bad" for check in checks) else 0)
