"""Options that say what a decision rests on, recorded with it in the same request."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, Final

import click

from crisis_log.cli.groups import shown
from crisis_log.cli.parameters import ENTRY, with_options
from crisis_log.cli.quantities import decimal
from crisis_log.command import Command
from crisis_log.language import _
from crisis_log.slices.assumption import Assumed, resting_on

_NONE: Final = "-"

ASSUMES: Final = with_options(
    click.option(
        "--assumes",
        metavar=_("TEXT"),
        multiple=True,
        help=_("An assumption that it rests on (repeatable)."),
    ),
    click.option(
        "--indicator",
        metavar=_("NAME"),
        multiple=True,
        help=_(
            "Indicator whose values the assumption is about, in the same order (repeatable; "
            "“-” for none)."
        ),
    ),
    click.option(
        "--at-least",
        metavar="N",
        multiple=True,
        help=_(
            "Tripwire: the least that the indicator may be, in the same order (repeatable; “-” "
            "for none)."
        ),
    ),
    click.option(
        "--at-most",
        metavar="N",
        multiple=True,
        help=_(
            "Tripwire: the most that the indicator may be, in the same order (repeatable; “-” "
            "for none)."
        ),
    ),
    click.option(
        "--assumes-line",
        metavar="N",
        type=ENTRY,
        multiple=True,
        help=_("A line of the journal that it takes to be true, by its number (repeatable)."),
    ),
)


def assuming(function: Callable[..., Command]) -> Callable[..., Command]:
    """Let the decision that `function` records rest on what the options `ASSUMES` say."""

    @wraps(function)
    def verb(
        assumes: tuple[str, ...], assumes_line: tuple[int, ...], *arguments: Any, **options: Any
    ) -> Command:
        tripwires = {name: options.pop(name) for name in ("indicator", "at_least", "at_most")}
        assumed = [
            *(Assumed(title=title, **wire) for title, wire in _wired(assumes, tripwires)),
            *(Assumed(line=line) for line in dict.fromkeys(assumes_line)),
        ]
        return resting_on(function(*arguments, **options), assumed)

    return verb


def _wired(
    titles: tuple[str, ...], tripwires: dict[str, tuple[str, ...]]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return each assumption with the part of the tripwire that is in its place."""
    for name, given in tripwires.items():
        if len(given) not in (0, len(titles)):
            raise click.UsageError(
                _(
                    "Give {option} once for each --assumes, in the same order, or not at all; "
                    "“-” for none."
                ).format(option=shown(f"--{name.replace('_', '-')}"))
            )
    for place, title in enumerate(titles):
        wire = {
            name: given[place]
            for name, given in tripwires.items()
            if given and given[place] != _NONE
        }
        yield title, tripwire(**wire)


def tripwire(
    indicator: str | None = None, at_least: str | None = None, at_most: str | None = None
) -> dict[str, Any]:
    """Return the fields of a tripwire as they were typed."""
    bounds = {"at_least": at_least, "at_most": at_most}
    return {"indicator": indicator} | {
        name: None if typed is None else decimal(typed) for name, typed in bounds.items()
    }
