"""What the pages of a bundle tell of the instant of a decision: what was recorded then.

It is the view of the dossier, without the entries: these are in the timeline.
"""

from __future__ import annotations

from crisis_log.fact import Refused, UnreadableEntryError
from crisis_log.reports.browser.log import Log
from crisis_log.slices.decision import Decision
from crisis_log.views.dossier import then
from crisis_log.views.dossier.then import Then


def then_of(log: Log, decision: Decision) -> Then | None:
    """Return what was recorded then, if what the entries say of the decision can be told."""
    try:
        return then.then_of(log, decision.number)
    except (Refused, UnreadableEntryError):
        return None
