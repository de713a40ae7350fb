"""What of a record of decisions do its chapters tell, and what does its annex tell alone?

A record holds everything. Its chapters tell decisions with all their fields and their
history, as many as can be read: those in force before those that have ended, those overdue,
those about which something was recorded last. The annex has a line for each of the others.
"""

from typing import Final, NamedTuple

from crisis_log.slices.decision import IN_FORCE
from crisis_log.views.decisions_record import DecisionsRecord, HistoryLine, RecordedDecision
from crisis_log.views.foremost import Shown, foremost

TAKEN: Final = 60
EXPECTED: Final = 30
REJECTED: Final = 10
LINES: Final = 40
"""Lines of the history of a decision."""


class RecordChapters(NamedTuple):
    """What is shown of each group of decisions; `overview` has those shown of all groups."""

    expected: Shown[RecordedDecision]
    taken: Shown[RecordedDecision]
    rejected: Shown[RecordedDecision]
    overview: Shown[RecordedDecision]


def record_chapters(record: DecisionsRecord) -> RecordChapters:
    """Return what the chapters of `record` tell."""
    told = record.decisions
    expected = foremost(told.expected, EXPECTED, _rank)
    taken = foremost(told.taken, TAKEN, _rank)
    rejected = foremost(told.rejected, REJECTED, _rank)
    shown = {sheet.decision.number for one in (expected, taken, rejected) for sheet in one.items}
    overview = foremost(told.all, len(shown), lambda sheet: sheet.decision.number not in shown)
    return RecordChapters(expected, taken, rejected, overview)


def history(sheet: RecordedDecision) -> Shown[HistoryLine]:
    """Return what is shown of the history of a decision: its own entries before its measures."""
    return foremost(sheet.history, LINES, lambda line: line.measure is not None)


def _rank(sheet: RecordedDecision) -> tuple[bool, bool, int]:
    ended = sheet.status not in {*IN_FORCE, "proposed"}
    return ended, not sheet.overdue, -sheet.history[-1].entry
