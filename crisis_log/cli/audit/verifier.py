"""`audit verifier`: the stand-alone verifier to bring with one, and the digest to know it by."""

from pathlib import Path

import click

from crisis_log.audit.bundle import verifier_digest, verifier_program
from crisis_log.cli import destination, output
from crisis_log.cli.session import Session
from crisis_log.cli.typed import PATH
from crisis_log.language import _
from crisis_log.rights import OWNER_ALONE


@click.command(
    "verifier", help=_("Write the stand-alone verifier, or tell the digest to know it by.")
)
@click.option(
    "--output", "path", metavar=_("FILE"), type=PATH, help=_("Where to write it (- prints it).")
)
@click.option("--digest", is_flag=True, help=_("Tell its SHA-256."))
@click.pass_obj
def verifier(session: Session, path: Path | None, digest: bool) -> None:
    if path is None and not digest:
        raise click.UsageError(
            _(
                "Give --output FILE, --digest, or both; to verify the register itself, "
                "“audit verify”."
            )
        )
    if path is not None:
        destination.check(session, path)
        destination.put(session, verifier_program(), path, OWNER_ALONE)
    if session.as_json and not destination.is_standard_output(path):
        output.emit({"sha256": verifier_digest(), "path": None if path is None else str(path)})
    elif digest or not destination.is_standard_output(path):
        output.line(f"{verifier_digest()}  verify.py")
