"""What the register notes of its checkpoints: after the entries that they sign, once given out."""

from datetime import UTC, datetime

import pytest

from crisis_log.fact import Fact
from crisis_log.slices import checkpoint, crisis, journal
from crisis_log.slices.checkpoint import Checkpoint, CheckpointGiven, CheckpointTimestamped
from tests.given import given

NOTE, REPLY = "a" * 64, "b" * 64
GIVEN = CheckpointGiven(position=1, sha256=NOTE, carrier="bundle")
STAMPED = CheckpointTimestamped(
    position=1, sha256=NOTE, reply_sha256=REPLY, stamped_at=datetime(2020, 3, 18, 12, tzinfo=UTC)
)
BOTH = pytest.mark.parametrize("fact", [GIVEN, STAMPED])


@BOTH
def test_a_checkpoint_is_noted_after_the_entries_that_it_signs(
    fact: CheckpointGiven | CheckpointTimestamped,
) -> None:
    given().when(checkpoint.note(fact)).then(fact)
    ahead = fact.model_copy(update={"position": 2})
    given().when(checkpoint.note(ahead)).then_refused("more entries than the register holds")


@BOTH
def test_a_closed_crisis_is_still_vouched_for(
    fact: CheckpointGiven | CheckpointTimestamped,
) -> None:
    given(crisis.close()).when(checkpoint.note(fact)).then(fact)


def test_the_state_knows_what_became_of_each_checkpoint() -> None:
    past = given(GIVEN, STAMPED, journal.log("A line"))
    found = past.get(Checkpoint, "checkpoint/1")
    assert [(one.entry, one.carrier) for one in found.given] == [(2, "bundle")]
    assert [(one.entry, one.reply_sha256) for one in found.stamps] == [(3, REPLY)]


def test_entries_that_only_note_checkpoints_are_counted_apart() -> None:
    past = given(GIVEN, journal.log("A line"), STAMPED)
    assert [checkpoint.notes_after(past.state, number) for number in range(5)] == [2, 2, 1, 1, 0]


def test_the_same_evidence_is_the_same_request() -> None:
    others: list[Fact] = [
        GIVEN.model_copy(update={"carrier": "screen"}),
        GIVEN.model_copy(update={"sha256": REPLY}),
        STAMPED,
        STAMPED.model_copy(update={"reply_sha256": NOTE}),
    ]
    ids = {checkpoint.request_id(one) for one in [GIVEN, *others]}  # type: ignore[arg-type]  # both kinds
    assert len(ids) == len(others) + 1
    assert checkpoint.request_id(GIVEN.model_copy()) in ids


@pytest.mark.parametrize("carrier", ["postcard/{what}", "{", "unknown", "bundle/{0}"])
def test_a_carrier_that_nobody_knows_is_told_as_it_is(carrier: str) -> None:
    assert GIVEN.model_copy(update={"carrier": carrier}).sentence()
