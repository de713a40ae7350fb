"""The rows of a book as records, by its rules: each row is told once, whatever it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo

from crisis_log.exchange.record import Aside, At, Told
from crisis_log.exchange.rules.cells import text_of
from crisis_log.exchange.rules.layout import Layout, layout_of
from crisis_log.exchange.rules.model import BookRules, Rules
from crisis_log.exchange.rules.row_reader import RowReader
from crisis_log.exchange.table import Book, Sheet
from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.text import folded
from crisis_log.words import join


def understand(
    book: Book, rules: BookRules, zone: tzinfo, now: datetime, sheets: Sequence[str] = ()
) -> Iterator[Told]:
    """Return what becomes of each row of a book, or of the `sheets` named, oldest row first.

    `zone` is that of the register; what is said of its times is understood at `now`.

    Raises:
        Refused: no sheet has the columns that the rules name, or there is no sheet so named.

    """
    laid_out = [(sheet, rules.of(sheet.name)) for sheet in named_sheets(book, sheets)]
    layouts = [
        None if _left_out(sheet, own, rules, sheets) else layout_of(sheet, own)
        for sheet, own in laid_out
    ]
    if not any(layouts):
        raise Refused(_no_headings(laid_out, book))
    for (sheet, own), layout in zip(laid_out, layouts, strict=True):
        if layout:
            yield from _understood(sheet, layout, own, zone, now)
        else:
            yield from _asides(sheet, own)


def named_sheets(book: Book, names: Sequence[str]) -> list[Sheet]:
    """Return the sheets of these names, all without any; refuse a name that none has."""
    found = []
    for name in names:
        same = [one for one in book.sheets if one.name == name] or [
            one for one in book.sheets if folded(one.name) == folded(name)
        ]
        if not same:
            raise Refused(
                _("{file} has no sheet “{name}”; it has {sheets}.").format(
                    file=book.name, name=name, sheets=join([one.name for one in book.sheets])
                )
            )
        found.append(same[0])
    return found or [*book.sheets]


def _left_out(sheet: Sheet, own: Rules, rules: BookRules, named: Sequence[str]) -> bool:
    """Whether a sheet is left out: by the rules, or as a hidden one that nobody names."""
    is_named = bool(named) or sheet.name in rules.sheets
    return own.is_left_out or (sheet.is_hidden and not is_named)


def _no_headings(sheets: Sequence[tuple[Sheet, Rules]], book: Book) -> str:
    columns = [*dict.fromkeys(name for _sheet, rules in sheets for name in rules.columns)]
    if not columns:
        return _("{file}: no rule says what its columns are.").format(file=book.name)
    return _("{file} has no row with the headings that the rules name: {columns}.").format(
        file=book.name, columns=join(columns)
    )


def _understood(
    sheet: Sheet, layout: Layout, rules: Rules, zone: tzinfo, now: datetime
) -> Iterator[Told]:
    reader = RowReader(sheet.name, layout, rules, zone, now)
    told = map(reader.told, sheet.rows())
    if rules.newest_first:
        yield from reversed([*told])
    else:
        yield from told


def _asides(sheet: Sheet, rules: Rules) -> Iterator[Aside]:
    """Return the rows of a sheet that is left out."""
    if rules.is_left_out:
        code, reason = "sheet-left-out", _("The rules leave this sheet out.")
    elif sheet.is_hidden:
        code, reason = "sheet-hidden", _("The sheet is hidden: name it to take it.")
    else:
        code, reason = "no-headings", _("The sheet has not the headings that the rules name.")
    for row in sheet.rows():
        texts = tuple(map(text_of, row.values))
        yield Aside(At(sheet.name, row.line), code, reason, texts)
