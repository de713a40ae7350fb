"""Between whom an EMSI message goes, and which measures it tells as missions.

Who sends, and to whom, is typed or stands in the configuration:

[emsi]
sender = "fr.gouv.pref78"
recipient = "fr.health.samu780"
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

import click

from crisis_log.cli import configuration
from crisis_log.cli.configuration import EMSI
from crisis_log.cli.groups import shown
from crisis_log.cli.parameters import Label, with_options
from crisis_log.cli.typed import CODE, Typed, not_among, quoted
from crisis_log.language import _

_Command = TypeVar("_Command", bound=Callable[..., Any])
_ADDRESSES: Final = ("sender", "recipient")


class _Mission(Typed[tuple[int, str]]):
    """`M-1=TYPE`: a measure, and the type that it has as a mission."""

    name = "mission"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, str]:
        from crisis_log.exchange.emsi.missions import TYPES

        label, equals, typed = value.partition("=")
        if not equals:
            form = _("M-1=TYPE")
            self.fail(_("“{value}” should read {form}.").format(value=value, form=form), param, ctx)
        type_ = typed.strip().upper()
        if type_ not in TYPES:
            self.fail(not_among(typed.strip(), TYPES), param, ctx)
        return Label("M").convert(label, param, ctx), type_


def emsi_options(function: _Command) -> _Command:
    """Add the options of a message to `export`."""
    add: Callable[[_Command], _Command] = with_options(
        click.option(
            "--sender",
            metavar=_("ADDRESS"),
            type=CODE,
            help=_("For EMSI: the organisation that sends (fr.gouv.pref78); else as you set it."),
        ),
        click.option(
            "--recipient",
            metavar=_("ADDRESS"),
            type=CODE,
            help=_("For EMSI: the organisation to which it goes; else as you set it."),
        ),
        click.option(
            "--as-mission",
            "missions",
            metavar=_("M-1=TYPE"),
            type=_Mission(),
            multiple=True,
            help=_("For EMSI: a measure to be sent as a mission of this type (repeatable)."),
        ),
    )
    return add(function)


def emsi_asked(
    format_: str, sender: str | None, recipient: str | None, missions: tuple[tuple[int, str], ...]
) -> Mapping[str, str]:
    """Return what a message is asked for; of other formats, nothing.

    Raises:
        click.UsageError: nobody says between whom it goes, or the format is another one.

    """
    given = dict(zip(_ADDRESSES, (sender, recipient), strict=True))
    typed = [f"--{name}" for name, value in given.items() if value]
    if format_ != EMSI:
        if typed := [*typed, *(["--as-mission"] if missions else [])]:
            raise click.UsageError(
                _("{option} is for the format emsi alone.").format(option=quoted(shown(typed[0])))
            )
        return {}
    written = configuration.table(configuration.contents(), EMSI)
    asked = {name: value or _set(written, name) for name, value in given.items()}
    for name, value in asked.items():
        if not value:
            raise click.UsageError(
                _(
                    "An EMSI message needs to know who sends it and to whom: give {option}, or "
                    "write “{name}” in the table [emsi] of the configuration."
                ).format(option=quoted(shown(f"--{name}")), name=name)
            )
    return {name: str(value) for name, value in asked.items()} | {
        str(number): type_ for number, type_ in missions
    }


def _set(written: dict[str, Any], name: str) -> str | None:
    return configuration.text_of(written, name)
