"""`audit replay` and `audit diff`: what did each entry change?"""

import re

import click

from crisis_log import when
from crisis_log.audit import replay as replaying
from crisis_log.cli import output
from crisis_log.cli.change_lines import change_lines, lines_by_subject, subject_name
from crisis_log.cli.entry_document import full_entry_document
from crisis_log.cli.entry_lines import EntryLines
from crisis_log.cli.history import told
from crisis_log.cli.parameters import ENTRY
from crisis_log.cli.session import Session
from crisis_log.cli.typed import CODE
from crisis_log.language import _, counted
from crisis_log.views.reading import Step
from crisis_log.views.titles import title_then


@click.command("replay", help=_("Walk the log: each entry and exactly what it changed."))
@click.option("--from", "first", metavar="N", type=ENTRY, help=_("First entry."))
@click.option("--to", "last", metavar="N", type=ENTRY, help=_("Last entry."))
@click.pass_obj
def replay(session: Session, first: int | None, last: int | None) -> None:
    for number in filter(None, (first, last)):
        session.register.entry(number, tolerant=True)
    if first and last and last < first:
        raise click.UsageError(_("The first entry comes after the last."))
    if session.as_json:
        output.emit_all(map(_document, replaying.steps(session.register, first or 1, last)))
        return
    begin, end, left_out = _within_length(session.register.size(), first, last)
    lines = EntryLines(session, end)
    for step in replaying.steps(session.register, begin, end):
        words = told(session, step.has_become.get(step.entry.subject), step.entry)
        lines.show(step.entry, words, change_lines(session, step.changes(), step.entry))
    if left_out:
        output.heading(left_out)


def _document(step: Step) -> dict[str, object]:
    changes = [change.model_dump() for change in step.changes()]
    return full_entry_document(step.entry) | {"changes": changes}


def _within_length(size: int, first: int | None, last: int | None) -> tuple[int, int, str]:
    """Return the first and the last entry to show, and what says that others are left out."""
    most = output.length()
    if last or most is None or size - (first or 1) < most:
        return first or 1, last or size, ""
    if first:
        sentence = counted(
            "{count} entry is shown: --to N goes further, --all to the end.",
            "{count} entries are shown: --to N goes further, --all to the end.",
            most,
        )
        return first, first + most - 1, sentence
    sentence = counted(
        "The last {count} entry is shown: --from N begins earlier, --all shows all.",
        "The last {count} entries are shown: --from N begins earlier, --all shows all.",
        most,
    )
    return size - most + 1, size, sentence


@click.command("diff", help=_("What changed between A and B: entries (42) or instants."))
@click.argument("earlier", metavar="A", type=CODE)
@click.argument("later", metavar="B", type=CODE)
@click.pass_obj
def diff(session: Session, earlier: str, later: str) -> None:
    first, last = _number(session, earlier), _number(session, later)
    found = replaying.differences_between(session.register, first, last)
    if session.as_json:
        output.emit(
            {"from": first, "to": last, "changes": [change.model_dump() for change in found]}
        )
        return
    output.line(_("From entry n° {first} to entry n° {last}").format(first=first, last=last))
    if not found:
        output.line(_("Nothing changed."))
    for subject, lines in lines_by_subject(session, found).items():
        output.heading(_named(session, subject, last))
        for line in lines:
            output.hanging(output.INDENT + line, 2 * len(output.INDENT))


def _named(session: Session, subject: str, number: int) -> str:
    """Return what people call a subject, with the title that it had after entry `number`."""
    name, title = subject_name(subject), title_then(session.state().get(subject), number)
    return f"{name} · {title}" if title else name


def _number(session: Session, typed: str) -> int:
    match = re.fullmatch(r"(?:n[°º])?\s*(0|[1-9]\d{0,39})", typed.strip(), re.ASCII)
    if match:
        number = int(match[1])
        return session.register.entry(number, tolerant=True).number if number else 0
    try:
        instant = when.parse_end_of_period(typed, session.now(), session.zone, "past")
    except when.NotATimeError as error:
        raise click.UsageError(str(error)) from error
    return session.register.number_at(instant)
