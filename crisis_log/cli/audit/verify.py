"""`audit verify`: is the log whole?"""

from collections.abc import Sequence

import click

from crisis_log.audit.verify import Finding
from crisis_log.audit.verify import verify as verify_register
from crisis_log.cli import output
from crisis_log.cli.desk import Desk
from crisis_log.language import _, ngettext

FOUND = 3


@click.command("verify", help=_("Check that the log is whole and the state follows from it."))
@click.pass_context
def verify(ctx: click.Context) -> None:
    desk: Desk = ctx.obj
    count, findings = verify_register(desk.register)
    if desk.as_json:
        output.emit({"entries": count, "findings": [f.model_dump() for f in findings]})
    else:
        _print_findings(count, findings)
    ctx.exit(FOUND if findings else 0)


def _print_findings(count: int, findings: Sequence[Finding]) -> None:
    if not findings:
        output.line(
            ngettext(
                "{count} entry verified: numbering, order, contents and state agree.",
                "{count} entries verified: numbering, order, contents and state agree.",
                count,
            ).format(count=count)
        )
        return
    output.line(
        ngettext("{count} thing is wrong:", "{count} things are wrong:", len(findings)).format(
            count=len(findings)
        )
    )
    for finding in findings:
        output.heading(
            _("n° {number}").format(number=finding.entry) + f" · {finding.code}"
            if finding.entry
            else finding.code
        )
        output.fields(
            [
                (_("expected"), finding.expected),
                (_("found"), finding.found),
                (_("meaning"), finding.meaning),
            ]
        )
