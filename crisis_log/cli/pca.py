"""Continuity plans (PCA): registered, activated, their missions and staffing."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from crisis_log.cli import output
from crisis_log.cli.coded import Coded
from crisis_log.cli.entry_document import full_entry_document
from crisis_log.cli.groups import WholeHelpGroup
from crisis_log.cli.guided import Guided
from crisis_log.cli.history import print_history
from crisis_log.cli.listing import print_list
from crisis_log.cli.parameters import (
    EFFECTIVE,
    ORGANISATIONS,
    REASON,
    SITE,
    TITLE,
    Pair,
    with_options,
)
from crisis_log.cli.plan_sheet import print_plan, print_staffing
from crisis_log.cli.present import current_session, day_of_fact
from crisis_log.cli.quantities import Whole, agents
from crisis_log.cli.recording import amending, recording
from crisis_log.cli.session import Session
from crisis_log.cli.summaries import staffing_line
from crisis_log.cli.times import Day
from crisis_log.cli.typed import CODE, PATH
from crisis_log.command import Command
from crisis_log.language import _
from crisis_log.slices import continuity_plan as plans
from crisis_log.slices import mission as missions
from crisis_log.slices import staffing as counting
from crisis_log.slices.site import Site
from crisis_log.views.situation import plan_at
from crisis_log.words import status_word

_CODE = click.argument("code", metavar="CODE", type=CODE)
_LEVEL = click.option(
    "--level", type=Whole(1, 9), metavar="N", required=True, help=_("Level, 1 to 9.")
)
_MODALITY = Coded("modality", counting.MODALITIES)
_fields = with_options(
    click.option(
        "--objective",
        "objectives",
        metavar=_("TEXT"),
        multiple=True,
        help=_("An objective (repeatable)."),
    ),
    ORGANISATIONS,
    click.option(
        "--level",
        "levels",
        metavar=_("N=TEXT"),
        type=Pair(),
        multiple=True,
        help=_("What level N means (repeatable)."),
    ),
    click.option(
        "--mission",
        metavar=_("CODE=TITLE"),
        type=Pair(),
        multiple=True,
        help=_("An essential mission (repeatable)."),
    ),
    click.option(
        "--secondary",
        metavar=_("CODE=TITLE"),
        type=Pair(),
        multiple=True,
        help=_("A secondary mission (repeatable)."),
    ),
    click.option(
        "--missions",
        "file",
        metavar=_("FILE"),
        type=PATH,
        help=_(
            "A table of missions (CSV, spreadsheet): code, title, and if wanted essential "
            "(yes, no), sites."
        ),
    ),
    click.option("--headcount", metavar="N", help=_("Declared headcount.")),
    click.option("--headcount-scope", metavar=_("TEXT"), help=_("Whom the headcount counts.")),
)


def _plan_fields(
    levels: tuple[tuple[str, str], ...],
    mission: tuple[tuple[str, str], ...],
    secondary: tuple[tuple[str, str], ...],
    file: Path | None,
    headcount: str | None,
    **options: Any,
) -> dict[str, Any]:
    missions = [
        {"code": code, "title": title, "essential": essential}
        for pairs, essential in ((mission, True), (secondary, False))
        for code, title in pairs
    ]
    if file:
        from crisis_log.cli.mission_file import missions_in

        sites = {site.code for site in current_session().state().members(Site)}
        missions += missions_in(file, sites)
    return options | {
        "levels": {_level(number): meaning for number, meaning in levels} or None,
        "missions": tuple(missions),
        "headcount": None if headcount is None else agents(headcount),
    }


def _level(text: str) -> int:
    if text not in "123456789" or len(text) != 1:
        raise click.UsageError(_("“{value}” is not a level from 1 to 9.").format(value=text))
    return int(text)


@click.group(
    cls=WholeHelpGroup, help=_("Keep continuity plans (PCA): activation, missions, staffing.")
)
def pca() -> None:
    pass


@pca.command(
    "register",
    cls=Guided,
    needs={"headcount_scope": "headcount"},
    help=_("Register a continuity plan."),
)
@_CODE
@click.option("--title", metavar=_("TEXT"), required=True, help=_("Title."))
@_fields
@recording
def register(code: str, title: str, **options: Any) -> Command:
    return plans.register(code, title, **_plan_fields(**options))


@pca.command("amend", help=_("Change fields of a plan; the earlier wording is kept."))
@_CODE
@TITLE
@_fields
@amending(plans.PlanFields, read=_plan_fields)
def amend(code: str, **fields: Any) -> Command:
    return plans.amend(code, **fields)


@pca.command("activate", help=_("Activate a plan at a level."))
@_CODE
@_LEVEL
@click.option("--trigger", metavar=_("TEXT"), help=_("What triggers it."))
@click.option("--act", metavar=_("TEXT"), help=_("The act that activates it."))
@EFFECTIVE
@recording
def activate(code: str, **options: Any) -> Command:
    return plans.activate(code, **options)


@pca.command("level", help=_("Move an active plan to another level."))
@_CODE
@_LEVEL
@REASON
@EFFECTIVE
@recording
def level(code: str, **options: Any) -> Command:
    return plans.change_level(code, **options)


@pca.command("lift", help=_("Lift a plan."))
@_CODE
@REASON
@EFFECTIVE
@recording
def lift(code: str, reason: str | None, effective_at: datetime | None) -> Command:
    return plans.lift(code, reason=reason, effective_at=effective_at)


@pca.command(
    "mission",
    help=_("Mark a mission, by its code or its title, as degraded, suspended or restored."),
)
@_CODE
@click.argument("mission", metavar="MISSION", type=CODE)
@click.argument("change", type=Coded("mission", ("degraded", "suspended", "restored")))
@SITE
@REASON
@recording
def mission(code: str, mission: str, change: missions.Change, **options: Any) -> Command:
    return missions.change(code, mission, change, **options)


@pca.command("staffing", help=_("Count the agents of a plan by modality, for one day."))
@_CODE
@click.option(
    "--date",
    "day",
    metavar=_("DATE"),
    type=Day(past=True),
    help=_("The day counted; else the day of the fact."),
)
@click.option(
    "--count",
    "counts",
    metavar=_("MODALITY=N"),
    type=Pair(among=_MODALITY),
    multiple=True,
    required=True,
    help=_("Agents in a modality (repeatable): {modalities}.").format(
        modalities=_MODALITY.listed()
    ),
)
@click.option(
    "--mission",
    metavar="MISSION",
    type=CODE,
    help=_("Only this mission, by its code or its title; else the whole plan."),
)
@click.option(
    "--organisation", metavar="CODE", type=CODE, help=_("Only this organisation; else all.")
)
@SITE
@REASON
@recording
def staffing(
    code: str, day: date | None, counts: tuple[tuple[str, str], ...], **options: Any
) -> Command:
    counted: dict[Any, int] = {}
    for modality, number in counts:
        if modality in counted:
            raise click.UsageError(
                _("{modality} is counted twice; give it once.").format(
                    modality=_MODALITY.shown(modality)
                )
            )
        counted[modality] = agents(number)
    return counting.count(
        code,
        day=day or day_of_fact(),
        counts=counted,
        **options,
    )


@pca.command("list", help=_("List the plans."))
@click.pass_obj
def list_(session: Session) -> None:
    state, now = session.state(), session.present()
    found = [plan_at(state, plan, now) for plan in state.members(plans.ContinuityPlan)]
    print_list(
        session,
        found,
        nothing=_("No plan is registered."),
        columns=[_("Code"), _("Status"), _("Level"), _("Since"), _("Staffing"), _("Title")],
        row=lambda plan: [
            plan.code,
            status_word("plan", plan.status),
            str(plan.level or ""),
            session.show_instant(plan.since),
            staffing_line(plan.staffing) if plan.staffing else "",
            plan.title,
        ],
        document=lambda plan: plan.model_dump(mode="json"),
    )


@pca.command("show", help=_("Show a plan: level, missions, staffing day by day, history."))
@_CODE
@click.pass_obj
def show(session: Session, code: str) -> None:
    state = session.state()
    plan = plans.existing(state, code)
    now = plan_at(state, plan, session.present())
    days = [day for day in state.members(counting.StaffingOfDay) if day.plan == plan.code]
    subject = plans.ContinuityPlan.named(plan.code)
    history = session.register.history(subject)
    if session.as_json:
        output.emit(
            plan.model_dump(mode="json")
            | {
                "now": now.model_dump(mode="json"),
                "staffing": [day.model_dump(mode="json") for day in days],
                "missing": list(plan.missing()),
                "history": [full_entry_document(e) for e in history],
            }
        )
        return
    print_plan(session, plan, now)
    print_staffing(plan, days)
    print_history(session, subject, history)
