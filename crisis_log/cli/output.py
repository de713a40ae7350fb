"""How answers are printed: lines, tables and fields for people, JSON for programs.

A terminal is shown so many lines of a table, and told how to see them all. Elsewhere all are
written while they are read: what is held in memory does not grow with the answer.
"""

import json
import os
import re
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

import click

from crisis_log.cli import screen
from crisis_log.cli.drawing import draw
from crisis_log.cli.screen import lighted, one_line, visible, wrapped
from crisis_log.language import counted

AT_ONCE: Final = 200
"""How many rows are aligned with each other, then written."""
INDENT: Final = "  "
LENGTH: Final = 50
"""How many rows of a table a terminal is shown, unless all are asked for."""
_ANNOUNCEMENT = "crisis_log.announcement"
_BEFORE_ANSWER = "crisis_log.before_answer"
_WARNED = "crisis_log.warned"
_WHOLE = "crisis_log.whole"
_ACTING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What acts on a terminal, or is no text, and JSON need not escape but may."""


def announce(text: str) -> None:
    """Put `text`, once, before what the present run shows next; nothing when it is empty."""
    click.get_current_context().meta[_ANNOUNCEMENT] = text


def before_answer(act: Callable[[], object]) -> None:
    """Let `act` precede what the present run shows, on the screen or to another program."""
    if run := click.get_current_context(silent=True):
        run.meta.setdefault(_BEFORE_ANSWER, []).append(act)


def _begin() -> None:
    """Do what is to precede the answer."""
    run = click.get_current_context(silent=True)
    if run and run.meta.get(_BEFORE_ANSWER) and not _is_written_to_a_file():
        for act in run.meta.pop(_BEFORE_ANSWER):
            act()


def _is_written_to_a_file() -> bool:
    try:
        return stat.S_ISREG(os.fstat(sys.stdout.fileno()).st_mode)
    except (OSError, ValueError):  # closed, or held in memory
        return False


def show_announcement() -> None:
    """Print what was to be announced before the answer, if it was not yet."""
    _begin()
    run = click.get_current_context(silent=True)
    text = run.meta.pop(_ANNOUNCEMENT, "") if run else ""
    if text:
        click.secho(text, bold=True, reverse=True)


def line(text: str = "") -> None:
    """Print one line; in a terminal that it does not fit, it wraps between words."""
    show_announcement()
    click.echo("\n".join(screen.hanging(one_line(text), _stands_in(text))))


def hanging(text: str, indent: int) -> None:
    """Print `text`; where it takes several lines in a terminal, those after the first stand in."""
    show_announcement()
    click.echo("\n".join(lighted(screen.hanging(one_line(text), indent))))


def warn_once(text: str) -> None:
    """Print a line as `warn` does, the first time in the present run."""
    said = click.get_current_context().meta.setdefault(_WARNED, set())
    if text not in said:
        said.add(text)
        warn(text)


def warn(text: str) -> None:
    """Print one line on standard error: what is to be known beside the answer."""
    click.echo("\n".join(screen.hanging(one_line(text), _stands_in(text), err=True)), err=True)


def _stands_in(text: str) -> int:
    """Return how far the lines after the first stand in: further than it does."""
    return len(text) - len(text.lstrip(" ")) + len(INDENT)


def emit(document: Any) -> None:
    """Print one JSON document."""
    _begin()
    click.echo(_indented(document))


def emit_all(documents: Iterable[Any]) -> None:
    """Print one JSON array, each of its documents as soon as it is there."""
    before = "["
    for document in documents:
        _begin()
        click.echo(before + f"\n{_indented(document)}".replace("\n", "\n  "), nl=False)
        before = ","
    click.echo("[]" if before == "[" else "\n]")


def emit_with(document: dict[str, Any], name: str, documents: Iterable[Any]) -> None:
    """Print `document`, at its end an array under `name`, each of it as soon as it is there."""
    _begin()
    click.echo(
        f"{_indented(document).removesuffix('}').rstrip()},\n  {json.dumps(name)}: ", nl=False
    )
    before = "["
    for one in documents:
        click.echo(before + f"\n{_indented(one)}".replace("\n", "\n    "), nl=False)
        before = ","
    click.echo("[]" if before == "[" else "\n  ]", nl=False)
    click.echo("\n}")


def _indented(document: Any) -> str:
    return _escaped(json.dumps(document, ensure_ascii=False, indent=2, default=str))


def one_line_of_json(document: Any) -> str:
    """Return a JSON document on one line."""
    return _escaped(json.dumps(document, ensure_ascii=False))


def _escaped(document: str) -> str:
    """Return a JSON document with the same values, in which no character acts."""
    return _ACTING.sub(lambda acting: f"\\u{ord(acting[0]):04x}", document)


def heading(text: str) -> None:
    """Print a heading, set off from what precedes it."""
    show_announcement()
    click.echo()
    click.secho("\n".join(screen.hanging(one_line(text), len(INDENT))), bold=True)


def fields(pairs: Sequence[tuple[str, str]]) -> None:
    """Print named values, aligned; those without a value are left out."""
    show_announcement()
    given = [(name, value) for name, value in pairs if value]
    width = max((len(name) for name, _value in given), default=0)
    for name, value in given:
        first, *rest = wrapped(visible(value), width + 2)
        click.echo(click.style(f"{name:<{width}}", dim=True) + f"  {first}")
        for further in rest:
            click.echo(f"{'':<{width}}  {further}")


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
    show_announcement()
    widths = None
    for block in _blocks(rows):
        cells = [[one_line(cell) for cell in row] for row in block]
        widths = draw(headers, cells, right, widths)


def _blocks(rows: Iterable[Sequence[str]]) -> Iterator[list[Sequence[str]]]:
    """Return rows in blocks, the first of them whatever there is."""
    coming = iter(rows)
    yield [*islice(coming, AT_ONCE)]
    while block := [*islice(coming, AT_ONCE)]:
        yield block
