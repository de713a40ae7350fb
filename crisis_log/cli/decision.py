"""Decisions: recorded or proposed, and what becomes of them."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final

import click

from crisis_log.cli import output
from crisis_log.cli.assumes import ASSUMES, assuming
from crisis_log.cli.assumption import assumption_line
from crisis_log.cli.coded import Coded
from crisis_log.cli.confirm import ask_whether, is_attended
from crisis_log.cli.entry_document import full_entry_document
from crisis_log.cli.groups import WholeHelpGroup
from crisis_log.cli.guided import Guided
from crisis_log.cli.handed_out import HandedOut
from crisis_log.cli.history import print_history
from crisis_log.cli.listing import print_list
from crisis_log.cli.parameters import (
    ANSWERS,
    DUE,
    EFFECTIVE,
    ORGANISATIONS,
    OVERDUE,
    OWNER,
    OWNER_ASKED,
    REASON,
    REVIEW,
    TITLE,
    Label,
    statuses_of,
    with_options,
)
from crisis_log.cli.present import current_session, was_recorded
from crisis_log.cli.recording import amending, recording
from crisis_log.cli.session import Session, names
from crisis_log.cli.summaries import document
from crisis_log.cli.validated import validated
from crisis_log.command import Command
from crisis_log.language import _
from crisis_log.slices import decision as decisions
from crisis_log.slices import decision_course, decision_revival
from crisis_log.slices.measure import label as measure_label
from crisis_log.views.assumptions import assumptions_of
from crisis_log.views.listing import decisions as matching_decisions
from crisis_log.views.validations import validations_among
from crisis_log.words import abridged, entry_numbers, field_name, join, status_word

_LABEL = Label("D")
_NUMBER = click.argument("number", metavar="D-N", type=_LABEL)
_TITLE = click.argument("title", metavar=_("TITLE"))

_ACT: Final = Coded("act", decisions.ACTS)
_fields = with_options(
    click.option("--decided-by", metavar=_("WHO"), help=_("Who decides.")),
    click.option("--situation", metavar=_("TEXT"), help=_("What was known.")),
    click.option(
        "--option",
        "options",
        metavar=_("TEXT"),
        multiple=True,
        help=_("An option that was considered (repeatable)."),
    ),
    click.option("--grounds", metavar=_("TEXT"), help=_("Why it is decided so.")),
    click.option(
        "--legal-basis", metavar=_("TEXT"), multiple=True, help=_("Legal basis (repeatable).")
    ),
    click.option("--consulted", metavar=_("TEXT"), help=_("Who was consulted.")),
    click.option("--dissent", metavar=_("TEXT"), help=_("Dissenting opinions.")),
    OWNER,
    DUE,
    REVIEW,
    ORGANISATIONS,
    click.option(
        "--act",
        metavar=_("ACT"),
        type=_ACT,
        help=_("Kind of act: {acts}.").format(acts=_ACT.listed()),
    ),
    click.option("--act-number", metavar=_("TEXT"), help=_("Official number of the act.")),
)


@click.group(cls=WholeHelpGroup, help=_("Record decisions and what becomes of them."))
def decision() -> None:
    pass


_GUIDE: Final[dict[str, Any]] = {
    "cls": Guided,
    "rows": {"assumes": ("indicator", "at_least", "at_most")},
    "needs": {"act_number": "act"},
}


@decision.command("record", **_GUIDE, help=_("Record a decision that was taken."))
@_TITLE
@_fields
@click.option(
    "--supersedes",
    metavar="D-N",
    type=_LABEL,
    multiple=True,
    help=_("A decision it replaces (repeatable)."),
)
@ASSUMES
@ANSWERS
@EFFECTIVE
@recording
@assuming
def record(title: str, **options: Any) -> Command:
    return decision_course.record_superseding(title, **options)


@decision.command("propose", **_GUIDE, help=_("Record a decision that is proposed."))
@_TITLE
@_fields
@ASSUMES
@ANSWERS
@recording
@assuming
def propose(title: str, **options: Any) -> Command:
    return decisions.propose(title, **options)


@decision.command("adopt", help=_("Adopt a proposed decision."))
@_NUMBER
@_fields
@ASSUMES
@ANSWERS
@EFFECTIVE
@recording
@assuming
def adopt(number: int, **options: Any) -> Command:
    return decisions.adopt(number, **options)


def _verb(name: str, command: Callable[..., Command], summary: str, *, dated: bool) -> None:
    def callback(number: int, **options: Any) -> Command:
        return command(number, **options)

    decorated = recording(callback)
    if dated:
        decorated = EFFECTIVE(decorated)
    decision.command(name, help=summary)(_NUMBER(REASON(decorated)))


_verb("reject", decisions.reject, _("Reject a proposed decision."), dated=False)
_verb("suspend", decision_course.suspend, _("Suspend an adopted decision."), dated=True)
_verb("resume", decision_course.resume, _("Resume a suspended decision."), dated=True)
_verb("implement", decision_course.implement, _("Mark a decision as implemented."), dated=False)
_verb("repeal", decision_course.repeal, _("Repeal a decision, for the future."), dated=True)
_verb(
    "revive",
    decision_revival.revive,
    _("Revive a decision whose successor was withdrawn."),
    dated=False,
)


@decision.command("withdraw", help=_("Withdraw a decision, retroactively."))
@_NUMBER
@click.option(
    "--revive",
    metavar="D-N",
    type=_LABEL,
    multiple=True,
    help=_("A decision it superseded, which is as it was again (repeatable)."),
)
@REASON
@recording
def withdraw(number: int, revive: tuple[int, ...], reason: str | None) -> Command:
    asks = is_attended() and not click.get_current_context().params["yes"]
    if asks and not (revive or current_session().as_json or was_recorded()):
        revive = tuple(_to_revive(number))
    return decision_revival.withdraw(number, reason=reason, revive=revive)


def _to_revive(number: int) -> Iterator[int]:
    """Return those of the decisions that this one superseded which somebody here says yes for."""
    known = current_session().state()
    withdrawn = known.find(decisions.Decision, number)
    for older in decision_revival.to_be_revived(known, withdrawn) if withdrawn else ():
        if ask_whether(
            _("{label} superseded {older} “{title}”: revive it?").format(
                label=decisions.label(number), older=older.label, title=abridged(older.title, 60)
            )
        ):
            yield older.number


@decision.command("supersede", help=_("Replace a decision by another."))
@_NUMBER
@click.option(
    "--by-decision", metavar="D-N", type=_LABEL, required=True, help=_("The newer decision.")
)
@EFFECTIVE
@recording
def supersede(number: int, by_decision: int, effective_at: datetime | None) -> Command:
    return decision_course.supersede(number, by_decision=by_decision, effective_at=effective_at)


@decision.command("amend", help=_("Change fields of a decision; the earlier wording is kept."))
@_NUMBER
@TITLE
@_fields
@amending(decisions.DecisionFields)
def amend(number: int, **fields: Any) -> Command:
    return decisions.amend(number, **fields)


@decision.command("list", help=_("List decisions."))
@statuses_of("decision", [*decisions.STATUSES, "in_force"])
@OWNER_ASKED
@OVERDUE
@click.option("--incomplete", is_flag=True, help=_("Only those with missing fields."))
@click.pass_obj
def list_(session: Session, /, **criteria: Any) -> None:
    now = session.present()
    found = matching_decisions(session.state(), now=now, zone=session.zone, **criteria)
    print_list(
        session,
        found,
        nothing=_("No decision matches.")
        if any(criteria.values())
        else _("No decision is recorded."),
        columns=[_("No."), _("Status"), _("Since"), _("Deadline"), _("Owner"), _("Title")],
        row=lambda d: [
            d.label,
            status_word("decision", d.status),
            session.show_instant(d.phases[-1].since),
            session.show_due(d.due_on, overdue=d.is_overdue(now, session.zone)),
            d.owner or "",
            d.title,
        ],
        document=document,
    )


@decision.command("show", help=_("Show a decision: fields, history, measures, what is missing."))
@_NUMBER
@click.pass_obj
def show(session: Session, number: int) -> None:
    account, now = session.register.account(), session.present()
    found = decisions.existing(account.state(), number)
    assumptions = assumptions_of(account, found, now)
    history = session.register.history(decisions.Decision.named(number))
    handed_out = HandedOut(session, found.label)
    validations = validations_among(account.state(), history)
    if session.as_json:
        told = {
            **handed_out.document(),
            "validations": [one.model_dump(mode="json") for one in validations],
            "rests_on": [one.model_dump(mode="json") for one in assumptions],
            "history": [full_entry_document(e) for e in history],
        }
        output.emit(document(found) | told)
        return
    output.heading(f"{found.label} · {found.title}")
    output.fields(
        [
            (field_name("status"), status_word("decision", found.status)),
            (_("in force"), _("yes") if found.in_force_at(now) else _("no")),
            *((field_name(name), value) for name, value in _shown_fields(session, found)),
            (field_name("supersedes"), names([*map(decisions.label, found.supersedes)])),
            (
                field_name("superseded_by"),
                decisions.label(found.superseded_by) if found.superseded_by else "",
            ),
            (_("measures"), names([*map(measure_label, found.measures)])),
            (field_name("assumptions"), "\n".join(map(assumption_line, assumptions))),
            *handed_out.fields(),
            (_("validations"), "\n".join(validated(session, validations))),
            (field_name("answers"), entry_numbers(found.answers)),
            (_("still missing"), join([field_name(name) for name in found.missing()])),
        ]
    )
    print_history(session, decisions.Decision.named(number), history)


def _shown_fields(session: Session, found: decisions.Decision) -> list[tuple[str, str]]:
    shown = []
    for name in decisions.DecisionFields.model_fields:
        value = getattr(found, name)
        if name == "act":
            text = status_word("act", value) if value else ""
        elif name.endswith("_on"):
            text = session.show_due(value)
        elif isinstance(value, tuple):
            text = "\n".join(value)
        else:
            text = value or ""
        shown.append((name, text))
    return shown
