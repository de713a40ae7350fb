"""What charts show, as their titles say it: from the figures alone."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from crisis_log.language import _, counted, whole
from crisis_log.reports.charts.staffing import Slot
from crisis_log.reports.page.typography import day, number, signed
from crisis_log.slices.measure import Figure
from crisis_log.views.indicators import IndicatorNow
from crisis_log.views.key_figures import ON_SITE
from crisis_log.views.weekly.measures import IndicatorRow


def indicator_finding(row: IndicatorNow, form: str = "short") -> str:
    """Return the last value of an indicator and its change: `212 on 29/03, +38 since 22/03`.

    The change is that to the earlier figure as it is known now, which is what a chart shows.
    """
    latest, before = row.latest, row.before
    words = {"value": number(latest.value), "day": day(latest.as_of, form)}
    if before is None:
        return _("{value} on {day}").format(**words)
    if latest.entry == before.entry:
        return _("{value} on {day}, no new value since").format(**words)
    if latest.as_of == before.as_of:
        words["change"] = signed(latest.value - before.value)
        return _("{value} on {day}, revised by {change}").format(**words)
    change = _change(row, before)
    words |= {"change": signed(change), "since": day(before.as_of, form)}
    if change == 0:
        return _("{value} on {day}, as on {since}").format(**words)
    return _("{value} on {day}, {change} since {since}").format(**words)


def indicators_finding(rows: Sequence[IndicatorNow]) -> str:
    """Return the title of a chart of one indicator, or of several: how many rose and fell."""
    if len(rows) == 1:
        name, finding = rows[0].name, indicator_finding(rows[0], "long")
        return _("{name}: {finding}").format(name=name[:1].upper() + name[1:], finding=finding)
    changes = [
        _change(row, row.before)
        for row in rows
        if row.before and row.latest.entry != row.before.entry
    ]
    up, down = sum(change > 0 for change in changes), sum(change < 0 for change in changes)
    same, first = len(changes) - up - down, sum(row.before is None for row in rows)
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


def _change(row: IndicatorNow, before: Figure) -> Decimal:
    """Return the change since `before`, by what is known now of its day."""
    if before.as_of == row.latest.as_of:
        return row.latest.value - before.value
    series = row.series if isinstance(row, IndicatorRow) else ()
    now = next((one.value for one in series if one.day == before.as_of), before.value)
    return row.latest.value - now


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
