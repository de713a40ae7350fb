"""Expected reports: from whom and until when, which are missing, and what brought the others."""

from typing import Final

import click

from crisis_log.cli.groups import WholeHelpGroup
from crisis_log.cli.listing import print_list
from crisis_log.cli.parameters import REASON_NEEDED, Label
from crisis_log.cli.present import instant_of_fact
from crisis_log.cli.recording import recording
from crisis_log.cli.session import Session
from crisis_log.cli.sheet import print_sheet
from crisis_log.cli.times import DayOrHour
from crisis_log.command import Command
from crisis_log.deadline import Due
from crisis_log.language import _
from crisis_log.slices import expected_report
from crisis_log.views.expected_reports import ExpectedNow, expected_now, expected_reports
from crisis_log.words import field_name, status_word

_NUMBER: Final = click.argument("number", metavar="A-N", type=Label("A"))


@click.command(
    "expect",
    help=_("Say which report is expected; a line “log --answers A-1” brings it."),
)
@click.argument("text", metavar=_("TEXT"))
@click.option("--from", "source", metavar=_("SOURCE"), required=True, help=_("Who is to send it."))
@click.option(
    "--by",
    "due",
    metavar=_("WHEN"),
    type=DayOrHour(),
    required=True,
    help=_("Until when: a day, or an hour of it."),
)
@recording
def expect(text: str, source: str, due: Due) -> Command:
    return expected_report.expect(text, source=source, due=due, since=instant_of_fact())


@click.group(cls=WholeHelpGroup, help=_("Follow the reports that are expected."))
def expected() -> None:
    pass


@expected.command("list", help=_("List expected reports and what became of them, the last first."))
@click.option("--open", "only_open", is_flag=True, help=_("Only those not received yet."))
@click.option("--missing", is_flag=True, help=_("Only those not received by their time."))
@click.pass_obj
def list_(session: Session, only_open: bool, missing: bool) -> None:
    found = (
        one
        for one in expected_reports(session.state(), session.present())
        if (one.is_open or not only_open) and (one.status == "missing" or not missing)
    )
    nothing = _("No such report is expected.") if only_open or missing else ""
    print_list(
        session,
        found,
        nothing=nothing or _("No report is expected."),
        columns=[_("No."), _("Status"), _("Source"), _("Deadline"), _("Expected report")],
        row=lambda one: [
            one.label,
            _became(session, one),
            one.source,
            session.show_due(one.due),
            one.text,
        ],
        document=lambda one: one.model_dump(mode="json"),
    )


def _became(session: Session, one: ExpectedNow) -> str:
    """Return what became of a report: which line brought it and when, or why none is to come."""
    status = status_word("expected_report", one.status)
    if one.brought_by:
        first = one.brought_by[0]
        told = _("{status} {time} (n° {entry})").format(
            status=status, time=session.show_instant(first.occurred_at), entry=first.entry
        )
        return f"{told}, {_('after its deadline')}" if one.is_late else told
    if one.dropped_by:
        return _("{status} (n° {entry}: {reason})").format(
            status=status, entry=one.dropped_by, reason=one.dropped_reason
        )
    return status


@expected.command("drop", help=_("Say that a report is no longer expected."))
@_NUMBER
@REASON_NEEDED
@recording
def drop(number: int, reason: str) -> Command:
    return expected_report.drop(number, reason=reason)


@expected.command("show", help=_("Show an expected report in full, with its history."))
@_NUMBER
@click.pass_obj
def show(session: Session, number: int) -> None:
    state, now = session.state(), session.present()
    one = expected_now(state, expected_report.existing(state, number), now)
    print_sheet(
        session,
        expected_report.ExpectedReport.named(number),
        f"{one.label} · {one.text}",
        [
            (field_name("source"), one.source),
            (field_name("due"), session.show_due(one.due)),
            (field_name("status"), _became(session, one)),
            (field_name("since"), session.show_instant(one.since)),
        ],
        one.model_dump(mode="json"),
    )
