import shutil
from pathlib import Path

import pytest

from tests.attacks.scene import Scene, set_up


@pytest.fixture(autouse=True)
def _at_a_desk(english: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Speak English, and keep signing keys in the test's own folder."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("CRISIS_LOG_BY", "secretary")
    for name in ("CRISIS_LOG_REGISTER", "CRISIS_LOG_LANG", "CRISIS_LOG_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """A register that nobody attacks, to be copied."""
    return set_up(tmp_path_factory.mktemp("untouched"))


@pytest.fixture
def scene(untouched: Scene, tmp_path: Path) -> Scene:
    """A copy of that register, for one attack."""
    path = tmp_path / untouched.path.name
    shutil.copy(untouched.path, path)
    return untouched._replace(path=path)
