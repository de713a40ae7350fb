"""What people hand out and speak of, as they type it: `D-3`, `r4`, `42`, `n° 42`."""

import re
from typing import Any, Final

import click

from crisis_log.cli.parameters import ENTRY, Label
from crisis_log.cli.typed import Typed
from crisis_log.language import _
from crisis_log.slices.topic import COLLECTIONS, Topic, of_entry

_LABELLED: Final = re.compile(rf"([{''.join(COLLECTIONS)}])\s*-?\s*\d.*", re.IGNORECASE | re.ASCII)


class TopicName(Typed[Topic]):
    """A thing by its label, or an entry by its number."""

    name = "topic"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Topic:
        labelled = _LABELLED.fullmatch(value.strip())
        if not labelled:
            return of_entry(ENTRY.convert(value, param, ctx))
        letter = labelled[1].upper()
        return f"{letter}-{Label(letter).convert(value, param, ctx)}"


TOPIC: Final = click.argument("topic", metavar=_("WHAT"), type=TopicName())
ABOUT: Final = click.option(
    "--about",
    metavar=_("WHAT"),
    type=TopicName(),
    multiple=True,
    help=_("What it is about: D-3, M-2, R-4 or the number of an entry (repeatable)."),
)
