"""Several registers as one chronicle: nothing is lost, doubled or moved, clocks are bounded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from hypothesis import given as for_any
from hypothesis import strategies as st

from crisis_log.entry import Entry
from crisis_log.slices.journal import LineLogged
from crisis_log.views.joint import Stamped, chronicle, closest, first_difference, names
from tests.given import entry_of, hour

LINE: Final = LineLogged(text="Masks", line_kind="information")
LATE: Final = st.lists(st.integers(0, 9), max_size=12)
NOON: Final = datetime(2020, 3, 18, 12, tzinfo=UTC)


def in_order(hours_late: list[int]) -> list[Entry]:
    """Return the entries of a register in the order of their facts."""
    entries = [
        entry_of(LINE, number, hour(number) - timedelta(hours=late))
        for number, late in enumerate(hours_late, start=1)
    ]
    return sorted(entries, key=lambda entry: (entry.occurred_at, entry.number))


@for_any(LATE, LATE, LATE)
def test_each_entry_of_each_is_told_once_in_the_order_of_the_facts(
    a: list[int], b: list[int], c: list[int]
) -> None:
    streams = {"a": in_order(a), "b": in_order(b), "c": in_order(c)}
    told = [*chronicle(streams)]
    for name, entries in streams.items():
        assert [entry for whose, entry in told if whose == name] == entries
    keys = [(e.occurred_at, e.recorded_at, whose, e.number) for whose, e in told]
    assert keys == sorted(keys)


def test_a_name_that_two_registers_share_gives_way_to_the_whole_id() -> None:
    assert names(["flood-1a", "flood-2b", "fire-3c"]) == ["flood-1a", "flood-2b", "fire"]


def test_copies_part_where_the_first_entry_differs_or_one_ends() -> None:
    assert first_difference([b"1", b"2"], [b"1", b"2"]) is None
    assert first_difference([b"1", b"2"], [b"1", b"3"]) == 2
    assert first_difference([b"1"], [b"1", b"3"]) == 2


def stamped(before: int, after: int) -> Stamped:
    """Return a timestamp between two recordings, so many seconds before and after it."""
    second = timedelta(seconds=1)
    return Stamped(1, NOON - before * second, NOON, 2, NOON + after * second)


def test_a_timestamp_bounds_the_clock_from_both_sides() -> None:
    stamp = stamped(before=5, after=3)
    assert (stamp.least, stamp.most) == (timedelta(seconds=-5), timedelta(seconds=3))


def test_the_timestamp_with_the_closest_bounds_tells_most() -> None:
    assert closest([stamped(60, 0), stamped(1, 1), stamped(0, 60)]) == stamped(1, 1)
    assert closest([]) is None
