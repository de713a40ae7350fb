"""What charts show, as their titles say it: from the figures alone."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from crisis_log.language import _, counted, whole
from crisis_log.reports.charts.indicators import Point
from crisis_log.reports.charts.staffing import Slot
from crisis_log.reports.page.typography import day, number, signed
from crisis_log.views.key_figures import ON_SITE
from crisis_log.views.weekly.indicators import DAYS, IndicatorRow, WeekFigure
from crisis_log.words import enumerate_parts


def indicator_finding(row: IndicatorRow, form: str = "short") -> str:
    """Return what an indicator shows and its change: `212 on 29/03, +38 since 22/03`.

    That is what the table beside the chart says; a flow is that of the week.
    """
    now, before = row.now, row.before
    if now is None:
        return _("no value in the week")
    words = {"value": number(now.value), "day": day(now.as_of, form)}
    if row.adds_up:
        return _flow_finding(row, now)
    if before is None:
        return _("{value} on {day}").format(**words)
    if not row.is_new:
        return _("{value} on {day}, no new value since").format(**words)
    words |= {"change": signed(row.change or 0), "since": day(before.as_of, form)}
    if row.change == 0:
        return _("{value} on {day}, as on {since}").format(**words)
    return _("{value} on {day}, {change} since {since}").format(**words)


def _flow_finding(row: IndicatorRow, now: WeekFigure) -> str:
    told = (
        _("{value} in the week").format(value=number(now.value))
        if now.days == DAYS
        else counted(
            "{value} on {count} day", "{value} on {count} days", now.days, value=number(now.value)
        )
    )
    if row.change is None:
        return told
    change = signed(row.change)
    if row.per_day:
        return _("{value}, {change} a day").format(value=told, change=change)
    return _("{value}, {change}").format(value=told, change=change)


def indicators_finding(rows: Sequence[IndicatorRow]) -> str:
    """Return the title of a chart of one indicator, or of several: how many rose and fell."""
    if len(rows) == 1:
        name, finding = rows[0].name, indicator_finding(rows[0], "long")
        return _("{name}: {finding}").format(name=name[:1].upper() + name[1:], finding=finding)
    changes = [row.change for row in rows if row.change is not None]
    up, down = sum(change > 0 for change in changes), sum(change < 0 for change in changes)
    same, first = len(changes) - up - down, sum(row.is_new and row.before is None for row in rows)
    silent = len(rows) - len(changes) - first
    parts = [
        *([counted("{count} has risen", "{count} have risen", up)] if up else []),
        *([counted("{count} has fallen", "{count} have fallen", down)] if down else []),
        *([counted("{count} is unchanged", "{count} are unchanged", same)] if same else []),
        *([_("{count} without a new value").format(count=whole(silent))] if silent else []),
        *([_("{count} told for the first time").format(count=whole(first))] if first else []),
    ]
    return counted(
        "Of {count} indicator: {parts}",
        "Of {count} indicators: {parts}",
        len(rows),
        parts=", ".join(parts),
    )


def measures_finding(late: int, on_time: int, undated: int) -> str:
    """Return what a chart of open measures shows: how many are overdue, and how many are not.

    Of those on time, `undated` have no deadline.
    """
    n = late + on_time
    if not n:
        return _("No measure is open")
    if late:
        return counted(
            "{count} measure is overdue, of {open}",
            "{count} measures are overdue, of {open}",
            late,
            open=counted("{count} open measure", "{count} open measures", n),
        )
    if undated == n:
        return counted(
            "The one open measure has no deadline",
            "None of the {count} open measures has a deadline",
            n,
        )
    if undated:  # and others: there are two of them at the least
        return counted(
            "None of the {n} open measures is overdue, {count} has no deadline",
            "None of the {n} open measures is overdue, {count} have no deadline",
            undated,
            n=whole(n),
        )
    return counted("The one open measure is on time", "The {count} open measures are on time", n)


def course_finding(points: Sequence[Point], target: Decimal | None) -> str:
    """Return what the course of an indicator shows: first, last, lowest, highest, and target."""
    first, last = points[0], points[-1]
    values = [point.value for point in points]
    parts = [
        _("from {start} on {first} to {end} on {last}").format(
            start=number(first.value),
            first=day(first.day, "short"),
            end=number(last.value),
            last=day(last.day, "short"),
        ),
        _("lowest {value}").format(value=number(min(values))),
        _("highest {value}").format(value=number(max(values))),
    ]
    if target is not None:
        parts.append(_("target {target}").format(target=number(target)))
    if gaps := (last.day - first.day).days + 1 - len(points):
        parts.append(counted("{count} day without a figure", "{count} days without a figure", gaps))
    return enumerate_parts(parts)


def staffing_over_time_finding(columns: Sequence[Slot]) -> str:
    """Return the title of a chart of days or weeks: agents on site, their lowest and last."""
    known = [(one.first, _on_site(one)) for one in columns if one.agents is not None]
    if not known:
        return _("No agents were counted")
    (first, start), (last, end) = known[0], known[-1]
    lowest_on, lowest = min(known, key=lambda pair: pair[1])
    words = {"first": _named(first, columns)}
    if len(known) == 1:
        return counted(
            "{count} agent on site {first}", "{count} agents on site {first}", start, **words
        )
    words |= {"end": number(end), "last": _named(last, columns)}
    if lowest_on in {first, last}:
        return counted(
            "From {count} agent on site {first} to {end} {last}",
            "From {count} agents on site {first} to {end} {last}",
            start,
            **words,
        )
    words |= {"lowest": number(lowest), "lowest_on": _named(lowest_on, columns)}
    return counted(
        "From {count} agent on site {first} to {end} {last}, at the lowest {lowest} {lowest_on}",
        "From {count} agents on site {first} to {end} {last}, at the lowest {lowest} {lowest_on}",
        start,
        **words,
    )


def _named(first: date, columns: Sequence[Slot]) -> str:
    if columns[0].days == 1:
        return _("on {day}").format(day=day(first, "long"))
    return _("in the week of {day}").format(day=day(first, "long"))


def _on_site(slot: Slot) -> int:
    return sum(count for name, count in (slot.agents or {}).items() if name in ON_SITE)
