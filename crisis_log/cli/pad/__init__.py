"""Paper pads: forms for when nothing else works, and what became of their sheets.

- `printing`: make a form, and hand it out again
- `checking`: spoil sheets, list and show pads, find missing sheets
- `transcribing`: enter what was written on paper
- `sheets`: pads and sheets as people type them, and as a machine reads them
"""

import click

from crisis_log.cli.groups import LazyGroup
from crisis_log.language import _


@click.group(
    cls=LazyGroup,
    package="crisis_log.cli.pad",
    targets={
        "print": "printing:print_",
        "reprint": "printing:reprint",
        "spoil": "checking:spoil",
        "list": "checking:list_",
        "show": "checking:show",
        "check": "checking:check",
    },
    help=_("Print numbered forms for the main courante on paper, and account for their sheets."),
)
def pad() -> None:
    pass
