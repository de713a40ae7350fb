"""A server that is lost at any moment: nothing acknowledged is lost, nothing is recorded twice."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crisis_log import outcome, trying
from crisis_log.command import Request
from crisis_log.outcome import Outcome
from crisis_log.register import Register
from crisis_log.slices import decision, journal
from crisis_log.storage import (
    BusyError,
    ConnectionLostError,
    OutcomeUnknownError,
    Place,
    Store,
)
from tests.storage.contract.back_ends import begun
from tests.storage.contract.memory import MemoryPlace
from tests.storage.contract.soundness import check_sound
from tests.storage.registers import opening
from tests.storage.unsteady import (
    BEFORE,
    BETWEEN,
    DONE,
    MOMENTS,
    SILENT_DONE,
    SILENT_UNDONE,
    UNDONE,
    Unsteady,
)

FOR_EVER = 600.0  # seconds


@contextmanager
def opened(there: Place, *moments: str | None, seconds: float = FOR_EVER) -> Iterator[Register]:
    """Open a register whose next transactions are lost; one tries again for so long."""
    with (
        patch.multiple(trying, SECONDS=seconds, _PAUSE=0.001),
        Store(Unsteady(there.open(), moments)) as store,
    ):
        yield Register(store)


@pytest.mark.parametrize("moment", [BEFORE, BETWEEN, DONE, UNDONE])
def test_what_one_asks_is_recorded_once_when_the_server_comes_back(
    there: Place, moment: str
) -> None:
    with opened(there, moment, BEFORE, moment) as register:
        recorded = register.record(journal.log("A"), by="secretary")
    assert recorded.repeated == (moment == DONE)
    assert [entry.number for entry in recorded.entries] == [2]
    assert check_sound(there)[1:] == [recorded.entries[0].request_id]


@pytest.mark.parametrize("moment", [BEFORE, BETWEEN, DONE, UNDONE])
def test_several_requests_are_recorded_once_when_the_server_comes_back(
    there: Place, moment: str
) -> None:
    requests = [Request(journal.log(line), by="secretary") for line in "AB"]
    with opened(there, moment, BETWEEN) as register:
        register.record_all(requests)
    assert check_sound(there)[1:] == [request.id for request in requests]


@pytest.mark.parametrize("moment", [BEFORE, BETWEEN])
def test_nothing_was_recorded_where_the_server_was_lost_before_and_stays_so(
    there: Place, moment: str
) -> None:
    with (
        opened(there, *[moment] * 9, seconds=0) as register,
        pytest.raises(ConnectionLostError),
    ):
        register.record(journal.log("A"), by="secretary")
    assert len(check_sound(there)) == 1


@pytest.mark.parametrize("moment", [DONE, UNDONE, SILENT_DONE, SILENT_UNDONE])
@pytest.mark.parametrize("given_id", [None, "7d1f"], ids=["made", "given"])
def test_an_unknown_outcome_stays_unknown_under_its_id_until_the_register_tells(
    there: Place, moment: str, given_id: str | None
) -> None:
    with opened(there, moment, seconds=0) as register:
        with pytest.raises(OutcomeUnknownError) as unknown:
            register.record(journal.log("A"), by="secretary", request_id=given_id)
        named = unknown.value.request_id
        assert named == (given_id or named)
        assert f"--request-id {named}" in str(unknown.value)
        again = register.record(journal.log("A"), by="secretary", request_id=named)
    assert again.repeated == (moment in {DONE, SILENT_DONE})
    assert check_sound(there)[1:] == [named]


@pytest.mark.parametrize("after", [BEFORE, BETWEEN, SILENT_UNDONE])
def test_what_was_unknown_is_never_said_to_be_nothing(there: Place, after: str) -> None:
    with (
        opened(there, DONE, after, *[BEFORE] * 9, seconds=1.0) as register,
        patch("crisis_log.progress.monotonic", side_effect=[0.0, 0.0, 1.0]),
        pytest.raises(OutcomeUnknownError) as unknown,
    ):
        register.record(journal.log("A"), by="secretary")
    assert check_sound(there)[1:] == [unknown.value.request_id]


def test_others_who_hold_the_register_leave_an_unknown_outcome_unknown(there: Place) -> None:
    with opened(there, DONE) as register:
        waiting = register._store._backend.writing  # noqa: SLF001 - fails another way in turn
        answers: Iterator[Callable[..., Any]] = iter([waiting, _busy])
        with (
            patch.object(Unsteady, "writing", lambda _self, ahead: next(answers)(ahead)),
            pytest.raises(OutcomeUnknownError),
        ):
            register.record(journal.log("A"), by="secretary")


@contextmanager
def _busy(_ahead: object) -> Iterator[None]:
    raise BusyError("held")
    yield


def test_a_rule_decides_again_after_the_server_was_lost(there: Place) -> None:
    with opened(there) as register:
        register.record(decision.propose("A"), by="director")
    with opened(there, UNDONE, DONE) as register:
        adopted = register.record(decision.adopt(1), by="director")
        assert adopted.repeated
        assert register.record(journal.log("B"), by="director").entries[0].number == 4
    check_sound(there)


def test_the_id_of_a_request_that_adds_nothing_is_named_too(there: Place) -> None:
    with opened(there, None, SILENT_UNDONE) as register:
        register.record(journal.log("A"), by="secretary", request_id="7d1f")
        with pytest.raises(OutcomeUnknownError, match="--request-id 7d1f"):
            register.record(journal.log("A"), by="secretary", request_id="7d1f")


def test_a_block_of_requests_is_not_run_again(there: Place) -> None:
    with opened(there, DONE, BETWEEN) as register:
        for error in (OutcomeUnknownError, ConnectionLostError):
            with pytest.raises(error), register.recording() as recording:
                recording.record(Request(journal.log("A"), by="secretary"))
    assert len(check_sound(there)) == 2


def test_an_interruption_during_the_commit_waits_until_it_is_known(there: Place) -> None:
    run = Outcome()
    outcome.begin(run)
    with opened(there, DONE) as register:

        def interrupted(seconds: float) -> None:
            if seconds:
                run.interrupt(signal.SIGINT)

        with patch("time.sleep", interrupted), pytest.raises(OutcomeUnknownError) as unknown:
            register.record(journal.log("A"), by="secretary")
    outcome.begin(Outcome())
    assert check_sound(there)[1:] == [unknown.value.request_id]


def test_a_new_register_is_made_once_when_the_server_comes_back() -> None:
    for moment in (BEFORE, BETWEEN, DONE, UNDONE):
        there = MemoryPlace("new")
        create = MemoryPlace.create
        moments = iter([moment])

        @contextmanager
        def lost(place: MemoryPlace, register_id: str) -> Iterator[Unsteady]:
            with create(place, register_id) as backend:  # noqa: B023 - used in this round
                yield Unsteady(backend, moments)  # noqa: B023

        request = Request(opening(), by="secretary")
        with patch.object(MemoryPlace, "create", lost), patch.object(trying, "_PAUSE", 0.001):
            Register.create(there, request)
        assert check_sound(there) == [request.id]


class Person:
    """Somebody who gives each command again, as its sentence says, until it is acknowledged."""

    def __init__(self, there: Place) -> None:
        self._there = there
        self.acknowledged: list[str] = []

    def log(self, register: Register, line: str) -> None:
        """Record a line of the journal."""
        request_id = None
        while True:
            try:
                recorded = register.record(journal.log(line), by="secretary", request_id=request_id)
            except OutcomeUnknownError as unknown:
                request_id = unknown.request_id
            except ConnectionLostError:
                assert request_id or line not in texts(self._there)
            else:
                self.acknowledged += [entry.request_id for entry in recorded.entries]
                return


def texts(there: Place) -> list[str]:
    """Return the lines of the journal."""
    with Register.open(there, read_only=True) as register:
        facts = [entry.fact for entry in register.entries()]
    return [fact.text for fact in facts if isinstance(fact, journal.LineLogged)]


@pytest.mark.parametrize("seconds", [0.0, FOR_EVER], ids=["at once", "tried again"])
@given(moments=st.lists(st.sampled_from([None, *MOMENTS]), max_size=12))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whenever_a_server_is_lost_each_line_is_recorded_once(
    seconds: float, moments: Sequence[str | None]
) -> None:
    there = begun(MemoryPlace)
    person = Person(there)
    lines = [f"Line {number}" for number in range(4)]
    with opened(there, *moments, seconds=seconds) as register:
        for line in lines:
            person.log(register, line)
    assert check_sound(there)[1:] == person.acknowledged
    assert texts(there) == lines
