import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from crisis_log.cli import configuration
from crisis_log.cli.user_folders import state_folder
from tests.cli.running import OPENING, REGISTER, SECRETARY, CommandLine

_BY = ("--by", SECRETARY)
_SET_AT_HOME = (
    "CRISIS_LOG_REGISTER",
    "CRISIS_LOG_LANG",
    "CRISIS_LOG_LOG",
    "CRISIS_LOG_KEY",
    "CRISIS_LOG_PASSPHRASE_FILE",
)


@pytest.fixture(autouse=True)
def _at_a_desk(
    english: None, home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[None]:
    """Work in an empty folder, in English, as the secretary who has set nothing."""
    for name in _SET_AT_HOME:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CRISIS_LOG_BY", SECRETARY)
    monkeypatch.chdir(tmp_path)
    settings = configuration.path()
    remembered = state_folder()
    assert settings, home
    assert remembered, home
    yield
    settings.unlink(missing_ok=True)
    shutil.rmtree(remembered, ignore_errors=True)


@pytest.fixture(scope="session")
def opened_registers(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an opened real register and an opened exercise, to be copied."""
    folder = tmp_path_factory.mktemp("opened")
    CommandLine(("--register", str(folder / "real.crisis"), *_BY)).given(OPENING)
    drill = CommandLine(("--register", str(folder / "drill.crisis"), *_BY))
    drill.at("2020-03-16 08:00").given(f"{OPENING} --exercise")
    return folder


@pytest.fixture
def nothing() -> CommandLine:
    """A desk without a register."""
    return CommandLine()


@pytest.fixture
def desk(opened_registers: Path) -> CommandLine:
    """A desk with the register of a real crisis, just opened."""
    shutil.copy(opened_registers / "real.crisis", REGISTER)
    return CommandLine()


@pytest.fixture
def drill(opened_registers: Path) -> CommandLine:
    """A desk with an exercise register, opened on 16 March 2020 at 8:00."""
    shutil.copy(opened_registers / "drill.crisis", REGISTER)
    return CommandLine()


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Start processes that Ctrl-C interrupts, even where tests run behind a shell's `&`."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
