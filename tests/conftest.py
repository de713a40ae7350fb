"""Fixtures that every room's tests may use."""

import gc
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from crisis_log.views.weekly.report import WeeklyReport
from tests.desk import Desk, hold_a_meeting, record_a_busy_fortnight
from tests.speaking import speaking

settings.register_profile("crisis_log", deadline=None, max_examples=50, database=None)
settings.load_profile("crisis_log")

pytest_plugins = ["tests.servers.fixtures"]

_HOMES = ("HOME",) if sys.platform == "darwin" else ("XDG_CONFIG_HOME", "APPDATA")
_STATES = ("XDG_STATE_HOME", "LOCALAPPDATA")

Once = Callable[[str, Callable[[], bytes]], bytes]
"""Returns what was made under a name, by this worker or another."""


def pytest_collection_finish() -> None:
    """Let no search for garbage go through the modules and the tests, which all stay."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Once:
    """What is slow to make is made once, whichever of the workers needs it first."""
    own = tmp_path_factory.getbasetemp()
    folder = own if worker_id == "master" else own.parent

    def made(name: str, make: Callable[[], bytes]) -> bytes:
        path = folder / name
        with FileLock(f"{path}.lock"):
            if not path.exists():
                path.write_bytes(make())
        return path.read_bytes()

    return made


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of what is the user's own, configuration, signing keys, for the whole run."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in _HOMES:
            patch.setenv(name, str(folder))
        for name in _STATES:
            patch.setenv(name, str(folder / "state"))
        yield folder


@pytest.fixture
def english() -> Iterator[None]:
    """Speak English, the language of the message ids, during one test."""
    with speaking("en"):
        yield


@pytest.fixture
def french() -> Iterator[None]:
    """Speak French, the language of the program, during one test."""
    with speaking("fr"):
        yield


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A register opened on Monday 16 March 2020 at 8:00, week 2020-W12."""
    opened = Desk(tmp_path)
    yield opened
    opened.register.close()


@pytest.fixture(scope="session")
def met(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The same, and then a meeting of the crisis cell, to be read only."""
    folder = tmp_path_factory.mktemp("met")
    opened = record_a_busy_fortnight(Desk(folder, register_id="covid-19-0badcafe"))
    hold_a_meeting(opened)
    yield opened
    opened.register.close()


@pytest.fixture(scope="session")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A register with two busy weeks, to be read only."""
    folder = tmp_path_factory.mktemp("busy")
    opened = record_a_busy_fortnight(Desk(folder, register_id="covid-19-0badcafe"))
    yield opened
    opened.register.close()


@pytest.fixture(scope="session")
def report(busy: Desk) -> WeeklyReport:
    """The second of the busy weeks, in English."""
    with speaking("en"):
        return busy.report("2020-W13")
