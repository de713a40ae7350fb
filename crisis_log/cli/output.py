"""How answers are printed: lines, tables and fields for people, JSON for programs.

Tables are drawn by rich in a terminal, and aligned plain text when piped. Control
characters in what was recorded are shown, never sent to the terminal.

A terminal is shown so many lines of a table, and told how to see them all. Elsewhere all are
written while they are read: what is held in memory does not grow with the answer.
"""

import json
import os
import re
import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

import click

from crisis_log.language import counted

AT_ONCE: Final = 200
"""How many rows are aligned with each other, then written."""
LENGTH: Final = 50
"""How many rows of a table a terminal is shown, unless all are asked for."""
_ANNOUNCEMENT = "crisis_log.announcement"
_WHOLE = "crisis_log.whole"
_NARROW = 24
"""Cells up to this width are never broken: dates, numbers, states."""
_LEAST = 16
"""What a wider column keeps at the least, before rows are stacked instead."""
_GUTTER = 3
_FIRST_NOT_ONE_WIDE = "\u0300"
"""Characters before this one, the first that combines, take one column: all of French."""
_BIDI_OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_VISIBLE = (
    {code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A)}
    | dict.fromkeys(range(0x7F, 0xA0), "\ufffd")
    | dict.fromkeys(map(ord, _BIDI_OVERRIDES), "\ufffd")
)

