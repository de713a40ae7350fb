"""Entries: the timeline, and one entry in full."""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click

from crisis_log.cli import output
from crisis_log.cli.attachments import write_out
from crisis_log.cli.history import shown, told
from crisis_log.cli.listing import print_list
from crisis_log.cli.parameters import ENTRY, Folder, Instant
from crisis_log.cli.session import Session, full_entry_document
from crisis_log.cli.typed import CODE, OneOf
from crisis_log.command import Known
from crisis_log.fact import KINDS, Attachment, Entry
from crisis_log.language import _, ngettext
from crisis_log.slices import COLLECTIONS, journal
from crisis_log.slices.continuity_plan import ContinuityPlan
from crisis_log.slices.issued_report import ReportIssued
from crisis_log.views import timeline as view
from crisis_log.views.values import meaning_of
from crisis_log.words import entry_numbers, field_name, join, size_text, status_word


@click.command("timeline", help=_("List entries."))
@click.option(
    "--since",
    type=Instant(bare="start"),
    metavar=_("WHEN"),
    help=_("From this time on, of the order chosen."),
)
@click.option("--until", type=Instant(bare="end"), metavar=_("WHEN"), help=_("Up to this time."))
@click.option(
    "--kind",
    metavar=_("KIND"),
    type=CODE,
    help=_("Kind of fact, or its beginning: decision, plan …"),
)
@click.option(
    "--subject",
    metavar=_("SUBJECT"),
    type=CODE,
    help=_("Only about D-3, M-1, a plan or a journal line."),
)
@click.option(
    "--order",
    type=OneOf(["recorded", "occurred"]),
    default="recorded",
    show_default=True,
    help=_("In the order of the recording, or of the facts."),
)
@click.option("--search", metavar=_("TEXT"), help=_("Only those that say TEXT."))
@click.pass_obj
def timeline(session: Session, /, subject: str | None, **criteria: Any) -> None:
    register = session.register
    kind = criteria["kind"]
    if kind is not None and not any(k == kind or k.startswith(f"{kind}.") for k in KINDS):
        raise click.UsageError(
            _("There is no kind of fact “{kind}”; they begin with: {kinds}.").format(
                kind=kind, kinds=join(sorted({k.partition(".")[0] for k in KINDS}))
            )
        )
    read = list(register.legible(None if subject is None else _subject(subject)))
    entries = [one for one in read if isinstance(one, Entry)]
    altered = [one for one in read if isinstance(one, int)]
    _warn_of_altered(session, altered)
    known = session.state()
    found = list(view.timeline(entries, texts=partial(_texts, session, known), **criteria))
    print_list(
        session,
        found,
        nothing=_("No entry matches."),
        columns=[_("No."), _("Fact"), _("Recorded by"), _("What")],
        row=lambda entry: [
            str(entry.number),
            session.entry_time(entry),
            entry.by,
            _standing(known, entry) + told(session, known, entry),
        ],
        document=full_entry_document,
        right=[0],
    )


def _warn_of_altered(session: Session, altered: Sequence[int]) -> None:
    """Say which entries are not shown, as nobody can know what was recorded."""
    session.finds(altered)
    if altered:
        output.warn(
            ngettext(
                "The entry {numbers} was altered since it was recorded, and is not shown. Keep the "
                "register as it is and look with “audit verify”.",
                "The entries {numbers} were altered since they were recorded, and are not shown. "
                "Keep the register as it is and look with “audit verify”.",
                len(altered),
            ).format(numbers=entry_numbers(altered))
        )


