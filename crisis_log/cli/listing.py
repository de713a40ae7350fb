"""How a list is answered: a table for people, an array for programs."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, islice
from typing import TypeVar

from crisis_log.cli import output
from crisis_log.cli.session import Session

_Thing = TypeVar("_Thing")


def print_list(
    session: Session,
    found: Iterable[_Thing],
    *,
    nothing: str,
    columns: Sequence[str],
    row: Callable[[_Thing], Sequence[str]],
    document: Callable[[_Thing], object],
    right: Sequence[int] = (),
) -> None:
    """Print what is `found`, each as its row or its document, or the sentence `nothing`.

    It is printed while it is being found.
    """
    coming = iter(found)
    first = [*islice(coming, 1)]
    every = chain(first, coming)
    if session.as_json:
        output.emit_all(map(document, every))
    elif first:
        output.table(columns, map(row, every), right)
    else:
        output.line(nothing)
