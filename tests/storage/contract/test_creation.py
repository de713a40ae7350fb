"""A register comes to be whole, under a name that nothing else bears, or not at all."""

from pathlib import Path

import pytest

from crisis_log.command import Request
from crisis_log.fact import Refused
from crisis_log.register import Register
from crisis_log.slices import journal
from crisis_log.storage import BusyError, Place, StorageError
from tests.storage.contract.back_ends import WRITTEN_ROW_BY_ROW, NewPlace
from tests.storage.contract.soundness import check_sound
from tests.storage.registers import opening


def test_a_register_is_not_made_over_another(there: Place) -> None:
    with pytest.raises(StorageError, match="already exists"):
        Register.create(there, Request(opening(), by="secretary"))
    assert len(check_sound(there)) == 1


def test_the_request_that_made_a_register_answers_with_its_opening(new_place: NewPlace) -> None:
    there, request = new_place("once"), Request(opening(), by="secretary", request_id="open")
    made = Register.create(there, request)
    again = Register.create(there, request)
    assert (made.repeated, again.repeated) == (False, True)
    assert list(again.entries) == list(made.entries)


def test_a_refused_opening_leaves_nothing(new_place: NewPlace) -> None:
    there = new_place("refused")
    with pytest.raises(Refused, match="has not been opened"):
        Register.create(there, Request(journal.log("A"), by="secretary"))
    assert not there.exists()
    Register.create(there, Request(opening(), by="secretary"))
    assert len(check_sound(there)) == 1


@pytest.mark.parametrize("new_place", WRITTEN_ROW_BY_ROW, indirect=True)
def test_a_backup_takes_the_place_of_a_register_or_of_nothing(
    there: Place, new_place: NewPlace, tmp_path: Path
) -> None:
    backup = tmp_path / "backup"
    with Register.open(there) as register:
        register.back_up(backup)
        entries = list(register.entries())
        register.record(journal.log("Later"), by="secretary")
    with pytest.raises(BusyError):
        there.restore(backup, expected=1)
    assert there.restore(backup, expected=2)
    gone = new_place("gone")
    assert gone.restore(backup, expected=0) is None
    for restored in (there, gone):
        assert len(check_sound(restored)) == 1
        with Register.open(restored) as register:
            assert list(register.entries()) == entries
            register.record(journal.log("On we go"), by="secretary")
