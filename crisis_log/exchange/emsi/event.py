"""What a register knows of the event, as the schema has it; what it does not know is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from typing import Any, Final, NamedTuple

from crisis_log.exchange.emsi.instants import instant_text
from crisis_log.text import folded
from crisis_log.views.indicators import IndicatorNow
from crisis_log.views.situation_report.report import SituationReport

_FIGURES: Final = {
    "MISSING": ("disparus", "personnes disparues", "missing", "missing persons"),
    "TRIAGERED": ("triage rouge", "triage red"),
    "TRIAGEYELLOW": ("triage jaune", "triage yellow"),
    "TRIAGEGREEN": ("triage vert", "triage green"),
    "TRIAGEBLACK": ("triage noir", "triage black"),
    "DISPLACED": ("deplaces", "personnes deplacees", "displaced", "displaced persons"),
    "EVACUATED": ("evacues", "personnes evacuees", "evacuated", "evacuated persons"),
}
"""Names of indicators that say what a field of the format says: no others are near enough."""
_BY_NAME: Final = {name: field for field, names in _FIGURES.items() for name in names}
_OF_EVACUATION: Final = ("DISPLACED", "EVACUATED")
_CONTEXT: Final = "REQ_ACTION"
"""In what context people were counted: it must be said, and is the one of the public samples."""


class Figures(NamedTuple):
    """Indicators that have a field in the format, by that field, and those that have none."""

    placed: dict[str, IndicatorNow]
    others: tuple[IndicatorNow, ...]


def figures(indicators: Sequence[IndicatorNow]) -> Figures:
    """Return which indicators have a place: whole numbers of a whole event, each told once."""
    placed: dict[str, IndicatorNow] = {}
    for one in indicators:
        field = _BY_NAME.get(folded(one.name))
        if field and not one.scope and _is_count(one):
            newer = placed.get(field)
            if newer is None or one.latest.as_of > newer.latest.as_of:
                placed[field] = one
    others = (one for one in indicators if one not in placed.values())
    return Figures(placed, tuple(others))


def _is_count(one: IndicatorNow) -> bool:
    value = one.latest.value
    return value >= 0 and value == value.to_integral_value()


def event_of(
    report: SituationReport, identifier: str, told: Figures, zone: tzinfo
) -> dict[str, Any]:
    """Return the event under its own `identifier`, and that which all partners have of it."""
    event: dict[str, Any] = {
        "ID": report.register_id,
        "NAME": report.title,
        "MAIN_EVENT_ID": identifier,
        "DECL_DATIME": instant_text(report.opened_at, zone),
    }
    if observed := max(_observed(report), default=None):
        event["OBS_DATIME"] = instant_text(observed, zone)
    event["STATUS"] = "IPR" if report.crisis_status == "open" else "COM"
    counts = [*_counts(told, zone)]
    casualties = [{"CONTEXT": _CONTEXT} | one for group, one in counts if group == "CASUALTIES"]
    evacuation = [one for group, one in counts if group == "EVAC"]
    return event | {
        name: told for name, told in (("CASUALTIES", casualties), ("EVAC", evacuation)) if told
    }


def _observed(report: SituationReport) -> Iterator[datetime]:
    """Return when what the lines of the report tell was seen."""
    lines = report.lines
    for one in (*lines.key_points, *lines.events, *lines.information):
        if not one.confidential:
            yield one.occurred_at


def _counts(told: Figures, zone: tzinfo) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return each count with its time, under its group: counts of one group may differ in time."""
    for field, one in told.placed.items():
        group = "EVAC" if field in _OF_EVACUATION else "CASUALTIES"
        moment: dict[str, Any] = {}
        if one.latest.instant:
            moment["DATIME"] = instant_text(one.latest.instant, zone)
        yield group, moment | {field: int(one.latest.value)}
