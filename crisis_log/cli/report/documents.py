"""One command for each document: `report NAME` makes a draft, `report issue NAME` issues it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import click

from crisis_log.cli.parameters import Day, Label
from crisis_log.cli.report.form import deliver, form_of, form_options
from crisis_log.cli.session import Session
from crisis_log.language import _
from crisis_log.slices.issued_report import Name

if TYPE_CHECKING:
    from crisis_log.reports.documents.catalogue import Question

WEEK: Final = click.option("--week", metavar=_("WEEK"), help=_("ISO week, for example 2020-W13."))
SINCE: Final = click.option(
    "--since", metavar=_("DAY"), type=Day(), help=_("First day, by the time of recording.")
)
UNTIL: Final = click.option(
    "--until", metavar=_("DAY"), type=Day(), help=_("Last day, by the time of recording.")
)
DECISION: Final = click.argument("decision", metavar="D-N", type=Label("D"))

HELP: Final[dict[Name, str]] = {
    "weekly": _("The weekly report; by default of the last complete week."),
    "situation": _("The situation report, on one page."),
    "decisions": _("The record of decisions, each with its history."),
    "register": _("The complete register, line by line."),
    "dossier": _("What was known when a decision was adopted, and what came later."),
    "after-action": _("The after-action file of the whole crisis."),
}
QUESTIONS: Final[dict[Name, tuple[Callable[..., Any], ...]]] = {
    "weekly": (WEEK,),
    "situation": (),
    "decisions": (SINCE, UNTIL),
    "register": (SINCE, UNTIL),
    "dossier": (DECISION,),
    "after-action": (),
}
"""What is asked of each document: the options and arguments that make its question."""


def question_of(
    session: Session,
    name: Name,
    week: str | None = None,
    since: date | None = None,
    until: date | None = None,
    decision: int = 0,
) -> tuple[Question, str]:
    """Return the question asked of document `name`, and what it is about, in a file's name.

    Raises:
        Refused: there is nothing to tell about it.

    """
    from crisis_log.reports.documents.catalogue import AboutAll, AboutDecision
    from crisis_log.reports.documents.period import about_period
    from crisis_log.reports.documents.weekly import question

    match name:
        case "weekly":
            asked = question(session.register, week, session.now())
            return asked, asked.week
        case "dossier":
            return AboutDecision(decision=decision), f"D-{decision}"
        case "decisions" | "register":
            period = about_period(session.register, since, until, session.now())
            days = [str(day) for day in (since, until) if day]
            return period, f"{name}-{'_'.join(days) or session.today()}"
        case _:
            return AboutAll(), f"{name}-{session.today()}"


def with_question(name: Name) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add the options and arguments that ask for document `name`."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(QUESTIONS[name]):
            function = option(function)
        return function

    return decorate


def _draft_command(name: Name) -> click.Command:
    @click.command(name, help=HELP[name])
    @with_question(name)
    @form_options
    @click.pass_obj
    def make_draft(session: Session, /, **options: Any) -> None:
        from crisis_log.reports.documents.catalogue import draft

        question, about = question_of(session, name, **taken(options))
        document = draft(session.register, name, question, session.now())
        deliver(session, name, about, document, form_of(**options))

    return make_draft


def taken(options: dict[str, Any]) -> dict[str, Any]:
    """Take those options that make the question out of `options`."""
    asked = ("week", "since", "until", "decision")
    return {name: options.pop(name) for name in asked if name in options}


weekly = _draft_command("weekly")
situation = _draft_command("situation")
decisions = _draft_command("decisions")
register = _draft_command("register")
dossier = _draft_command("dossier")
after_action = _draft_command("after-action")
