"""The variables the program reads: an empty one is as if it were not set."""

import shlex
import sys
from pathlib import Path
from typing import Any, Final

import click
import pytest

from crisis_log.cli.root import root
from tests.cli.running import OPENING, REGISTER, Answer, CommandLine, installed
from tests.cli.tree import TREE

posix_only: Final = pytest.mark.skipif(
    sys.platform in {"win32", "darwin"}, reason="the XDG Base Directory Specification"
)
ROTATE: Final = "key rotate --yes --reason Leaked"
VARIABLES: Final = sorted(
    {
        str(option.envvar)
        for command in [root, *TREE.values()]
        for option in command.params
        if isinstance(option, click.Option) and option.envvar
    }
)


@pytest.fixture
def at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A home without anything in it, and no other place for keys."""
    home = tmp_path / "home"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    return home / ".config" / "crisis-log" / "keys"


def test_the_variables_are_those_the_manual_names() -> None:
    assert VARIABLES == [
        "CRISIS_LOG_BY",
        "CRISIS_LOG_KEY",
        "CRISIS_LOG_LANG",
        "CRISIS_LOG_LOG",
        "CRISIS_LOG_PASSPHRASE_FILE",
        "CRISIS_LOG_REGISTER",
    ]


def test_empty_variables_are_as_if_not_set(nothing: CommandLine) -> None:
    empty: dict[str, Any] = dict.fromkeys(VARIABLES, "")

    def run(line: str) -> Answer:
        return installed(*shlex.split(line), **empty)

    run(f"--by S {OPENING}").done("(?s)registre ouvert.*Clé de signature")
    run("log A").failed(2, "Dites qui inscrit")
    run("--by S log A").done()
    run("audit checkpoint").done()


def test_an_opening_puts_its_key_where_the_variable_says(
    nothing: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRISIS_LOG_KEY", "safe/k.pem")
    nothing.typed(OPENING).done("Signing key: safe/k.pem")
    nothing.given("audit checkpoint", f"{OPENING.replace('covid-19', 'fire', 1)} --key other.pem")
    nothing.typed(OPENING.replace("covid-19", "flood", 1)).failed(
        4, r"cannot be written to safe/k.pem: it already exists\. Say where with --key"
    )


def test_a_rotation_is_countersigned_by_the_key_that_the_variable_names(
    nothing: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRISIS_LOG_KEY", "k.pem")
    nothing.given(OPENING)
    answer = nothing.typed(ROTATE).done("CRISIS_LOG_KEY still names another file")
    assert "not at hand" not in answer.out
    assert answer.line_of("Signing key:") != "Signing key: k.pem"
    monkeypatch.setenv("CRISIS_LOG_KEY", answer.line_of("Signing key:").partition(": ")[2])
    nothing.given("audit checkpoint")


def test_a_rotation_goes_on_when_the_variable_names_a_lost_or_another_key(
    nothing: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing.given(f"{OPENING} --key k.pem")
    for name in ("k.pem", "lost.pem"):
        monkeypatch.setenv("CRISIS_LOG_KEY", name)
        nothing.typed(f"{ROTATE} --key new-{name}").done()
        Path(f"new-{name}").unlink()
    monkeypatch.setenv("CRISIS_LOG_KEY", "k.pem")
    nothing.typed(ROTATE).done("The present key was not at hand")


@posix_only
@pytest.mark.parametrize("value", ["", "here", "~/config", "."])
def test_a_configuration_folder_that_is_no_absolute_path_is_none(
    nothing: CommandLine, at_home: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", value)
    nothing.given(OPENING)
    assert len(list(at_home.iterdir())) == 1
    assert sorted(path.name for path in Path().iterdir()) == [REGISTER, "home"]


@posix_only
@pytest.mark.parametrize("value", [None, "", "relative"])
def test_without_a_home_in_the_environment_that_of_the_account_is_used(
    nothing: CommandLine, at_home: Path, monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    import pwd

    account = pwd.struct_passwd(("u", "x", 0, 0, "", str(Path("account").resolve()), ""))
    monkeypatch.setattr(pwd, "getpwuid", lambda _uid: account)
    if value is None:
        monkeypatch.delenv("HOME")
    else:
        monkeypatch.setenv("HOME", value)
    nothing.given(OPENING)
    assert len(list(Path("account/.config/crisis-log/keys").iterdir())) == 1
    assert sorted(path.name for path in Path().iterdir()) == ["account", REGISTER]


@posix_only
def test_without_any_home_a_sentence_asks_for_the_file(
    nothing: CommandLine, at_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pwd

    def no_account(_uid: int) -> None:
        raise KeyError

    monkeypatch.setattr(pwd, "getpwuid", no_account)
    monkeypatch.delenv("HOME")
    nothing.typed(OPENING).failed(2, "no home folder.*name the file with --key")
    assert list(Path().iterdir()) == []
    nothing.given(f"{OPENING} --key k.pem", "audit checkpoint --key k.pem")
    nothing.typed("audit checkpoint").failed(2, "no home folder.*name the file with --key")
    nothing.typed("audit checkpoint --key gone.pem").failed(2, "gone.pem is not there. Look for")
    nothing.typed("key show").done("(?s)crisis-log/covid-19-.*no home folder")
    nothing.typed(f"{ROTATE} --key l.pem --previous k.pem").done("signing key replaced")


@pytest.mark.parametrize("there", [True, False])
def test_a_missing_key_is_looked_for_before_it_is_replaced(
    nothing: CommandLine, home: Path, there: bool
) -> None:
    nothing.given(OPENING)
    if not there:
        for path in (home / "crisis-log" / "keys").glob("covid-19-*.pem"):
            path.unlink()
    answer = nothing.typed("audit checkpoint --key gone.pem").failed(2, "gone.pem is not there")
    says = "One lies in its usual place" if there else "Nor is it in its usual place"
    order = [
        answer.err.find(part) for part in (says, "Look for", "copy", "config set key", "key rotate")
    ]
    assert -1 not in order
    assert order == sorted(order)
