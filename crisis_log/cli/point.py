"""The point: all that is said on the telephone in one minute, on one screen."""

from collections.abc import Iterator
from datetime import datetime

import click

from crisis_log.cli import output
from crisis_log.cli.one_screen import HEIGHT, Section, aligned, fitted, laid_out
from crisis_log.cli.pending import briefing_time
from crisis_log.cli.points import marked
from crisis_log.cli.session import Session
from crisis_log.cli.summaries import crisis_level
from crisis_log.deadline import show_due
from crisis_log.language import _, counted
from crisis_log.views.indicators import IndicatorNow
from crisis_log.views.open_points import OpenPoint
from crisis_log.views.point import Point
from crisis_log.views.point import point as view
from crisis_log.views.situation import PlanNow
from crisis_log.when import show_clock, show_date
from crisis_log.words import enumerate_parts, field_name, join_some, number_text

_NAME = 30
_UNIT = 12
"""In columns: how much of the name of an indicator tells which it is."""


@click.command(
    "point",
    help=_("Show the point on one screen: level, figures, last lines, decisions, requests."),
)
@click.pass_obj
def point(session: Session) -> None:
    found = view(session.register.account(), session.present())
    if session.as_json:
        output.emit(found.model_dump(mode="json"))
        return
    head = [fitted(line) for line in _head(session, found)]
    for line in head:
        output.line(line)
    room = HEIGHT - len(head) - 2  # the marking of an exercise, and where the next line is typed
    for shown in laid_out([*_sections(session, found)], room):
        title = shown.title
        if not shown.lines:
            title = _("{title}: none").format(title=title)
        elif shown.others:
            title = counted(
                "{title} (and {count} other)",
                "{title} (and {count} others)",
                shown.others,
                title=title,
            )
        output.heading(title)
        for line in shown.lines:
            output.line(line)


def _head(session: Session, found: Point) -> Iterator[str]:
    yield f"{session.show_instant(found.instant)} · {found.title} · {found.authority}"
    rows = [(field_name("level"), _level(session, found))]
    rows += [
        (_("plan {code}").format(code=plan.code), _plan(session, plan)) for plan in found.plans[:2]
    ]
    rows.append((_("next briefing"), _briefing(session, found)))
    rows.append((_("measures"), _measures(found.measures_open)))
    if overdue := [*_overdue(session, found)]:
        rows.append((_("overdue"), enumerate_parts(overdue)))
    yield from aligned(rows)


def _level(session: Session, found: Point) -> str:
    if found.crisis_status == "closed":
        return _("crisis closed")
    return crisis_level(session, found.level)


def _plan(session: Session, plan: PlanNow) -> str:
    return _("level {level}, since {since} (entry {entry})").format(
        level=plan.level, since=session.show_instant(plan.since), entry=plan.entry
    )


def _briefing(session: Session, found: Point) -> str:
    if found.crisis_status == "closed":
        return _("none: the crisis is closed")
    if found.next_briefing is None or found.next_briefing.is_past:
        return _("not recorded")
    return briefing_time(session, found.next_briefing)


def _measures(opened: int) -> str:
    return counted("{count} open", "{count} open", opened) if opened else _("none open")


def _overdue(session: Session, found: Point) -> Iterator[str]:
    """Return what is overdue: a briefing that is not recorded as held, then deadlines."""
    said = found.next_briefing
    if said and said.overdue_since:
        yield _("briefing of {time}").format(time=_near(session, found, said.overdue_since))
    if found.overdue:
        yield join_some(found.overdue)


def _sections(session: Session, found: Point) -> Iterator[Section]:
    yield Section(_("Key figures"), [_figure(one) for one in found.figures], 5)
    lines = [
        [
            _near(session, found, one.occurred_at),
            _("n° {number}").format(number=one.number),
            marked(one.text, unverified=one.unverified, confidential=one.confidential),
        ]
        for one in found.lines
    ]
    yield Section(_("Last lines"), lines, 5)
    decisions = [
        [one.label, _near(session, found, one.since), one.title] for one in found.decisions
    ]
    yield Section(_("Decisions in force"), decisions, 4)
    yield Section(_("Open requests"), [*map(_point, found.requests)], 3)
    yield Section(_("Uncertainties"), [*map(_point, found.uncertainties)], 3)


def _figure(row: IndicatorNow) -> list[str]:
    unit = f" {fitted(row.unit, _UNIT)}" if row.unit else ""
    change = ""
    if row.change:
        sign = "+" if row.change > 0 else "\u2212"
        change = f"{sign}{number_text(abs(row.change))}"
    target = (
        _("target {value}").format(value=number_text(row.target)) if row.target is not None else ""
    )
    return [
        row.measure,
        fitted(row.name, _NAME),
        f"{number_text(row.latest.value)}{unit}",
        change,
        target,
        show_due(row.latest.due),
        _("n° {number}").format(number=row.latest.entry),
    ]


def _point(one: OpenPoint) -> list[str]:
    label = one.label or _("n° {number}").format(number=one.entry)
    text = marked(one.text, confidential=one.confidential)
    if not one.who or one.what == "assumption":  # whoever decided is not who says so
        return [label, text]
    return [label, _("{headline}: {detail}").format(headline=one.who, detail=text)]


def _near(session: Session, found: Point, instant: datetime) -> str:
    """Return the time of an instant, with its day where that is not today."""
    day, today = (each.astimezone(session.zone).date() for each in (instant, found.instant))
    clock = show_clock(instant, session.zone)
    return clock if day == today else f"{show_date(day)} {clock}"
