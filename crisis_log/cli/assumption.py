"""Assumptions that decisions rest on: added, dropped, listed with what puts them at risk."""

import click

from crisis_log.cli.assumes import tripwire
from crisis_log.cli.groups import WholeHelpGroup
from crisis_log.cli.listing import print_list
from crisis_log.cli.parameters import ENTRY, REASON_NEEDED, Label
from crisis_log.cli.points import marked
from crisis_log.cli.recording import recording
from crisis_log.cli.session import Session
from crisis_log.cli.sheet import print_sheet
from crisis_log.command import Command
from crisis_log.language import _
from crisis_log.slices import assumption as assumptions
from crisis_log.slices.assumption import Assumed
from crisis_log.slices.decision import Decision
from crisis_log.views.assumptions import AssumptionNow, assumption_now, assumptions_of
from crisis_log.words import enumerate_parts, field_name, status_word

_NUMBER = click.argument("number", metavar="H-N", type=Label("H"))


@click.group(cls=WholeHelpGroup, help=_("Keep the assumptions that decisions rest on."))
def assumption() -> None:
    pass


@assumption.command("add", help=_("Say that a decision rests on TEXT, or on a line (--line)."))
@click.argument("decision", metavar="D-N", type=Label("D"))
@click.argument("text", metavar=_("[TEXT]"), required=False)
@click.option(
    "--line",
    metavar="N",
    type=ENTRY,
    help=_("The line of the journal that is taken to be true, by its number."),
)
@click.option(
    "--indicator", metavar=_("NAME"), help=_("Indicator whose values the assumption is about.")
)
@click.option("--at-least", metavar="N", help=_("Tripwire: the least that the indicator may be."))
@click.option("--at-most", metavar="N", help=_("Tripwire: the most that the indicator may be."))
@recording
def add(decision: int, text: str | None, line: int | None, **typed: str | None) -> Command:
    if (text is None) == (line is None):
        raise click.UsageError(_("Say what is assumed: give TEXT or --line, one of them."))
    return assumptions.add(decision, Assumed(title=text, line=line, **tripwire(**typed)))


@assumption.command("drop", help=_("Say that a decision no longer rests on an assumption."))
@_NUMBER
@REASON_NEEDED
@recording
def drop(number: int, reason: str) -> Command:
    return assumptions.drop(number, reason=reason)


@assumption.command("list", help=_("List the assumptions, and what puts them at risk."))
@click.option("--at-risk", is_flag=True, help=_("Only those at risk."))
@click.pass_obj
def list_(session: Session, *, at_risk: bool) -> None:
    account, now = session.register.account(), session.present()
    found = [
        one
        for decision in account.state().members(Decision)
        for one in assumptions_of(account, decision, now)
        if one.risk or not at_risk
    ]
    print_list(
        session,
        sorted(found, key=lambda one: one.entry),
        nothing=_("No assumption is at risk.") if at_risk else _("No assumption is recorded."),
        columns=[_("No."), _("Decision"), _("Since"), _("Status"), _("Assumption")],
        row=lambda one: [
            one.label,
            one.decision,
            session.show_instant(one.since),
            standing(one),
            said(one),
        ],
        document=lambda one: one.model_dump(mode="json"),
    )


@assumption.command("show", help=_("Show an assumption in full, with its history."))
@_NUMBER
@click.pass_obj
def show(session: Session, number: int) -> None:
    account, now = session.register.account(), session.present()
    one = assumption_now(account, assumptions.existing(account.state(), number), now)
    print_sheet(
        session,
        assumptions.Assumption.named(number),
        _("{label}, assumption of {decision} · {title}").format(
            label=one.label, decision=one.decision, title=one.decision_title
        ),
        [
            (field_name("assumption"), said(one)),
            (field_name("status"), standing(one)),
            (field_name("since"), session.show_instant(one.since)),
        ],
        one.model_dump(mode="json"),
    )


def standing(one: AssumptionNow) -> str:
    """Return whether an assumption holds, and which entry puts it at risk."""
    if one.risk is None:
        return status_word("assumption", one.status)
    return _("at risk (n° {entry})").format(entry=one.risk.entry)


def said(one: AssumptionNow) -> str:
    """Return what is assumed, its tripwire, and what crossed or refuted it."""
    line = _("line n° {line}: {text}").format(line=one.line, text=one.text)
    tripwire = _("tripwire: {tripwire}").format(
        tripwire=one.tripwire.in_words() if one.tripwire else ""
    )
    parts = [
        marked(line if one.line else one.text, confidential=one.confidential),
        tripwire if one.tripwire else "",
        one.risk.text if one.risk else "",
    ]
    return enumerate_parts([*filter(None, parts)])


def assumption_line(one: AssumptionNow) -> str:
    """Return an assumption of a decision on one line."""
    return _("{label}, {status}: {text}").format(
        label=one.label, status=standing(one), text=said(one)
    )
