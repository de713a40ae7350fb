"""How a list is answered: a table for people, an array for programs."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, islice
from typing import TypeVar

from crisis_log.cli import output
from crisis_log.cli.progress import progress_shown
from crisis_log.cli.session import Session
from crisis_log.language import _

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
    with progress_shown(_("Reading the register")):  # until something is shown
        first = [*islice(coming, output.AT_ONCE)]
    every = chain(first, coming)
    if session.as_json:
        output.emit_all(map(document, every))
    elif first:
        output.table(columns, map(row, every), right)
    else:
        output.line(nothing)
