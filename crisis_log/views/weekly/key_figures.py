"""Which figures sum a week up, and what were they in the week before, as is known now?"""

from collections.abc import Iterable, Iterator

from crisis_log.entry import Entry
from crisis_log.slices.checkpoint import CheckpointFact
from crisis_log.slices.decision import DecisionAdopted
from crisis_log.slices.exchange import ExchangeFact
from crisis_log.slices.settings import SettingChanged
from crisis_log.views.errata.key_figures import retold
from crisis_log.views.key_figures import Figure, KeyFigure, compared, counted, standing_figures
from crisis_log.views.log_of_week import LogOfWeek


def key_figures(week: LogOfWeek) -> tuple[KeyFigure, ...]:
    """Return the figures of the week, each with that of the week before if there was one.

    That is told as it is known now, so that a change is what happened since: what the
    report before showed otherwise is an erratum.
    """
    now = (*_flows(week, week.entries), *standing_figures(week.after, week.at_end))
    earlier: list[Figure] = []
    if not week.is_first:
        earlier = [*retold(week), *_flows(week, week.entries_before())]
    return compared(now, earlier)


def _flows(week: LogOfWeek, entries: Iterable[Entry]) -> Iterator[Figure]:
    adopted: list[int] = []
    count, first, last = 0, 0, 0
    for entry in entries:
        if isinstance(entry.fact, DecisionAdopted) and entry.number not in week.struck:
            adopted.append(entry.number)
        if not isinstance(entry.fact, CheckpointFact | ExchangeFact | SettingChanged):
            count, first, last = count + 1, first or entry.number, entry.number
    yield counted("decisions_taken", adopted)
    yield Figure(key="entries", value=count, sources=(first, last) if count else ())
