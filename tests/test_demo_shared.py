"""The demonstration of several desks: its server is killed in the middle, and nothing is lost."""

from pathlib import Path

import pytest
from demo_shared import BEFORE, LINES, NAME, keep

from crisis_log.audit.verify import verify
from crisis_log.register import Register
from tests.servers.programs import missing


@pytest.mark.skipif(bool(missing()), reason=str(missing()))
def test_who_recorded_when_a_server_was_killed_lost_nothing(tmp_path: Path) -> None:
    keep(tmp_path)
    with Register.open(tmp_path / f"{NAME}.crisis", read_only=True) as register:
        assert verify(register).findings == ()
        kinds = [entry.kind.partition(".")[0] for entry in register.entries()]
        logins = {entry.recorded_by for entry in register.entries()}
    assert kinds.count("journal") == len(LINES) * 2 * BEFORE
    assert kinds.count("report") == 1
    assert set(LINES) <= logins
