"""Between whom an EMSI message goes, and which measures it tells as missions.

Who sends, and to whom, is typed or stands in the configuration:

[emsi]
sender = "fr.gouv.pref78"
recipient = "fr.health.samu780"
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

import click

from crisis_log.cli import configuration
from crisis_log.cli.configuration import EMSI
from crisis_log.cli.groups import shown
from crisis_log.cli.parameters import Label, with_options
from crisis_log.cli.session import Session
from crisis_log.cli.typed import CODE, Typed, not_among, quoted
from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.slices.issued_report import ReportIssued, find, label

_Command = TypeVar("_Command", bound=Callable[..., Any])


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
            "--report",
            metavar="R-N",
            type=Label("R"),
            help=_("For EMSI: the situation report to be sent; else the present situation."),
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


class EmsiAsked(NamedTuple):
    """The options of a message, and the last entry that it knows, if it tells an issued report."""

    options: Mapping[str, str]
    last: int | None = None


def emsi_asked(
    session: Session,
    format_: str,
    sender: str | None,
    recipient: str | None,
    report: int | None,
    missions: tuple[tuple[int, str], ...],
) -> EmsiAsked:
    """Return what a message is asked for; of other formats, nothing.

    Raises:
        click.UsageError: nobody says between whom it goes, or the format is another one.
        Refused: what is to be sent is no situation report.

    """
    given = {"sender": sender, "recipient": recipient}
    if format_ != EMSI:
        for name, value in {**given, "report": report, "as-mission": missions}.items():
            if value:
                option = quoted(shown(f"--{name}"))
                raise click.UsageError(
                    _("{option} is for the format emsi alone.").format(option=option)
                )
        return EmsiAsked({})
    from crisis_log.exchange.emsi.file import CUT_OFF, FIRST, RECIPIENT, recipients

    options = {name: value or _set(name) for name, value in given.items()}
    options |= {str(number): type_ for number, type_ in missions}
    if options[RECIPIENT] not in recipients(session.register.account()):
        options[FIRST] = options[RECIPIENT]
    if report is None:
        return EmsiAsked(options)
    told = _situation(session, report)
    return EmsiAsked(options | {CUT_OFF: told.cut_off.isoformat()}, told.position)


def _set(name: str) -> str:
    """Return an address that the configuration sets."""
    written = configuration.table(configuration.contents(), EMSI)
    if found := configuration.text_of(written, name):
        return found
    raise click.UsageError(
        _(
            "An EMSI message needs to know who sends it and to whom: give {option}, or write "
            "“{name}” in the table [emsi] of the configuration."
        ).format(option=quoted(shown(f"--{name}")), name=name)
    )


def _situation(session: Session, number: int) -> ReportIssued:
    issued = find(session.register.itself(), number).issued
    if issued.name != "situation":
        raise Refused(
            _("{label} is not a situation report, which alone can be sent as a message.").format(
                label=label(number)
            )
        )
    return issued
