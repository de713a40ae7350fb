"""An entry is recorded late: by minutes, by days, or for what a document tells."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from crisis_log.slices.journal import LineLogged
from tests.given import entry_of, hour

PARIS = ZoneInfo("Europe/Paris")
FACT = LineLogged(text="Crue", line_kind="information")


@pytest.mark.parametrize(("minutes", "late"), [(0, False), (15, False), (16, True)])
def test_both_times_are_shown_after_a_quarter_of_an_hour(minutes: int, late: bool) -> None:
    entry = entry_of(FACT, 2, hour(2) - timedelta(minutes=minutes))
    assert entry.lag == timedelta(minutes=minutes)
    assert entry.is_late is late


def test_a_day_ends_at_midnight_of_the_time_zone() -> None:
    fact, recorded = datetime(2020, 3, 16, 22, 59, tzinfo=UTC), hour(15) + timedelta(minutes=1)
    entry = entry_of(FACT, 2, fact).model_copy(update={"recorded_at": recorded})
    assert entry.is_late_by_days(PARIS), "it is past midnight in Paris"
    assert not entry.is_late_by_days(UTC)
    assert not entry.is_late


def test_a_document_is_late_for_what_is_older_than_the_time_that_it_tells() -> None:
    entry = entry_of(FACT, 2, hour(1))
    assert entry.is_late_for(hour(2))
    assert not entry.is_late_for(hour(1))
