"""Audits: verify the log, replay it, compare two states; one module per question."""

from typing import Final

import click

from crisis_log.cli.groups import LazyGroup
from crisis_log.language import _

_COMMANDS: Final[dict[str, str]] = {
    "verify": "verify:verify",
    "replay": "replay:replay",
    "diff": "replay:diff",
}


@click.group(
    cls=LazyGroup, package=__name__, targets=_COMMANDS, help=_("Verify and replay the log.")
)
def audit() -> None:
    pass
