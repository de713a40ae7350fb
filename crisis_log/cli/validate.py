"""What somebody stands for: an entry is validated, and whoever reads it is told."""

import click

from crisis_log.cli.recording import recording
from crisis_log.cli.topics import TOPIC
from crisis_log.command import Command
from crisis_log.language import _
from crisis_log.slices import validation


@click.command(
    "validate",
    help=_("Validate an entry, by its number, or the adoption of D-3, the order of M-1 …"),
)
@TOPIC
@recording
def validate(topic: str) -> Command:
    return validation.validate(topic)
