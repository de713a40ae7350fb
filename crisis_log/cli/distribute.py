"""What is handed out: reports, decisions, lines; and who acknowledges that they have it."""

import click

from crisis_log.cli.functions import functions_typed
from crisis_log.cli.present import instant_of_fact
from crisis_log.cli.recording import recording
from crisis_log.cli.topics import TOPIC
from crisis_log.cli.typed import FUNCTION
from crisis_log.command import Command
from crisis_log.language import _
from crisis_log.slices import distribution


@click.command(
    "distribute",
    help=_("Record that a report, a decision or an entry was handed out to functions."),
)
@TOPIC
@click.argument("others", metavar=_("[FUNCTION]…"), type=FUNCTION, nargs=-1)
@click.option(
    "--to",
    metavar=_("FUNCTION"),
    multiple=True,
    required=True,
    help=_("To whom; several follow each other, or each its own --to."),
)
@click.option("--channel", metavar=_("TEXT"), help=_("By which means: e-mail, paper …"))
@recording
def distribute(
    topic: str, others: tuple[str, ...], to: tuple[str, ...], channel: str | None
) -> Command:
    return distribution.distribute(topic, to=functions_typed([*to, *others]), channel=channel)


@click.command(
    "acknowledge", help=_("Record that a function has what was handed out, or told, to it.")
)
@TOPIC
@click.option(
    "--from",
    "function",
    metavar=_("FUNCTION"),
    help=_("Who acknowledges it; else whoever records it."),
)
@recording
def acknowledge(topic: str, function: str | None) -> Command:
    return distribution.acknowledge(topic, function=function, at=instant_of_fact())
