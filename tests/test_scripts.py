"""The scripts a newcomer starts: whichever shell is told to run them."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
SCRIPTS: Final = [
    "scripts/demo",
    "scripts/demo_board",
    "scripts/demo_flood",
    "scripts/demo_shared",
    "scripts/test",
    ".ci/run",
]
SHELLS: Final = [shell for shell in ("dash", "zsh", "ksh") if shutil.which(shell)]
posix_only: Final = pytest.mark.skipif(sys.platform == "win32", reason="shell scripts")
pytestmark: Final = [posix_only, pytest.mark.skipif(not SHELLS, reason="bash is the only shell")]


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder of programs that has no bash."""
    folder = tmp_path / "bin"
    folder.mkdir()
    folder.joinpath("dirname").symlink_to(shutil.which("dirname") or "")
    return folder


def run(shell: str, script: str, tools: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [shutil.which(shell) or shell, script, "an argument", "-x"],
        cwd=ROOT,
        env={"PATH": str(tools)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("shell", SHELLS)
def test_another_shell_hands_the_script_over_to_bash(shell: str, script: str, tools: Path) -> None:
    bash = tools / "bash"
    bash.write_text('#!/bin/sh\nprintf "%s|" "$@"\nexit 42\n')
    bash.chmod(0o755)
    answer = run(shell, script, tools)
    assert (answer.stdout, answer.stderr) == (f"{script}|an argument|-x|", "")
    assert answer.returncode == 42


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("shell", SHELLS)
def test_without_bash_the_script_says_so_and_does_nothing(
    shell: str, script: str, tools: Path
) -> None:
    answer = run(shell, script, tools)
    assert (answer.stdout, answer.returncode) == ("", 1)
    assert answer.stderr.splitlines() == [
        "This script needs bash: please install it, then run this again."
    ]
