"""Care of the file: rebuild the state, back the register up, bring a backup back, examine it."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crisis_log.cli import destination, output
from crisis_log.cli.confirm import YES, confirm
from crisis_log.cli.keys import keys_at_hand
from crisis_log.cli.places import is_on_server
from crisis_log.cli.progress import progress_shown
from crisis_log.cli.session import Session
from crisis_log.cli.typed import PATH
from crisis_log.cli.untaken import warn_of_untaken
from crisis_log.fact import Refused
from crisis_log.files import FileError
from crisis_log.language import _, counted, ngettext
from crisis_log.register import Register
from crisis_log.storage import SUFFIX, AlteredTablesError, Place, StorageError, place
from crisis_log.when import offset_of_repeated
from crisis_log.words import entry_numbers, join

if TYPE_CHECKING:
    from crisis_log.audit.doctor_check import Check
    from crisis_log.audit.restoring import Prospect


@click.command("rebuild", help=_("Make the stored state again from the log."))
@YES
@click.pass_obj
def rebuild(session: Session, yes: bool) -> None:
    confirm(
        _("Make the stored state of {register} again from its log? The entries stay.").format(
            register=session.register.place.text
        ),
        yes=yes,
        unattended=True,
    )
    with progress_shown(_("Reading the register")):
        count = session.register_to_record.rebuild()
    warn_of_untaken(session.register.account())
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
@click.argument("file", metavar=_("FILE"), type=PATH)
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
    destination.check_apart(session, file)
    session.register.back_up(file)
    with session.register.examining() as seen:
        altered = [one.name for one in seen.health.altered()]
    session.finds(altered)
    if session.as_json:
        output.emit({"backup": str(file), "size": file.stat().st_size, "altered": altered})
    elif altered:
        output.line(
            _(
                "Copied to {path} as it is, but its protections are not as they were made "
                "({names}): “restore” refuses this copy. Keep it with the register, and look with "
                "“audit verify”."
            ).format(path=file, names=", ".join(altered))
        )
    else:
        output.line(_("Copied to {path} and checked.").format(path=file))


@click.command(
    "restore",
    help=_("Put the register in the file BACKUP in place of this one, which is kept aside."),
)
@click.argument("backup", metavar=_("BACKUP"), type=PATH)
@click.option(
    "--yes",
    "may_lose",
    is_flag=True,
    help=_("Also when entries leave the register: they stay in the file that is kept aside."),
)
@click.pass_obj
def restore(session: Session, backup: Path, may_lose: bool) -> None:
    from crisis_log.audit.restoring import prospect

    there = session.found_place()
    if is_on_server(there):
        there.restore(backup)  # which says why not
    _check_is_backup(backup)
    try:
        with Register.open(backup, read_only=True) as source:
            if source.is_exercise():
                output.announce(_("EXERCISE"))
            seen = prospect(source, there)
    except StorageError as error:
        raise StorageError(
            _("{error} Nothing was restored from {backup}.").format(error=error, backup=backup)
        ) from error
    if not (seen.is_lossless or may_lose):
        raise Refused(_loss(seen, there.text, str(backup)))
    kept = there.restore(backup, seen.expected)
    laid = put_back(there)
    if session.as_json:
        replaced = {"kept": kept, "entries": seen.here, "first_lost": seen.first_lost}
        document = {"restored": there.text, "backup": str(backup), "entries": seen.backup}
        document |= {"replaced": replaced if kept else None}
        reports = {"unknown_reports": seen.unknown_reports, "put_back": laid}
        output.emit(document | reports)
        return
    for line in (*_restored(seen, there.text, str(backup), kept), *put_back_words(laid)):
        output.line(line)


def _check_is_backup(path: Path) -> None:
    if place(path).is_sealed:
        raise Refused(
            _(
                "{path} is an auditor's bundle, and no backup: nothing was restored. Make a backup "
                "of what it holds with “backup”, the bundle being named with --register; then "
                "restore that."
            ).format(path=path)
        )


def put_back(there: Place) -> list[str]:
    """Put the issued reports that a register keeps beside it, where they are not."""
    from crisis_log.reports import at_hand

    try:
        with Register.open(there, read_only=True) as restored:
            return at_hand.put_back(restored)
    except (FileError, StorageError) as error:  # it is restored all the same
        output.warn(str(error))
        return []


def put_back_words(labels: Sequence[str]) -> Iterator[str]:
    """Return what people are told of them."""
    if labels:
        yield ngettext(
            "The issued report {labels}, which the register keeps, lies beside it again.",
            "The issued reports {labels}, which the register keeps, lie beside it again.",
            len(labels),
        ).format(labels=join(labels))


def _loss(seen: "Prospect", there: str, backup: str) -> str:
    held = counted("{count} entry", "{count} entries", seen.backup)
    if seen.here is None:
        found = _(
            "{path} cannot be read as it lies there, so nobody can say whether it holds entries "
            "that {backup} does not ({held})."
        ).format(path=there, backup=backup, held=held)
    else:
        found = counted(
            "{path} holds {count} entry, {backup} {held}: n° {first} would leave the register.",
            "{path} holds {count} entries, {backup} {held}: those from n° {first} on would leave "
            "the register.",
            seen.here,
            path=there,
            backup=backup,
            held=held,
            first=seen.first_lost,
        )
    what_to_do = _(
        "Nothing was changed. Add --yes to restore all the same: what is there is kept under "
        "another name."
    )
    return f"{found} {what_to_do}"


def _restored(seen: "Prospect", there: str, backup: str, kept: str | None) -> Iterator[str]:
    yield counted(
        "{path} restored from {backup} and checked: {count} entry.",
        "{path} restored from {backup} and checked: {count} entries.",
        seen.backup,
        path=there,
        backup=backup,
    )
    if kept is not None:
        yield _("What was there is kept: {path}").format(path=kept)
    if seen.here and seen.first_lost:
        lost = range(seen.first_lost, seen.here + 1)
        yield ngettext(
            "Only there: the entry {numbers}.", "Only there: the entries {numbers}.", len(lost)
        ).format(numbers=entry_numbers(lost))
    if seen.unknown_reports:
        yield ngettext(
            "The backup does not know the issued report {labels} beside the register: keep its "
            "file, which “audit verify” finds as a witness of what was there.",
            "The backup does not know the issued reports {labels} beside the register: keep their "
            "files, which “audit verify” finds as witnesses of what was there.",
            len(seen.unknown_reports),
        ).format(labels=join(seen.unknown_reports))


@click.command(
    "doctor",
    help=_("Examine how the register is kept: durability, permissions, space, integrity."),
)
@click.pass_obj
def doctor(session: Session) -> None:
    from crisis_log.audit.doctor import examine
    from crisis_log.audit.doctor_rights import key_rights

    session.allow_unknown_zone()
    checks = examine(session.register)
    with suppress(AlteredTablesError):  # which is found
        checks += [key_rights(path) for path in keys_at_hand(session)]
    show_checks(session, checks)


def show_checks(session: Session, checks: "Sequence[Check]") -> None:
    """Show what was examined; the exit code tells whether something is bad."""
    session.finds(any(check.verdict == "bad" for check in checks))
    if session.as_json:
        output.emit([check.model_dump() for check in checks])
    else:
        marks = {"good": _("good"), "warning": _("warning"), "bad": _("bad")}
        output.table(
            [_("Check"), _("Verdict"), _("Found"), _("Advice")],
            [[c.name, marks[c.verdict], c.found, c.advice] for c in checks],
        )
