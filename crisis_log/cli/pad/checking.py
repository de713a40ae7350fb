"""`pad spoil`, `list`, `show`, `check`: a sheet is used, spoiled, blank in hand, or missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, Final

import click

from crisis_log.cli import output
from crisis_log.cli.entry_document import full_entry_document
from crisis_log.cli.history import print_history
from crisis_log.cli.listing import print_list
from crisis_log.cli.pad.sheets import PAD, SomeSheets, meant
from crisis_log.cli.parameters import REASON_NEEDED
from crisis_log.cli.recording import recording
from crisis_log.cli.session import Session
from crisis_log.command import Command
from crisis_log.language import _, counted
from crisis_log.slices import pad
from crisis_log.slices.pad import check_unused, existing
from crisis_log.views.pads import STATUSES, PadNow, SheetNow, pad_now, pads
from crisis_log.words import entry_numbers, enumerate_parts, number_runs, status_word

_NUMBER: Final = click.argument("number", metavar="CP-N", type=PAD)


@click.command(
    "spoil",
    help=_("Say that sheets bear nothing to be entered: spoiled, given back blank, or lost."),
)
@_NUMBER
@click.option(
    "--sheet",
    "sheets",
    metavar="N",
    type=SomeSheets(),
    multiple=True,
    required=True,
    help=_("Sheets by their numbers: “4”, “7-20” (repeatable)."),
)
@REASON_NEEDED
@recording
def spoil(number: int, sheets: Sequence[tuple[int, ...]], reason: str) -> Command:
    return pad.spoil(number, sheets=[*chain.from_iterable(sheets)], reason=reason)


@click.command("list", help=_("List the pads that were printed."))
@click.pass_obj
def list_(session: Session) -> None:
    print_list(
        session,
        pads(session.state()),
        nothing=_("No pad was printed."),
        columns=[
            _("No."),
            _("Printed"),
            _("Sheets"),
            *(status_word("sheet", status) for status in STATUSES if status != "blank"),
            _("Entry"),
        ],
        row=lambda one: [
            one.label,
            session.show_instant(one.made_at),
            str(one.sheets),
            *(number_runs(one.of(status)) for status in STATUSES if status != "blank"),
            str(one.entry),
        ],
        document=_document,
        right=[2, 6],
    )


@click.command("show", help=_("Show pad CP-N: its sheets, and all that was entered from it."))
@_NUMBER
@click.pass_obj
def show(session: Session, number: int) -> None:
    known = session.state()
    told = pad_now(known, existing(known, number))
    history = session.register.history(pad.Pad.named(number))
    if session.as_json:
        entries = [full_entry_document(entry) for entry in history]
        output.emit(_sheet_by_sheet(told) | {"history": entries})
        return
    _print(session, told)
    print_history(session, pad.Pad.named(number), history)


@click.command(
    "check",
    help=_(
        "Account for the sheets of pad CP-N, else of the only one printed: which were entered, "
        "which spoiled, which are missing."
    ),
)
@click.argument("number", metavar="[CP-N]", type=PAD, required=False)
@click.option(
    "--blank",
    metavar="N",
    type=SomeSheets(),
    multiple=True,
    help=_("Sheets that are here, seen to be blank: “7-20” (repeatable)."),
)
@click.pass_obj
def check(session: Session, number: int | None, blank: Sequence[tuple[int, ...]]) -> None:
    known = session.state()
    found = existing(known, meant(number))
    in_hand = tuple(chain.from_iterable(blank))
    check_unused(known, found, in_hand)
    told = pad_now(known, found, in_hand)
    session.finds(told.of("missing"))
    if session.as_json:
        output.emit(_sheet_by_sheet(told))
        return
    _print(session, told)


def _document(told: PadNow) -> dict[str, Any]:
    sheets = {status: told.of(status) for status in STATUSES}
    return told.model_dump(mode="json", exclude={"told"}) | sheets


def _sheet_by_sheet(told: PadNow) -> dict[str, Any]:
    return _document(told) | {"told": [one.model_dump(mode="json") for one in told.told]}


def _print(session: Session, told: PadNow) -> None:
    output.heading(
        counted(
            "{label} · {count} sheet · printed on {time} (n° {entry})",
            "{label} · {count} sheets · printed on {time} (n° {entry})",
            told.sheets,
            label=told.label,
            time=session.show_instant(told.made_at),
            entry=told.entry,
        )
    )
    output.fields(
        [(status_word("sheet", status), number_runs(told.of(status))) for status in STATUSES]
    )
    if told.skipped and told.skipped.sheets != told.of("missing"):
        output.line(
            _("Missing before the last sheet in use: {sheets}.").format(
                sheets=number_runs(told.skipped.sheets)
            )
        )
    rows = [_row(one) for one in told.told if one.entries or one.spoiled_by]
    if rows:
        output.heading(_("Sheet by sheet"))
        output.table([_("Sheet"), _("Status"), _("What tells it")], rows, right=[0])
    if not told.of("missing"):
        output.line(_("No sheet is missing."))


def _row(one: SheetNow) -> list[str]:
    return [str(one.sheet), status_word("sheet", one.status), enumerate_parts([*_telling(one)])]


def _telling(one: SheetNow) -> Iterator[str]:
    if one.entries:
        yield entry_numbers(one.entries)
    if one.rows:
        rows = sorted(set(one.rows))
        yield counted("row {rows}", "rows {rows}", len(rows), rows=number_runs(rows))
    if one.twice:
        yield _("entered twice: row {rows}").format(rows=number_runs(one.twice))
    if one.spoiled_by:
        yield _("spoiled by n° {entry}: {reason}").format(entry=one.spoiled_by, reason=one.reason)
