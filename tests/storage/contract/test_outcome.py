"""When a transaction ends in an error: nothing was recorded, or nobody knows and it is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import pytest

from crisis_log.command import Request
from crisis_log.register import Register
from crisis_log.slices import decision, journal
from crisis_log.storage import OutcomeUnknownError, Place, Store, StoredCheckpoint
from crisis_log.storage.ahead import Question
from crisis_log.storage.backend import Cursor, Head
from tests.storage.contract.soundness import check_sound

CHECKPOINT = StoredCheckpoint(1, "report/R-1", datetime(2020, 3, 18, tzinfo=UTC), "note")


class _LostError(Exception):
    """The connection broke before the transaction was committed."""


class Unreliable:
    """A back end that cannot say how its transactions ended: `committed`, or not."""

    def __init__(self, place: Place, *, committed: bool) -> None:
        self._backend: Any = place.open()
        self._committed = committed

    def __getattr__(self, name: str) -> Any:
        return getattr(self._backend, name)

    @contextmanager
    def writing(self, ahead: Iterable[Question] = ()) -> Iterator[tuple[Cursor, Head]]:
        with suppress(_LostError), self._backend.writing(ahead) as held:
            yield held
            self._end()
        raise OutcomeUnknownError(self.place.text)

    def _end(self) -> None:
        if not self._committed:
            raise _LostError


@pytest.fixture(params=[True, False], ids=["committed", "lost"])
def committed(request: pytest.FixtureRequest) -> bool:
    """Whether the commit that reports an error took effect."""
    return bool(request.param)


@pytest.fixture
def unreliable(there: Place, committed: bool) -> Iterator[Register]:
    """The register, on a back end whose commits report an error."""
    with Store(Unreliable(there, committed=committed)) as store:
        yield Register(store)


@pytest.mark.parametrize("given", [None, "7d1f"], ids=["made", "given"])
def test_an_outcome_that_is_unknown_names_the_request_and_is_settled_by_it(
    there: Place, unreliable: Register, committed: bool, given: str | None
) -> None:
    with pytest.raises(OutcomeUnknownError) as error:
        unreliable.record(decision.record("A"), by="director", request_id=given)
    named = error.value.request_id
    assert named == (given or named)
    assert f"--request-id {named}" in str(error.value)
    assert there.text in str(error.value)
    with Register.open(there) as register:
        settled = register.record(decision.record("A"), by="director", request_id=named)
        assert (settled.repeated, register.size()) == (committed, 2)
    assert check_sound(there)[1:] == [named]


def test_several_requests_of_one_transaction_are_settled_by_the_first(
    there: Place, unreliable: Register, committed: bool
) -> None:
    requests = [Request(journal.log(line), by="secretary") for line in "AB"]
    with pytest.raises(OutcomeUnknownError) as error:
        unreliable.record_all(requests)
    assert error.value.request_id == requests[0].id
    with Register.open(there) as register:
        again = register.record_all(requests)
        assert [one.repeated for one in again] == [committed, committed]
        assert register.size() == 3


def test_evidence_whose_keeping_is_unknown_can_be_kept_again(
    there: Place, unreliable: Register
) -> None:
    kept = StoredCheckpoint(1, "report/R-1", datetime(2020, 3, 18, tzinfo=UTC), "note")
    with pytest.raises(OutcomeUnknownError, match="Give the same command again") as error:
        unreliable.add_checkpoint(kept)
    assert error.value.request_id == ""
    with Register.open(there) as register:
        register.add_checkpoint(kept)
        assert register.checkpoints() == [kept]


def test_a_request_has_one_id_however_often_it_is_tried(register: Register) -> None:
    request = Request(journal.log("A"), by="secretary")
    first, again = register.record_all([request]), register.record_all([request])
    assert first[0].entries[0].request_id == request.id
    assert again[0].repeated
