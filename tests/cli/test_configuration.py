"""What is set once and for all: typed over environment, environment over the file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from crisis_log.cli import configuration
from crisis_log.cli.configuration import Source
from tests.cli.running import OPENING, CommandLine, installed

Set = Callable[[str], Path]


@pytest.fixture
def sets(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Set:
    """Write the configuration of a user who has set something."""
    folder = tmp_path_factory.mktemp("user")
    for name in ("XDG_CONFIG_HOME", "APPDATA", "HOME"):
        monkeypatch.setenv(name, str(folder))

    def write(text: str) -> Path:
        file = configuration.path()
        assert file
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    return write


def test_the_environment_stands_above_the_file(sets: Set, monkeypatch: pytest.MonkeyPatch) -> None:
    sets('author = "Night watch"\n')
    assert configuration.value("author") == ("the secretary", Source.ENVIRONMENT)
    monkeypatch.setenv("CRISIS_LOG_BY", "")
    assert configuration.value("author") == ("Night watch", Source.FILE)
    assert configuration.value("register") == (None, Source.DEFAULT)


def test_what_is_set_is_as_if_it_were_typed(
    desk: CommandLine, sets: Set, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CRISIS_LOG_BY")
    desk("log", "A").failed(2, "Say who records")
    sets('author = "Night watch"\n')
    desk("log", "A").done()
    desk("--by", "Prefect", "log", "B").done()
    authors = [entry["by"] for entry in desk.document("timeline")]
    assert authors[-2:] == ["Night watch", "Prefect"]


def test_the_language_is_the_one_that_is_set(sets: Set) -> None:
    sets('language = "en"\n')
    assert "Keep the register" in installed("--help", CRISIS_LOG_LANG="").out
    assert "Keep the register" not in installed("--help", CRISIS_LOG_LANG="fr").out


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('author = "A"\nregister = covid\n', "cannot be read: line 2"),
        ("author = 3\n", "“author” is not a text"),
        ('language = "de"\n', r"'.*config.toml'.*“de” is not one of: fr or en"),
    ],
)
def test_a_configuration_that_cannot_be_used_is_named(
    nothing: CommandLine, sets: Set, text: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CRISIS_LOG_BY")
    sets(text)
    nothing.typed(OPENING).failed(2, says)
    assert nothing("--help").code == 0


def test_one_that_is_no_text_is_named(nothing: CommandLine, sets: Set) -> None:
    sets("").write_bytes("author = 'Préfet'".encode("cp1252"))
    nothing.typed(OPENING).failed(2, "config.toml is not UTF-8")
