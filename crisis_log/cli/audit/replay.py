"""`audit replay` and `audit diff`: what did each entry change?"""

import re
from collections.abc import Sequence

import click

from crisis_log import when
from crisis_log.audit import replay as replaying
from crisis_log.cli import output
from crisis_log.cli.desk import Desk, full_entry_document
from crisis_log.cli.history import change_lines, with_note
from crisis_log.cli.parameters import ENTRY
from crisis_log.language import _
from crisis_log.views.changes import Change


@click.command("replay", help=_("Walk the log: each entry and exactly what it changed."))
@click.option("--from", "first", metavar="N", type=ENTRY, default=1, help=_("First entry."))
@click.option("--to", "last", metavar="N", type=ENTRY, help=_("Last entry."))
@click.pass_obj
def replay(desk: Desk, first: int, last: int | None) -> None:
    for number in (first, last or first):
        desk.register.entry(number, tolerant=True)
    if last is not None and last < first:
        raise click.UsageError(_("The first entry comes after the last."))
    steps = replaying.steps(desk.register, first, last)
    if desk.as_json:
        output.emit(
            [
                full_entry_document(step.entry)
                | {"changes": [change.model_dump() for change in step.changes]}
                for step in steps
            ]
        )
        return
    for step in steps:
        output.heading(f"{desk.entry_line(step.entry)} · {step.entry.by}")
        output.line(f"  {with_note(step.entry, step.entry.fact.sentence())}")
        _print_changes(desk, step.changes)


@click.command("diff", help=_("What changed between A and B: entries (42) or instants."))
@click.argument("earlier", metavar="A")
@click.argument("later", metavar="B")
@click.pass_obj
def diff(desk: Desk, earlier: str, later: str) -> None:
    first, last = _number(desk, earlier), _number(desk, later)
    found = replaying.differences_between(desk.register, first, last)
    if desk.as_json:
        output.emit(
            {"from": first, "to": last, "changes": [change.model_dump() for change in found]}
        )
        return
    output.heading(_("From entry n° {first} to entry n° {last}").format(first=first, last=last))
    if not found:
        output.line(_("Nothing changed."))
    _print_changes(desk, found)


def _number(desk: Desk, typed: str) -> int:
    match = re.fullmatch(r"(?:n°)?\s*(\d{1,40})", typed.strip(), re.ASCII)
    if match:
        number = int(match[1])
        return desk.register.entry(number, tolerant=True).number if number else 0
    try:
        instant = when.parse_end_of_period(typed, desk.now(), desk.zone)
    except when.NotATimeError as error:
        raise click.UsageError(str(error)) from error
    return desk.register.number_at(instant)


def _print_changes(desk: Desk, changes: Sequence[Change]) -> None:
    for line in change_lines(desk, changes):
        output.line(f"    {line}")
