"""Tab in real shells: what is typed, completed, and then given to a command as words."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pexpect
import pytest

from tests.cli.at_terminal import spawned
from tests.cli.running import PROGRAM, REGISTER, CommandLine

READY: Final = "READY> "
_PRINT: Final = "\x01printf '<%s>' \r"
"""Before the line that was completed: it is printed, word by word, in place of being run."""
_STARTED: Final = {
    "bash": (
        ["--norc", "--noprofile", "-i"],
        "bind 'set enable-bracketed-paste off'; source <(crisis-log completion bash)",
    ),
    "zsh": (
        ["-f", "-i"],
        "bindkey -e; autoload -U compinit; compinit -u -D; source <(crisis-log completion zsh)",
    ),
}


@pytest.fixture
def environment() -> dict[str, str]:
    """The environment of a secretary's shell, in French."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CRISIS_LOG")}
    path = f"{Path(PROGRAM).parent}{os.pathsep}{os.environ['PATH']}"
    return kept | {"PATH": path, "TERM": "dumb", "LC_ALL": "C.UTF-8", "COLUMNS": "80"}


@pytest.fixture
def filled(desk: CommandLine) -> None:
    """A register with two functions of several words, and three decisions."""
    desk.given("cell appoint 'Directeur de crise'", 'cell appoint "L\'adjoint au « maire » ($)"')
    desk.given("decision propose 'Fermer les écoles'", "decision propose 'Ouvrir un gymnase'")
    desk.given("decision record Barrages", "pca register pca-78 --title Continuité")


def _shell(name: str, environment: dict[str, str]) -> Iterator["pexpect.spawn[str]"]:
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    options, started = _STARTED[name]
    shell = spawned(name, options, environment)
    shell.sendline(f"PS1='REA''DY> '; {started}; echo BE''GUN")
    shell.expect(f"BEGUN\r\n.*{READY}")
    yield shell
    shell.close(force=True)


@pytest.fixture
def bash(environment: dict[str, str]) -> Iterator["pexpect.spawn[str]"]:
    """A real bash in a terminal."""
    yield from _shell("bash", environment)


@pytest.fixture
def zsh(environment: dict[str, str]) -> Iterator["pexpect.spawn[str]"]:
    """A real zsh in a terminal, where it is installed."""
    yield from _shell("zsh", environment)


def completed(shell: "pexpect.spawn[str]", typed: str) -> list[str]:
    """Type a line and Tab; return the words that the shell then has of it."""
    shell.send(f"{typed}\t{_PRINT}")
    shell.expect(r"(<crisis-log>(?:<[^>\r\n]*>)*)")
    assert isinstance(shell.match, re.Match)
    found: list[str] = re.findall("<([^>]*)>", shell.match[1])
    shell.expect(READY)
    return found[1:]


WORDS: Final = [
    ("déci", ["decision"]),
    ("timel", ["chronologie"]),
    ("decision ado", ["decision", "adopter"]),
    ("decision adopter 3 --éch", ["decision", "adopter", "3", "--echeance"]),
    ("decision montrer d3", ["decision", "montrer", "D-3"]),
    ("decision liste --etat prop", ["decision", "liste", "--etat", "proposée"]),
    ("journal Texte --type=dem", ["journal", "Texte", "--type=demande"]),
    ("pca montrer PCA", ["pca", "montrer", "pca-78"]),
    ("passation --a Dir", ["passation", "--a", "Directeur de crise"]),
    ("passation --a Directeur\\ d", ["passation", "--a", "Directeur de crise"]),
    ("passation --a 'Directeur d", ["passation", "--a", "Directeur de crise"]),
    ('passation --a "directeur d', ["passation", "--a", "Directeur de crise"]),
    ("passation --a L", ["passation", "--a", "L'adjoint au « maire » ($)"]),
    ('passation --a "L', ["passation", "--a", "L'adjoint au « maire » ($)"]),
    ("--lang en decision ado", ["--lang", "en", "decision", "adopt"]),
    ("decision liste --registre cov", ["decision", "liste", "--registre", REGISTER]),
    ("journal x -", ["journal", "x", "-"]),
    ("nothing", ["nothing"]),
]


@pytest.mark.usefixtures("filled")
def test_bash_completes_words_as_they_are_to_be_typed(bash: "pexpect.spawn[str]") -> None:
    found = [(typed, completed(bash, f"crisis-log {typed}")) for typed, _words in WORDS]
    assert found == WORDS


@pytest.mark.usefixtures("filled")
def test_bash_lists_labels_with_their_titles_when_tab_is_pressed_twice(
    bash: "pexpect.spawn[str]",
) -> None:
    bash.send("crisis-log decision adopter D-\t\t")
    bash.expect(r"D-2  Ouvrir un gymnase +\r\nD-1  Fermer les écoles +\r\n")
    bash.expect(READY)


def test_bash_completes_without_a_register(bash: "pexpect.spawn[str]") -> None:
    Path("document.txt").touch()
    assert completed(bash, "crisis-log decision mont") == ["decision", "montrer"]
    assert completed(bash, "crisis-log decision montrer D") == ["decision", "montrer", "D"]
    assert completed(bash, "crisis-log --registre doc") == ["--registre", "document.txt"]
    assert completed(bash, "crisis-log sauvegarder doc") == ["sauvegarder", "document.txt"]


@pytest.mark.usefixtures("filled")
def test_zsh_completes_words_as_they_are_to_be_typed(zsh: "pexpect.spawn[str]") -> None:
    differing = {"journal x -", "nothing"}
    words = [one for one in WORDS if one[0] not in differing]
    assert [(typed, completed(zsh, f"crisis-log {typed}")) for typed, _words in words] == words


@pytest.mark.usefixtures("filled")
def test_fish_is_told_what_completes_a_line(environment: dict[str, str]) -> None:
    if shutil.which("fish") is None:
        pytest.skip("fish is not installed")
    lines = ("décis", "decision adopter ", "passation --a Dir", "journal x --type=dem")
    asked = "; ".join(f"complete -C 'crisis-log {line}'" for line in lines)
    told = subprocess.run(
        ["fish", "--no-config", "-c", f"crisis-log completion fish | source; {asked}"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert [line.split("\t")[0] for line in told.splitlines()] == [
        "decision",
        "D-1",
        "D-2",
        "Directeur de crise",
        "--type=demande",
    ]
