"""What a line of the journal answers: requests, and the reports that are expected."""

import re
from collections.abc import Iterable
from typing import Any, Final, Literal

import click

from crisis_log.cli.parameters import ENTRY, Label
from crisis_log.cli.typed import Typed
from crisis_log.language import _

Awaited = tuple[Literal["answers", "expected"], int]
_EXPECTED: Final = re.compile(r"A\s*-?\s*\d.*", re.IGNORECASE | re.ASCII)


class AwaitedNumber(Typed[Awaited]):
    """A request by the number of its entry, an expected report as `A-1`."""

    name = "awaited"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Awaited:
        if _EXPECTED.fullmatch(value.strip()):
            return "expected", Label("A").convert(value, param, ctx)
        return "answers", ENTRY.convert(value, param, ctx)


AWAITED: Final = click.option(
    "--answers",
    "awaited",
    metavar="N|A-N",
    type=AwaitedNumber(),
    multiple=True,
    help=_("A request that it answers, by its entry, or the expected report A-N (repeatable)."),
)


def answered(awaited: Iterable[Awaited]) -> dict[str, Any]:
    """Return the numbers of each kind of what is answered."""
    found: dict[str, Any] = {"answers": [], "expected": []}
    for what, number in awaited:
        found[what].append(number)
    return found
