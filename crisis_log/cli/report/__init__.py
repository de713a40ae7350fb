"""Reports: official documents made from the log.

- `documents`: one command for each document, which makes a draft, or issues it
- `issuing`: number, seal and record a document, or replace one
- `issued`: list, show and make again what was issued
- `signature`: sign a report, check a signed one; `signature_words`: what a check tells
- `form`: the options and formats that all of them share
- `progress_bar`: how far a long document has come
"""

import click

from crisis_log.cli.groups import LazyGroup
from crisis_log.cli.report.progress_bar import progress_shown
from crisis_log.language import _


@click.group(
    cls=LazyGroup,
    package="crisis_log.cli.report",
    targets={
        "weekly": "documents:weekly",
        "situation": "documents:situation",
        "decisions": "documents:decisions",
        "register": "documents:register",
        "dossier": "documents:dossier",
        "after-action": "documents:after_action",
        "issue": "issuing:issue",
        "rectify": "issuing:rectify",
        "list": "issued:list_",
        "show": "issued:show",
        "reprint": "issued:reprint",
        "sign": "signature:sign",
        "check": "signature:check",
    },
    help=_("Make official documents from the log."),
)
@click.pass_context
def report(ctx: click.Context) -> None:
    ctx.with_resource(progress_shown())
