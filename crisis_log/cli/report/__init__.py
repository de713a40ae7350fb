"""Reports: official documents made from the log.

- `documents`: one command for each document, which makes a draft
- `issuing`: number, seal and record a document, or replace one
- `issued`: list and show what was issued; `reprinting`: make it again
- `signing`: sign a report; `signer`: with which key
- `signature`: check a signed one; `signature_words`: what a check tells
- `questions`: what is asked of a document; `form`: its file, its format, its templates
"""

import click
from typing_extensions import override

from crisis_log.cli.groups import LazyGroup
from crisis_log.cli.progress import progress_shown
from crisis_log.language import _


class _Reports(LazyGroup):
    """A command for each document, then those about documents that were issued."""

    @override
    def verbs(self) -> list[str]:
        from crisis_log.reports.documents import catalogue

        return [*catalogue.names(), *super().verbs()]

    @override
    def find(self, code: str) -> click.Command | None:
        if found := super().find(code):
            return found
        from crisis_log.cli.report.documents import draft_command
        from crisis_log.reports.documents import catalogue

        if code not in catalogue.names():
            return None
        return draft_command(catalogue.find(code))


@click.group(
    cls=_Reports,
    package="crisis_log.cli.report",
    targets={
        "issue": "issuing:issue",
        "rectify": "issuing:rectify",
        "list": "issued:list_",
        "show": "issued:show",
        "reprint": "reprinting:reprint",
        "sign": "signing:sign",
        "check": "signature:check",
    },
    help=_("Make official documents from the log."),
)
@click.pass_context
def report(ctx: click.Context) -> None:
    ctx.with_resource(progress_shown(_("Making the document")))
