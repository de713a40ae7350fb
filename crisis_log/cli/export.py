"""`export`: a file for other tools, which the register notes before it is handed out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

from crisis_log import outputs
from crisis_log.cli import destination, output
from crisis_log.cli.coded import Coded
from crisis_log.cli.emsi import emsi_asked, emsi_options
from crisis_log.cli.entry_document import entry_document
from crisis_log.cli.entry_words import confirmed_line
from crisis_log.cli.parameters import ENTRY, OUTPUT
from crisis_log.cli.session import Session
from crisis_log.exchange.exporting.formats import FORMATS, PACKED, Format
from crisis_log.fact import Refused
from crisis_log.language import _, counted
from crisis_log.slices import exchange
from crisis_log.slices.exchange import WHATS, RegisterExported, What
from crisis_log.words import entry_range, join, status_word

if TYPE_CHECKING:
    from crisis_log.entry import Entry
    from crisis_log.exchange.outgoing import Made, Scope

_FORMAT: Final = Coded("format", [one.name for one in FORMATS])
_WHAT: Final = Coded("export", WHATS)


class _Asked(NamedTuple):
    """What is exported, in which format, to which file; no file is one with the usual name."""

    format: Format
    what: What
    path: Path


@click.command("export", help=_("Write a file for other tools; the register notes what it held."))
@click.option(
    "--format", "format_", type=_FORMAT, help=_("Format; else that of the file's ending, else CSV.")
)
@click.option(
    "--what",
    type=_WHAT,
    metavar=_("WHAT"),
    help=_("What of the register: {whats}.").format(whats=_WHAT.listed()),
)
@click.option(
    "--since-entry",
    "first",
    type=ENTRY,
    metavar="N",
    help=_("From entry N on: it, or things that it or a later one tells of."),
)
@click.option(
    "--until-entry", "last", type=ENTRY, metavar="N", help=_("As the register was after entry N.")
)
@click.option(
    "--without-confidential",
    is_flag=True,
    help=_("Leave out confidential lines, and what was recorded about them."),
)
@emsi_options
@OUTPUT
@click.pass_obj
def export(
    session: Session,
    /,
    format_: str | None,
    what: What | None,
    first: int | None,
    last: int | None,
    without_confidential: bool,
    path: Path | None,
    **message: Any,
) -> None:
    is_noted = not session.register.place.is_sealed
    if is_noted:
        session.check_can_record(RegisterExported.kind)
    asked = _asked(session, format_, what, path)
    options, told_upto = emsi_asked(session, asked.format.name, **message)
    destination.check(session, asked.path)
    scope = _scope(session, asked.what, first, told_upto or last, without_confidential)
    scope = scope._replace(options=options)
    made = asked.format.make(scope)
    fact = _fact(asked, scope, made)
    note = partial(_note, session, fact) if is_noted else _note_nothing
    entry = _hand_out(session, made, note, asked.path)
    _confirm(session, made, fact, entry, asked.path)


def _asked(session: Session, format_: str | None, what: What | None, path: Path | None) -> _Asked:
    """Return what is asked for, by the options and by the ending of the file.

    Raises:
        click.UsageError: the format cannot tell that, or the ending is not that of its files.

    """
    suffix = path.suffix.lower() if path else ""
    by_name = {one.name: one for one in FORMATS}
    by_ending = {one.suffix: one for one in FORMATS} | {PACKED: FORMATS[0]}
    chosen = by_name[format_] if format_ else by_ending.get(suffix, FORMATS[0])
    is_packed = suffix == PACKED and chosen.holds_one
    what = what or ("all" if is_packed else chosen.whats[0])
    if what not in chosen.whats:
        raise click.UsageError(
            _("{format} cannot hold that; it holds: {whats}.").format(
                format=chosen.name, whats=join([*map(_WHAT.shown, chosen.whats)])
            )
        )
    ending = chosen.suffix_for(what)
    if not chosen.may_end(suffix, what):
        raise click.UsageError(
            _("{path} would be of another kind: give a name that ends in {ending}.").format(
                path=path, ending=ending
            )
        )
    named = f"{session.register.place.name}-{_WHAT.shown(what)}{ending}"
    return _Asked(chosen, what, path or Path(named))


def _scope(
    session: Session, what: What, first: int | None, last: int | None, without: bool
) -> Scope:
    """Return what of the register is asked for; refuse what it does not hold."""
    from crisis_log.exchange.outgoing import Scope

    register = session.register
    for number in filter(None, (first, last)):
        register.recorded_at(number)
    last = last or register.size()
    if (first or 1) > last:
        raise Refused(_("Nothing lies between these entries: the first comes after the last."))
    stored = partial(_stored, session)
    return Scope(register.account(last), stored, what, session.now(), first or 1, without)


def _stored(session: Session, after: int, upto: int) -> Iterator[tuple[int, bytes]]:
    return ((one.number, one.content) for one in session.register.stored(after, upto))


def _fact(asked: _Asked, scope: Scope, made: Made) -> RegisterExported:
    return RegisterExported(
        what=asked.what,
        format=asked.format.name,
        first_entry=scope.first,
        last_entry=scope.last,
        rows=made.rows,
        sha256=sha256(made.content).hexdigest(),
        without_confidential=scope.without_confidential or made.without_confidential,
        recipient=made.recipient,
    )


def _note(session: Session, fact: RegisterExported) -> Entry:
    return session.register_to_record.record(exchange.note(fact), by=session.by).entries[-1]


def _note_nothing() -> None:
    """Note nothing where nothing can be: a bundle is read by somebody who has it already."""
    output.warn(_("The export is not noted: this is an auditor's bundle, not the register."))


def _hand_out(
    session: Session, made: Made, note: Callable[[], Entry | None], path: Path
) -> Entry | None:
    """Note the export, and only then hand it out: no file is out that the register ignores."""
    if destination.is_standard_output(path):
        entry = note()
        destination.put(session, made.content, path)
        return entry
    with outputs.prepared(path, made.content, session.found_place().rights):
        return note()


def _confirm(
    session: Session, made: Made, fact: RegisterExported, entry: Entry | None, path: Path
) -> None:
    """Say what was exported, unless that is what standard output holds."""
    if destination.is_standard_output(path):
        for remark in made.remarks:
            output.warn(remark)
        return
    if session.as_json:
        told = fact.model_dump(mode="json")
        told |= {"remarks": made.remarks, "entry": entry and entry_document(entry)}
        output.emit({"export": str(path)} | told)
        return
    output.line(
        _("Exported: {what}, {entries} ({rows}): {path}").format(
            what=status_word("export", fact.what),
            entries=entry_range(fact.first_entry, fact.last_entry),
            rows=counted("{count} row", "{count} rows", fact.rows),
            path=path,
        )
    )
    for remark in made.remarks:
        output.line(remark)
    if entry:
        output.line(confirmed_line(session, entry))
