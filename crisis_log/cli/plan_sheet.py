"""A continuity plan on the screen: its sheet, its missions, its staffing day by day."""

from crisis_log import when
from crisis_log.cli import output
from crisis_log.cli.session import Session, names
from crisis_log.cli.summaries import gap_line, level_line, modalities
from crisis_log.language import _, whole
from crisis_log.slices.continuity_plan import ContinuityPlan
from crisis_log.slices.staffing import StaffingOfDay
from crisis_log.views.situation import MissionNow, PlanNow, staffing_of
from crisis_log.words import field_name, join, status_word


def print_plan(session: Session, plan: ContinuityPlan, now: PlanNow) -> None:
    """Print what is known of a plan, and the state of its missions."""
    output.heading(f"{plan.code} · {plan.title}")
    headcount = "" if plan.headcount is None else whole(plan.headcount)
    scope = f" ({plan.headcount_scope})" if plan.headcount_scope else ""
    output.fields(
        [
            (field_name("status"), status_word("plan", now.status)),
            (field_name("level"), level_line(session, now)),
            (field_name("trigger"), plan.trigger or ""),
            (field_name("act"), plan.act or ""),
            (field_name("objectives"), "\n".join(plan.objectives)),
            (field_name("organisations"), names(plan.organisations)),
            (field_name("levels"), "\n".join(f"{n} {text}" for n, text in plan.levels.items())),
            (field_name("headcount"), headcount + scope if headcount else ""),
            (_("still missing"), join([field_name(name) for name in plan.missing()])),
        ]
    )
    if now.missions:
        output.heading(_("Missions"))
        output.table(
            [_("Code"), _("Kind"), _("State"), _("Since"), _("Entry"), _("Title")],
            [
                [
                    mission.code,
                    _("essential") if mission.essential else _("secondary"),
                    status_word("mission", mission.status),
                    session.show_instant(mission.since),
                    str(mission.entry or ""),
                    mission.title + _limits(plan, mission),
                ]
                for mission in now.missions
            ],
            right=[4],
        )


def _limits(plan: ContinuityPlan, mission: MissionNow) -> str:
    """Return the sites that a mission is limited to, where its row is not that of one site."""
    declared = plan.mission(mission.code)
    if declared is None or not declared.sites or mission.site:
        return ""
    return " " + _("(sites: {sites})").format(sites=join(declared.sites))


def print_staffing(plan: ContinuityPlan, days: list[StaffingOfDay]) -> None:
    """Print every count, what it replaced, and how the day stands to the headcount."""
    if not days:
        return
    output.heading(_("Staffing"))
    rows = []
    for day in days:
        reconciled = staffing_of(day, plan.headcount)
        for count in day.counts:
            replaced = [c for c in day.replaced if c.perimeter == count.perimeter]
            corrects = names([_replaced(one.total, one.entry) for one in replaced])
            perimeter = names([part for part in count.perimeter if part]) or _("whole plan")
            rows.append(
                [
                    when.show_date(day.day),
                    perimeter,
                    modalities(count.agents),
                    whole(count.total),
                    str(count.entry),
                    corrects,
                ]
            )
        if reconciled:
            total = whole(reconciled.total)
            rows.append(["", _("whole of the day"), gap_line(reconciled), total, "", ""])
    output.table(
        [_("Day"), _("Perimeter"), _("Agents"), _("Total"), _("Entry"), _("Replaces")],
        rows,
        right=[3, 4],
    )


def _replaced(total: int, entry: int) -> str:
    return _("{value} (n° {entry})").format(value=whole(total), entry=entry)
