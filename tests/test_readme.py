"""What the README shows is what happens."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from crisis_log.cli.chapters import COMMANDS
from crisis_log.reports.documents import catalogue

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MOMENT = re.compile(
    r"((lun|mar|mercre|jeu|vendre|same)di )?(dimanche )?\d{2}/\d{2}/\d{4}( \d{2}:\d{2})?"
    r"|covid-19-[0-9a-f]{8}\S*|\b[0-9a-f]{64}\b|[A-Za-z0-9+/]{43,91}="
)
"""What differs from run to run: times, the random part of the register's id, keys, roots."""


def session() -> list[tuple[str, str]]:
    """Return the commands of the README's terminal session, each with what it prints."""
    (block,) = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    return [
        (command, printed)
        for command, printed in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
    ]


def run(command: str, folder: Path, environment: dict[str, str]) -> str:
    program, *arguments = shlex.split(command)
    if program == "export":
        name, _equals, value = arguments[0].partition("=")
        environment[name] = value
        return ""
    assert program == "crisis-log"
    script = Path(sys.executable).with_name("crisis-log")
    return subprocess.run(
        [str(script), *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    ).stdout


def test_the_session_prints_what_is_shown_but_for_time_and_keys(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = str(tmp_path_factory.mktemp("home"))
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("CRISIS_LOG")
    } | dict.fromkeys(("XDG_CONFIG_HOME", "APPDATA", "HOME"), home)
    for command, shown in session():
        printed = run(command, tmp_path, environment)
        assert MOMENT.sub("…", printed) == MOMENT.sub("…", shown), command


def test_it_begins_with_the_two_commands() -> None:
    commands = re.findall(r"^scripts/\w+", README.partition("**")[0], re.MULTILINE)
    assert commands == ["scripts/demo", "scripts/test"]


@pytest.mark.parametrize("verb", COMMANDS)
def test_every_verb_is_named(verb: str) -> None:
    assert re.search(rf"`{verb}[ `]", README)


@pytest.mark.parametrize("name", catalogue.names())
def test_every_document_is_named(name: str) -> None:
    assert re.search(rf"`(report )?{name}`", README)


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#]+)\)", README))
def test_every_link_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


@pytest.mark.parametrize("code", range(5))
def test_every_exit_code_is_explained(code: int) -> None:
    assert re.search(rf"^\| {code} \| \w", README, re.MULTILINE)
