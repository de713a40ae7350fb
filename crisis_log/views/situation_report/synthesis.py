"""The point in three statements: what matters first, as the cell said it, then how things stand."""

from collections.abc import Sequence
from typing import Final

from crisis_log.fact import Frozen
from crisis_log.language import _, counted
from crisis_log.slices.line_parts import Check
from crisis_log.views.journal_lines import Said
from crisis_log.views.situation_report.decisions import PointDecisions
from crisis_log.views.situation_report.lines import PointLines
from crisis_log.views.situation_report.measures import MeasureNow
from crisis_log.words import enumerate_parts

AT_MOST: Final = 3
_EVENTS: Final = 2


class Statement(Frozen):
    """A statement and the entries it rests on.

    That of a line says whether it is `confidential`, and what was found of it last.
    """

    text: str
    confidential: bool = False
    checked: Check | None = None
    sources: tuple[int, ...]


def synthesis(
    lines: PointLines,
    decisions: PointDecisions,
    measures: Sequence[MeasureNow],
    requests: Sequence[Said],
) -> tuple[Statement, ...]:
    """Return the key points, then the last events, then what is in force, done and asked."""
    told = [*lines.key_points, *lines.events[:_EVENTS]]
    said = [_of_line(one) for one in told]
    return tuple([*said[:AT_MOST], _standing(decisions, measures, requests)][:AT_MOST])


def _of_line(said: Said) -> Statement:
    return Statement(
        text=said.text,
        confidential=said.confidential,
        checked=said.checked,
        sources=said.sources,
    )


def _standing(
    decisions: PointDecisions, measures: Sequence[MeasureNow], requests: Sequence[Said]
) -> Statement:
    """Return how many decisions, measures and requests there are, with what matters of them."""
    expected = [one.entry for one in decisions.expected]
    new = [one.entry for one in decisions.in_force if one.is_new]
    late = [one.entry for one in measures if one.overdue]
    asked = [one.sources[0] for one in requests]
    parts = [
        *_submitted(len(expected)),
        _in_force(len(decisions.in_force), len(new)),
        _in_hand(len(measures), len(late)),
        counted("{count} request open", "{count} requests open", len(asked)),
    ]
    text = _("{sentence}.").format(sentence=enumerate_parts(parts))
    return Statement(text=text, sources=tuple(sorted([*expected, *new, *late, *asked])))


def _submitted(expected: int) -> list[str]:
    if not expected:
        return []
    return [
        counted("{count} decision submitted to you", "{count} decisions submitted to you", expected)
    ]


def _in_force(decisions: int, new: int) -> str:
    things = counted("{count} decision in force", "{count} decisions in force", decisions)
    if not new:
        return things
    return counted(
        "{things}, {count} of them new", "{things}, {count} of them new", new, things=things
    )


def _in_hand(measures: int, late: int) -> str:
    things = counted("{count} measure in hand", "{count} measures in hand", measures)
    if not late:
        return things
    return counted(
        "{things}, {count} of them overdue",
        "{things}, {count} of them overdue",
        late,
        things=things,
    )
