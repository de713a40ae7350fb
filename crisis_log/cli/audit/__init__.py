"""Audits: verify the log, replay it, compare two states; one module per question."""

from typing import Final

import click

from crisis_log.cli.groups import LazyGroup
from crisis_log.language import _

_COMMANDS: Final[dict[str, str]] = {
    "verify": "verify:verify",
    "compare": "verify:compare",
    "status": "checkpoint:status",
    "checkpoint": "checkpoint:checkpoint",
    "timestamp": "timestamp:timestamp",
    "prove": "proof:prove",
    "check-proof": "proof:check_proof",
    "bundle": "bundle:bundle",
    "verifier": "verifier:verifier",
    "replay": "replay:replay",
    "diff": "replay:diff",
    "dossier": "dossier:dossier",
    "delays": "delays:delays",
}


@click.group(
    cls=LazyGroup, package=__name__, targets=_COMMANDS, help=_("Prove, verify and replay the log.")
)
def audit() -> None:
    pass
