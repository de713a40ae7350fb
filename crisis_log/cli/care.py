"""Care of the file: rebuild the state, back the register up, examine it."""

from pathlib import Path

import click

from crisis_log.audit.doctor import examine
from crisis_log.cli import output
from crisis_log.cli.confirm import YES, confirm
from crisis_log.cli.session import Session
from crisis_log.language import _, counted
from crisis_log.storage import SUFFIX
from crisis_log.when import offset_of_repeated

_FOUND = 3


@click.command("rebuild", help=_("Make the stored state again from the log."))
@YES
@click.pass_obj
def rebuild(session: Session, yes: bool) -> None:
    confirm(
        _("Make the stored state of {register} again from its log? The entries stay.").format(
            register=session.register.place.text
        ),
        yes=yes,
    )
    count = session.register.rebuild()
    if session.as_json:
        output.emit({"subjects": count})
        return
    output.line(
        counted(
            "State rebuilt from the log: {count} subject.",
            "State rebuilt from the log: {count} subjects.",
            count,
        )
    )


@click.command("backup", help=_("Copy the register to FILE, consistent while others write."))
@click.argument("file", metavar=_("FILE"), type=click.Path(path_type=Path))
@click.pass_obj
def backup(session: Session, file: Path) -> None:
    source = session.register.place
    session.allow_unknown_zone()
    if file.is_dir():
        now = session.now().astimezone(session.zone)
        offset = offset_of_repeated(now).replace(":", "")
        file /= f"{source.name}-{now:%Y-%m-%d-%H%M}{offset}{SUFFIX}"
    if file.suffix == SUFFIX and file.resolve().parent == source.folder:
        raise click.UsageError(
            _(
                "Beside the register, a copy named *.crisis would be a second register: choose "
                "another folder or another ending."
            )
        )
    session.register.back_up(file)
    if session.as_json:
        output.emit({"backup": str(file), "size": file.stat().st_size})
        return
    output.line(_("Copied to {path} and checked.").format(path=file))


@click.command("doctor", help=_("Examine the file: durability, permissions, space, integrity."))
@click.pass_context
def doctor(ctx: click.Context) -> None:
    session: Session = ctx.obj
    session.allow_unknown_zone()
    checks = examine(session.register)
    if session.as_json:
        output.emit([check.model_dump() for check in checks])
    else:
        marks = {"good": _("good"), "warning": _("warning"), "bad": _("bad")}
        output.table(
            [_("Check"), _("Verdict"), _("Found"), _("Advice")],
            [[c.name, marks[c.verdict], c.found, c.advice] for c in checks],
        )
    ctx.exit(_FOUND if any(check.verdict == "bad" for check in checks) else 0)
