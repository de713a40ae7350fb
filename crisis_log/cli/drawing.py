"""How the rows of a table are drawn: by rich in a terminal, as aligned plain text elsewhere."""

import sys
from collections.abc import Sequence

import click

from crisis_log.cli.screen import (
    NARROW,
    breakable,
    colours,
    columns,
    unbreakable,
    width_of,
    wrapped,
)

_LEAST = 16
"""What a wider column keeps at the least, before rows are stacked instead."""
_GUTTER = 3


def draw(
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    right: Sequence[int],
    before: Sequence[int] | None,
) -> list[int]:
    """Draw rows of visible cells; return how wide their columns are in plain text.

    There, rows that go on with others get columns as wide as `before`, or wider, and no headers.
    """
    if sys.stdout.isatty():
        _screen_table(headers, rows, right)
        return []
    if before is None:
        return _plain_table([headers, *rows], right, [0] * len(headers))
    return _plain_table(rows, right, before)


def _screen_table(
    headers: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int]
) -> None:
    widest = [max(map(width_of, column)) for column in zip(headers, *rows, strict=True)]
    needed = sum(width if width <= NARROW else _LEAST for width in widest)
    if needed + _GUTTER * len(headers) <= columns():
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
            no_wrap=width <= NARROW,
            min_width=min(width, _LEAST),
        )
    for row in rows:
        drawn.add_row(*(Text(unbreakable(cell)) for cell in row))
    is_shown = colours()
    console = Console(color_system=None if is_shown is False else "auto", force_terminal=is_shown)
    with console.capture() as captured:
        console.print(drawn)
    click.echo(breakable(captured.get()), nl=False)


def _stacked_table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows one below the other, for a terminal too narrow for columns."""
    for first, *middle, last in rows:
        click.echo()
        for index, line in enumerate(wrapped(f"{first}  {last}", 2)):
            click.echo(click.style(line, bold=True) if index == 0 else f"  {line}")
        named = [f"{h} {cell}" for h, cell in zip(headers[1:-1], middle, strict=True) if cell]
        for line in wrapped(" · ".join(named), 2):
            click.echo(f"  {line}")


def _plain_table(
    rows: Sequence[Sequence[str]], right: Sequence[int], least: Sequence[int]
) -> list[int]:
    """Print aligned rows; return how wide the columns were, of their `least` width or more."""
    widths = [max(*map(width_of, column), wide) for *column, wide in zip(*rows, least, strict=True)]
    padded = (
        [_padded(cell, widths[i], to_the_right=i in right) for i, cell in enumerate(row)]
        for row in rows
    )
    click.echo("\n".join("  ".join(cells).rstrip() for cells in padded))
    return widths


def _padded(cell: str, width: int, *, to_the_right: bool) -> str:
    padding = " " * (width - width_of(cell))
    return padding + cell if to_the_right else cell + padding
