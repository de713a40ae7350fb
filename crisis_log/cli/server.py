"""A server that keeps registers: prepare it, say who may do what there, examine it."""

from __future__ import annotations

import click

from crisis_log.cli import output
from crisis_log.cli.coded import Coded
from crisis_log.cli.confirm import YES, confirm
from crisis_log.cli.groups import WholeHelpGroup
from crisis_log.cli.progress import progress_shown
from crisis_log.cli.server_asked import DRY_RUN, SERVER, named, run_or_print
from crisis_log.cli.session import Session
from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.register import new_register_id
from crisis_log.storage.servers import RIGHTS
from crisis_log.words import Words, join, status_word, teach


def _words() -> Words:
    return Words(
        {},
        codes={
            "right": {
                "record": _("record"),
                "validate": _("validate"),
                "publish": _("publish"),
                "audit": _("audit"),
                "read": _("read"),
                "owner": _("own everything"),
            }
        },
    )


teach(_words)
_RIGHT = click.argument("right", metavar=_("RIGHT"), type=Coded("right", RIGHTS))
_PERSON = click.argument("person", metavar=_("PERSON"))
_NAME = click.argument("name", metavar=_("NAME"))
_LISTED = _("RIGHT is one of: {rights}.").format(rights=Coded("right", RIGHTS).listed())


@click.group(
    cls=WholeHelpGroup,
    help=_(
        "A PostgreSQL server that keeps registers, for its administrator. SERVER is its address, "
        "such as “service=crisis”; without one, the server of the register in use is meant."
    ),
)
def server() -> None:
    pass


@server.command(
    "init",
    help=_(
        "Prepare a database for registers: groups, functions, rights. Again, by a newer version, "
        "it brings every register of the database up to that version."
    ),
)
@SERVER
@DRY_RUN
@YES
@click.pass_obj
def init(session: Session, server: str | None, dry_run: bool, yes: bool) -> None:
    with named(session, server) as there:
        registers = [one.name for one in there.registers()]
        script = there.preparing()
        intention = _("Prepare the database {database} for registers: its groups are {groups}.")
        lines = [
            intention.format(
                database=there.database, groups=join([there.group(right) for right in RIGHTS])
            ),
            *(
                [_("Brought up to this version: {names}.").format(names=join(registers))]
                if registers
                else []
            ),
        ]
        if run_or_print(session, there, script, lines, dry_run=dry_run, yes=yes):
            _tell(
                session,
                {"database": there.database, "registers": registers},
                _("The database {database} is ready for registers.").format(
                    database=there.database
                ),
            )


@server.group("register", cls=WholeHelpGroup, help=_("The registers of a server."))
def register() -> None:
    pass


@register.command("create", help=_("Make an empty register, which whoever may record opens."))
@_NAME
@SERVER
@DRY_RUN
@YES
@click.pass_obj
def create(session: Session, name: str, server: str | None, dry_run: bool, yes: bool) -> None:
    with named(session, server) as there:
        script = there.making(name, new_register_id(name))
        intention = _("Make an empty register {name} in the database {database}.").format(
            name=name, database=there.database
        )
        if run_or_print(session, there, script, [intention], dry_run=dry_run, yes=yes, about=name):
            _tell(
                session,
                {"register": name, "database": there.database},
                _("The register {name} is there, and empty: “open” begins it.").format(name=name),
            )


@register.command("list", help=_("List the registers of a server."))
@SERVER
@click.pass_obj
def list_(session: Session, server: str | None) -> None:
    with named(session, server) as there:
        found = there.registers()
    if session.as_json:
        output.emit([one._asdict() for one in found])
    elif not found:
        output.line(_("There is no register in this database."))
    else:
        unseen = _("not for this account")
        output.table(
            [_("Register"), _("Entries")],
            [[one.name, unseen if one.entries is None else str(one.entries)] for one in found],
            right=[1],
        )


@register.command("drop-empty", help=_("Remove a register that holds no entry."))
@_NAME
@SERVER
@YES
@click.pass_obj
def drop_empty(session: Session, name: str, server: str | None, yes: bool) -> None:
    with named(session, server) as there:
        confirm(_("Remove the register {name}, if it is empty?").format(name=name), yes=yes)
        if not there.drop_empty(name):
            raise Refused(
                _("The register {name} is not empty: it was left as it is.").format(name=name)
            )
        _tell(
            session,
            {"removed": name},
            _("The register {name}, which was empty, is removed.").format(name=name),
        )


@server.command(
    "grant", help=" ".join([_("Give PERSON, a login of the server, a right."), _LISTED])
)
@_PERSON
@_RIGHT
@SERVER
@DRY_RUN
@YES
@click.pass_obj
def grant(
    session: Session, person: str, right: str, server: str | None, dry_run: bool, yes: bool
) -> None:
    with named(session, server) as there:
        is_new = not there.has_login(person)
        lines = [_let(person, right, there.database)]
        if is_new:
            lines.append(_("{person} gets a login, without a password.").format(person=person))
        script = there.granting(person, right)
        if not run_or_print(session, there, script, lines, dry_run=dry_run, yes=yes):
            return
        answer = {"person": person, "right": right, "login_made": is_new}
        _tell(session, answer, _let(person, right, there.database))
        if is_new and not session.as_json:
            output.line(
                _(
                    "The login has no password: let {person} in by a certificate or the account "
                    "of the machine (pg_hba.conf), or give it one with psql."
                ).format(person=person)
            )


def _let(person: str, right: str, database: str) -> str:
    return _("{person} may {right}, in every register of {database}.").format(
        person=person, right=status_word("right", right), database=database
    )


@server.command(
    "revoke", help=" ".join([_("Take a right from PERSON, whose login stays."), _LISTED])
)
@_PERSON
@_RIGHT
@SERVER
@DRY_RUN
@YES
@click.pass_obj
def revoke(
    session: Session, person: str, right: str, server: str | None, dry_run: bool, yes: bool
) -> None:
    with named(session, server) as there:
        if not there.has_login(person):
            raise Refused(
                _("The server knows no {person}: nothing was changed.").format(person=person)
            )
        told = _("{person} may no longer {right}, in any register of {database}.").format(
            person=person, right=status_word("right", right), database=there.database
        )
        script = there.revoking(person, right)
        if run_or_print(session, there, script, [told], dry_run=dry_run, yes=yes):
            _tell(session, {"person": person, "right": right}, told)


@server.command("grants", help=_("List who may do what on a server."))
@SERVER
@click.pass_obj
def grants(session: Session, server: str | None) -> None:
    with named(session, server) as there:
        people = there.people()
    if session.as_json:
        output.emit([one._asdict() for one in people])
    elif not people:
        output.line(_("Nobody may do anything in this database yet."))
    else:
        output.table(
            [_("Account"), _("May")],
            [[p.name, join([status_word("right", one) for one in p.rights])] for p in people],
        )


@server.command(
    "check",
    help=_(
        "Examine a server: settings, standby, rights, and the tables and functions of its "
        "registers against those of this version."
    ),
)
@SERVER
@click.pass_obj
def check(session: Session, server: str | None) -> None:
    from crisis_log.audit.server_check import examine
    from crisis_log.cli.care import show_checks

    with progress_shown(_("Examining the server")), named(session, server) as there:
        checks = examine(there)
    show_checks(session, checks)


def _tell(session: Session, document: dict[str, object], sentence: str) -> None:
    if session.as_json:
        output.emit(document)
    else:
        output.line(sentence)
