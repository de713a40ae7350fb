"""On a server, who may validate does, under the login that the server vouches for."""

from __future__ import annotations

import pytest

from crisis_log.command import Request
from crisis_log.entry import read_entry
from crisis_log.fact import Refused
from crisis_log.register import Register
from crisis_log.slices import decision
from crisis_log.slices.validation import Validation, validate
from crisis_log.storage import StorageError
from crisis_log.views.validations import validations_of
from tests.servers.fixtures import Databases
from tests.servers.registers import EVERYTHING, login, prepare, register_at
from tests.servers.server import Server
from tests.storage.registers import opening


def test_a_decision_is_validated_by_the_account_that_has_the_right_to(
    server: Server, database: Databases
) -> None:
    name = database()
    prepare(server, name)
    keeper = login(server, name, "keeper", *EVERYTHING)
    secretary = login(server, name, "s.petit", "record")
    director = login(server, name, "c.martin", "validate")
    Register.create(register_at(keeper, "covid"), Request(opening(), by="keeper"))
    with Register.open(register_at(secretary, "covid")) as register:
        register.record(decision.record("Close"), by="secretary")
        with pytest.raises(Refused, match=r"with the account s\.petit, which is yours"):
            register.record(validate("D-1"), by="Director")
        with pytest.raises(StorageError):
            register.record(validate("n° 1"), by="secretary")
    with Register.open(register_at(director, "covid")) as register:
        register.record(validate("D-1"), by="Director")
        with pytest.raises(Refused, match="is recorded already, under n° 3"):
            register.record(validate("D-1"), by="Somebody else")
        with pytest.raises(StorageError):
            register.record(decision.record("Open"), by="secretary")
        known = register.state()
        found = known.find(Validation, 2)
        assert found
        assert [(one.by, one.recorded_by) for one in found.validated] == [("Director", "c.martin")]
        assert len(validations_of(known, register.entry(2))) == 1
        logins = [read_entry(one.content).recorded_by for one in register.stored()]
        assert logins == ["keeper", "s.petit", "c.martin"]
