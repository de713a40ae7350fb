"""A system clock behind the log is noted in the log, once for each time it falls behind."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crisis_log import register as door
from crisis_log.audit.verify import verify
from crisis_log.command import File, Recorded, Request
from crisis_log.fact import Refused
from crisis_log.register import Register
from crisis_log.slices import journal, line_course, seal
from tests.storage.registers import check_sound, create, opening

NOON = datetime(2020, 3, 18, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
NOTED = seal.ClockAnomalyNoted.kind
LINE = journal.LineLogged.kind


class SystemClock:
    """The clock of a system whose time is set by hand."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SystemClock:
    """The system's clock, set to noon."""
    found = SystemClock()
    monkeypatch.setattr(door, "system_clock", found)
    return found


@pytest.fixture
def real(clock: SystemClock, tmp_path: Path) -> Path:
    """The path of a real register, opened at noon by the system's clock."""
    path = tmp_path / "real.crisis"
    Register.create(path, Request(opening(), by="secretary"), clock)
    return path


def log(register: Register, request_id: str | None = None) -> Recorded:
    return register.record(journal.log("A"), by="secretary", request_id=request_id)


def kinds(register: Register) -> list[str]:
    return [entry.kind for entry in register.entries(after=1)]


@pytest.mark.parametrize("lag", [HOUR, 2 * SECOND, timedelta(seconds=1, microseconds=1)])
def test_a_clock_behind_the_log_is_noted_before_what_is_recorded(
    real: Path, clock: SystemClock, lag: timedelta
) -> None:
    with Register.open(real, clock) as register:
        clock.now = NOON - lag
        noted, line = log(register).entries
        assert noted.fact == seal.ClockAnomalyNoted(clock=NOON - lag, last_recorded_at=NOON)
        assert line.kind == LINE
        assert NOON < noted.recorded_at < line.recorded_at
    check_sound(real)


def test_only_what_somebody_asks_for_is_heeded_not_what_is_noted(
    real: Path, clock: SystemClock
) -> None:
    heeded: list[str] = []
    with Register.open(real, clock) as register:
        clock.now = NOON - HOUR
        register.record(
            journal.log("A"),
            by="secretary",
            heed=lambda _known, _changes, entry: heeded.append(entry.kind),
        )
    assert heeded == [LINE]


@pytest.mark.parametrize("lag", [timedelta(0), timedelta(milliseconds=300), SECOND, -HOUR])
def test_a_clock_that_is_right_or_was_just_adjusted_is_not_noted(
    real: Path, clock: SystemClock, lag: timedelta
) -> None:
    with Register.open(real, clock) as register:
        clock.now = NOON - lag
        log(register)
        assert kinds(register) == [LINE]


def test_a_lag_is_noted_once_however_much_is_recorded_during_it(
    real: Path, clock: SystemClock
) -> None:
    with Register.open(real, clock) as register:
        for minutes in (60, 59, 58, 120, 1):
            clock.now = NOON - timedelta(minutes=minutes)
            log(register)
        assert kinds(register) == [NOTED, LINE, LINE, LINE, LINE, LINE]


def test_a_clock_that_falls_behind_again_is_noted_again(real: Path, clock: SystemClock) -> None:
    with Register.open(real, clock) as register:
        for now in (NOON - HOUR, NOON + HOUR, NOON + 2 * HOUR, NOON):
            clock.now = now
            log(register)
        assert kinds(register) == [NOTED, LINE, LINE, LINE, NOTED, LINE]
        anomaly = seal.current(register.state()).anomaly
        assert anomaly == seal.ClockAnomalyNoted(clock=NOON, last_recorded_at=NOON + 2 * HOUR)


def test_a_request_repeated_or_refused_notes_nothing(real: Path, clock: SystemClock) -> None:
    with Register.open(real, clock) as register:
        log(register, "one")
        clock.now = NOON - HOUR
        assert log(register, "one").repeated
        with pytest.raises(Refused, match="not a line"):
            register.record(line_course.verify(1), by="secretary")
        assert kinds(register) == [LINE]


def test_a_request_repeated_answers_with_the_anomaly_it_noted(
    real: Path, clock: SystemClock
) -> None:
    with Register.open(real, clock) as register:
        clock.now = NOON - HOUR
        first = log(register, "one")
        again = log(register, "one")
        assert again.repeated
        assert list(again.entries) == list(first.entries)


def test_files_are_kept_with_what_was_asked_for_not_with_the_anomaly(
    real: Path, clock: SystemClock
) -> None:
    file = File("letter", "text/plain", b"Dear")
    with Register.open(real, clock) as register:
        clock.now = NOON - HOUR
        (recorded,) = register.record_all([Request(journal.log("A"), "secretary", files=[file])])
        assert [entry.attachments for entry in recorded.entries] == [(), (file.described(),)]
        assert verify(register).findings == ()


def test_a_simulated_clock_is_never_noted(tmp_path: Path) -> None:
    times = iter([NOON, NOON - HOUR, NOON - 2 * HOUR])
    shown: Callable[[], datetime] = times.__next__
    with Register.open(create(tmp_path / "drill.crisis", shown), shown) as register:
        log(register)
        log(register)
        assert kinds(register) == [LINE, LINE]


def test_a_verification_tells_of_the_anomaly_and_accuses_nobody(
    real: Path, clock: SystemClock
) -> None:
    with Register.open(real, clock) as register:
        clock.now = NOON - HOUR
        log(register)
        found = verify(register)
    assert found.findings == ()
    (notice,) = found.notices
    assert notice.entry == 2
    assert "the clock was behind the register by 1 h" in notice.meaning


def test_what_is_noted_of_the_clock_is_not_dated_by_the_person(
    real: Path, clock: SystemClock
) -> None:
    clock.now = NOON - HOUR
    with Register.open(real, clock) as register:
        long_ago = NOON - 24 * HOUR
        noted, line = register.record(
            journal.log("A"), by="secretary", occurred_at=long_ago
        ).entries
    assert (noted.kind, line.kind) == (NOTED, LINE)
    assert noted.occurred_at == noted.recorded_at
    assert line.occurred_at == long_ago
