"""One entry in full: what people read of it, and what became of the line that it is."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import click

from crisis_log.cli import output
from crisis_log.cli.attachments import write_out
from crisis_log.cli.entry_document import full_entry_document
from crisis_log.cli.handed_out import HandedOut
from crisis_log.cli.parameters import ENTRY, Folder
from crisis_log.cli.request import became
from crisis_log.cli.session import Session
from crisis_log.cli.standing import findings, past
from crisis_log.cli.subjects import show_thing, subject_named
from crisis_log.cli.typed import Typed
from crisis_log.cli.validated import validated
from crisis_log.cli.values import shown
from crisis_log.entry import Entry
from crisis_log.language import _
from crisis_log.slices import journal
from crisis_log.slices.struck_entry import StruckEntry
from crisis_log.slices.topic import of_entry
from crisis_log.views.differences import is_mapping
from crisis_log.views.fact_fields import told_by
from crisis_log.views.meetings import Belonging, meeting_of
from crisis_log.views.requests import RequestNow, request_now
from crisis_log.views.validations import validations_of
from crisis_log.views.values import is_nothing
from crisis_log.words import author, entry_numbers, field_name, status_word

_NUMBER_OF_SORTS: Final = re.compile(r"[-+]?(?:n\s?[°º]?\s*)?\d[\d\s.,_’'e]*", re.IGNORECASE)
"""What somebody means as a number, be it one or not: `1 2000` names no thing."""


class EntryOrThing(Typed[int | str]):
    """The number of an entry, or else the name of a thing: `42`, `n° 42`, `D-3`, `pca`."""

    name = "topic"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | str:
        is_number = isinstance(value, int) or _NUMBER_OF_SORTS.fullmatch(value)
        return ENTRY.convert(value, param, ctx) if is_number else str(value)


@click.command("show", help=_("Show in full an entry by its number, or D-3, M-1, a plan …"))
@click.argument("what", metavar=_("WHAT"), type=EntryOrThing())
@click.option(
    "--extract",
    metavar=_("FOLDER"),
    type=Folder(),
    help=_("Write the files kept with the entry to this folder."),
)
@click.pass_context
def show(ctx: click.Context, what: int | str, extract: Path | None) -> None:
    session = ctx.ensure_object(Session)
    if isinstance(what, int):
        _show_entry(session, what, extract)
    elif extract:
        raise click.UsageError(_("Files are kept with entries: give --extract with a number."))
    else:
        show_thing(ctx, subject_named(session.state(), what), what)


def _show_entry(session: Session, number: int, extract: Path | None) -> None:
    entry = session.register.entry(number)
    for written in write_out(session, entry.attachments, extract) if extract else ():
        output.warn(_("Written: {path}").format(path=written))
    known = session.state()
    line, struck = known.find(journal.Line, number), known.find(StruckEntry, number)
    belongs, validations = meeting_of(known, entry), validations_of(known, entry)
    if session.as_json:
        document = full_entry_document(entry)
        if line:
            document["line"] = line.model_dump(mode="json")
        if asked := _request(session, line):
            document["request"] = asked.model_dump(mode="json")
        if belongs:
            document["meeting"] = belongs.model_dump(mode="json")
        if struck:
            document["struck"] = struck.model_dump(mode="json")
        if validations:
            document["validations"] = [one.model_dump(mode="json") for one in validations]
        output.emit(document)
        return
    output.heading(_("n° {number}").format(number=entry.number) + f" · {entry.fact.headline()}")
    output.fields(
        [
            (_("struck"), _by_entry(struck.struck_by, struck.reason) if struck else ""),
            (_("validations"), "\n".join(validated(session, validations))),
            *content(session, entry),
            (_("meeting"), _belonging(belongs) if belongs else ""),
            (_("kind"), entry.kind),
            (_("id of the request"), entry.request_id),
            *HandedOut(session, of_entry(number)).fields(),
        ]
    )
    if line:
        _print_line(session, line, [*_asked(session, _request(session, line))])


def _belonging(to: Belonging) -> str:
    if to.item is None:
        return to.label
    return _("{label}, item {item}: {title}").format(
        label=to.label, item=to.item, title=to.title or ""
    )


def _request(session: Session, line: journal.Line | None) -> RequestNow | None:
    """Return what has become of a request; None of what is none."""
    if line is None or line.line_kind != "request":
        return None
    account = session.register.account()
    return request_now(account, account.state(), line)


def _asked(session: Session, asked: RequestNow | None) -> Iterator[tuple[str, str]]:
    if asked:
        yield field_name("status"), status_word("request", asked.status)
        yield _("what became of it"), "\n".join(became(session, asked))


def content(session: Session, entry: Entry) -> Iterator[tuple[str, str]]:
    """Return what people read of an entry in full, each with the name of its field."""
    yield field_name("occurred_at"), session.show_instant(entry.occurred_at)
    yield field_name("received_at"), session.show_instant(entry.received_at)
    yield field_name("recorded_at"), session.show_instant(entry.recorded_at)
    yield field_name("by"), author(entry)
    yield field_name("note"), entry.note or ""
    yield field_name("taken_from"), entry.taken_from.row() if entry.taken_from else ""
    for name, value, meaning in told_by(entry.fact):
        yield field_name(name), _value(session, value, meaning)
    yield _("attachments"), "\n".join(one.told() for one in entry.attachments)


def _value(session: Session, value: object, field: str) -> str:
    if isinstance(value, str) and field == "text":
        return value
    if isinstance(value, list):
        return "\n".join(shown(session, item, field) for item in value)
    if isinstance(value, dict) and is_mapping(value):
        return "\n".join(shown(session, {key: part}, field) for key, part in value.items())
    return "" if is_nothing(value) else shown(session, value, field)


def _by_entry(number: int, reason: str) -> str:
    return _("by entry n° {entry}: {reason}").format(entry=number, reason=reason)


def _print_line(session: Session, line: journal.Line, asked: Sequence[tuple[str, str]]) -> None:
    became = [*asked, *_became(session, line)]
    if any(value for _name, value in became):
        output.heading(_("What became of this line"))
        output.fields(became)


def _became(session: Session, line: journal.Line) -> Iterator[tuple[str, str]]:
    """Return what became of a line, each with its name; nothing where it stands as it was."""
    yield _("reads now"), line.text if line.earlier else ""
    for earlier in line.earlier:
        before = _("read before entry n° {entry}").format(entry=earlier.replaced_by)
        yield before, f"{earlier.text} ({earlier.reason})"
    for name in dict.fromkeys(one.field for one in line.restated):
        now = _("{field} now").format(field=field_name(name))
        yield now, shown(session, line.model_dump(mode="json")[name], name)
    yield _("before"), "\n".join(past(session, line))
    word = status_word("verification", line.verification) if line.verification else ""
    yield _("verification"), "\n".join(findings(session, line)) or word
    original = (line.duplicate_of,) if line.duplicate_of else ()
    yield field_name("duplicate_of"), entry_numbers(original)
    yield field_name("duplicates"), entry_numbers(line.duplicates)
    if line.struck_by:
        yield _("struck"), _by_entry(line.struck_by, line.struck_reason or "")