_ACTING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What acts on a terminal, or is no text, and JSON need not escape but may."""


def announce(text: str) -> None:
    """Put `text`, once, before what the present run shows next; nothing when it is empty."""
    click.get_current_context().meta[_ANNOUNCEMENT] = text


def _show_announcement() -> None:
    run = click.get_current_context(silent=True)
    text = run.meta.pop(_ANNOUNCEMENT, "") if run else ""
    if text:
        click.secho(text, bold=True, reverse=True)


def visible(text: str) -> str:
    """Return `text` with control characters made visible, so that none acts."""
    return text.encode(errors="replace").decode().translate(_VISIBLE)


def one_line(text: str) -> str:
    """Return `text` on one visible line: nothing recorded can pass for a line of ours."""
    return " ".join(visible(text).split("\n"))


def line(text: str = "") -> None:
    """Print one line."""
    _show_announcement()
    click.echo(one_line(text))


def warn(text: str) -> None:
    """Print one line on standard error: what is to be known beside the answer."""
    click.echo(one_line(text), err=True)


def emit(document: Any) -> None:
    """Print one JSON document."""
    click.echo(_indented(document))


def emit_all(documents: Iterable[Any]) -> None:
    """Print one JSON array, each of its documents as soon as it is there."""
    before = "["
    for document in documents:
        click.echo(before + f"\n{_indented(document)}".replace("\n", "\n  "), nl=False)
        before = ","
    click.echo("[]" if before == "[" else "\n]")


def _indented(document: Any) -> str:
    return _escaped(json.dumps(document, ensure_ascii=False, indent=2, default=str))


def one_line_of_json(document: Any) -> str:
    """Return a JSON document on one line."""
    return _escaped(json.dumps(document, ensure_ascii=False))


def _escaped(document: str) -> str:
    """Return a JSON document with the same values, in which no character acts."""
    return _ACTING.sub(lambda acting: f"\\u{ord(acting[0]):04x}", document)


def colours() -> bool | None:
    """Whether colours are shown: never where they are not wanted, else in terminals alone."""
    return False if os.environ.get("NO_COLOR") or _is_dumb() else None


def shows_progress() -> bool:
    """Whether standard error is a terminal on which a bar can move."""
    return sys.stderr.isatty() and not _is_dumb()


def _is_dumb() -> bool:
    """Whether the terminal obeys no sequence, such as those that set a colour."""
    return os.environ.get("TERM") == "dumb"


def heading(text: str) -> None:
    """Print a heading, set off from what precedes it."""
    _show_announcement()
    click.echo()
    click.secho(one_line(text), bold=True)


def fields(pairs: Sequence[tuple[str, str]]) -> None:
    """Print named values, aligned; those without a value are left out."""
    _show_announcement()
    given = [(name, value) for name, value in pairs if value]
    width = max((len(name) for name, _value in given), default=0)
    for name, value in given:
        first, *rest = _wrapped(visible(value), width + 2)
        click.echo(click.style(f"{name:<{width}}", dim=True) + f"  {first}")
        for further in rest:
            click.echo(f"{'':<{width}}  {further}")


def _wrapped(text: str, indent: int) -> list[str]:
    """Return the lines of `text`, wrapped between words in a terminal."""
    lines = text.split("\n")
    if not sys.stdout.isatty():
        return lines
    width = max(_columns() - indent, _NARROW)
    return [
        wrapped
        for line in lines
        for wrapped in textwrap.wrap(line, width, break_long_words=False) or [""]
    ]


def show_whole() -> None:
    """Let the present run show tables whole, in a terminal too."""
    click.get_current_context().meta[_WHOLE] = True


def length() -> int | None:
    """Return how many rows of a table are shown, None where it is all of them."""
    run = click.get_current_context(silent=True)
    is_whole = not sys.stdout.isatty() or (run is not None and _WHOLE in run.meta)
    return None if is_whole else LENGTH


def table(
    headers: Sequence[str],
    rows: Iterable[Sequence[str]],
    right: Sequence[int] = (),
    *,
    first: bool = False,
) -> None:
    """Print rows under headers; the columns whose index is in `right` are right-aligned.

    Of many rows, a terminal is shown the last ones, or the `first`.
    """
    most = length()
    if most is None:
        _print_rows(headers, rows, right)
        return
    every = list(rows)
    _print_rows(headers, every[:most] if first else every[-most:], right)
    if len(every) > most:
        line(_left_out(len(every) - most, first=first))


def _left_out(count: int, *, first: bool) -> str:
    if first:
        return counted(
            "{count} further line is left out: --all shows it.",
            "{count} further lines are left out: --all shows them.",
            count,
        )
    return counted(
        "{count} earlier line is left out: --all shows it.",
        "{count} earlier lines are left out: --all shows them.",
        count,
    )


def _print_rows(
    headers: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int]
) -> None:
    """Print rows so many at a time; columns widen where wider ones follow."""
    _show_announcement()
    widths = [0] * len(headers)
    above = [headers]
    for block in _blocks(rows):
        cells = [[one_line(cell) for cell in row] for row in block]
        if sys.stdout.isatty():
            _screen_table(headers, cells, right)
        else:
            widths = _plain_table([*above, *cells], right, widths)
            above = []


def _blocks(rows: Iterable[Sequence[str]]) -> Iterator[list[Sequence[str]]]:
    """Return rows in blocks, the first of them whatever there is."""
    coming = iter(rows)
    yield [*islice(coming, AT_ONCE)]
    while block := [*islice(coming, AT_ONCE)]:
        yield block


def _screen_table(
    headers: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int]
) -> None:
    widest = [
        max((_width(cell) for cell in column), default=0) for column in zip(*rows, strict=True)
    ]
    needed = sum(width if width <= _NARROW else _LEAST for width in widest)
    if needed + _GUTTER * len(headers) <= _columns():
        _rich_table(headers, rows, right, widest)
    else:
        _stacked_table(headers, rows)


def _rich_table(
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    right: Sequence[int],
    widest: Sequence[int],
) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for index, (header, width) in enumerate(zip(headers, widest, strict=True)):
        drawn.add_column(
            header,
            justify="right" if index in right else "left",
            overflow="fold",
            no_wrap=width <= _NARROW,
            min_width=min(width, _LEAST),
        )
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    Console(color_system="auto" if colours() is None else None).print(drawn)


def _stacked_table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows one below the other, for a terminal too narrow for columns."""
    for first, *middle, last in rows:
        click.echo()
        for index, line in enumerate(_wrapped(f"{first}  {last}", 2)):
            click.echo(click.style(line, bold=True) if index == 0 else f"  {line}")
        named = [f"{h} {cell}" for h, cell in zip(headers[1:-1], middle, strict=True) if cell]
        for line in _wrapped(" · ".join(named), 2):
            click.echo(f"  {line}")


def _plain_table(
    rows: Sequence[Sequence[str]], right: Sequence[int], least: Sequence[int]
) -> list[int]:
    """Print aligned rows; return how wide the columns were, of their `least` width or more."""
    widths = [max(*map(_width, column), wide) for *column, wide in zip(*rows, least, strict=True)]
    padded = (
        [_padded(cell, widths[i], to_the_right=i in right) for i, cell in enumerate(row)]
        for row in rows
    )
    click.echo("\n".join("  ".join(cells).rstrip() for cells in padded))
    return widths


def _padded(cell: str, width: int, *, to_the_right: bool) -> str:
    padding = " " * (width - _width(cell))
    return padding + cell if to_the_right else cell + padding


def _columns() -> int:
    """Return how wide the terminal is."""
    import shutil  # 3 ms, for terminals alone

    return shutil.get_terminal_size().columns


def _width(text: str) -> int:
    """Return the columns `text` takes in a terminal."""
    if max(text, default="") < _FIRST_NOT_ONE_WIDE:
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )
