"""What a situation report tells and the format has no place for: said, never squeezed in."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from crisis_log.exchange.emsi.event import Figures
from crisis_log.language import _, counted
from crisis_log.views.situation_report.report import SituationReport


class LeftOut(NamedTuple):
    """So many things of a sort, and how people say that."""

    what: str
    things: int
    said: str


def left_out(report: SituationReport, told: Figures, missions: Collection[int]) -> list[LeftOut]:
    """Return what a message about this report leaves out; `missions` are the measures told."""
    return [one for one in _all(report, told, missions) if one.things]


def _all(report: SituationReport, told: Figures, missions: Collection[int]) -> Iterator[LeftOut]:
    yield _level(report)
    yield _plans(len(report.plans), len(report.missions))
    yield from _decided(report, missions)
    yield _figures(len(told.others))
    yield _requests(len(report.requests))
    yield _lines(report)
    yield _objectives(len(report.objectives))
    yield _open_points(len(report.open_points) + (1 if report.next_briefing else 0))
    withheld = sum(one.confidential for one in report.synthesis)
    yield LeftOut(
        "confidential",
        withheld,
        counted("{count} confidential sentence", "{count} confidential sentences", withheld),
    )


def _level(report: SituationReport) -> LeftOut:
    return LeftOut("level", 1 if report.level else 0, _("the level of the crisis"))


def _plans(plans: int, missions: int) -> LeftOut:
    said = counted("{count} continuity plan", "{count} continuity plans", plans)
    if missions:
        said = counted(
            "{plans} ({count} disturbed mission)",
            "{plans} ({count} disturbed missions)",
            missions,
            plans=said,
        )
    return LeftOut("plans", plans, said)


def _decided(report: SituationReport, missions: Collection[int]) -> Iterator[LeftOut]:
    told = report.decisions
    decisions = len([*told.expected, *told.in_force, *told.suspended, *told.to_come, *told.ended])
    yield LeftOut(
        "decisions", decisions, counted("{count} decision", "{count} decisions", decisions)
    )
    measures = sum(one.measure.number not in missions for one in report.measures)
    yield LeftOut(
        "measures",
        measures,
        counted(
            "{count} measure (“--as-mission M-1=TYPE” sends one)",
            "{count} measures (“--as-mission M-1=TYPE” sends one)",
            measures,
        ),
    )


def _figures(count: int) -> LeftOut:
    return LeftOut("figures", count, counted("{count} figure", "{count} figures", count))


def _requests(count: int) -> LeftOut:
    said = counted("{count} open request", "{count} open requests", count)
    return LeftOut("requests", count, said)


def _lines(report: SituationReport) -> LeftOut:
    told, lines = {one.sources for one in report.synthesis}, report.lines
    kinds = (lines.key_points, lines.events, lines.information, lines.actions)
    all_ = [*kinds, lines.communications, lines.unverified]
    count = sum(one.sources not in told for kind in all_ for one in kind)
    return LeftOut(
        "lines",
        count,
        counted("{count} line of the journal", "{count} lines of the journal", count),
    )


def _objectives(count: int) -> LeftOut:
    said = counted("{count} objective", "{count} objectives", count)
    return LeftOut("objectives", count, said)


def _open_points(count: int) -> LeftOut:
    said = counted("{count} point that is waited for", "{count} points that are waited for", count)
    return LeftOut("open_points", count, said)