@click.command("show", help=_("Show entry N in full."))
@click.argument("number", metavar="N", type=ENTRY)
@click.option(
    "--extract",
    metavar=_("FOLDER"),
    type=Folder(),
    help=_("Write the files kept with the entry to this folder."),
)
@click.pass_obj
def show(session: Session, number: int, extract: Path | None) -> None:
    entry = session.register.entry(number)
    for written in write_out(session, entry, extract) if extract else ():
        output.warn(_("Written: {path}").format(path=written))
    line = session.state().find(journal.Line, number)
    if session.as_json:
        document = full_entry_document(entry)
        if line:
            document["line"] = line.model_dump(mode="json")
        output.emit(document)
        return
    output.heading(_("n° {number}").format(number=entry.number) + f" · {entry.fact.headline()}")
    output.fields(
        [
            *_content(session, entry),
            (_("kind"), entry.kind),
            (_("request"), entry.request_id),
        ]
    )
    if line:
        _print_line(line)


def _content(session: Session, entry: Entry) -> Iterator[tuple[str, str]]:
    """Return what people read of an entry in full, each with the name of its field."""
    yield field_name("occurred_at"), session.show_instant(entry.occurred_at)
    yield field_name("recorded_at"), session.show_instant(entry.recorded_at)
    yield field_name("by"), entry.by
    yield field_name("note"), entry.note or ""
    in_report = isinstance(entry.fact, ReportIssued)
    for name, value in entry.fact.model_dump(mode="json").items():
        yield field_name(name), _value(session, value, meaning_of(name, in_report=in_report))
    yield _("attachments"), "\n".join(map(_attached, entry.attachments))


def _texts(session: Session, known: Known, entry: Entry) -> Iterator[str]:
    """Return every text of an entry that a person can have read: its line, then its content.

    Its kind and its request are codes for programs.
    """
    yield _("n° {number}").format(number=entry.number)
    yield _standing(known, entry) + told(session, known, entry)
    yield entry.fact.sentence()
    for _field, value in _content(session, entry):
        yield value


def _attached(attached: Attachment) -> str:
    return _("{name} ({size}, SHA-256 {digest})").format(
        name=attached.name, size=size_text(attached.size), digest=attached.sha256
    )


def _value(session: Session, value: object, field: str) -> str:
    if isinstance(value, str) and field == "text":
        return value
    return "" if value in (None, [], {}) else shown(session, value, field)


def _print_line(line: journal.Line) -> None:
    if not (line.earlier or line.verification or line.struck_by):
        return
    output.heading(_("What became of this line"))
    output.fields(
        [
            (_("reads now"), line.text if line.earlier else ""),
            *(
                (
                    _("read before entry n° {entry}").format(entry=earlier.replaced_by),
                    f"{earlier.text} ({earlier.reason})",
                )
                for earlier in line.earlier
            ),
            (
                _("verification"),
                status_word("verification", line.verification) if line.verification else "",
            ),
            (
                _("struck"),
                _("by entry n° {entry}: {reason}").format(
                    entry=line.struck_by, reason=line.struck_reason
                )
                if line.struck_by
                else "",
            ),
        ]
    )


def _standing(known: Known, entry: Entry) -> str:
    """Return the mark of a line that was struck or corrected since; its text stays."""
    if not isinstance(entry.fact, journal.LineLogged):
        return ""
    line = journal.existing(known, entry.number)
    if line.struck_by:
        return _("[struck by n° {entry}]").format(entry=line.struck_by) + " "
    if line.verification == "refuted":
        return _("[refuted]") + " "
    if line.earlier:
        return _("[corrected by n° {entry}]").format(entry=line.earlier[-1].replaced_by) + " "
    return ""


def _subject(typed: str) -> str:
    """Return the subject that people name `D-3`, `M-1`, `pca` or `42`."""
    numbered = {"": journal.Line} | {
        collection.prefix.rstrip(" -").casefold(): collection.model
        for collection in COLLECTIONS.values()
        if collection.prefix and collection.numbered and not collection.part_of
    }
    match = re.fullmatch(r"(\D*?)[ -]*(\d{1,9})", typed.strip(), re.ASCII)
    if match and (model := numbered.get(match[1].casefold())):
        return model.named(int(match[2]))
    is_exact = "/" in typed or (typed in COLLECTIONS and COLLECTIONS[typed].prefix is None)
    return typed if is_exact else ContinuityPlan.named(typed)
