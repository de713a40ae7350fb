"""What the doctor says of the clock and of the database program."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crisis_log.audit.doctor import examine
from crisis_log.audit.doctor_check import Check
from crisis_log.register import Register
from crisis_log.slices import journal
from crisis_log.storage.sqlite.health import has_wal_reset_bug
from tests.storage.registers import create


def clock_check(path: Path, now: datetime) -> Check:
    with Register.open(path, lambda: now) as register:
        (found,) = (each for each in examine(register) if each.name == "Clock")
        return found


def test_a_clock_well_behind_the_last_entry_is_a_warning(tmp_path: Path) -> None:
    noon = datetime(2020, 3, 18, 12, tzinfo=UTC)
    path = create(tmp_path / "exercise.crisis", lambda: noon)
    with Register.open(path, lambda: noon) as register:
        register.record(journal.log("A"), by="secretary")
    assert clock_check(path, noon + timedelta(days=1)).verdict == "good"
    assert clock_check(path, noon - timedelta(seconds=59)).verdict == "good"
    behind = clock_check(path, noon - timedelta(hours=2))
    assert (behind.verdict, behind.found) == ("warning", "2 h before the last entry")


@pytest.mark.parametrize(
    ("version", "has"),
    [
        ((3, 6, 23), False),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 52, 0), False),
    ],
)
def test_versions_with_the_wal_reset_bug_are_known(version: tuple[int, ...], has: bool) -> None:
    assert has_wal_reset_bug(version) is has
