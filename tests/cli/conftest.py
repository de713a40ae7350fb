import shutil
from pathlib import Path

import pytest

from crisis_log.cli import output
from tests.cli.running import OPENING, REGISTER, SECRETARY, CommandLine

_BY = ("--by", SECRETARY)


@pytest.fixture(autouse=True)
def _at_a_desk(english: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Work in an empty folder, in English, as the secretary."""
    for name in ("CRISIS_LOG_REGISTER", "CRISIS_LOG_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CRISIS_LOG_BY", SECRETARY)
    monkeypatch.chdir(tmp_path)
    output.announce("")  # what an earlier test left to be said


@pytest.fixture(scope="session")
def opened_registers(tmp_path_factory: pytest.TempPathFactory) -> Path:
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
