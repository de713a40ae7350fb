"""How answers are printed: lines, tables and fields for people, JSON for programs.

Tables are drawn by rich in a terminal, and aligned plain text when piped. Control
characters in what was recorded are shown, never sent to the terminal.
"""

import json
import sys
import unicodedata
from collections.abc import Sequence
from typing import Any

import click

_BIDI_OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_VISIBLE = (
    {code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A)}
    | dict.fromkeys(range(0x7F, 0xA0), "\ufffd")
    | dict.fromkeys(map(ord, _BIDI_OVERRIDES), "\ufffd")
)


class _Announcement:
    """A line that goes before whatever is shown next to a person, once."""

    text: str = ""


def announce(text: str) -> None:
    """Put `text` before whatever is shown next; nothing when it is empty."""
    _Announcement.text = text


def _show_announcement() -> None:
    if _Announcement.text:
        click.secho(_Announcement.text, bold=True, reverse=True)
        _Announcement.text = ""


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


def emit(document: Any) -> None:
    """Print one JSON document."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str))


def heading(text: str) -> None:
    """Print a heading, set off from what precedes it."""
    _show_announcement()
    click.echo()
    click.secho(one_line(text), bold=True)


def fields(pairs: Sequence[tuple[str, str]]) -> None:
    """Print named values, aligned; those without a value are left out."""
    given = [(name, value) for name, value in pairs if value]
    width = max((len(name) for name, _value in given), default=0)
    for name, value in given:
        first, *rest = visible(value).split("\n")
        click.echo(click.style(f"{name:<{width}}", dim=True) + f"  {first}")
        for further in rest:
            click.echo(f"{'':<{width}}  {further}")


def table(headers: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> None:
    """Print rows under headers; the columns whose index is in `right` are right-aligned."""
    _show_announcement()
    cells = [[one_line(cell) for cell in row] for row in rows]
    if sys.stdout.isatty():
        _rich_table(headers, cells, right)
    else:
        _plain_table(headers, cells, right)


def _rich_table(
    headers: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int]
) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for index, header in enumerate(headers):
        is_last = index == len(headers) - 1
        drawn.add_column(
            header,
            justify="right" if index in right else "left",
            overflow="fold",
            no_wrap=False,
            ratio=None if not is_last else 1,
        )
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    Console().print(drawn)


def _plain_table(
    headers: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int]
) -> None:
    every = [list(headers), *map(list, rows)]
    widths = [max(_width(row[column]) for row in every) for column in range(len(headers))]
    for row in every:
        padded = [
            _padded(cell, widths[column], to_the_right=column in right)
            for column, cell in enumerate(row)
        ]
        click.echo("  ".join(padded).rstrip())


def _padded(cell: str, width: int, *, to_the_right: bool) -> str:
    padding = " " * (width - _width(cell))
    return padding + cell if to_the_right else cell + padding


def _width(text: str) -> int:
    """Return the columns `text` takes in a terminal."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )
