"""How a list is answered: a table for people, an array for programs."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from crisis_log.cli import output
from crisis_log.cli.session import Session

_Thing = TypeVar("_Thing")


def print_list(
    session: Session,
    found: Sequence[_Thing],
    *,
    nothing: str,
    columns: Sequence[str],
    row: Callable[[_Thing], Sequence[str]],
    document: Callable[[_Thing], object],
    right: Sequence[int] = (),
) -> None:
    """Print what was `found`, each as its row or its document, or the sentence `nothing`."""
    if session.as_json:
        output.emit([document(one) for one in found])
    elif found:
        output.table(columns, [row(one) for one in found], right)
    else:
        output.line(nothing)
