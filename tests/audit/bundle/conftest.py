import shutil
from pathlib import Path

import pytest

from crisis_log import language
from tests.attacks.scene import Scene, set_up
from tests.audit.bundle.bundles import Bundle, make


@pytest.fixture(autouse=True)
def _speak_english(english: None) -> None:
    """Texts are matched in English."""


@pytest.fixture(scope="package")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """A register of 12 entries, and a report that saw the first 8; to be read only."""
    language.use("en")
    return set_up(tmp_path_factory.mktemp("scene"))


@pytest.fixture(scope="package")
def untouched(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """A bundle that nobody attacks; to be read only."""
    return make(scene, tmp_path_factory.mktemp("untouched") / "bundle")


@pytest.fixture
def bundle(untouched: Bundle, tmp_path: Path) -> Bundle:
    """A copy of that bundle, for one attack."""
    copy = Bundle(tmp_path / "bundle", untouched.key)
    shutil.copytree(untouched.folder, copy.folder)
    return copy
