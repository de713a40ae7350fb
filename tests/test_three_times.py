"""An entry knows when it happened, when the cell learnt of it, and when it was recorded."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crisis_log import language
from crisis_log.entry import read_entry
from crisis_log.fact import Refused, UnreadableEntryError
from crisis_log.register import Register, stopped_clock
from crisis_log.slices import journal
from tests.golden.make import path_of
from tests.storage.registers import create

NOON = datetime(2020, 3, 18, 12, tzinfo=UTC)
CLOSED = path_of("crisis.closed.v1").read_bytes()
"""It happened on 17 March at 22:05 and was recorded on the 18th at 17:30, UTC."""


def declared(instant: bytes) -> bytes:
    """Return the golden closing, declared received at `instant`."""
    return CLOSED.replace(b',"by":', b',"received_at":' + instant + b',"by":')


def test_what_was_received_is_kept_in_the_bytes_of_its_entry_and_only_there() -> None:
    stored = declared(b'"2020-03-18T07:00:00Z"')
    entry = read_entry(stored)
    assert entry.received_at == datetime(2020, 3, 18, 7, tzinfo=UTC)
    assert entry.to_bytes() == stored
    without = read_entry(CLOSED)
    assert without.received_at is None
    assert without.to_bytes() == CLOSED, "bytes of before are written as before"
    assert entry.fact == without.fact


@pytest.mark.parametrize("instant", [b'"yesterday"', b'"2020-03-18T07:00:00"', b"3.5e99"])
def test_what_is_no_instant_is_no_reception(instant: bytes) -> None:
    with pytest.raises(UnreadableEntryError):
        read_entry(declared(instant))


@pytest.mark.parametrize(
    ("at", "received", "refusal"),
    [
        (None, NOON.replace(minute=1), "“--received”"),
        (NOON.replace(hour=11), NOON.replace(hour=10), "received before it happened"),
        (NOON.replace(minute=1), NOON, "before it happened"),
    ],
)
def test_it_was_received_between_the_fact_and_its_recording(
    tmp_path: Path, at: datetime | None, received: datetime, refusal: str
) -> None:
    path = create(tmp_path / "flood.crisis", stopped_clock(NOON))
    line = journal.log("The dike gave way")
    with Register.open(path, stopped_clock(NOON)) as register:
        with language.speaking("en"), pytest.raises(Refused, match=refusal):
            register.record(line, by="secretary", occurred_at=at, received_at=received)
        assert register.size() == 1
        ends = {NOON.replace(hour=11): NOON.replace(hour=11), NOON.replace(hour=9): NOON}
        for happened, learnt in ends.items():
            entry = register.record(
                line, by="secretary", occurred_at=happened, received_at=learnt
            ).entries[0]
            assert (entry.occurred_at, entry.received_at) == (happened, learnt)
